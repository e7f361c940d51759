"""Pictures that belong to a document beside them, and so are no documents of their own.

A picture is a document's facsimile when it has the document's name (`letter.jpg` beside
`letter.txt`), or when a text beside it, or one folder up, names it. Every other picture is a
scan, whose text is read (see `scan`).
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from urllib.parse import unquote

from regesta.errors import Refusal
from regesta.read.rules import PICTURE

# Texts that can name pictures, and so much of each is looked through.
_NAMING = re.compile(r"\.(?:xml|tei|txt|md|markdown|html?|csv|tsv|jsonl?|ris|bib|rdf)$", re.I)
_DOCUMENT = re.compile(r"\.(?:xml|tei|txt|md|markdown|html?|docx?|odt|rtf|pdf)$", re.I)
MAX_BYTES = 64 * 1024 * 1024
_NAMED = re.compile(rb"[^\"'<>{}|:;,\\\r\n\t]{1,300}?\.(?:png|jpe?g|tiff?)\b", re.I)
_POINTED = re.compile(rb"\bfacs\s*=\s*[\"']([^\"'<>]{1,300})[\"']")


def documents_of(pictures: Iterable[str], names: Iterable[str]) -> dict[str, list[str]]:
    """For a document (its name) the pictures that have its name but for the ending."""
    stems: dict[str, list[str]] = {}
    for name in sorted(names):
        if _DOCUMENT.search(name):
            stems.setdefault(posixpath.splitext(name)[0], []).append(name)
    found: dict[str, list[str]] = {}
    for picture in sorted(pictures):
        beside = stems.get(posixpath.splitext(picture)[0])
        if beside:
            found.setdefault(beside[0], []).append(picture)
    return found


def named_pictures(files: Mapping[str, Path | Refusal]) -> set[str]:
    """The names of the pictures among `files` that a text near them names."""
    folders: dict[str, list[str]] = {}
    for name, path in files.items():
        if PICTURE.search(name) and isinstance(path, Path):
            folders.setdefault(posixpath.dirname(name), []).append(name)
    if not folders:
        return set()
    texts: dict[str, list[Path]] = {}
    for name, path in files.items():
        if _NAMING.search(name) and isinstance(path, Path):
            texts.setdefault(posixpath.dirname(name), []).append(path)
    known: dict[str, frozenset[str]] = {}
    found: set[str] = set()
    for folder, pictures in folders.items():
        near = {folder, posixpath.dirname(folder)}
        for place in near:
            if place not in known:
                known[place] = frozenset(_names_in(texts.get(place, ())))
            found |= {one for one in pictures if _is_named(one, known[place])}
    return found


def _is_named(picture: str, names: frozenset[str]) -> bool:
    file = posixpath.basename(picture)
    return file in names or posixpath.splitext(file)[0] in names


def _names_in(texts: Sequence[Path]) -> Iterator[str]:
    """The last parts of all that looks like the name of a picture."""
    for path in texts:
        try:
            if path.stat().st_size > MAX_BYTES:
                continue
            content = path.read_bytes()
        except OSError:
            continue
        for one in (*_NAMED.findall(content), *_POINTED.findall(content)):
            said = unquote(one.decode("utf-8", "replace"))
            yield re.split(r"[/\\]", said)[-1].strip()
