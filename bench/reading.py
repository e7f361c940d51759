"""How quickly each form is read, against the library alone that opens it.

    python bench/reading.py [--rounds N] [--file PATH] [FORM...]

For each form a file is made (see `reading_inputs`), or `--file` is taken, and is read to records
as a build does. The floor is what no reader can do without: the file hashed, opened by its
library, and all that stands in it taken into Python. Of a table that is each row as a dict of
strings, of XML each element's name, attributes and words, of text its paragraphs in normal
form C with blanks made even, of a document its paragraphs, of mail fields and words, of a PDF
its words and where its lines stand, without which there are no columns. What is
made of it (records, their texts, ids and spans) is all in the time of the reader.

A second ratio counts to the floor that the words are in normal form C with blanks made even, by
the plainest means of the language: for what is kept and searched that must be done to them all.

Both in this process, in turn; of some rounds the quickest counts. Seconds are user and system
time, also of programs that are run (tesseract).
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import mailbox
import re
import resource
import sqlite3
import sys
import tempfile
import unicodedata
import zipfile
from collections.abc import Callable
from email import message_from_binary_file, policy
from functools import partial
from pathlib import Path
from typing import Any

import msgspec
from lxml import etree, html

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.reading_inputs import INPUTS

from regesta.read.reader import Source
from regesta.read.registry import read_source
from regesta.read.sources import source_of


def _word(path: Path) -> object:
    import docx

    return [one.text for one in docx.Document(str(path)).paragraphs]


def _open_document(path: Path) -> object:
    with zipfile.ZipFile(path) as package:
        root = etree.fromstring(package.read("content.xml"))
    return ["".join(map(str, one.itertext())) for one in root.iter("{*}p")]


def _rich_text(path: Path) -> object:
    from striprtf.striprtf import rtf_to_text

    return rtf_to_text(path.read_text("latin-1")).split("\n")


def _pdf(path: Path) -> object:
    import pypdfium2

    document = pypdfium2.PdfDocument(path)
    found = []
    for page in document:
        words = page.get_textpage()
        places = [words.get_rect(n) for n in range(words.count_rects())]
        found.append((words.get_text_range(), places))
    return found


def _workbook(path: Path) -> object:
    import openpyxl

    book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    found: list[dict[Any, str]] = []
    for sheet in book:
        rows = sheet.iter_rows(values_only=True)
        header = next(rows)
        found += [dict(zip(header, map(str, cells), strict=True)) for cells in rows]
    return found


def _parquet(path: Path) -> object:
    import pyarrow.parquet

    return pyarrow.parquet.read_table(path).to_pylist()


def _csv(path: Path) -> object:
    with path.open(encoding="utf-8", newline="") as stream:
        rows = csv.reader(stream)
        header = next(rows)
        return [dict(zip(header, cells, strict=True)) for cells in rows]


def _sqlite(path: Path) -> object:
    connection = sqlite3.connect(path)
    rows = connection.execute("SELECT * FROM documents")
    header = [column[0] for column in rows.description]
    found = [dict(zip(header, cells, strict=True)) for cells in rows]
    connection.close()
    return found


def _json(path: Path) -> object:
    return msgspec.json.decode(path.read_bytes())


def _lines(path: Path) -> object:
    with path.open("rb") as stream:
        return [msgspec.json.decode(line) for line in stream]


def _mail(path: Path) -> object:
    box = mailbox.mbox(
        path, factory=lambda stream: message_from_binary_file(stream, policy=policy.default)
    )
    found = []
    for mail in box:
        fields = [str(mail[name]) for name in ("Subject", "From", "To", "Date", "Message-ID")]
        found.append((fields, mail.get_content()))
    box.close()
    return found


def _article(root: Any) -> object:
    import trafilatura

    found = trafilatura.bare_extraction(root, include_comments=False, with_metadata=True)
    return None if found is None else found.text


def _page(path: Path) -> object:
    return _article(html.document_fromstring(path.read_text("utf-8")))


def _web_archive(path: Path) -> object:
    from warcio.archiveiterator import ArchiveIterator

    with path.open("rb") as stream:
        return [
            _article(html.document_fromstring(entry.content_stream().read().decode()))
            for entry in ArchiveIterator(stream)
        ]


def _xml(path: Path) -> object:
    names, words = [], []
    for element in etree.parse(str(path)).iter():
        names.append((element.tag, element.items()))
        words += [element.text or "", element.tail or ""]
    return names, words


def _text(path: Path) -> object:
    words = unicodedata.normalize("NFC", path.read_bytes().decode("utf-8"))
    return [" ".join(one.split()) for one in re.split(r"\n\s*\n", words)]


def _scan(path: Path) -> object:
    import os
    import subprocess

    done = subprocess.run(
        ["tesseract", str(path), "stdout", "tsv"], capture_output=True, check=True,
        env={**os.environ, "OMP_THREAD_LIMIT": "1"},
    )  # fmt: skip
    return done.stdout


# The library of each form, and what it does alone.
FLOORS: dict[str, tuple[str, Callable[[Path], object]]] = {
    "tei": ("lxml", _xml),
    "oai-pmh": ("lxml", _xml),
    "csv": ("csv", _csv),
    "sqlite": ("sqlite3", _sqlite),
    "json": ("msgspec", _json),
    "jsonl": ("msgspec", _lines),
    "parquet": ("pyarrow", _parquet),
    "workbook": ("openpyxl", _workbook),
    "text": ("str", _text),
    "mail": ("email", _mail),
    "word": ("python-docx", _word),
    "open-document": ("lxml", _open_document),
    "rtf": ("striprtf", _rich_text),
    "pdf": ("pypdfium2", _pdf),
    "scan": ("tesseract", _scan),
    "article": ("trafilatura", _page),
    "web-archive": ("warcio, trafilatura", _web_archive),
}


def _cells(rows: Any) -> list[str]:
    return [cell for row in rows for cell in row.values()]


# Where the words stand in what a floor gives.
WORDS: dict[str, Callable[[Any], list[str]]] = {
    **dict.fromkeys(("csv", "sqlite", "json", "jsonl", "parquet", "workbook"), _cells),
    **dict.fromkeys(("tei", "oai-pmh"), lambda found: found[1]),
    **dict.fromkeys(("word", "open-document"), lambda found: found),
    "pdf": lambda found: [words for words, _ in found],
    "mail": lambda found: [words for _, words in found],
}


def evened(words: list[str]) -> object:
    """The words in normal form C, with blanks made even."""
    return [
        "\n".join(" ".join(line.split()) for line in unicodedata.normalize("NFC", one).split("\n"))
        for one in words
    ]


def seconds() -> float:
    """User and system time of this process and of the programs that it ran."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


def timed(work: Callable[[], object]) -> float:
    """What the work costs, in seconds."""
    started = seconds()
    work()
    return seconds() - started


def opened(path: Path) -> Source:
    """The file as a source, hashed."""
    source = source_of(path, path.name)
    if not isinstance(source, Source):
        raise SystemExit(f"{path} cannot be opened: {source.reason}")
    return source


def alone(path: Path, library: Callable[[Path], object]) -> object:
    """The file hashed, and what its library makes of it."""
    with path.open("rb") as stream:
        hashlib.file_digest(stream, "sha256")
    return library(path)


def _evened_alone(
    path: Path, work: Callable[[Path], object], words: Callable[[Any], list[str]]
) -> object:
    return evened(words(alone(path, work)))


def measure(name: str, path: Path, rounds: int) -> str:
    """The line that says what the reading of this file costs."""
    library, work = FLOORS[name.removesuffix("-short")]
    try:
        alone(path, work)
    except ModuleNotFoundError as error:
        return f"{name:<15} skipped: {error.name} is not installed"
    count = len(list(read_source(opened(path))))
    floors, ours, even = [], [], []
    for _ in range(rounds):
        floors.append(timed(lambda: alone(path, work)))
        ours.append(timed(lambda: list(read_source(opened(path)))))
        if said := WORDS.get(name.removesuffix("-short")):
            even.append(timed(partial(_evened_alone, path, work, said)))
    floor, own = min(floors), min(ours)
    return (
        f"{name:<15} {path.stat().st_size / 1e6:6.2f} MB {count:6,} items  {own * 1000:8.1f} ms  "
        f"{library} alone {floor * 1000:8.1f} ms  x {own / floor:5.2f}"
        + (f"  (even: x {own / min(even):.2f})" if even else "")
    )


def main() -> None:
    """Measure what is asked for."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("forms", nargs="*", help="forms to measure (default: all)")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--file", type=Path, help="a file of your own, of the one form named")
    asked = parser.parse_args()
    if asked.file:
        print(measure(asked.forms[0], asked.file, asked.rounds))
        return
    for name in asked.forms or INPUTS:
        file, make = INPUTS[name]
        with tempfile.TemporaryDirectory(prefix="regesta-bench-") as folder:
            path = Path(folder) / file
            path.write_bytes(make())
            print(measure(name, path, asked.rounds), flush=True)


if __name__ == "__main__":
    main()
