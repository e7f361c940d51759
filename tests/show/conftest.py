"""Two archives behind a client: the example that comes along, and one of hostile records."""

from __future__ import annotations

import hashlib
import os
import shutil
import socket
import threading
import time
import warnings
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import msgspec
import pytest
import uvicorn
from starlette.testclient import TestClient

from regesta.build.defaults import default_stages
from regesta.build.stages import Stages
from regesta.build.way import run_build
from regesta.errors import Refusal
from regesta.link.again import Before
from regesta.link.engine import Linked
from regesta.model import (
    Agent,
    Apparatus,
    Association,
    Block,
    Candidate,
    Citing,
    Collection,
    DateSpan,
    Decision,
    Description,
    Difference,
    Entity,
    EntityMention,
    Exchange,
    Flag,
    Mark,
    NameForm,
    Note,
    PageBreak,
    Provenance,
    Record,
    Reference,
    Role,
    SourceCitation,
    Stated,
    Text,
    Version,
    Wanted,
)
from regesta.read.reader import Item, Source
from regesta.show.site.app import create_app
from regesta.understand.context import Context

BAD = "<script>alert(1)</script>\"'&{{7*7}}"


CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or ""
ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--no-first-run",
]  # fmt: skip
HERE = Path(__file__).resolve()
AXE_PLACES = (
    os.environ.get("AXE_PATH", ""),
    str(HERE.parents[2] / "node_modules" / "axe-core" / "axe.min.js"),
    str(HERE.parents[3] / "node_modules" / "axe-core" / "axe.min.js"),
)

# A page of every type, of the example.
PAGES = [
    "/", "/search?q=treaty", "/search?q=%22open", "/record/300101", "/record/300104",
    "/record/dver1951v02/d3", "/record/dver1951v02/d7",
    "/record/letters/marlowe-1951-02-25.xml", "/record/300101?q=treaty", "/search", "/people",
    "/organisations", "/places", "/terms", "/topics", "/collections", "/api",
    "/dates", "/dates/1951-02", "/wanted", "/exchanges", "/exchange/dver1951v02/d8", "/agreements",
    "/agreement/treaty-of-friendship-and-mutual-aid-1951", "/directives", "/correspondence",
    "/entity/qinggang", "/unresolved", "/unresolved?vague=1", "/refused", "/help",
    "/about", "/nowhere", "/like/300101", "/search?q=treatty", "/dossier",
    "/dossier?id=300101&id=300104&id=dver1951v02/d3", "/map", "/map?year=1951", "/network",
    "/messages?from=novograd", "/wanted/wanted/despatch-51-1951-01-24",
    "/collection/dver1951v02/ch1", "/archives", "/wanted?sort=date", "/collections?sort=name",
    "/letters?from=Thomas+Harrow&to=Edith+Marlowe",
    "/dates/1951", "/entity/lu-jianming", "/entity/novograd",
]  # fmt: skip


def _span(day: str) -> DateSpan:
    return DateSpan(edtf=day, earliest=f"{day}T00:00", latest=f"{day}T23:59")


def hostile_records() -> list[Record]:
    """Records with markup in every field that a page shows."""
    body = f"{BAD} first line\nsecond Orsk line {BAD}\nx\ty"
    at = body.index("Orsk")
    entity = EntityMention(
        start=at, end=at + 4, quote="Orsk", rule=BAD, confidence=0.5, kind="person", entity="p/1"
    )
    held = Reference(
        start=0, end=8, quote=BAD, status="held", describes=Description(), target="bad/2", why=BAD
    )
    absent = Reference(
        start=at - 3, end=at + 2, quote=BAD, status="absent", describes=Description(), wanted="w/1"
    )
    open_ = Reference(
        start=at + 8, end=at + 12, quote=BAD, status="unresolved", describes=Description(),
        candidates=(Candidate(id="bad/2", confidence=0.4),), confidence=0.4, note="",
    )  # fmt: skip
    in_note = msgspec.structs.replace(held, start=0, end=4, note="n1")
    full = Record(
        id="bad/1",
        title=BAD,
        stated=Stated(date=BAD, number="1"),
        genre="telegram",
        date=_span("1950-01-03"),
        place=BAD,
        senders=(Agent(name=BAD, entity="p/1", office=BAD, role=BAD),),
        recipients=(Agent(name=BAD),),
        contributors=(Agent(name=BAD, role="translator"),),
        texts=(
            Text(
                body=body,
                language="en",
                label=BAD,
                translator=BAD,
                blocks=(
                    Block(kind="paragraph", start=0, end=body.index("\n")),
                    Block(kind="signed", start=body.index("\n") + 1, end=body.rindex("\n")),
                    Block(kind="row", start=body.rindex("\n") + 1, end=len(body)),
                ),
                notes=(
                    Note(id="n1", label="1", body=BAD, anchor=at + 2),
                    Note(id="n0", label=BAD, body=BAD, anchor=0, kind="source"),
                ),
                pages=(PageBreak(offset=at + 1, number=BAD, facsimile=BAD),),
                marks=(Mark(kind="emphasis", start=at - 5, end=at + 2),),
                apparatus=(Apparatus(kind="gloss", start=at + 2, end=at + 8, extent=BAD),),
            ),
            Text(body="周恩来", language="zh", role="original"),
        ),
        summary=BAD,
        people=(Association(name=BAD, entity="p/1"), Association(name=BAD)),
        topics=(Association(name=BAD),),
        collections=(Association(name=BAD, entity="c/1"),),
        source=SourceCitation(raw=BAD),
        rights=BAD,
        classification=BAD,
        archive=BAD,
        languages=("en", BAD),
        uploaded="2011-11-20",
        record_id=BAD,
        url="javascript:alert(1)",
        annotations=(entity,),
        references=(held, absent, open_, in_note),
        flags=(Flag(kind="doubt", message=BAD),),
        differences=(Difference(field="title", value=BAD, source=BAD),),
        provenance=(Provenance(file=BAD, place=BAD, sha256="0" * 64, reader=BAD),),
    )
    return [full, Record(id="bad/2", title="Second", date=_span("1950-02-03")), Record(id="bad/3")]


def _discover(folder: Path, patterns: Sequence[str]) -> Iterator[Source]:
    path = folder / "regesta.toml"
    data = path.read_bytes()
    yield Source(
        name="one", path=path, sha256=hashlib.sha256(data).hexdigest(), head=data, size=len(data)
    )


def _read(source: Source) -> Iterator[Item]:
    yield Entity(
        id="p/1",
        kind="person",
        name=BAD,
        names=(NameForm(name=BAD, system=BAD),),
        description=BAD,
        roles=(Role(title=BAD, post=BAD, since="1949"),),
        origin=BAD,
    )
    yield Collection(id="c/1", title=BAD, description=BAD)
    yield from hostile_records()
    yield Refusal(source=BAD, place=BAD, reason=BAD, way_out=BAD)


def _understand(record: Record, context: Context) -> Record:
    return record


def _link(
    headers: Sequence[object],
    entities: Sequence[Entity],
    decisions: Sequence[Decision],
    _before: Before,
) -> Linked:
    citing = Citing(id="bad/1", title=BAD, date="1950-01-03", quote=BAD)
    wanted = Wanted(
        id="w/1",
        title=BAD,
        describes=Description(genre="telegram", number=BAD, sender=BAD, date=_span("1950-01-02")),
        cited_by=(citing,),
        after="bad/1",
        before="bad/2",
    )
    exchange = Exchange(
        id="x1",
        title=BAD,
        members=("w/1", "bad/1", "bad/2"),
        earliest="1950-01-02T00:00",
        latest="1950-02-03T00:00",
    )
    return Linked(
        references={record.id: record.references for record in hostile_records()},
        wanted=(wanted,),
        exchanges=(exchange,),
        versions={
            "bad/1": (Version(relation="repeats", target="bad/2", share=0.6, back=0.4, why=BAD),)
        },
    )


@pytest.fixture(scope="session")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    folder = tmp_path_factory.mktemp("hostile")
    (folder / "regesta.toml").write_text(f"title = '''{BAD}'''\n", encoding="utf-8")
    stages: Stages = msgspec.structs.replace(
        default_stages(), discover=_discover, read_source=_read, understand=_understand, link=_link
    )
    with pytest.MonkeyPatch.context() as patch:
        # Where threads run already, a build starts its readers anew, and they import this file.
        patch.syspath_prepend(Path(__file__).resolve().parents[2])
        run_build(folder, stages, jobs=1)
    with TestClient(create_app(folder)) as client:
        yield client


@pytest.fixture(scope="session")
def site(example: Path) -> Iterator[TestClient]:
    with TestClient(create_app(example)) as client:
        yield client


@pytest.fixture(scope="session")
def every_page() -> list[str]:
    """The paths of a page of every type."""
    return list(PAGES)


@pytest.fixture(scope="module")
def serve() -> Iterator[Callable[[Path], str]]:
    """Serve an archive as long as a module's tests run; returns its address."""
    running: list[tuple[uvicorn.Server, threading.Thread]] = []

    def begin(folder: Path) -> str:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        server = uvicorn.Server(
            uvicorn.Config(create_app(folder), port=port, log_level="warning", ws="none")
        )
        thread = threading.Thread(target=server.run, daemon=True)
        thread.start()
        running.append((server, thread))
        for _ in range(500):
            if server.started:
                break
            time.sleep(0.02)
        return f"http://127.0.0.1:{port}"

    yield begin
    for server, thread in running:
        server.should_exit = True
        thread.join(timeout=10)


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """Debian's Chromium."""
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    if not CHROMIUM:
        pytest.skip("chromium is not installed")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with playwright.sync_playwright() as play:
            opened = play.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
            yield opened
            opened.close()


@pytest.fixture(scope="module")
def axe() -> str:
    """The script of axe-core."""
    for place in AXE_PLACES:
        if place and Path(place).is_file():
            return Path(place).read_text(encoding="utf-8")
    pytest.skip("axe-core is not installed: `npm install axe-core`, or set AXE_PATH")
