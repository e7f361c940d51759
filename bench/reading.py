"""How quickly each form is read, against the library alone that opens it.

    python bench/reading.py [--rounds N] [FORM...]

For each form a file is made (some hundred paragraphs, or some thousand rows), read to records
as a build does, and opened by its library alone: its text or values taken out, nothing more.
Both in this process, in turn; of some rounds the quickest counts. Seconds are user and system
time, also of programs that are run (tesseract).
"""

from __future__ import annotations

import argparse
import csv
import io
import json
import resource
import sqlite3
import sys
import tempfile
import zipfile
from collections.abc import Callable
from email import message_from_bytes, policy
from pathlib import Path

import msgspec
from lxml import etree, html

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests.making import papers
from tests.making.forms import FORMS, TEI, row, words

from regesta.read.reader import Source
from regesta.read.registry import read_source
from regesta.read.sources import source_of

PARAGRAPHS = 600
ROWS = 4_000


def many(count: int = PARAGRAPHS) -> list[str]:
    """Paragraphs of some hundred letters, no two alike."""
    return [words(n) for n in range(count)]


def _word() -> bytes:
    import docx

    document = docx.Document()
    for one in many():
        document.add_paragraph(one)
    packed = io.BytesIO()
    document.save(packed)
    return packed.getvalue()


def _word_alone(path: Path) -> int:
    import docx

    return sum(len(one.text) for one in docx.Document(str(path)).paragraphs)


def _odt_alone(path: Path) -> int:
    with zipfile.ZipFile(path) as package:
        root = etree.fromstring(package.read("content.xml"))
    return sum(len("".join(map(str, one.itertext()))) for one in root.iter("{*}p"))


def _rtf_alone(path: Path) -> int:
    from striprtf.striprtf import rtf_to_text

    return len(rtf_to_text(path.read_text("latin-1")))


def _pdf() -> bytes:
    lines = [part for one in many() for part in (one[:90], one[90:])]
    pages = [lines[start : start + 50] for start in range(0, len(lines), 50)]
    return papers.pdf(
        *([(50.0, 780.0 - 14 * n, 10.0, line) for n, line in enumerate(page)] for page in pages)
    )


def _pdf_alone(path: Path) -> int:
    import pypdfium2

    document = pypdfium2.PdfDocument(path)
    return sum(len(document[n].get_textpage().get_text_range()) for n in range(len(document)))


def _workbook() -> bytes:
    import openpyxl

    book = openpyxl.Workbook()
    book.active.append(list(row(0)))
    for n in range(ROWS):
        book.active.append(list(row(n).values()))
    packed = io.BytesIO()
    book.save(packed)
    return packed.getvalue()


def _workbook_alone(path: Path) -> int:
    import openpyxl

    book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    return sum(len(cells) for sheet in book for cells in sheet.iter_rows(values_only=True))


def _parquet() -> bytes:
    import polars

    packed = io.BytesIO()
    polars.DataFrame([row(n) for n in range(ROWS)]).write_parquet(packed)
    return packed.getvalue()


def _parquet_alone(path: Path) -> int:
    import pyarrow.parquet

    return len(pyarrow.parquet.read_table(path).to_pylist())


def _csv() -> bytes:
    stream = io.StringIO()
    writer = csv.writer(stream)
    writer.writerow(row(0))
    writer.writerows(row(n).values() for n in range(ROWS))
    return stream.getvalue().encode()


def _csv_alone(path: Path) -> int:
    with path.open(encoding="utf-8", newline="") as stream:
        return sum(len(one) for one in csv.reader(stream))


def _sqlite() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        connection = sqlite3.connect(Path(folder) / "a.sqlite")
        connection.execute('CREATE TABLE documents (title, date, "from", text)')
        rows = [tuple(row(n).values()) for n in range(ROWS)]
        connection.executemany("INSERT INTO documents VALUES (?, ?, ?, ?)", rows)
        connection.commit()
        connection.close()
        return (Path(folder) / "a.sqlite").read_bytes()


def _sqlite_alone(path: Path) -> int:
    connection = sqlite3.connect(path)
    found = len(connection.execute("SELECT * FROM documents").fetchall())
    connection.close()
    return found


def _json_alone(path: Path) -> int:
    return len(msgspec.json.decode(path.read_bytes()))


def _mail() -> bytes:
    head = b"From: a@k.example\nTo: b@k.example\nSubject: Coal\nMessage-ID: <1@k.example>\n\n"
    return head + "\n\n".join(many()).encode()


def _mail_alone(path: Path) -> int:
    return len(str(message_from_bytes(path.read_bytes(), policy=policy.default).get_payload()))


def _page() -> bytes:
    shown = "".join(f"<p>{one}</p>" for one in many())
    return f"<html><body><article><h1>Coal</h1>{shown}</article></body></html>".encode()


def _page_alone(path: Path) -> int:
    import trafilatura

    root = html.document_fromstring(path.read_text("utf-8"))
    found = trafilatura.bare_extraction(root, include_comments=False, with_metadata=True)
    return 0 if found is None else len(found.text or "")


def _web() -> bytes:
    from warcio.warcwriter import WARCWriter

    packed = io.BytesIO()
    writer = WARCWriter(packed, gzip=True)
    for n in range(60):
        page = io.BytesIO(FORMS["page.html"](n))
        writer.write_record(
            writer.create_warc_record(
                f"https://k.example/{n}", "resource", payload=page, warc_content_type="text/html"
            )
        )
    return packed.getvalue()


def _web_alone(path: Path) -> int:
    import trafilatura
    from warcio.archiveiterator import ArchiveIterator

    total = 0
    with path.open("rb") as stream:
        for entry in ArchiveIterator(stream):
            root = html.document_fromstring(entry.content_stream().read().decode())
            found = trafilatura.bare_extraction(root, include_comments=False, with_metadata=True)
            total += 0 if found is None else len(found.text or "")
    return total


def _tei() -> bytes:
    documents = "".join(
        f'<div type="document" xml:id="d{n}"><head>{n}. Letter</head>'
        f"{''.join(f'<p>{one}</p>' for one in many(6))}</div>"
        for n in range(ROWS // 10)
    )
    return (
        f'<TEI xmlns="{TEI}"><teiHeader><fileDesc><titleStmt><title>Coal</title></titleStmt>'
        f"</fileDesc></teiHeader><text><body>{documents}</body></text></TEI>"
    ).encode()


def _oai() -> bytes:
    records = "".join(
        f"<record><header><identifier>oai:k:{n}</identifier></header><metadata>"
        f"{FORMS['dc.xml'](n).decode()}</metadata></record>"
        for n in range(ROWS)
    )
    space = "http://www.openarchives.org/OAI/2.0/"
    return f'<OAI-PMH xmlns="{space}"><ListRecords>{records}</ListRecords></OAI-PMH>'.encode()


def _xml_alone(path: Path) -> int:
    return len("".join(map(str, etree.parse(str(path)).getroot().itertext())))


def _lines_alone(path: Path) -> int:
    return sum(len(line) for line in path.read_text("utf-8").splitlines())


def _scan() -> bytes:
    lines = [part for one in many(12) for part in (one[:80], one[80:])]
    page = papers.pdf([(50.0, 780.0 - 16 * n, 11.0, line) for n, line in enumerate(lines)])
    return papers.png(*papers.picture_of(page, 200))


def _scan_alone(path: Path) -> int:
    import os
    import subprocess

    done = subprocess.run(
        ["tesseract", str(path), "stdout", "tsv"], capture_output=True, check=True,
        env={**os.environ, "OMP_THREAD_LIMIT": "1"},
    )  # fmt: skip
    return len(done.stdout)


FORMATS: dict[str, tuple[str, Callable[[], bytes], str, Callable[[Path], int]]] = {
    "word": ("a.docx", _word, "python-docx", _word_alone),
    "open-document": (
        "a.odt", lambda: papers.odt("".join(f"<text:p>{one}</text:p>" for one in many())),
        "lxml", _odt_alone,
    ),
    "rtf": (
        "a.rtf", lambda: b"{\\rtf1\\ansi %s}" % "".join(f"{p}\\par " for p in many()).encode(),
        "striprtf", _rtf_alone,
    ),
    "pdf": ("a.pdf", _pdf, "pypdfium2", _pdf_alone),
    "scan": ("a.png", _scan, "tesseract", _scan_alone),
    "workbook": ("a.xlsx", _workbook, "openpyxl", _workbook_alone),
    "parquet": ("a.parquet", _parquet, "pyarrow", _parquet_alone),
    "csv": ("a.csv", _csv, "csv", _csv_alone),
    "sqlite": ("a.sqlite", _sqlite, "sqlite3", _sqlite_alone),
    "json": (
        "a.json", lambda: json.dumps([row(n) for n in range(ROWS)]).encode(), "msgspec",
        _json_alone,
    ),
    "mail": ("a.eml", _mail, "email", _mail_alone),
    "article": ("a.html", _page, "trafilatura", _page_alone),
    "web-archive": ("a.warc.gz", _web, "warcio, trafilatura", _web_alone),
    "tei": ("a.xml", _tei, "lxml", _xml_alone),
    "oai-pmh": ("a.xml", _oai, "lxml", _xml_alone),
    "text": ("a.txt", lambda: "\n\n".join(many()).encode(), "str.splitlines", _lines_alone),
}  # fmt: skip


def seconds() -> float:
    """User and system time of this process and of the programs that it ran."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


def timed(work: Callable[[], object]) -> float:
    """What the work costs, in seconds."""
    started = seconds()
    work()
    return seconds() - started


def measure(name: str, rounds: int) -> str:
    """The line that says what the reading of one form costs."""
    file, make, library, alone = FORMATS[name]
    with tempfile.TemporaryDirectory(prefix="regesta-bench-") as folder:
        path = Path(folder) / file
        path.write_bytes(make())
        source = source_of(path, file)
        if not isinstance(source, Source):
            raise SystemExit(f"{file} cannot be opened")
        given: Source = source
        try:
            alone(path)
        except ModuleNotFoundError as error:
            return f"{name:<14} skipped: {error.name} is not installed"
        count = len(list(read_source(given)))
        floors, ours = [], []
        for _ in range(rounds):
            floors.append(timed(lambda: alone(path)))
            ours.append(timed(lambda: list(read_source(given))))
    floor, own = min(floors), min(ours)
    size = given.size / 1e6
    return (
        f"{name:<14} {size:6.2f} MB {count:6,} items  {own * 1000:8.1f} ms  "
        f"{library} alone {floor * 1000:8.1f} ms  x {own / floor:5.2f}"
    )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("forms", nargs="*", help="forms to measure (default: all)")
    parser.add_argument("--rounds", type=int, default=5)
    asked = parser.parse_args()
    for each in asked.forms or FORMATS:
        print(measure(each, asked.rounds), flush=True)
