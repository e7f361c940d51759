"""Fifty restricted records are nowhere: every door answers as if they had never been held.

The archive and its twin, which never held them, are asked the same things as strangers ask
them, and must answer the same, byte for byte. What is asked comes from the table of routes, so
that a new route is asked too: paths without parameters as they are, the others with every value
that pages link to, and with the ids of what is closed.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, urljoin, urlsplit

import pytest
from lxml import html
from starlette.applications import Starlette
from starlette.routing import BaseRoute, Mount, Route
from starlette.testclient import TestClient
from tests.making.closed import PLANTED, make_pair, without_word

from regesta.errors import RegestaError
from regesta.keep.archive import Archive
from regesta.keep.deciding import make_decision
from regesta.keep.decisions import append_decision
from regesta.model.decision import Verdict
from regesta.show.export.registry import FOLDER_FORMATS, FORMATS
from regesta.show.mcp import Desk
from regesta.show.site.app import create_app
from regesta.show.still.write import write_site

WORDS = (PLANTED, PLANTED.lower(), f"{PLANTED} Vandersee", f"person:{PLANTED}", "7703", "credit")
QUERIES = ("q", "id", "f.person", "f.topic", "f.collection", "from", "year", "kind", "set", "name")
HARVEST = "/oai?metadataPrefix=oai_dc&verb="
VERBS = (
    "Identify", "ListRecords", "ListIdentifiers", "ListSets", "ListMetadataFormats",
    f"ListRecords&set={PLANTED}", "ListRecords&set=quil1951",
)  # fmt: skip
SIDE = ("accept", "application/json")
MOST_OF_A_ROUTE = 40


def decide(root: Path, ids: list[str]) -> None:
    """Decide what tells of closed records: an editor knows them, a stranger may not."""
    with Archive.open(root) as archive:
        letter = next(one.id for one in archive.regests() if one.id.startswith("papers/letter-0"))
    decisions: list[tuple[Verdict, str, str, str, str]] = [
        ("note", "record", ids[0], "", f"{PLANTED} is meant"),
        ("correct", "reference", f"{letter}#the telegram 7700", ids[20], ""),
        ("merge", "entity", "rezvin", PLANTED.lower(), ""),
        ("add", "person", PLANTED.lower(), f"{PLANTED} the Elder", ""),
        ("correct", "record", "old-letter", ids[3], ""),
    ]
    for verdict, about, subject, value, why in decisions:
        made = make_decision("ed", verdict, about, subject, value=value, why=why)
        append_decision(root, made)


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, list[str]]:
    """The archive with decisions about what is closed, its twin, and the closed ids."""
    return make_pair(tmp_path_factory.mktemp("leaks"), decide)


def get_routes(app: Starlette) -> Iterator[Route]:
    """Every route that a stranger can ask with GET."""

    def walk(routes: list[BaseRoute], prefix: str) -> Iterator[Route]:
        for one in routes:
            if isinstance(one, Mount) and one.routes:
                yield from walk(list(one.routes), prefix + one.path)
            elif isinstance(one, Route) and "GET" in (one.methods or ()):
                yield one

    yield from walk(app.routes, "")


def fill(path: str, values: list[str]) -> list[str]:
    """The addresses of a route, each with one of the values in place of its parameters."""
    return [re.sub(r"\{[^}]*\}", quote(value), path) for value in values]


def closed_addresses(app: Starlette, ids: list[str]) -> list[str]:
    """What a stranger who knows ids and words of closed records could ask of each route."""
    asked: list[str] = []
    shut = [*ids[::17], f"{PLANTED} Papers", "quil1951", PLANTED.lower(), "quil1951/p_QU1"]
    ends = ("", ".json", ".txt", ".tei.xml", "/1.png", "/manifest.json")
    for route in get_routes(app):
        if "{" not in route.path:
            asked.append(route.path)
            asked += [f"{route.path}?{key}={quote(WORDS[0])}" for key in QUERIES]
            asked += [f"{route.path}?q={quote(word)}" for word in WORDS[1:]]
            asked += [f"{route.path}?id={quote(one)}" for one in ids[:2]]
            continue
        asked += fill(route.path, [one + end for one in shut for end in ends])
    asked += [HARVEST + verb for verb in VERBS]
    asked += [f"{HARVEST}GetRecord&identifier=oai:localhost:{quote(one)}" for one in shut]
    return asked


def hashes_of(root: Path) -> dict[str, str]:
    """The hashes of the sources: of those that hold closed and open records they must differ."""
    with Archive.open(root) as archive:
        return {hash_: name for name, hash_ in archive.source_hashes().items()}


def same_hashes(data: bytes, hashes: dict[str, str]) -> bytes:
    for hash_, name in hashes.items():
        # Pages show the beginning of a hash.
        data = data.replace(hash_.encode(), f"HASH of {name}".encode())
        data = data.replace(hash_[:16].encode(), f"HASH of {name}".encode())
    return data


class Site:
    """One of the two sites, asked as a stranger."""

    def __init__(self, client: TestClient, root: Path) -> None:
        self._client = client
        self._hashes = hashes_of(root)

    def ask(self, path: str, *, as_data: bool = False) -> tuple[int, str, dict[str, str]]:
        """Status, body and headers of an answer, without what differs each time."""
        headers = {"accept": SIDE[1]} if as_data else {"accept": "text/html"}
        answer = self._client.get(path, headers=headers, follow_redirects=False)
        kept = {
            name: value
            for name, value in answer.headers.items()
            # What is made of the body (its mark) or of the time of the build says no more.
            if name not in ("date", "content-length", "set-cookie", "etag", "last-modified")
        }
        body = same_hashes(answer.content, self._hashes).decode("utf-8", "replace")
        return answer.status_code, without_word(body), kept

    def crawl(self) -> set[str]:
        """Every address that pages link to, some of each route's many."""
        seen: set[str] = set()
        waiting = ["/"]
        while waiting:
            path = waiting.pop()
            if path in seen:
                continue
            seen.add(path)
            status, body, _ = self.ask(path)
            if status != 200 or "<html" not in body[:400]:
                continue
            for link in html.document_fromstring(body).iterlinks():  # type: ignore[attr-defined]
                target = urljoin(path, link[2]).partition("#")[0]
                if target.startswith("/") and not target.startswith(("/static", "/search?", "//")):
                    waiting.append(target)
        return seen


@pytest.fixture(scope="module")
def sites(pair: tuple[Path, Path, list[str]]) -> Iterator[tuple[Site, Site, Starlette]]:
    app = create_app(pair[0])
    # A fault of the site is told as a reader would be told of it.
    with (
        TestClient(app, raise_server_exceptions=False) as secret,
        TestClient(create_app(pair[1]), raise_server_exceptions=False) as twin,
    ):
        yield Site(secret, pair[0]), Site(twin, pair[1]), app


def test_the_words_are_there_to_be_found(pair: tuple[Path, Path, list[str]]) -> None:
    secret, twin, ids = pair
    with Archive.open(secret) as whole, Archive.open(twin) as other:
        assert len(ids) == 50
        assert whole.counts().records == other.counts().records + 50
        assert all(whole.has(one) and not other.has(one) for one in ids)
        cited = {one.target for r in whole.iter_records() for one in r.references}
        assert cited & set(ids)


def test_every_page_is_as_if_they_had_never_been_held(
    sites: tuple[Site, Site, Starlette], pair: tuple[Path, Path, list[str]]
) -> None:
    secret, twin, _ = sites
    linked = secret.crawl()
    assert linked == twin.crawl()
    assert len(linked) > 300
    for path in sorted(linked):
        for as_data in (False, True):
            assert secret.ask(path, as_data=as_data) == twin.ask(path, as_data=as_data), path
        said = "".join(map(str, secret.ask(path)))
        assert PLANTED.casefold() not in said.casefold(), path
        assert not [one for one in pair[2] if re.search(rf"{re.escape(one)}\b", said)], path


def test_every_route_asked_for_closed_things_answers_the_same(
    sites: tuple[Site, Site, Starlette], pair: tuple[Path, Path, list[str]]
) -> None:
    secret, twin, app = sites
    asked = closed_addresses(app, pair[2])
    for route in get_routes(app):
        shape = re.compile(re.sub(r"\\\{[^}]*\\\}", ".*", re.escape(route.path)))
        assert any(shape.fullmatch(urlsplit(one).path) for one in asked), route.path
    for number, path in enumerate(asked):
        as_data = number % 3 == 0
        assert secret.ask(path, as_data=as_data) == twin.ask(path, as_data=as_data), path


def test_an_id_that_is_closed_is_one_that_never_was(sites: tuple[Site, Site, Starlette]) -> None:
    closed, nowhere = (sites[0].ask(f"/record/{one}") for one in ("990101", "990999"))
    assert closed[0] == nowhere[0] == 404
    assert closed[1].replace("990101", "") == nowhere[1].replace("990999", "")


def test_the_counts_are_those_of_what_is_open(sites: tuple[Site, Site, Starlette]) -> None:
    secret, twin, _ = sites
    for path in ("/search.json", "/search.json?q=agreement", f"/search.json?q={PLANTED}"):
        mine, other = (json.loads(site.ask(path)[1]) for site in (secret, twin))
        assert (mine["total"], mine["facets"]) == (other["total"], other["facets"])


def files_of(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def demand_nothing(name: str, data: bytes, ids: list[str]) -> None:
    assert PLANTED.casefold().encode() not in data.lower(), name
    assert PLANTED.casefold() not in name.casefold()
    assert not [one for one in ids if re.search(re.escape(one).encode() + rb"\b", data)], name


def test_the_static_site(pair: tuple[Path, Path, list[str]], tmp_path: Path) -> None:
    secret, twin, ids = pair
    for name, root in (("secret", secret), ("twin", twin)):
        write_site(root, tmp_path / name, "https://a.example", languages=("en", "de"), jobs=1)
    mine, other = files_of(tmp_path / "secret"), files_of(tmp_path / "twin")
    assert mine.keys() == other.keys()
    names = (hashes_of(secret), hashes_of(twin))
    for name, data in mine.items():
        both = same_hashes(data, names[0]), same_hashes(other[name], names[1])
        if name.startswith("sitemap"):
            assert sorted(both[0].split()) == sorted(both[1].split())
        else:
            assert both[0] == both[1], name
        demand_nothing(name, data, ids)


def run(*arguments: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "regesta", *arguments], capture_output=True, check=False
    )


@pytest.mark.parametrize("form", sorted({**FORMATS, **FOLDER_FORMATS}))
def test_every_export(pair: tuple[Path, Path, list[str]], tmp_path: Path, form: str) -> None:
    secret, twin, ids = pair
    for name, root in (("secret", secret), ("twin", twin)):
        with Archive.open(root, readers=True) as archive:
            (tmp_path / name).mkdir()
            out = tmp_path / name / "out"
            if form in FOLDER_FORMATS:
                out.mkdir()
                FOLDER_FORMATS[form](archive, out)
            else:
                out.write_bytes(b"".join(FORMATS[form](archive)))
    mine, other = files_of(tmp_path / "secret"), files_of(tmp_path / "twin")
    for name, data in mine.items():
        demand_nothing(name, data, ids)
    # A volume that is open in part cannot be given as a whole, nor what a keeper decided.
    if form != "bag":
        assert mine.keys() == other.keys()
        if form != "parquet":
            names = (hashes_of(secret), hashes_of(twin))
            for name, data in mine.items():
                assert same_hashes(data, names[0]) == same_hashes(other[name], names[1]), name


def test_the_command_leaves_them_out_unless_told(
    pair: tuple[Path, Path, list[str]], tmp_path: Path
) -> None:
    open_ = run("export", str(pair[0]), "--format", "jsonl")
    assert PLANTED.encode() not in open_.stdout
    assert b"50 restricted records are left out" in open_.stderr
    whole = run("export", str(pair[0]), "--format", "jsonl", "--restricted")
    counted = [one.stdout.count(b'{"contract":1,"id":') for one in (whole, open_)]
    assert counted[0] == counted[1] + 50


def test_the_server_for_assistants(pair: tuple[Path, Path, list[str]]) -> None:
    secret, twin, ids = pair
    mine, other = Desk(secret), Desk(twin)
    with Archive.open(twin) as archive:
        held = [one.id for one in archive.regests()]
    tools = [name for name in vars(Desk) if not name.startswith("_") and name != "archive"]
    said = 0
    for tool in tools:
        for value in (*WORDS, *held, *ids[::5]):
            for arguments in ((), (value,), (value, "telegram")):
                answers = [_answer(desk, tool, arguments) for desk in (mine, other)]
                assert answers[0] == answers[1], (tool, arguments)
                said += "error" not in answers[0]
                if not any(PLANTED.casefold() in str(one).casefold() for one in arguments):
                    demand_nothing(tool, answers[0].encode(), [] if arguments else ids)
    assert said > len(held)


def _answer(desk: Desk, tool: str, arguments: tuple[str, ...]) -> str:
    try:
        return repr(getattr(desk, tool)(*arguments))
    except (RegestaError, TypeError, ValueError) as error:
        return f"error {type(error).__name__}: {error}"


def test_the_readers_part_of_the_build_holds_none_of_it(
    pair: tuple[Path, Path, list[str]],
) -> None:
    part = next((pair[0] / ".regesta").glob("build-*/readers"))
    for name, data in files_of(part).items():
        # The store says which restrictions it is made for; what they close is not in it.
        if name != "regesta.sqlite":
            demand_nothing(name, data, pair[2])
