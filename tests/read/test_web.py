"""Web archives, mirrors and pages saved by a browser; hostile archives end soon and in words."""

from __future__ import annotations

import gzip
import io
import time
import zipfile
from pathlib import Path

import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from regesta.errors import Refusal
from regesta.model import Record
from regesta.read import extras
from regesta.read.mirrors import address_in_path, is_furniture
from regesta.read.reader import Item, Source
from regesta.read.registry import read_source
from regesta.read.sources import discover, source_of

HERE = Path(__file__).resolve().parent
WORDS = (
    "It came in two trains, and nobody in the town knew from where, so that all stood about it "
    "for an hour and asked one another."
)
ARTICLE = f"""<html lang="en"><head><title>The coal</title>
<meta property="og:title" content="The coal"><meta name="author" content="Tal Orsk">
<meta property="article:published_time" content="1999-05-04"></head><body><nav>Home</nav>
<article><h1>The coal</h1><p>{WORDS}</p><h2>Iron</h2><p>{WORDS.replace("two", "three")}</p>
<ul><li>One wagon of iron that was late</li></ul></article><footer>About us</footer></body>
</html>"""
PAGE = (HERE / "pages" / "present.html").read_bytes()
Entry = tuple[str, bytes, str, str]


def warc(*entries: Entry, packed: bool = True) -> bytes:
    content = io.BytesIO()
    writer = WARCWriter(content, gzip=packed)
    for address, data, kind, status in entries:
        headers = StatusAndHeaders(f"{status} OK", [("Content-Type", kind)], protocol="HTTP/1.1")
        writer.write_record(
            writer.create_warc_record(
                address, "response", payload=io.BytesIO(data), http_headers=headers
            )
        )
    return content.getvalue()


ENTRIES: tuple[Entry, ...] = (
    ("https://kelmar.example/coal", ARTICLE.encode(), "text/html; charset=utf-8", "200"),
    ("https://host.example/document/771206", PAGE, "text/html", "200"),
    ("https://host.example/a.css", b"p {}", "text/css", "200"),
    ("https://kelmar.example/gone", b"<html><p>Not found</p></html>", "text/html", "404"),
    ("https://kelmar.example/coal", ARTICLE.encode(), "text/html; charset=utf-8", "200"),
    ("https://kelmar.example/x.zip", b"PK\3\4", "application/zip", "200"),
)


def items(folder: Path, content: bytes, name: str) -> list[Item]:
    path = folder / name
    path.write_bytes(content)
    source = source_of(path, name)
    assert isinstance(source, Source)
    return list(read_source(source))


def wacz(content: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as package:
        package.writestr("datapackage.json", "{}")
        package.writestr("archive/data.warc.gz", content)
        package.writestr("../../escaped.txt", "x")
    return packed.getvalue()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.warc.gz", warc(*ENTRIES)),
        ("a.warc", warc(*ENTRIES, packed=False)),
        ("a.wacz", wacz(warc(*ENTRIES))),
    ],
)
def test_an_archive_gives_its_pages(tmp_path: Path, name: str, content: bytes) -> None:
    found = items(tmp_path, content, name)
    article, page = [one for one in found if isinstance(one, Record)]
    assert (article.title, article.url) == ("The coal", "https://kelmar.example/coal")
    assert article.id.startswith(f"{name.partition('.')[0]}")
    assert (article.provenance[0].file, article.provenance[0].reader) == (name, "web-article")
    assert article.provenance[0].place.endswith("https://kelmar.example/coal")
    assert (page.id, page.provenance[0].reader) == ("771206", "archive-html")
    (refusal,) = [one for one in found if isinstance(one, Refusal)]
    assert "application/zip" in refusal.reason
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_files_of_other_readers_in_an_archive_are_theirs(tmp_path: Path) -> None:
    address = "https://kelmar.example/a.pdf"
    (found,) = items(
        tmp_path, warc((address, b"%PDF-1.4 cut", "application/pdf", "200")), "a.warc.gz"
    )
    assert isinstance(found, Refusal)
    assert (found.place, found.reason) == (address, "The PDF is damaged or cut off.")


def test_a_page_of_any_host(tmp_path: Path) -> None:
    (found,) = items(tmp_path, ARTICLE.encode(), "www.kelmar.example/coal.html".replace("/", "_"))
    assert isinstance(found, Record)
    text = found.texts[0]
    assert [(b.kind, text.body[b.start : b.end][:8]) for b in text.blocks][-4:] == [
        ("paragraph", "It came "), ("heading", "Iron"), ("paragraph", "It came "),
        ("item", "One wago"),
    ]  # fmt: skip
    assert (found.stated.date, found.contributors[0].name) == ("1999-05-04", "Tal Orsk")
    assert text.language == "en"
    assert found.provenance[0].reader == "web-article"
    assert [flag.kind for flag in found.flags] == ["general-reader"]


def test_a_mirror_gives_its_pages_with_addresses_and_not_what_they_are_made_of(
    tmp_path: Path,
) -> None:
    host = tmp_path / "sources" / "mirror" / "kelmar.example"
    (host / "notes").mkdir(parents=True)
    (host / "notes" / "index.html").write_text(ARTICLE)
    for name in ("robots.txt", "a.css", "notes/p.png", "b.js?v=3"):
        (host / name).write_text("x")
    saved = tmp_path / "sources" / "saved_files"
    saved.mkdir()
    (saved / "ad.html").write_text(ARTICLE)
    (tmp_path / "sources" / "saved.html").write_text(ARTICLE)
    lone = tmp_path / "sources" / "lone_files"
    lone.mkdir()
    (lone / "note.txt").write_text("A note.\n\nWords.")
    sources = [one for one in discover(tmp_path) if isinstance(one, Source)]
    assert [one.name for one in sources] == [
        "sources/lone_files/note.txt",
        "sources/mirror/kelmar.example/notes/index.html",
        "sources/saved.html",
    ]
    (page,) = list(read_source(sources[1]))
    assert isinstance(page, Record)
    assert page.url == "https://kelmar.example/notes/"


@pytest.mark.parametrize(
    ("name", "address"),
    [
        ("m/www.kelmar.gov/a/b.html", "https://www.kelmar.gov/a/b.html"),
        ("kelmar.de/index.htm", "https://kelmar.de/"),
        ("st.petersburg/a.html", ""),
        ("kelmar.html", ""),
    ],
)
def test_the_address_of_a_mirrored_page(name: str, address: str) -> None:
    assert address_in_path(name) == address


@pytest.mark.parametrize(
    ("name", "passed"),
    [("kelmar.de/x/a.JPG", True), ("letters/a.jpg", False), ("kelmar.de/x/a.html", False)],
)
def test_what_a_page_is_made_of(name: str, passed: bool) -> None:
    assert is_furniture(name) == passed


def test_without_the_library_the_way_out_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(extras, "is_installed", lambda module: False)
    for name, content in (("a.warc.gz", warc(*ENTRIES)), ("a.html", ARTICLE.encode())):
        (found,) = items(tmp_path, content, name)
        assert isinstance(found, Refusal)
        assert 'pip install "regesta[web]"' in found.way_out


WHOLE = warc(*ENTRIES)
DEEP = ("<div>" * 29_000 + "words " * 100).encode()
HTML = "text/html"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("cut.warc.gz", WHOLE[: len(WHOLE) // 2]),
        ("bad.warc.gz", WHOLE[:400] + b"\0" * 50 + WHOLE[450:]),
        ("bad.warc", b"WARC/1.0\r\nContent-Length: -5\r\n\r\n" + b"x" * 500),
        ("bomb.warc.gz", gzip.compress(b"WARC/1.0\r\nContent-Length: 9\r\n\r\n" + b" " * 10**8)),
        ("line.warc.gz", gzip.compress(b"WARC/1.0\r\nA: " + b"x" * 10**8)),
        ("page.warc.gz", warc(("http://a.example/", b" " * 10**8, HTML, "200"))),
        ("nested.warc.gz", warc(("http://a.example/", WHOLE, "application/gzip", "200"))),
        ("nested.wacz", wacz(wacz(WHOLE))),
        ("deep.html", b"<html><body>" + DEEP),
        ("tags.html", b"<html><body>" + b"<p>" * 100_000),
        ("spaces.html", b"<html><body><article>" + b" " * 4_000_000 + b"</article>"),
        ("bomb.html", b"<!DOCTYPE html [<!ENTITY a 'b'>]><html><p>&a;"),
        ("binary.html", b"<html>" + bytes(range(256)) * 1_000),
    ],
)
def test_hostile_archives_and_pages(tmp_path: Path, name: str, content: bytes) -> None:
    started = time.perf_counter()
    found = items(tmp_path, content, name)
    assert time.perf_counter() - started < 10
    assert found
    for one in found:
        assert not (isinstance(one, Refusal) and "failed on this file" in one.reason), one
    assert [path.name for path in tmp_path.iterdir()] == [name]
