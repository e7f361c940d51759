"""Files that belong to an item of a reference manager: its text, read from beside the library.

Zotero and its like export a library with a folder of files. Such a file is no document of its
own: its text is that of the item that names it. Only files that were found among the sources,
beside the library or below it, are opened; any other path is told and left.
"""

from __future__ import annotations

import hashlib
import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from urllib.parse import unquote

from msgspec.structs import replace

from regesta.errors import CannotRead, Refusal
from regesta.model import Flag, Provenance, Record
from regesta.read import (
    archive_html,
    archive_text,
    old_word,
    open_text,
    pdf,
    plain,
    rtf,
    web_article,
    word,
)
from regesta.read.companions import ATTACHED
from regesta.read.reader import HEAD_BYTES, Reader, Source

INSIDE: Sequence[Reader] = (
    pdf.READER, word.READER, old_word.READER, open_text.READER, rtf.READER, web_article.READER,
    archive_html.READER, archive_text.READER, plain.READER,
)  # fmt: skip
LIBRARY = re.compile(r"\.(?:ris|bib|json)$", re.I)
MAX_LIBRARY = 64 * 1024 * 1024
_PATHS = {
    "ris": re.compile(rb"^L[1-4] {1,2}- (.{1,1000})$", re.M),
    "bib": re.compile(rb"\bfile\s*=\s*[{\"]([^}\"\n]{1,20000})", re.I),
    "json": re.compile(rb'"(?:path|localPath|file)"\s*:\s*"([^"\n]{1,1000})"'),
}


def attached_path(said: str) -> str:
    """The path that an item names, from the library's folder; "" for one that leads elsewhere.

    >>> attached_path("files/17/a%20b.pdf"), attached_path("../secret.pdf"), attached_path("/etc/x")
    ('files/17/a b.pdf', '', '')
    """
    path = unquote(said.strip().removeprefix("file://")).replace("\\", "/")
    if not path or path.startswith("/") or ":" in path or "\0" in path:
        return ""
    path = posixpath.normpath(path)
    return "" if path.startswith("..") or path == "." else path


def attached_files(files: Mapping[str, Path | Refusal]) -> dict[str, list[str]]:
    """For each library among `files` the files that it names, by their paths from its folder."""
    found: dict[str, list[str]] = {}
    for name, library in sorted(files.items()):
        kind = LIBRARY.search(name)
        if kind is None or not isinstance(library, Path):
            continue
        folder = posixpath.dirname(name)
        for path in dict.fromkeys(_named(library, kind[0][1:].casefold())):
            other = files.get(posixpath.join(folder, path))
            if isinstance(other, Path) and other != library and not LIBRARY.search(path):
                found.setdefault(name, []).append(path)
    return found


def _named(library: Path, kind: str) -> Iterator[str]:
    """The paths that a library names."""
    try:
        content = library.read_bytes() if library.stat().st_size <= MAX_LIBRARY else b""
    except OSError:
        return
    for one in _PATHS[kind].findall(content):
        said = one.decode("utf-8", "replace").strip()
        for part in paths_of_field(said) if kind == "bib" else (said,):
            if path := attached_path(part):
                yield path


def paths_of_field(raw: str) -> Iterator[str]:
    r"""The paths in BibTeX's `file`: "Title:path/to/a.pdf:application/pdf;…", or bare ones."""
    for one in re.split(r"(?<!\\);", raw):
        parts = re.split(r"(?<!\\):(?!\\)", one.strip())
        path = parts[1] if len(parts) == 3 else one.strip()
        yield re.sub(r"\\([:;\\_])", r"\1", path)


def with_attachments(record: Record, source: Source, paths: Iterable[str]) -> Record:
    """The record with the text of the first of these files that has one; the others are told."""
    flags: list[Flag] = []
    for said in dict.fromkeys(filter(None, map(str.strip, paths))):
        path = attached_path(said)
        if record.texts or f"{ATTACHED}{path}" not in source.companion:
            flags.append(_told(f"The item names an attachment: {said[:500]}"))
            continue
        try:
            record = _with_text(record, source, path)
        except CannotRead as error:
            flags.append(_told(f"The attachment {path[:300]} is not read: {error}"))
        except Exception as error:  # what a file holds must not cost the library its items
            flags.append(_told(f"The attachment {path[:300]} is not read: {type(error).__name__}."))
    return replace(record, flags=(*record.flags, *flags))


def _told(message: str) -> Flag:
    return Flag(kind="attachment", message=message)


def _with_text(record: Record, source: Source, path: str) -> Record:
    file = source.path.parent / path
    name = posixpath.join(posixpath.dirname(source.name), path)
    try:
        with file.open("rb") as stream:
            head = stream.read(HEAD_BYTES)
            stream.seek(0)
            digest = hashlib.file_digest(stream, "sha256").hexdigest()
        size = file.stat().st_size
    except OSError as error:
        raise CannotRead(f"It cannot be opened: {error.strerror or error}.") from error
    inner = Source(name=name, path=file, sha256=digest, head=head, size=size, rules=source.rules)
    reader = next((one for one in INSIDE if size and one.looks_like(inner)), None)
    if reader is None:
        raise CannotRead("No reader takes a file of its kind.")
    found = next((one for one in reader.read(inner) if isinstance(one, Record)), None)
    if found is None or not found.texts:
        raise CannotRead("It holds no text.")
    own = Provenance(file=name, sha256=digest, reader=reader.name, version=reader.version)
    return replace(
        record,
        texts=found.texts,
        flags=(*record.flags, *found.flags),
        provenance=(*record.provenance, own),
    )
