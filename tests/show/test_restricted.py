"""What is restricted is nowhere: no page, list, facet, count or citation tells of it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from urllib.parse import urljoin

import pytest
from lxml import html
from starlette.testclient import TestClient

from regesta.build import build
from regesta.keep.archive import Archive
from regesta.show.demo import prepare_example
from regesta.show.record_forms import FORMS
from regesta.show.site.app import create_app

PLANTED = "Quillomar"
SECRET = f"""\
{PLANTED} Papers

January 15, 1951

Telegram, {PLANTED} to Shen Wenbo, 15 January 1951

State Council:

The {PLANTED} treaty was proposed by Ambassador {PLANTED}. Please tell {PLANTED} at once.

{PLANTED}
"""
CITING = """\
---
title: Letter, Anton Rezvin to He Suyin, 20 January 1951
date: 1951-01-20
---
I have your telegram of 15 January 1951 before me.
"""
ROUTES = [
    "/", "/search", "/search.json", "/dates", "/collections", "/people", "/organisations",
    "/places", "/topics", "/terms", "/agreements", "/directives", "/exchanges", "/wanted",
    "/unresolved", "/unresolved?vague=1", "/refused", "/about", "/help", "/dates/1951-01",
    f"/search?q={PLANTED}", f"/search.json?q={PLANTED}", f"/suggest.json?q={PLANTED[:4]}",
    "/api", "/api/records?limit=100", "/api/collections", "/api/wanted", "/api/agreements",
    "/api/exchanges", "/api/entities?limit=100", "/api/entities?kind=organisation",
    f"/api/search?q={PLANTED}", "/api/search", "/oai?verb=ListSets",
    "/oai?verb=ListIdentifiers&metadataPrefix=mods", "/oai?verb=ListRecords&metadataPrefix=oai_dc",
    "/oai?verb=ListRecords&metadataPrefix=tei", "/iiif/collection.json",
]  # fmt: skip
RULES = {
    "record": 'record = "secret"\nwhy = "donor"',
    "until": 'record = "secret"\nuntil = "2999-01-01"',
    "collection": 'collection = "closed"',
}


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    made: dict[str, Path] = {}

    def make(rule: str) -> Path:
        if rule not in made:
            folder = tmp_path_factory.mktemp("closed") / "archive"
            prepare_example(folder)
            head = f"---\nid: secret\ntitle: {PLANTED} telegram\ntopics: {PLANTED}\n"
            head += f"people: {PLANTED}\ncollections: closed\ndate: 1951-01-15\n---\n"
            papers = folder / "sources" / "papers"
            (papers / "secret.md").write_text(head + SECRET, encoding="utf-8")
            (papers / "citing.md").write_text(CITING, encoding="utf-8")
            with (folder / "regesta.toml").open("a", encoding="utf-8") as settings:
                settings.write(f"\n[[restricted]]\n{rule}\n" if rule else "")
            build(folder, jobs=1)
            made[rule] = folder
        return made[rule]

    return make


def _identifier(folder: Path) -> str:
    with Archive.open(folder) as archive:
        return next(one.id for one in archive.regests() if PLANTED in one.title)


def _everywhere(client: TestClient) -> dict[str, str]:
    """Read every page that a reader can come to by links, and what the routes give as JSON."""
    pages: dict[str, str] = {}
    waiting = list(ROUTES)
    while waiting:
        path = waiting.pop()
        if path in pages:
            continue
        answer = client.get(path)
        pages[path] = answer.text
        pages[f"{path} as data"] = client.get(path, headers={"accept": "application/json"}).text
        if "html" not in answer.headers["content-type"] or path.startswith("/search"):
            continue
        for link in html.document_fromstring(answer.text).iterlinks():  # type: ignore[attr-defined]
            target = urljoin(path, link[2]).partition("#")[0]
            if target.startswith("/") and not target.startswith(("/static", "/search")):
                waiting.append(target)
    return pages


def test_the_planted_word_is_found_where_nothing_is_restricted(
    archive: Callable[[str], Path],
) -> None:
    with TestClient(create_app(archive(""))) as client:
        found = [path for path, text in _everywhere(client).items() if PLANTED in text]
    assert {"/dates/1951-01", "/topics", f"/search.json?q={PLANTED}"} <= set(found)


@pytest.mark.parametrize("rule", ["until"])
def test_the_planted_word_is_nowhere(archive: Callable[[str], Path], rule: str) -> None:
    plain = _identifier(archive(""))
    folder = archive(RULES[rule].replace('"secret"', f'"{plain}"'))
    with TestClient(create_app(folder)) as client:
        pages = _everywhere(client)
        asked = {f"{path}?q={PLANTED}" for path in ("/search", "/search.json", "/api/search")}
        leaks = [
            path
            for path, text in pages.items()
            if PLANTED in text and path.removesuffix(" as data") not in asked
        ]
        assert leaks == []
        assert client.get("/search.json", params={"q": PLANTED}).json()["total"] == 0
        assert PLANTED in client.get("/search", params={"q": PLANTED}).text
        for form in ("", *(f".{ending}" for ending in FORMS), ".manifest.json"):
            assert client.get(f"/record/{plain}{form}").status_code == 404
        for path in (f"/api/records/{plain}", f"/unapi?id={plain}&format=ris"):
            assert client.get(path).status_code == 404
        named = f"metadataPrefix=oai_dc&identifier=oai:regesta.invalid:{plain}"
        assert "idDoesNotExist" in client.get(f"/oai?verb=GetRecord&{named}").text
        assert client.get(f"/exchange/{plain}").status_code == 404
    with Archive.open(folder) as whole, Archive.open(folder, readers=True) as shown:
        assert whole.has(plain)
        assert not shown.has(plain)
        assert whole.counts().records == shown.counts().records + 1
        assert shown.report().records == shown.counts().records
        assert shown.dangling() == ()


def test_an_embargo_that_has_ended_hides_nothing(archive: Callable[[str], Path]) -> None:
    plain = _identifier(archive(""))
    folder = archive(f'record = "{plain}"\nuntil = "1999-01-01"')
    with TestClient(create_app(folder)) as client:
        assert client.get(f"/record/{plain}").status_code == 200


def test_nothing_is_shown_before_the_build_that_takes_it_out(
    archive: Callable[[str], Path],
) -> None:
    folder = archive('record = "no such"')
    before = (folder / "regesta.toml").read_text(encoding="utf-8")
    try:
        (folder / "regesta.toml").write_text(
            f'{before}\n[[restricted]]\nrecord = "300101"\n', encoding="utf-8"
        )
        with TestClient(create_app(folder)) as client:
            answer = client.get("/")
            assert answer.status_code == 503
            assert "regesta build" in answer.text
            assert client.get("/record/300101").status_code == 503
            build(folder, jobs=1)
            assert client.get("/").status_code == 200
            assert client.get("/record/300101").status_code == 404
            assert client.get("/record/300102").status_code == 200
    finally:
        (folder / "regesta.toml").write_text(before, encoding="utf-8")


def test_a_reference_to_a_restricted_record_is_like_any_to_what_is_not_held(
    archive: Callable[[str], Path],
) -> None:
    with Archive.open(archive("")) as whole:
        held = {one.target for one in whole.record("300102").references}
    with Archive.open(archive('record = "300101"'), readers=True) as shown:
        references = shown.record("300102").references
        absent = [one for one in references if one.status == "absent" and one.wanted]
    assert "300101" in held
    assert "300101" not in {one.target for one in references}
    assert [one.quote for one in absent] == ["My telegram of 10:00 p.m. yesterday"]
