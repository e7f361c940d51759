"""TEI: editions with many documents in a file, and the files of single letters.

A file is an edition when it has a division of type "document" or "letter"; any other file
with a `teiHeader` is one letter, or one for each `TEI` of a `teiCorpus`.
"""

from __future__ import annotations

import mmap
import re
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from regesta.errors import CannotRead
from regesta.read.reader import HEAD_BYTES, Item, Reader, Source
from regesta.read.tei_letter import read_letters
from regesta.read.tei_record import VERSION
from regesta.read.tei_safety import refuse_entities
from regesta.read.tei_volume import read_volume

MAX_BYTES = 512 * 1024 * 1024

_CORPUS = re.compile(rb"<(?:[\w.-]+:)?teiCorpus\b")
_CORRESPONDENCE = re.compile(rb"<(?:[\w.-]+:)?correspDesc\b")
_ROOT = re.compile(
    rb"<(?:[\w.-]+:)?(?:TEI|teiCorpus)\b[^<>]*http://www\.tei-c\.org/ns/1\.0"
    rb"|<(?:[\w.-]+:)?teiHeader\b|<!DOCTYPE\s+(?:TEI|teiCorpus)\b"
)
_DOCUMENT = re.compile(
    rb"<(?:[\w.-]+:)?div\b[^<>]{0,400}?\btype\s*=\s*[\"'](?:document|letter)[\"']"
)


def looks_like(source: Source) -> bool:
    """Tell TEI by its root element or header."""
    return _ROOT.search(source.head) is not None


def read(source: Source) -> Iterator[Item]:
    """Yield what the file holds; see `tei_volume` and `tei_letter`."""
    refuse_entities(source.head)
    if source.size > MAX_BYTES:
        raise CannotRead(
            f"The TEI has more than {MAX_BYTES:,} bytes.",
            way_out="Split it into its volumes or documents.",
        )
    yield from (read_volume if _is_edition(source.path) else read_letters)(source)


def _is_edition(path: Path) -> bool:
    """Tell an edition from letters: by its documents, unless a correspDesc speaks of the only one.

    The file is searched, not parsed.
    """
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        if _CORPUS.search(content, 0, HEAD_BYTES):
            return False
        documents = sum(1 for _ in islice(_DOCUMENT.finditer(content), 2))
        return documents > 1 or (documents == 1 and not _CORRESPONDENCE.search(content))


READER = Reader(name="tei", version=VERSION, looks_like=looks_like, read=read)
