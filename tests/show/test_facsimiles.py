"""Facsimiles: from the sources or the host that is named; safe; gone with what is closed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from lxml import html
from starlette.testclient import TestClient

from regesta.build import build
from regesta.show.site.app import create_app
from regesta.show.still.write import write_site

LETTER = (
    '<TEI xmlns="http://www.tei-c.org/ns/1.0"><teiHeader><fileDesc><titleStmt><title>Letter {n}'
    "</title></titleStmt></fileDesc></teiHeader><facsimile>{graphics}</facsimile><text><body><p>"
    '<pb n="1"/>One page.</p></body></text></TEI>'
)
STILL = b'<svg xmlns="http://www.w3.org/2000/svg"><rect width="1" height="1"/></svg>'
ACTIVE = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
CALLING = b'<svg xmlns="http://www.w3.org/2000/svg"><image href="https://far.example/x.png"/></svg>'
CLICKED = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'
ADDRESS = "/facsimile/letters/marlowe-1951-02-25.xml"


def archive(folder: Path, images: list[str], settings: str = "", **files: bytes) -> Path:
    """Build an archive of one letter with pictures of these names."""
    sources = folder / "sources"
    sources.mkdir(parents=True)
    graphics = "".join(f'<graphic url="{image}"/>' for image in images)
    (sources / "a.xml").write_text(LETTER.format(n=1, graphics=graphics))
    for name, content in files.items():
        (sources / name.replace("_", ".")).write_bytes(content)
    (folder / "regesta.toml").write_text(settings)
    report = build(folder, jobs=1)
    assert report.refused == ()
    return folder


def shown(client: TestClient) -> list[str]:
    page: Any = html.fromstring(client.get("/record/a.xml").text)
    return [str(one) for one in page.xpath("//*[@class='facsimiles']//img/@src")]


def test_the_example_has_one(site: TestClient) -> None:
    page: Any = html.fromstring(site.get("/record/letters/marlowe-1951-02-25.xml").text)
    images = page.xpath("//*[@class='facsimiles']//img")
    assert [one.get("src") for one in images] == [f"{ADDRESS}/1.svg", f"{ADDRESS}/2.svg"]
    assert all(one.get("alt") for one in images)
    doors = page.xpath("//*[@class='page']/a/@href")
    assert doors == ["#facsimile-1", "#facsimile-2"]
    answer = site.get(f"{ADDRESS}/1.svg")
    assert answer.headers["content-type"].startswith("image/svg+xml")
    assert "sandbox" in answer.headers["content-security-policy"]
    assert site.get("/refused.json", headers={"Accept": "text/html"}).status_code == 404
    assert "marlowe" not in site.get("/refused").text


@pytest.mark.parametrize(
    "path",
    ["/1.png", "/3.svg", "/0.svg", "/x.svg", "/1.svg/1.svg", "/-1.svg", "/1", "/../1.svg"],
)
def test_only_what_the_record_names_is_served(site: TestClient, path: str) -> None:
    assert site.get(ADDRESS + path).status_code == 404


def test_drawings_that_could_act_are_not_shown(tmp_path: Path) -> None:
    folder = archive(
        tmp_path / "a", ["s.svg", "a.svg", "c.svg", "k.svg"],
        s_svg=STILL, a_svg=ACTIVE, c_svg=CALLING, k_svg=CLICKED,
    )  # fmt: skip
    with TestClient(create_app(folder)) as client:
        assert shown(client) == ["/facsimile/a.xml/1.svg"]
        assert client.get("/facsimile/a.xml/2.svg").status_code == 404


def test_no_host_is_called_that_the_keeper_did_not_name(tmp_path: Path) -> None:
    images = ["https://scans.example/far/1.png", "0007", "https://tracker.example/2.png"]
    folder = archive(tmp_path / "a", images)
    with TestClient(create_app(folder)) as client:
        assert shown(client) == []
        answer = client.get("/record/a.xml")
        assert "img-src 'self';" in answer.headers["content-security-policy"]
        assert 'href="https://scans.example/far/1.png"' in answer.text
    settings = '[addresses]\nimages = "https://scans.example/iiif/{volume}/{name}.jpg"\n'
    named = archive(tmp_path / "b", images, settings)
    with TestClient(create_app(named)) as client:
        assert shown(client) == [
            "https://scans.example/far/1.png", "https://scans.example/iiif//0007.jpg",
        ]  # fmt: skip
        policy = client.get("/record/a.xml").headers["content-security-policy"]
        assert "img-src 'self' https://scans.example;" in policy
        assert "tracker" not in policy


def test_restricted_pictures_are_nowhere(tmp_path: Path) -> None:
    settings = '[[restricted]]\nrecord = "a.xml"\nwhy = "Closed"\n'
    folder = tmp_path / "a"
    (folder / "sources").mkdir(parents=True)
    (folder / "sources" / "b.xml").write_text(LETTER.format(n=2, graphics=""))
    (folder / "sources" / "a.xml").write_text(
        LETTER.format(n=1, graphics='<graphic url="closed.svg"/>')
    )
    (folder / "sources" / "closed.svg").write_bytes(STILL)
    (folder / "regesta.toml").write_text(settings)
    build(folder, jobs=1)
    with TestClient(create_app(folder)) as client:
        assert client.get("/facsimile/a.xml/1.svg").status_code in {403, 404}
        assert "closed" not in client.get("/refused").text
    out = tmp_path / "out"
    write_site(folder, out)
    assert not [path for path in out.rglob("*") if "facsimile" in path.as_posix()]


def test_the_site_as_files_has_them(example: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    write_site(example, out, languages=("en", "de"))
    pages = [out / "record/letters/marlowe-1951-02-25.xml.html"]
    pages.append(out / "de" / pages[0].relative_to(out))
    for page in pages:
        parsed: Any = html.fromstring(page.read_bytes())
        images = parsed.xpath("//*[@class='facsimiles']//img/@src")
        assert len(images) == 2
        for image in images:
            assert (page.parent / str(image)).resolve().read_bytes().startswith(b"<svg")
    assert len(list(out.rglob("facsimile"))) == 1
