"""Harvesting from a real server on this machine: incremental, resumed, polite, bounded."""

from __future__ import annotations

import gzip
import json
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from lxml import etree
from tests.making.official import official_schema

from regesta.build import build, oai_client
from regesta.build.harvest import Harvested, file_name, harvest
from regesta.build.oai_client import Client
from regesta.errors import ArchiveError, WrongUse
from regesta.keep.archive import Archive
from regesta.show.cli import main

DC = (
    '<oai_dc:dc xmlns:oai_dc="http://www.openarchives.org/OAI/2.0/oai_dc/" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>{title}</dc:title>'
    "<dc:creator>Orsk, Tal</dc:creator><dc:date>1953-05-04</dc:date><dc:type>Text</dc:type>"
    "<dc:subject>Coal</dc:subject><dc:language>rus</dc:language>"
    "<dc:identifier>https://kelmar.example/{title}</dc:identifier></oai_dc:dc>"
)


class Peer:
    """A provider of the protocol in memory: records, two an answer; faults when they are set."""

    def __init__(self) -> None:
        self.records: dict[str, tuple[str, str]] = {}
        self.asked: list[dict[str, str]] = []
        self.faults: list[tuple[int, dict[str, str]]] = []
        self.answer: Callable[[dict[str, str]], bytes] | None = None
        self.today = "2026-01-01T00:00:00Z"

    def put(self, ident: str, stamp: str, metadata: str) -> None:
        self.records[ident] = (stamp, metadata)

    def say(self, asked: dict[str, str]) -> bytes:
        if self.answer:
            return self.answer(asked)
        if asked["verb"] == "Identify":
            return self.wrap("<Identify><granularity>YYYY-MM-DDThh:mm:ssZ</granularity></Identify>")
        since, start = asked.get("from", ""), 0
        if token := asked.get("resumptionToken"):
            if not token.startswith("at:"):
                return self.wrap('<error code="badResumptionToken"/>')
            _, at, since = token.split(":", 2)
            start = int(at)
        found = sorted((k, v) for k, v in self.records.items() if v[0] >= since)
        if not found:
            return self.wrap('<error code="noRecordsMatch">none</error>')
        parts = [self.record(*one) for one in found[start : start + 2]]
        more = start + 2 < len(found)
        parts.append(f"<resumptionToken>at:{start + 2}:{since}</resumptionToken>" if more else "")
        return self.wrap(f"<ListRecords>{''.join(parts)}</ListRecords>")

    @staticmethod
    def record(ident: str, value: tuple[str, str]) -> str:
        stamp, metadata = value
        status = "" if metadata else ' status="deleted"'
        inner = f"<metadata>{metadata}</metadata>" if metadata else ""
        return (
            f"<record><header{status}><identifier>{ident}</identifier><datestamp>{stamp}"
            f"</datestamp></header>{inner}</record>"
        )

    def wrap(self, inner: str) -> bytes:
        return (
            '<?xml version="1.0"?><OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/">'
            f"<responseDate>{self.today}</responseDate><request/>{inner}</OAI-PMH>"
        ).encode()


@pytest.fixture
def peer() -> Iterator[tuple[Peer, str]]:
    """The provider, and the address of the server that speaks for it."""
    known = Peer()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked = {k: v[0] for k, v in parse_qs(urlsplit(self.path).query).items()}
            known.asked.append(asked)
            if known.faults:
                status, headers = known.faults.pop(0)
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.end_headers()
                return
            content = gzip.compress(known.say(asked))
            self.send_response(200)
            self.send_header("Content-Encoding", "gzip")
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            """Keep the tests' output clean."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield known, f"http://127.0.0.1:{server.server_port}/oai"
    server.shutdown()
    server.server_close()
    thread.join()


def archive(folder: Path, address: str, more: str = "") -> Path:
    (folder / "sources").mkdir(parents=True, exist_ok=True)
    (folder / "regesta.toml").write_text(
        f'[[harvest]]\nname = "kelmar"\naddress = "{address}"\npause = 0\n{more}'
    )
    return folder


def run(folder: Path, *, anew: bool = False, waits: list[float] | None = None) -> Harvested:
    def make(address: str, *, pause: float, contact: str) -> Client:
        sleep = (waits if waits is not None else []).append
        return Client(address, pause=pause, contact=contact, sleep=sleep)

    (done,) = harvest(folder, anew=anew, make_client=make)
    return done


def counts(done: Harvested) -> tuple[int, int, int, int]:
    return done.new, done.changed, done.unchanged, done.deleted


def fill(known: Peer, count: int = 5) -> None:
    for number in range(count):
        known.put(f"oai:k.example:{number}", "2025-01-01T00:00:00Z", DC.format(title=f"L{number}"))


def test_all_comes_then_only_what_is_new(tmp_path: Path, peer: tuple[Peer, str]) -> None:
    known, address = peer
    fill(known)
    folder = archive(tmp_path, address)
    assert counts(run(folder)) == (5, 0, 0, 0)
    assert [one.get("resumptionToken", "") for one in known.asked[1:]] == ["", "at:2:", "at:4:"]
    report = build(folder, jobs=1)
    assert (report.records, report.refused) == (5, ())
    known.today = "2026-02-01T00:00:00Z"
    known.put("oai:k.example:1", "2026-01-15T00:00:00Z", DC.format(title="New"))
    known.put("oai:k.example:2", "2026-01-15T00:00:00Z", "")
    known.put("oai:k.example:9", "2026-01-15T00:00:00Z", DC.format(title="L9"))
    done = run(folder)
    assert counts(done) == (1, 1, 0, 1)
    assert done.since == "2026-01-01T00:00:00Z"
    again = build(folder, jobs=1)
    assert (again.records, again.sources_read) == (5, 2)
    with Archive.open(folder) as opened:
        record = opened.record("oai:k.example:1")
        assert (record.title, record.languages) == ("New", ("ru",))
        assert record.url == "https://kelmar.example/New"
        assert not opened.has("oai:k.example:2")
    known.today = "2026-03-01T00:00:00Z"
    known.records = {k: v for k, v in known.records.items() if v[0] < "2026-01-10"}
    assert counts(run(folder)) == (0, 0, 0, 0)  # the provider says that nothing fits


EAD = (
    '<ead xmlns="urn:isbn:1-931666-22-9"><eadheader><eadid>KA-1</eadid><filedesc><titlestmt>'
    "<titleproper>Coal Board</titleproper></titlestmt></filedesc></eadheader>"
    '<archdesc level="fonds"><did><unittitle>Coal Board</unittitle>'
    "<repository>Kelmar Archive</repository></did><dsc><c01 id='s1' level='series'><did><unittitle>"
    "Letters</unittitle></did><c02 id='i1' level='item'><did><unittitle>{title}</unittitle>"
    "<unitdate normal='1953-05-04'>4 May 1953</unitdate></did></c02></c01></dsc></archdesc></ead>"
)


def test_finding_aids_are_harvested_as_ead(tmp_path: Path, peer: tuple[Peer, str]) -> None:
    known, address = peer
    official_schema("ead.xsd").assertValid(etree.fromstring(EAD.format(title="Letter 1")))
    for number in range(3):
        stamp = f"2025-01-0{number + 1}T00:00:00Z"
        known.put(f"oai:k.example:aid/{number}", stamp, EAD.format(title=f"Letter {number}"))
    folder = archive(tmp_path, address, 'prefix = "oai_ead"\n')
    assert counts(run(folder)) == (3, 0, 0, 0)
    assert known.asked[1]["metadataPrefix"] == "oai_ead"
    report = build(folder, jobs=1)
    assert (report.records, report.refused) == (3, ())
    with Archive.open(folder) as opened:
        records = sorted(opened.iter_records(), key=lambda record: record.title)
        assert [record.title for record in records] == ["Letter 0", "Letter 1", "Letter 2"]
        assert [one.name for one in records[0].collections] == ["Coal Board", "Letters"]
        assert (records[0].archive, records[0].date and records[0].date.edtf) == (
            "Kelmar Archive", "1953-05-04",
        )  # fmt: skip
    known.today = "2026-02-01T00:00:00Z"
    known.put("oai:k.example:aid/1", "2026-01-15T00:00:00Z", EAD.format(title="Letter 1, mended"))
    assert counts(run(folder)) == (0, 1, 0, 0)
    assert build(folder, jobs=1).sources_read == 1


def test_one_that_broke_off_goes_on(tmp_path: Path, peer: tuple[Peer, str]) -> None:
    known, address = peer
    fill(known)
    folder = archive(tmp_path, address)
    plain = known.say

    def breaks(asked: dict[str, str]) -> bytes:
        known.answer = None
        found = plain(asked)
        known.answer = breaks
        return b"<broken" if asked.get("resumptionToken") == "at:4:" else found

    known.answer = breaks
    done = run(folder)
    assert (done.new, "no XML" in done.error) == (4, True)
    known.answer = None
    known.asked.clear()
    assert counts(run(folder)) == (1, 0, 0, 0)
    assert known.asked[1]["resumptionToken"] == "at:4:"
    assert len(list((folder / "sources/harvest/kelmar").glob("*.xml"))) == 5


def test_a_token_that_is_forgotten_begins_the_list_again(
    tmp_path: Path, peer: tuple[Peer, str]
) -> None:
    known, address = peer
    fill(known)
    folder = archive(tmp_path, address)
    run(folder)
    state = folder / "sources/harvest/kelmar/.harvest.json"
    state.write_text(json.dumps(json.loads(state.read_text()) | {"token": "old", "since": ""}))
    assert counts(run(folder)) == (0, 0, 5, 0)


def test_everything_anew_takes_away_what_is_gone(tmp_path: Path, peer: tuple[Peer, str]) -> None:
    known, address = peer
    fill(known)
    folder = archive(tmp_path, address)
    run(folder)
    del known.records["oai:k.example:3"]
    assert counts(run(folder, anew=True)) == (0, 0, 4, 1)


def test_a_busy_provider_is_asked_again_when_it_says(
    tmp_path: Path, peer: tuple[Peer, str]
) -> None:
    known, address = peer
    fill(known, 1)
    known.faults = [(503, {"Retry-After": "7"}), (500, {}), (429, {"Retry-After": "99999"})]
    waits: list[float] = []
    assert counts(run(archive(tmp_path, address), waits=waits)) == (1, 0, 0, 0)
    assert waits == [7.0, 4.0, 300.0]


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (b"<html/>", "none of OAI-PMH"),
        (b"nothing", "no XML"),
        (b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', "entities"),
        (b" " * 3_000, "takes longer"),
    ],
)
def test_strange_answers_are_told(
    tmp_path: Path,
    peer: tuple[Peer, str],
    monkeypatch: pytest.MonkeyPatch,
    answer: bytes,
    said: str,
) -> None:
    known, address = peer
    monkeypatch.setattr(oai_client, "MAX_ANSWER", 2_000)
    known.answer = lambda asked: answer
    done = run(archive(tmp_path, address))
    assert said in done.error or (said == "takes longer" and "unpacks to more" in done.error)


def test_faults_of_the_protocol_and_of_the_network_are_told(
    tmp_path: Path, peer: tuple[Peer, str]
) -> None:
    known, address = peer
    folder = archive(tmp_path, address)
    known.faults = [(404, {})]
    assert "answers 404" in run(folder).error
    known.faults = [(302, {"Location": "file:///etc/passwd"})] * 9
    assert "it answers 302" in run(folder).error
    known.faults = [(302, {"Location": "ftp://127.0.0.1/x"})] * 9
    assert "not of the web" in run(folder).error
    known.faults.clear()
    known.answer = lambda asked: known.wrap('<error code="badVerb">no such verb</error>')
    assert "badVerb" in run(folder).error
    gone = archive(tmp_path, "http://127.0.0.1:9/oai")
    assert "cannot be reached" in run(gone).error


def test_tokens_in_a_circle_end(tmp_path: Path, peer: tuple[Peer, str]) -> None:
    known, address = peer

    def circle(asked: dict[str, str]) -> bytes:
        if asked["verb"] == "Identify":
            return known.wrap("<Identify/>")
        return known.wrap("<ListRecords><resumptionToken>x</resumptionToken></ListRecords>")

    known.answer = circle
    assert "circle" in run(archive(tmp_path, address)).error


@pytest.mark.parametrize(
    "ident", ["../../evil", "/etc/passwd", "a" * 500, "..", "\\..\\x", "a\0b", "Ж"]
)
def test_no_identifier_leads_to_another_folder(
    tmp_path: Path, peer: tuple[Peer, str], ident: str
) -> None:
    name = file_name(ident)
    assert "/" not in name
    assert len(name) < 110
    assert not name.startswith(".")


def test_links_that_lead_out_are_not_followed(tmp_path: Path, peer: tuple[Peer, str]) -> None:
    folder = archive(tmp_path / "a", "http://127.0.0.1:9/oai")
    (tmp_path / "out").mkdir()
    (folder / "sources/harvest").symlink_to(tmp_path / "out")
    with pytest.raises(ArchiveError, match="leads out"):
        run(folder)


def test_where_the_whole_folder_is_read_nothing_is_hidden(
    tmp_path: Path, peer: tuple[Peer, str]
) -> None:
    known, address = peer
    fill(known, 1)
    (tmp_path / "letter.txt").write_text("Letter of Orsk")
    (tmp_path / "regesta.toml").write_text(
        f'[[harvest]]\nname = "kelmar"\naddress = "{address}"\npause = 0\n'
    )
    assert run(tmp_path).folder == "harvest/kelmar"
    assert build(tmp_path, jobs=1).records == 2


def test_the_command_says_what_it_did(
    tmp_path: Path, peer: tuple[Peer, str], capsys: pytest.CaptureFixture[str]
) -> None:
    known, address = peer
    fill(known, 2)
    main(["harvest", "--archive", str(archive(tmp_path, address))])
    said = capsys.readouterr().out
    assert said == "kelmar: 2 new, 0 changed, 0 unchanged, 0 deleted; in sources/harvest/kelmar\n"
    with pytest.raises(WrongUse, match="No harvest is called"):
        harvest(tmp_path, ("other",))
