"""Documents of every format that hold scripts wherever words can stand.

What a browser would run sets `window.ran`; what it would fetch asks the host `evil.example`.
"""

from __future__ import annotations

import io
import sqlite3
import zipfile
from collections.abc import Mapping
from html import escape
from pathlib import Path

import msgspec
from tests.making.papers import odt, pdf

SCRIPTS = (
    "<script>window.ran=1</script>",
    '"><script>window.ran=1</script>',
    "'><img src=x onerror=window.ran=1>",
    "<svg onload=window.ran=1>",
    "</title><script>window.ran=1</script>",
    "</textarea><script>window.ran=1</script>",
    "--><script>window.ran=1</script><!--",
    "]]><script>window.ran=1</script>",
    '" onmouseover="window.ran=1" autofocus onfocus="window.ran=1" x="',
    "<iframe srcdoc='<script>parent.ran=1</script>'></iframe>",
    "<math><mtext></mtext><mglyph><style><img src=x onerror=window.ran=1></style></mglyph></math>",
    "<a href=javascript:window.ran=1>here</a>",
    "<details open ontoggle=window.ran=1>",
    "<img src=//evil.example/pixel.png>",
    "<link rel=stylesheet href=//evil.example/s.css>",
    "<style>@import '//evil.example/s.css';</style>",
    "<meta http-equiv=refresh content='0;url=//evil.example/'>",
    "<base href=//evil.example/>",
    "{{7*7}}{% raise %}${window.ran=1}",
    "\u202e<\u200bscript>window.ran=1</script>",
    "<mark>&lt;script&gt;window.ran=1&lt;/script&gt;</mark>",
)
ALL = " ".join(SCRIPTS)
ADDRESS = "javascript:window.ran=1"


def write_scripts(root: Path) -> int:
    """Write a source of each format into the archive; returns how many there are."""
    sources = root / "sources"
    sources.mkdir(parents=True)
    files = {**_of_text(), **_of_markup(), **_of_lists(), **_packed()}
    for name, data in files.items():
        path = sources / name
        path.write_bytes(data if isinstance(data, bytes) else data.encode("utf-8"))
    _write_sqlite(sources / "table.db")
    rules = "columns = { title = 'title', text = 'text', date = 'date', people = 'people' }"
    (root / "regesta.toml").write_text(
        f"title = {msgspec.json.encode(ALL).decode()}\n[addresses]\nsite = ''\n"
        f"[[tables]]\nfiles = 'none.csv'\n{rules}\n",
        encoding="utf-8",
    )
    return len(files) + 1


def _yaml(text: str) -> str:
    return msgspec.json.encode(text).decode()


def _of_text() -> Mapping[str, str]:
    front = "\n".join(
        f"{key}: {_yaml(f'{script} {key}')}"
        for key, script in zip(
            ("title", "author", "recipient", "place", "source", "rights", "summary", "number",
             "genre", "translator"),
            SCRIPTS, strict=False,
        )
    )  # fmt: skip
    lists = "\n".join(
        f"{key}: [{_yaml(script)}, {_yaml(SCRIPTS[2])}]"
        for key, script in zip(("people", "topics", "collections", "places"), SCRIPTS, strict=False)
    )
    note = f"[^1]: {ALL}"
    mail = (
        f'From: {SCRIPTS[0]} <a@evil.example>\nTo: "{SCRIPTS[8]}" <b@a.example>\n'
        f"Subject: {SCRIPTS[1]}\nDate: Mon, 15 Jan 1951 10:00:00 +0000\n"
        f"Content-Type: text/html; charset=utf-8\n\n<p>Dear all,</p> {ALL} <p>Yours</p>\n"
    )
    return {
        "front.md": f"---\n{front}\n{lists}\ndate: 1951-01-15\nurl: {ADDRESS}\n---\n{ALL}[^1]\n\n"
        f"[here]({ADDRESS}) ![x](//evil.example/p.png) **{SCRIPTS[3]}**\n\n{note}\n",
        "plain.txt": f"{SCRIPTS[0]}\n\nJanuary 15, 1951\n\n{ALL}\n\nYour telegram 302.\n",
        "letter.eml": mail,
        "box.mbox": f"From a@a Mon Jan 15 10:00:00 1951\n{mail}\n",
        "refs.ris": f"TY  - LETTER\nTI  - {SCRIPTS[0]}\nAU  - {SCRIPTS[2]}\nPY  - 1951/01/15\n"
        f"AB  - {ALL}\nUR  - {ADDRESS}\nKW  - {SCRIPTS[3]}\nER  - \n",
        "refs.bib": f"@misc{{k1, title = {{{SCRIPTS[0]}}}, author = {{{SCRIPTS[2]}}}, "
        f"year = {{1951}}, abstract = {{{SCRIPTS[3]}}}, url = {{{ADDRESS}}}}}\n",
        "rich.rtf": "{\\rtf1\\ansi{\\info{\\title " + SCRIPTS[0] + "}}" + ALL.replace("\\", "")
        .replace("{", "\\{").replace("}", "\\}").encode("ascii", "ignore").decode() + "\\par}",
    }  # fmt: skip


def _of_markup() -> Mapping[str, str]:
    said, title, name = escape(ALL), escape(SCRIPTS[0]), escape(SCRIPTS[2])
    letter = (
        '<TEI xmlns="http://www.tei-c.org/ns/1.0"><teiHeader><fileDesc><titleStmt>'
        f"<title>{title}</title><author>{name}</author></titleStmt><publicationStmt><p>{said}</p>"
        f"</publicationStmt><sourceDesc><p>{said}</p></sourceDesc></fileDesc><profileDesc>"
        f'<correspDesc><correspAction type="sent"><persName>{name}</persName>'
        f'<date when="1951-01-15"/></correspAction></correspDesc></profileDesc></teiHeader>'
        f'<text><body><head>{title}</head><p rend="{escape(SCRIPTS[8])}">{said}'
        f'<note n="{name}">{said}</note><ref target="{ADDRESS}">here</ref><pb n="{name}" '
        f'facs="//evil.example/p.png"/></p></body></text></TEI>'
    )
    volume = (
        '<TEI xmlns="http://www.tei-c.org/ns/1.0" xml:id="vol1951"><teiHeader><fileDesc><titleStmt>'
        f'<title type="complete">{title}</title></titleStmt><publicationStmt><p>x</p>'
        "</publicationStmt><sourceDesc><p>x</p></sourceDesc></fileDesc></teiHeader><text><body>"
        f'<div type="compilation" xml:id="c1"><head>{title}</head><div type="document" '
        f'xml:id="d1" n="1"><head>1. Telegram From {name}<note n="1" type="source">{said}</note>'
        f'</head><opener><dateline><placeName>{name}</placeName>, <date when="1951-01-15">January '
        f'15</date></dateline></opener><p>{said} <hi rend="italic">{said}</hi></p><table><row>'
        f"<cell>{said}</cell></row></table></div></div></body></text></TEI>"
    )
    dc = "http://purl.org/dc/elements/1.1/"
    page = (
        f"<!doctype html><html><head><title>{title}</title><meta name=author content='{name}'>"
        f"</head><body><article><h1>{title}</h1><p>{said} {'Words of the article. ' * 40}</p>"
        f"{ALL}<p onclick='window.ran=1'>{'More words of it stand here. ' * 40}</p></article>"
        "</body></html>"
    )
    return {
        "letter.xml": letter,
        "volume.xml": volume,
        "page.html": page,
        "cmif.xml": letter.replace("<text>", "<text><!-- list -->"),
        "dc.xml": f'<oai_dc:dc xmlns:oai_dc="http://www.openarchives.org/OAI/2.0/oai_dc/" '
        f'xmlns:dc="{dc}"><dc:title>{title}</dc:title><dc:creator>{name}</dc:creator>'
        f"<dc:description>{said}</dc:description><dc:date>1951-01-15</dc:date>"
        f"<dc:identifier>{ADDRESS}</dc:identifier></oai_dc:dc>",
        "ead.xml": f"<ead><eadheader><eadid>x1</eadid></eadheader><archdesc level='fonds'><did>"
        f"<unittitle>{title}</unittitle></did><scopecontent><p>{said}</p></scopecontent><dsc>"
        f"<c level='item' id='i1'><did><unittitle>{name}</unittitle></did></c></dsc></archdesc>"
        "</ead>",
    }  # fmt: skip


def _of_lists() -> Mapping[str, str | bytes]:
    row = {"id": "7001", "title": SCRIPTS[0], "date": "1951-01-15", "sender": SCRIPTS[2],
           "text": ALL, "topics": SCRIPTS[3], "url": ADDRESS}  # fmt: skip
    csv = (
        ",".join(row) + "\n" + ",".join('"' + one.replace('"', '""') + '"' for one in row.values())
    )
    item = {"id": "k", "type": "personal_communication", "title": SCRIPTS[0], "abstract": ALL,
            "author": [{"family": SCRIPTS[2], "given": SCRIPTS[3]}], "URL": ADDRESS,
            "issued": {"date-parts": [[1951, 1, 15]]}}  # fmt: skip
    manifest = {
        "@context": "http://iiif.io/api/presentation/3/context.json", "type": "Manifest",
        "id": ADDRESS, "label": {"en": [SCRIPTS[0]]}, "summary": {"en": [ALL]},
        "metadata": [{"label": {"en": [SCRIPTS[2]]}, "value": {"en": [SCRIPTS[3]]}}], "items": [],
    }  # fmt: skip
    return {
        "table.csv": csv + "\n",
        "rows.json": msgspec.json.encode([{**row, "id": "7002"}]),
        "rows.jsonl": msgspec.json.encode({**row, "id": "7003"}) + b"\n",
        "zotero.json": msgspec.json.encode([item]),
        "manifest.json": msgspec.json.encode(manifest),
    }


def _packed() -> Mapping[str, bytes]:
    plain = ALL.encode("ascii", "ignore").decode().replace("(", " ").replace(")", " ")
    lines = [(60.0, 780.0 - 16 * n, 11.0, plain[n * 90 : n * 90 + 90]) for n in range(14)]
    return {
        "open.odt": odt(f"<text:h>{escape(ALL)}</text:h><text:p>{escape(ALL)}</text:p>",
                        title=escape(SCRIPTS[0])),
        "word.docx": _docx(),
        "print.pdf": pdf(lines, title="script"),
        "web.warc": _warc(),
    }  # fmt: skip


def _docx() -> bytes:
    word = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    kinds = (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default '
        'Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-'
        'officedocument.wordprocessingml.document.main+xml"/></Types>'
    )
    relations = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
        'relationships/officeDocument" Target="word/document.xml"/></Relationships>'
    )
    body = "".join(
        f"<w:p><w:r><w:t>{escape(one)}</w:t></w:r></w:p>"
        for one in (s.encode("ascii", "ignore").decode() for s in SCRIPTS)
    )
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as package:
        package.writestr("[Content_Types].xml", kinds)
        package.writestr("_rels/.rels", relations)
        package.writestr(
            "word/document.xml",
            f'<w:document xmlns:w="{word}"><w:body>{body}</w:body></w:document>',
        )
    return packed.getvalue()


def _warc() -> bytes:
    body = _of_markup()["page.html"].encode()
    http = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + body
    head = (
        'WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://evil.example/"><script>'
        "window.ran=1</script>\r\nWARC-Date: 2020-01-01T00:00:00Z\r\nWARC-Record-ID: "
        "<urn:uuid:12345678-1234-1234-1234-123456789012>\r\nContent-Type: application/http; "
        f"msgtype=response\r\nContent-Length: {len(http)}\r\n\r\n"
    )
    return head.encode() + http + b"\r\n\r\n"


def _write_sqlite(path: Path) -> None:
    with sqlite3.connect(path) as table:
        table.execute("CREATE TABLE letters (id TEXT, title TEXT, date TEXT, text TEXT)")
        table.execute("INSERT INTO letters VALUES ('7004', ?, '1951-01-15', ?)", (SCRIPTS[0], ALL))
    table.close()
