"""A whole file of each form that comes in, another one for each number; small, and made here."""

from __future__ import annotations

import io
import json
import sqlite3
import tempfile
import zipfile
from collections.abc import Callable
from email.message import EmailMessage
from functools import cache
from pathlib import Path

import docx
import openpyxl
import polars
from tests.making.papers import odt, pdf, picture_of, png, tiff
from warcio.warcwriter import WARCWriter

OAI = "http://www.openarchives.org/OAI/2.0/"
TEI = "http://www.tei-c.org/ns/1.0"


def words(n: int) -> str:
    """Two sentences about telegram `n`."""
    return (
        f"Telegram {n} of Orsk to Lin Ko is about the coal that came to Kelmar in {n + 2} trains. "
        "He asks whether iron will follow before the end of the month, and who is to pay for it."
    )


def row(n: int) -> dict[str, str]:
    """The facts of letter `n`, as a row of a table."""
    return {"title": f"Letter {n}", "date": "1953-05-04", "from": "Orsk, Tal", "text": words(n)}


def _csv(n: int) -> bytes:
    return "\n".join([",".join(row(n)), ",".join(f'"{cell}"' for cell in row(n).values())]).encode()


def _sqlite(n: int) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.sqlite"
        connection = sqlite3.connect(path)
        connection.execute('CREATE TABLE documents (title, date, "from", text)')
        connection.execute("INSERT INTO documents VALUES (?, ?, ?, ?)", tuple(row(n).values()))
        connection.commit()
        connection.close()
        return path.read_bytes()


def _workbook(n: int) -> bytes:
    book = openpyxl.Workbook()
    book.active.append(list(row(n)))
    book.active.append(list(row(n).values()))
    packed = io.BytesIO()
    book.save(packed)
    return packed.getvalue()


def _parquet(n: int) -> bytes:
    packed = io.BytesIO()
    polars.DataFrame([row(n)]).write_parquet(packed)
    return packed.getvalue()


@cache
def _any_word() -> dict[str, bytes]:
    document = docx.Document()
    document.add_paragraph("PLACE")
    packed = io.BytesIO()
    document.save(packed)
    with zipfile.ZipFile(packed) as package:
        return {name: package.read(name) for name in package.namelist()}


def _word(n: int) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as package:
        for name, part in _any_word().items():
            package.writestr(name, part.replace(b"PLACE", words(n).encode()))
    return packed.getvalue()


def _mail(n: int) -> bytes:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "a@k.example", "b@k.example", f"Coal {n}"
    mail["Message-ID"] = f"<{n}@k.example>"
    mail.set_content(words(n))
    return bytes(mail)


def _page(n: int) -> bytes:
    return (
        f"<!DOCTYPE html><html lang='en'><head><title>Coal {n}</title></head><body><article>"
        f"<h1>Coal {n}</h1><p>{words(n)}</p><p>{words(n + 1)}</p></article></body></html>"
    ).encode()


def _warc(n: int) -> bytes:
    packed = io.BytesIO()
    writer = WARCWriter(packed, gzip=True)
    writer.write_record(
        writer.create_warc_record(
            f"https://k.example/coal/{n}", "resource", payload=io.BytesIO(_page(n)),
            warc_content_type="text/html",
        )
    )  # fmt: skip
    return packed.getvalue()


def _wacz(n: int) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as package:
        package.writestr("archive/a.warc.gz", _warc(n))
    return packed.getvalue()


def _text(n: int) -> bytes:
    return f"Letter {n}\n\nKelmar, May 4, 1953\n\n{words(n)}\n".encode()


def _markdown(n: int) -> bytes:
    return f"---\ntitle: Letter {n}\ndate: 1953-05-04\n---\n\n{words(n)}\n".encode()


def _rtf(n: int) -> bytes:
    return b"{\\rtf1\\ansi\\ansicpg1252 %s\\par}" % words(n).encode()


def _odt(n: int) -> bytes:
    return odt(f"<text:p>{words(n)}</text:p>", title=f"Letter {n}")


def _pdf(n: int) -> bytes:
    lines = words(n).replace(". ", ".|").split("|")
    return pdf([(50.0, 700.0 - 20 * k, 10.0, line) for k, line in enumerate(lines)])


@cache
def _scan_of(n: int) -> tuple[int, int, bytes]:
    width, _, rows = picture_of(pdf([(50.0, 820.0, 16.0, f"Letter {n} of Orsk")]), 90)
    return width, 60, rows[: width * 60]


def _scan(n: int) -> bytes:
    return png(*_scan_of(n % 3)) if n % 2 else tiff(_scan_of(n % 3))


def _letter(n: int) -> bytes:
    return (
        f'<?xml version="1.0"?><TEI xmlns="{TEI}"><teiHeader><fileDesc><titleStmt><title>Letter '
        f"{n}</title></titleStmt></fileDesc><profileDesc><correspDesc><correspAction type='sent'>"
        "<persName>Orsk</persName><date when='1953-05-04'/></correspAction></correspDesc>"
        f"</profileDesc></teiHeader><text><body><p>{words(n)}</p></body></text></TEI>"
    ).encode()


def _edition(n: int) -> bytes:
    documents = "".join(
        f'<div type="document" xml:id="d{k}"><head>{k}. Letter</head><p>{words(n + k)}</p></div>'
        for k in (1, 2)
    )
    return (
        f'<?xml version="1.0"?><TEI xmlns="{TEI}"><teiHeader><fileDesc><titleStmt><title>Coal'
        f"</title></titleStmt></fileDesc></teiHeader><text><body>{documents}</body></text></TEI>"
    ).encode()


def _cmif(n: int) -> bytes:
    letter = (
        f'<correspDesc key="{n}"><correspAction type="sent"><persName>Orsk</persName><date '
        'when="1953-05-04"/></correspAction><correspAction type="received"><persName>Ko'
        "</persName></correspAction></correspDesc>"
    )
    return (
        f'<?xml version="1.0"?><TEI xmlns="{TEI}"><teiHeader><fileDesc/><profileDesc>'
        f"{letter * 2}</profileDesc></teiHeader><text><body><p/></body></text></TEI>"
    ).encode()


def _ead(n: int) -> bytes:
    return (
        f"<?xml version='1.0'?><ead><archdesc level='fonds'><did><unittitle>Coal {n}</unittitle>"
        f"</did><dsc><c level='item'><did><unittitle>Letter {n}</unittitle></did></c></dsc>"
        "</archdesc></ead>"
    ).encode()


def _dc(n: int) -> bytes:
    return (
        f'<oai_dc:dc xmlns:oai_dc="{OAI}oai_dc/" xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<dc:title>Letter {n}</dc:title><dc:date>1953-05-04</dc:date></oai_dc:dc>"
    ).encode()


def _mods(n: int) -> bytes:
    return (
        f'<mods xmlns="http://www.loc.gov/mods/v3"><titleInfo><title>Letter {n}</title></titleInfo>'
        "<originInfo><dateCreated>1953-05-04</dateCreated></originInfo></mods>"
    ).encode()


def _oai(n: int) -> bytes:
    record = (
        f"<record><header><identifier>oai:k:{n}</identifier></header><metadata>{_dc(n).decode()}"
        "</metadata></record>"
    )
    return f'<OAI-PMH xmlns="{OAI}"><ListRecords>{record}</ListRecords></OAI-PMH>'.encode()


def _iiif(n: int) -> bytes:
    canvas = {
        "type": "Canvas", "label": {"none": ["1"]},
        "items": [{"items": [{"body": {"id": f"https://k.example/{n}.jpg", "type": "Image"}}]}],
    }  # fmt: skip
    return json.dumps(
        {"@context": "http://iiif.io/api/presentation/3/context.json", "type": "Manifest",
         "id": f"https://k.example/{n}", "label": {"en": [f"Letter {n}"]}, "items": [canvas]}
    ).encode()  # fmt: skip


def _csl(n: int) -> bytes:
    return json.dumps(
        [{"id": n, "type": "book", "title": f"Coal {n}", "issued": {"date-parts": [[1953]]}}]
    ).encode()


def _atom(n: int) -> bytes:
    return (
        "legacyId,parentId,title,levelOfDescription,scopeAndContent\n"
        f"1,,Coal {n},Fonds,Papers\n2,1,Letter {n},Item,On coal\n"
    ).encode()


def _omeka(n: int) -> bytes:
    return f"o:id,dcterms:title,dcterms:date\n{n},Letter {n},1953-05-04\n".encode()


def _omeka_json(n: int) -> bytes:
    return json.dumps([{"o:id": n, "dcterms:title": [{"@value": f"Letter {n}"}]}]).encode()


def _tropy(n: int) -> bytes:
    graph = [{"title": f"Letter {n}", "photo": [{"path": "p.jpg", "transcription": words(n)}]}]
    return json.dumps({"@context": "https://tropy.org/v1", "@graph": graph}).encode()


def _scraped(n: int) -> bytes:
    return (
        f"Letter {n}\nKelmar, May 4, 1953\nDear Ko: {words(n)}\nAuthor(s):\nOrsk\nSource:\n"
        f"Kelmar Archive, box 3.\nRights:\nFree\nRecord ID\n7712{n:02}\n"
    ).encode()


FORMS: dict[str, Callable[[int], bytes]] = {
    "text.txt": _text, "markdown.md": _markdown, "scraped.txt": _scraped, "page.html": _page,
    "table.csv": _csv, "rows.json": lambda n: json.dumps([row(n), row(n + 1)]).encode(),
    "lines.jsonl": lambda n: b"\n".join(json.dumps(row(n + k)).encode() for k in (0, 1)),
    "database.sqlite": _sqlite, "workbook.xlsx": _workbook, "table.parquet": _parquet,
    "letter.xml": _letter, "edition.xml": _edition, "cmif.xml": _cmif, "aid.xml": _ead,
    "dc.xml": _dc, "mods.xml": _mods, "oai.xml": _oai, "manifest.json": _iiif, "csl.json": _csl,
    "library.ris": lambda n: f"TY  - PCOMM\nTI  - Letter {n}\nAU  - Orsk\nER  -\n".encode(),
    "library.bib": lambda n: f"@misc{{k{n}, title = {{Letter {n}}}}}\n".encode(),
    "atom.csv": _atom, "omeka.csv": _omeka, "omeka.json": _omeka_json, "tropy.json": _tropy,
    "message.eml": _mail,
    "box.mbox": lambda n: b"From a@k.example Mon May  4 00:00:00 1953\n" + _mail(n) + b"\n",
    "word.docx": _word, "open.odt": _odt, "rich.rtf": _rtf, "print.pdf": _pdf,
    "scan.png": _scan, "web.warc.gz": _warc, "web.wacz": _wacz,
}  # fmt: skip
