"""Which files an archive is read from: found, named, hashed; nothing is read into memory whole.

An archive's sources are the files of its `sources/` folder and what `regesta.toml` lists
under `sources` (files, folders or patterns, relative to the archive or elsewhere on the disk).
Where there is neither, they are all files of the folder. Hidden files, `.regesta/`,
`authority/`, `decisions.jsonl`, `changes.jsonl`, `published.jsonl` and `regesta.toml` are the
archive's own and no sources; nor is what a saved page is made of (see `mirrors`).

A source in the archive is named by its path from the archive's folder, one elsewhere by the
last part of the folder or file listed and its path from there (`frus/frus1950v05.xml` for
`/data/frus`). Links are followed only to files that lie inside what is being read.
"""

from __future__ import annotations

import hashlib
import os
import stat
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import msgspec

from regesta.errors import Refusal, WrongUse
from regesta.read.attachments import attached_files
from regesta.read.companions import ATTACHED, FILE_NAME, SIBLING, read_companions
from regesta.read.mirrors import is_furniture, is_of_a_page
from regesta.read.reader import HEAD_BYTES, Source
from regesta.read.rules import PICTURE, Rules, is_left_out, read_rules, rules_for
from regesta.read.shown import documents_of, named_pictures
from regesta.read.siblings import siblings_of

CONFIG = "regesta.toml"
SOURCES = "sources"
FACSIMILES = "facsimiles"
OWN = frozenset(
    {"accounts", "authority", "decisions.jsonl", "changes.jsonl", "published.jsonl", CONFIG}
)

_CHUNK = 1 << 20
_WILD = frozenset("*?[")


class Root(NamedTuple):
    """A file or folder to read, what its files' names begin with, and where links may lead."""

    path: Path
    prefix: str
    inside: Path


def discover(folder: Path, patterns: Sequence[str] | None = None) -> Iterator[Source | Refusal]:
    """The sources of the archive in `folder`, sorted by name, and a Refusal for each unreadable.

    `patterns` are files, folders or patterns as `regesta.toml` lists them; None takes them
    from there. Raises WrongUse when the folder, or something listed by its own name, is not
    there, or when regesta.toml cannot be parsed.
    """
    if not folder.is_dir():
        raise WrongUse(f"{folder} is no folder.", way_out="Name the folder of your documents.")
    listed = listed_sources(folder) if patterns is None else tuple(patterns)
    files: dict[str, Path | Refusal] = {}
    seen: set[Path] = set()
    for root in find_roots(folder, listed):
        for name, found in _walk(root):
            if isinstance(found, Path):
                real = found.resolve()
                if real in seen:
                    continue
                seen.add(real)
            files[_free(name, files)] = found
    yield from _sources(files, read_rules(folder))


def listed_sources(folder: Path) -> tuple[str, ...]:
    """What the archive's `regesta.toml` lists under `sources`, () where it lists nothing."""
    try:
        with (folder / CONFIG).open("rb") as stream:
            config = tomllib.load(stream)
    except FileNotFoundError:
        return ()
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise WrongUse(f"{CONFIG} cannot be parsed: {error}.", way_out="Correct it.") from error
    except OSError as error:
        raise WrongUse(f"{CONFIG} cannot be opened: {error.strerror or error}.") from error
    listed = config.get("sources", [])
    listed = [listed] if isinstance(listed, str) else listed
    if not isinstance(listed, list) or not all(isinstance(one, str) for one in listed):
        raise WrongUse(
            f"{CONFIG}: `sources` is no list of paths.",
            way_out='Write it as sources = ["letters", "/data/frus/*.xml"].',
        )
    return tuple(listed)


# -- which files -----------------------------------------------------------------------


def find_roots(folder: Path, listed: Sequence[str]) -> list[Root]:
    """The roots to walk: `sources/`, then what is `listed`; else the whole folder.

    Raises WrongUse where something listed is not there.
    """
    roots: list[Root] = []
    own = folder / SOURCES
    if own.is_dir():
        roots.append(Root(own, SOURCES, folder.resolve()))
    taken: set[str] = {entry.name for entry in os.scandir(folder)}
    for entry in dict.fromkeys(listed):
        roots += _listed_roots(folder, entry, taken)
    return roots or [Root(folder, "", folder.resolve())]


def _listed_roots(folder: Path, entry: str, taken: set[str]) -> list[Root]:
    """The roots of one entry; files of a pattern are each a root, named from its fixed part."""
    path = Path(entry).expanduser()
    parts = path.parts
    wild = next((n for n, part in enumerate(parts) if _WILD & set(part)), None)
    if wild is not None and not (folder / path).exists():
        base = folder.joinpath(*parts[:wild])
        prefix = _prefix(folder, base, entry, taken)
        try:
            found = sorted(base.glob("/".join(parts[wild:])))
        except (ValueError, OSError) as error:
            raise WrongUse(f"The pattern “{entry}” cannot be used: {error}.") from error
        inside = base.resolve()
        return [
            Root(one, _join(prefix, one.relative_to(base).as_posix()), inside)
            for one in found
            if not one.is_dir() and _is_source(one.relative_to(base), _within(base, folder))
        ]
    target = folder / path
    if not (target.exists() or target.is_symlink()):
        raise WrongUse(
            f"{CONFIG} lists “{entry}”, but there is nothing there.",
            way_out="Correct the path, or take it out.",
        )
    inside = target.resolve() if target.is_dir() else target.parent.resolve()
    return [Root(target, _prefix(folder, target, entry, taken), inside)]


def _within(path: Path, folder: Path) -> bool:
    return path.resolve() == folder.resolve()


def _prefix(folder: Path, target: Path, entry: str, taken: set[str]) -> str:
    """What the names of this target's files begin with; "" for the archive's own folder."""
    real = target.resolve()
    home = folder.resolve()
    if real.is_relative_to(home):
        return "" if real == home else real.relative_to(home).as_posix()
    label = real.name or "root"
    if label in taken:
        label = (
            f"{label}~{hashlib.sha256(entry.encode('utf-8', 'surrogateescape')).hexdigest()[:6]}"
        )
    taken.add(label)
    return label


def _walk(root: Root) -> Iterator[tuple[str, Path | Refusal]]:
    """Files below a root in no fixed order, with names; links that lead out as Refusals."""
    if not root.path.is_dir():
        yield _checked(root, root.path, root.prefix)
        return
    errors: list[OSError] = []
    for place, folders, files in os.walk(root.path, onerror=errors.append):
        here = Path(place)
        relative = here.relative_to(root.path)
        top = root.prefix == "" and relative == Path()
        folders[:] = [
            name
            for name in folders
            if _is_source(Path(name), top) and not is_of_a_page(name, files)
        ]
        for name in folders:
            if (here / name).is_symlink() and not _leads_inside(here / name, root):
                yield _checked(root, here / name, _join(root.prefix, (relative / name).as_posix()))
        for name in files:
            found = _join(root.prefix, (relative / name).as_posix())
            if _is_source(Path(name), top) and not is_furniture(found):
                yield _checked(root, here / name, found)
    for error in errors:
        path = Path(os.fsdecode(error.filename)) if error.filename else root.path
        within = path.relative_to(root.path).as_posix() if path.is_relative_to(root.path) else "."
        name = _join(root.prefix, within)
        yield (
            name,
            Refusal(
                source=_printable(name), reason=f"The folder cannot be opened: {error.strerror}."
            ),
        )


def _checked(root: Root, path: Path, name: str) -> tuple[str, Path | Refusal]:
    """The file, or a Refusal where it is no file or a link that leads out."""
    if path.is_symlink() and not _leads_inside(path, root):
        return name, Refusal(
            source=_printable(name),
            reason="The link leads out of the folder that is read, or nowhere.",
            way_out="Copy the file here, or list its place in regesta.toml.",
        )
    return name, path


def _leads_inside(path: Path, root: Root) -> bool:
    try:
        real = path.resolve(strict=True)
    except (OSError, RuntimeError):
        return False
    return real.is_relative_to(root.inside)


def _is_source(relative: Path, top: bool) -> bool:
    """Whether no part of the path is hidden, nor its first one of the archive's own."""
    parts = relative.parts
    hidden = any(part.startswith(".") for part in parts)
    return not hidden and not (top and parts and parts[0] in OWN)


def _join(prefix: str, name: str) -> str:
    return name if prefix == "" else prefix if name == "." else f"{prefix}/{name}"


def _printable(name: str) -> str:
    """The name with bytes that are no letters spelled out, so that it can be written down."""
    return os.fsencode(name).decode("utf-8", "backslashreplace")


def _free(name: str, files: Mapping[str, object]) -> str:
    """The name; with "./" before it when the slug of a file of `sources/` would be the same."""
    name = _printable(name)
    return f"./{name}" if name in files or f"{SOURCES}/{name}" in files else name


# -- what they hold --------------------------------------------------------------------


def _sources(files: Mapping[str, Path | Refusal], rules: Rules) -> Iterator[Source | Refusal]:
    """Sources in order of their names, with their companions; companions are not sources."""
    folders: dict[str, list[str]] = {}
    for name, found in files.items():
        if isinstance(found, Path):
            folder, _, file = name.rpartition("/")
            folders.setdefault(folder, []).append(file)
    companions: dict[str, dict[str, str]] = {}
    passed: set[str] = set()
    for folder, names in folders.items():
        yield from _pair(folder, names, files, companions, passed)
    _take_pictures(files, companions, passed)
    for library, attached in attached_files(files).items():
        passed.update(_join(library.rpartition("/")[0], path) for path in attached)
        named = {f"{ATTACHED}{path}": path for path in attached}
        companions.setdefault(library, {}).update(named)
    for name in sorted(files):
        found = files[name]
        if isinstance(found, Refusal):
            yield found
        elif name not in passed and not is_left_out(rules, name):
            yield source_of(found, name, companions.get(name, {}), rules_for(rules, name))


def _pair(
    folder: str,
    names: Sequence[str],
    files: Mapping[str, Path | Refusal],
    companions: dict[str, dict[str, str]],
    passed: set[str],
) -> list[Refusal]:
    """Give the files of one folder their rows and siblings; what could not be given."""
    refusals: list[Refusal] = []
    table = _join(folder, FILE_NAME)
    path = files.get(table)
    if isinstance(path, Path):
        rows, refusals = read_companions(path, table, set(names) - {FILE_NAME})
        if rows is not None:
            passed.add(table)
            for file, row in rows.items():
                companions.setdefault(_join(folder, file), {}).update(row)
    for main, wordings in siblings_of(names).items():
        for language, file in wordings.items():
            companions.setdefault(_join(folder, main), {})[f"{SIBLING}{language}"] = file
            passed.add(_join(folder, file))
    return refusals


def _take_pictures(
    files: Mapping[str, Path | Refusal], companions: dict[str, dict[str, str]], passed: set[str]
) -> None:
    """Pass over the pictures of documents; those with a document's name become its facsimiles."""
    pictures = [name for name in files if PICTURE.search(name)]
    if not pictures:
        return
    passed |= named_pictures(files)
    for document, shown in documents_of(pictures, files).items():
        passed.update(shown)
        if FACSIMILES not in companions.get(document, {}):
            names = "; ".join(one.rpartition("/")[2] for one in shown)
            companions.setdefault(document, {})[FACSIMILES] = names


def source_of(
    path: Path,
    name: str,
    companion: Mapping[str, str] | None = None,
    rules: Mapping[str, str] | None = None,
) -> Source | Refusal:
    """The file at `path` as a source called `name`: hashed and its head taken in one pass.

    The hash covers the companion, the sibling files it names and the rules, so that a changed
    row, wording or rule is a changed source.
    """
    companion = dict(companion or {})
    digest = hashlib.sha256()
    try:
        head, size = _hash_file(path, digest)
        if companion:
            digest.update(msgspec.json.encode(dict(sorted(companion.items()))))
        if rules:
            digest.update(msgspec.json.encode(dict(sorted(rules.items()))))
        for key in sorted(companion):
            if key.startswith((SIBLING, ATTACHED)):
                _hash_file(path.parent / companion[key], digest)
    except OSError as error:
        return Refusal(
            source=name,
            reason=f"The file cannot be opened: {error.strerror or error}.",
            way_out="See to its permissions.",
        )
    return Source(
        name=name,
        path=path,
        sha256=digest.hexdigest(),
        head=head,
        size=size,
        companion=companion,
        rules=rules or {},
    )


def _hash_file(path: Path, digest: hashlib._Hash) -> tuple[bytes, int]:
    """Feed a regular file to the digest; its head and size. Raises OSError for anything else."""
    # A pipe would wait for ever: what is no regular file is not opened.
    if not stat.S_ISREG(path.stat().st_mode):
        raise OSError(0, "it is no regular file")
    head = b""
    size = 0
    with path.open("rb") as stream:
        while chunk := stream.read(_CHUNK):
            if len(head) < HEAD_BYTES:
                head += chunk[: HEAD_BYTES - len(head)]
            digest.update(chunk)
            size += len(chunk)
    return head, size
