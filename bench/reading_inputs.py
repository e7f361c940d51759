"""The files that `bench/reading.py` reads: of each form one, as large as such files are.

A document is as those of the volumes that Regesta is measured on: 4,800 letters in nine
paragraphs, six of seven with quotation marks or letters beyond ASCII. Its words are drawn at
random, so that a package of them is packed no smaller than writing is. Of tables there is a
second file whose rows are short, as those of a register without texts are.
"""

from __future__ import annotations

import csv
import io
import json
import random
import sqlite3
import tempfile
from collections.abc import Callable
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from tests.making import papers
from tests.making.forms import FORMS, OAI, TEI, row, words

PARAGRAPHS = 600
DOCUMENTS = 1_000
SHORT_ROWS = 4_000

Row = dict[str, str]

_SYLLABLES = (
    "ka",
    "len",
    "dor",
    "mi",
    "sta",
    "vor",
    "ne",
    "pol",
    "ti",
    "gra",
    "sel",
    "on",
    "ur",
    "e",
)
_WORDS = tuple(
    first + second + third
    for first in _SYLLABLES for second in ("", *_SYLLABLES[:9]) for third in ("", "s", "ing", "ed")
)  # fmt: skip


def paragraphs(count: int, start: int = 0) -> list[str]:
    """Paragraphs of some 520 letters, no two alike."""
    chance = random.Random(start)
    found = []
    for _ in range(count):
        said = " ".join(chance.choice(_WORDS) for _ in range(75))
        found.append(f"{said.capitalize()}.")
    if start % 7:
        found[0] = f"“{found[0]}” (Léval)"
    return found


def document(n: int) -> Row:
    """The facts and the text of document `n`, as a row of a table."""
    return {**row(n), "text": "\n\n".join(paragraphs(9, n))}


def documents() -> list[Row]:
    """Rows with a whole document in each."""
    return [document(n) for n in range(DOCUMENTS)]


def register() -> list[Row]:
    """Rows of two sentences each."""
    return [row(n) for n in range(SHORT_ROWS)]


def as_csv(rows: list[Row]) -> bytes:
    """The rows as CSV."""
    stream = io.StringIO()
    writer = csv.writer(stream)
    writer.writerow(rows[0])
    writer.writerows(one.values() for one in rows)
    return stream.getvalue().encode()


def as_json(rows: list[Row]) -> bytes:
    """The rows as one JSON list."""
    return json.dumps(rows, ensure_ascii=False).encode()


def as_lines(rows: list[Row]) -> bytes:
    """The rows as JSON, an object a line, letters beyond ASCII as escapes."""
    return "".join(json.dumps(one) + "\n" for one in rows).encode()


def as_sqlite(rows: list[Row]) -> bytes:
    """The rows as a database of one table."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.sqlite"
        connection = sqlite3.connect(path)
        connection.execute('CREATE TABLE documents (title, date, "from", text)')
        given = [tuple(one.values()) for one in rows]
        connection.executemany("INSERT INTO documents VALUES (?, ?, ?, ?)", given)
        connection.commit()
        connection.close()
        return path.read_bytes()


def as_parquet(rows: list[Row]) -> bytes:
    """The rows as Parquet."""
    import polars

    packed = io.BytesIO()
    polars.DataFrame(rows).write_parquet(packed)
    return packed.getvalue()


def as_workbook(rows: list[Row]) -> bytes:
    """The rows as a sheet of a workbook."""
    import openpyxl

    book: Any = openpyxl.Workbook()
    book.active.append(list(rows[0]))
    for one in rows:
        book.active.append(list(one.values()))
    packed = io.BytesIO()
    book.save(packed)
    return packed.getvalue()


def word() -> bytes:
    """A Word document."""
    import docx

    made = docx.Document()
    for one in paragraphs(PARAGRAPHS):
        made.add_paragraph(one)
    packed = io.BytesIO()
    made.save(packed)
    return packed.getvalue()


def open_document() -> bytes:
    """An OpenDocument text."""
    return papers.odt("".join(f"<text:p>{one}</text:p>" for one in paragraphs(PARAGRAPHS)))


def rich_text() -> bytes:
    """A file of rich text."""
    return b"{\\rtf1\\ansi %s}" % "".join(f"{one}\\par " for one in paragraphs(PARAGRAPHS)).encode()


def plain_text() -> bytes:
    """A file of plain text."""
    return "\n\n".join(paragraphs(PARAGRAPHS)).encode()


def _lines(count: int, width: int) -> list[str]:
    """Lines of print."""
    return [
        one[start : start + width]
        for one in paragraphs(count)
        for start in range(0, len(one), width)
    ]


def pdf() -> bytes:
    """A PDF of fifty lines a page."""
    lines = _lines(PARAGRAPHS // 3, 90)
    pages = [lines[start : start + 50] for start in range(0, len(lines), 50)]
    return papers.pdf(
        *([(50.0, 780.0 - 14 * n, 10.0, line) for n, line in enumerate(page)] for page in pages)
    )


def scan() -> bytes:
    """A page as a picture."""
    page = papers.pdf(
        [(50.0, 780.0 - 16 * n, 11.0, line) for n, line in enumerate(_lines(4, 80)[:24])]
    )
    return papers.png(*papers.picture_of(page, 200))


def _message(n: int) -> bytes:
    mail = EmailMessage()
    mail["From"], mail["To"] = "Tal Orsk <orsk@k.example>", "Lin Ko <ko@k.example>"
    mail["Subject"], mail["Date"] = f"Coal {n}", "Mon, 4 May 1998 09:00:00 +0200"
    mail["Message-ID"] = f"<{n}@k.example>"
    mail.set_content("\n\n".join(paragraphs(9, n)))
    return bytes(mail)


def mailbox() -> bytes:
    """A mailbox."""
    envelope = b"From orsk@k.example Mon May  4 09:00:00 1998\n"
    return b"".join(envelope + _message(n) + b"\n" for n in range(DOCUMENTS // 4))


def page() -> bytes:
    """A page of the web with one article."""
    shown = "".join(f"<p>{one}</p>" for one in paragraphs(PARAGRAPHS // 3))
    return f"<html><body><article><h1>Coal</h1>{shown}</article></body></html>".encode()


def web_archive() -> bytes:
    """A web archive of sixty pages."""
    from warcio.warcwriter import WARCWriter

    packed = io.BytesIO()
    writer = WARCWriter(packed, gzip=True)
    for n in range(60):
        content = io.BytesIO(FORMS["page.html"](n))
        writer.write_record(
            writer.create_warc_record(
                f"https://k.example/{n}", "resource", payload=content,
                warc_content_type="text/html",
            )
        )  # fmt: skip
    return packed.getvalue()


def edition() -> bytes:
    """A TEI edition; a document has a heading, a dateline, a source note, names and a footnote."""
    made = []
    for n in range(DOCUMENTS // 2):
        body = "".join(
            f"<p>{one[:90]}<persName corresp='#p_{n % 90}'>{one[90:100]}</persName>{one[100:300]}"
            f"<hi rend='italic'>{one[300:310]}</hi>{one[310:]}</p>"
            for one in paragraphs(9, n)
        )
        made.append(
            f"<div type='document' xml:id='d{n}' n='{n}'><head>{n}. Letter<note n='1' type='source'"
            f" xml:id='d{n}fn1'>State Archive, file {n}.</note></head><opener><dateline><placeName>"
            f"Kelmar</placeName>, <date when='1953-05-04'>May 4, 1953</date>.</dateline></opener>"
            f"{body}<closer><signed>Orsk</signed></closer></div>"
        )
    return (
        f'<TEI xmlns="{TEI}"><teiHeader><fileDesc><titleStmt><title>Coal</title></titleStmt>'
        f"</fileDesc></teiHeader><text><body>{''.join(made)}</body></text></TEI>"
    ).encode()


def harvest() -> bytes:
    """An answer of OAI-PMH with records of Dublin Core."""
    records = "".join(
        f"<record><header><identifier>oai:k:{n}</identifier><datestamp>2020-01-01</datestamp>"
        f"<setSpec>coal</setSpec></header><metadata><oai_dc:dc xmlns:oai_dc='{OAI}oai_dc/' "
        "xmlns:dc='http://purl.org/dc/elements/1.1/'>"
        f"<dc:title>Letter {n}</dc:title><dc:creator>Orsk, Tal</dc:creator><dc:subject>Coal"
        f"</dc:subject><dc:subject>Railways</dc:subject><dc:description>{words(n)}"
        "</dc:description><dc:date>1953-05-04</dc:date><dc:type>letter</dc:type>"
        f"<dc:identifier>https://k.example/{n}</dc:identifier><dc:source>State Archive, file {n}"
        "</dc:source><dc:language>en</dc:language><dc:rights>Free</dc:rights></oai_dc:dc>"
        "</metadata></record>"
        for n in range(DOCUMENTS)
    )
    return f'<OAI-PMH xmlns="{OAI}"><ListRecords>{records}</ListRecords></OAI-PMH>'.encode()


# The name of a file and what makes it, by the form's name.
INPUTS: dict[str, tuple[str, Callable[[], bytes]]] = {
    "tei": ("a.xml", edition),
    "oai-pmh": ("a.xml", harvest),
    "csv": ("a.csv", lambda: as_csv(documents())),
    "sqlite": ("a.sqlite", lambda: as_sqlite(documents())),
    "json": ("a.json", lambda: as_json(documents())),
    "jsonl": ("a.jsonl", lambda: as_lines(documents())),
    "parquet": ("a.parquet", lambda: as_parquet(documents())),
    "workbook": ("a.xlsx", lambda: as_workbook(documents())),
    "csv-short": ("a.csv", lambda: as_csv(register())),
    "sqlite-short": ("a.sqlite", lambda: as_sqlite(register())),
    "json-short": ("a.json", lambda: as_json(register())),
    "parquet-short": ("a.parquet", lambda: as_parquet(register())),
    "workbook-short": ("a.xlsx", lambda: as_workbook(register())),
    "text": ("a.txt", plain_text),
    "mail": ("a.mbox", mailbox),
    "word": ("a.docx", word),
    "open-document": ("a.odt", open_document),
    "rtf": ("a.rtf", rich_text),
    "pdf": ("a.pdf", pdf),
    "scan": ("a.png", scan),
    "article": ("a.html", page),
    "web-archive": ("a.warc.gz", web_archive),
}
