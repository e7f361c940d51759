"""One archive of every form, a third of it damaged: what can be read is, the rest is told."""

from __future__ import annotations

import io
import json
import zipfile
from email.message import EmailMessage
from pathlib import Path

import docx
import openpyxl
import polars
import pytest
from warcio.warcwriter import WARCWriter

from regesta.build import build
from regesta.keep.archive import Archive
from regesta.read.reader import Source
from regesta.read.registry import read_source
from regesta.read.sources import discover

WORDS = "Telegram of Orsk to Lin Ko about the coal that came to Kelmar in two trains."
ROW = {"title": "Letter", "date": "1953-05-04", "text": WORDS}


def forms() -> dict[str, bytes]:
    """A small whole file of each form, by its name."""
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "a@k.example", "b@k.example", "Coal"
    mail["Message-ID"] = "<1@k.example>"
    mail.set_content(WORDS)
    word, book, table, web = io.BytesIO(), io.BytesIO(), io.BytesIO(), io.BytesIO()
    document = docx.Document()
    document.add_paragraph(WORDS)
    document.save(word)
    workbook = openpyxl.Workbook()
    workbook.active.append(list(ROW))
    workbook.active.append(list(ROW.values()))
    workbook.save(book)
    polars.DataFrame([ROW]).write_parquet(table)
    page = f"<html><body><article><h1>Coal</h1><p>{WORDS} {WORDS}</p></article></body></html>"
    writer = WARCWriter(web, gzip=True)
    writer.write_record(
        writer.create_warc_record(
            "https://k.example/coal", "resource", payload=io.BytesIO(page.encode()),
            warc_content_type="text/html",
        )
    )  # fmt: skip
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as package:
        package.writestr("archive/a.warc.gz", web.getvalue())
    return {
        "a.ris": b"TY  - PCOMM\nTI  - Letter\nAU  - Orsk\nER  -\n",
        "a.bib": b"@misc{k, title = {Letter}, author = {Orsk}}\n",
        "csl.json": json.dumps(
            [{"type": "book", "title": "T", "issued": {"date-parts": [[1953]]}}]
        ).encode(),
        "rows.json": json.dumps([ROW]).encode(),
        "rows.jsonl": json.dumps(ROW).encode() + b"\n" + json.dumps(ROW).encode() + b"\n",
        "a.eml": bytes(mail),
        "a.docx": word.getvalue(),
        "a.xlsx": book.getvalue(),
        "a.parquet": table.getvalue(),
        "a.warc.gz": web.getvalue(),
        "a.wacz": packed.getvalue(),
        "page.html": page.encode(),
        "aid.xml": b"<ead><archdesc level='fonds'><did><unittitle>F</unittitle></did><c level="
        b"'item'><did><unittitle>I</unittitle></did></c></archdesc></ead>",
    }


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("forms")
    (made / "sources" / "cut").mkdir(parents=True)
    for name, content in forms().items():
        (made / "sources" / name).write_bytes(content)
        (made / "sources" / "cut" / name).write_bytes(content[: len(content) * 2 // 5])
    return made


def test_every_form_gives_its_records_and_no_cut_file_costs_another(folder: Path) -> None:
    report = build(folder, jobs=1)
    with Archive.open(folder) as archive:
        read = {origin.file for record in archive.iter_records() for origin in record.provenance}
    assert {f"sources/{name}" for name in forms()} <= read
    refused = {refusal.source for refusal in report.refused}
    assert all(name.startswith("sources/cut/") for name in refused), report.refused
    assert len(refused) >= 8
    assert not any("failed on this file" in refusal.reason for refusal in report.refused)
    assert {path.name for path in folder.iterdir()} <= {"sources", ".regesta", "published.jsonl"}


def test_what_did_not_change_is_not_read_again(folder: Path) -> None:
    first = build(folder, jobs=1)
    again = build(folder, jobs=1)
    assert (again.sources_read, again.records) == (0, first.records)
    assert again.refused == first.refused


def test_every_cut_file_is_told_or_read(folder: Path) -> None:
    for source in discover(folder):
        assert isinstance(source, Source)
        assert list(read_source(source)), source.name
