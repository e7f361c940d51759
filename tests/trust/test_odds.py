"""Clocks that go back, builds at once, workers that die, a site that is read while it is built."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
import urllib.request
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from regesta.build import build
from regesta.errors import ArchiveError
from regesta.keep import readers
from regesta.keep.archive import Archive
from regesta.keep.deciding import make_decision
from regesta.keep.decisions import append_decision, read_decisions
from regesta.show.site.app import create_app

HERE = Path(__file__).resolve().parents[2]
LATER = datetime(2026, 1, 2, 12, 0, tzinfo=UTC)


@pytest.fixture
def root(example: Path, tmp_path: Path) -> Path:
    copied = tmp_path / "archive"
    shutil.copytree(example, copied)
    return copied


# -- clocks ----------------------------------------------------------------------------


@pytest.mark.parametrize("days", [0.00001, 400, 20_000])
def test_the_last_decision_counts_whatever_the_clock_says(root: Path, days: float) -> None:
    first = make_decision("e", "correct", "date", "300101", value="1951-01-01", now=LATER)
    append_decision(root, first)
    earlier = read_decisions(root).all
    last = make_decision(
        "e",
        "correct",
        "date",
        "300101",
        value="1951-02-02",
        earlier=earlier,
        now=LATER - timedelta(days=days),
    )
    append_decision(root, last)
    assert read_decisions(root).all[-1] == last
    build(root, jobs=1)
    with Archive.open(root) as archive:
        found = archive.record("300101").date
        assert found
        assert found.edtf == "1951-02-02"


def test_an_embargo_comes_back_with_the_clock(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Built when the embargo had ended; then the clock falls back before its end."""

    class Fallen:
        """A clock without its battery."""

        @staticmethod
        def today() -> date:
            return date(1970, 1, 1)

    with (root / "regesta.toml").open("a", encoding="utf-8") as rules:
        rules.write('\n[[restricted]]\nrecord = "300101"\nuntil = "2020-01-01"\n')
    build(root, jobs=1)
    with Archive.open(root, readers=True) as archive:
        assert archive.has("300101")
    monkeypatch.setattr(readers, "date", Fallen)
    with pytest.raises(ArchiveError, match="restricts has been taken out"):
        Archive.open(root, readers=True)
    build(root, jobs=1)
    with Archive.open(root, readers=True) as archive:
        assert not archive.has("300101")


# -- processes -------------------------------------------------------------------------


def start_build(root: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "regesta", "build", str(root), "--json"],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


def test_of_two_builds_at_once_one_is_refused_and_nothing_lost(root: Path) -> None:
    (root / "sources" / "papers" / "new.md").write_text("---\ntitle: New\n---\nWords.\n")
    running = [start_build(root) for _ in range(3)]
    ended = [(one.communicate()[1], one.returncode) for one in running]
    assert [code for _, code in ended].count(0) >= 1
    for said, code in ended:
        assert code in (0, 1)
        if code:
            assert "is at work on" in said
            assert "Traceback" not in said
    with Archive.open(root) as archive:
        assert archive.counts().records == 42


@contextmanager
def serving(root: Path, *options: str) -> Iterator[tuple[str, int]]:
    """Serve in processes of its own; the address and the process."""
    server = subprocess.Popen(
        [sys.executable, "-m", "regesta", "serve", str(root), "--port", "0", *options],
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
    )  # fmt: skip
    try:
        assert server.stdout
        found = re.search(r"http://[^ ]*", server.stdout.readline())
        assert found
        yield found[0].rstrip("/"), server.pid
    finally:
        server.send_signal(signal.SIGINT)
        server.wait(30)


def ask(address: str, tally: Counter[object]) -> str:
    try:
        with urllib.request.urlopen(address, timeout=20) as answer:
            tally[answer.status] += 1
            return str(answer.read().decode())
    except OSError as error:
        tally[type(error).__name__] += 1
        return ""


def until_alive(address: str) -> None:
    for _ in range(200):
        tally: Counter[object] = Counter()
        ask(f"{address}/health", tally)
        if tally[200]:
            return
        time.sleep(0.1)
    pytest.fail("the site does not answer")


def test_builds_are_swapped_in_while_two_workers_are_read(root: Path) -> None:
    tally: Counter[object] = Counter()
    ended = threading.Event()
    with serving(root, "--workers", "2") as (address, _):
        until_alive(address)

        def read() -> None:
            while not ended.is_set():
                for path in ("/record/300101", "/search?q=treaty", "/people", "/search.json"):
                    ask(address + path, tally)

        crowd = [threading.Thread(target=read) for _ in range(8)]
        for one in crowd:
            one.start()
        for number in range(2):
            paper = root / "sources" / "papers" / f"round-{number}.md"
            paper.write_text(f"---\ntitle: Round {number}\n---\nWords.\n")
            assert start_build(root).wait() == 0
        time.sleep(1)
        ended.set()
        for one in crowd:
            one.join()
        # Every worker tells of the newest build.
        said = [json.loads(ask(f"{address}/health", tally))["records"] for _ in range(8)]
    assert set(tally) == {200}, tally
    assert sum(tally.values()) > 50
    assert set(said) == {43}


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="processes are looked up in /proc")
def test_a_worker_that_dies_is_replaced(root: Path) -> None:
    def workers(server: int) -> set[int]:
        children = Path(f"/proc/{server}/task/{server}/children").read_text().split()
        named = {one: Path(f"/proc/{one}/cmdline").read_bytes() for one in children}
        return {int(one) for one, line in named.items() if b"spawn_main" in line}

    with serving(root, "--workers", "2") as (address, server):
        until_alive(address)
        before = workers(server)
        assert len(before) == 2
        os.kill(min(before), signal.SIGKILL)
        for _ in range(150):
            after = workers(server)
            if len(after) == 2 and min(before) not in after:
                break
            time.sleep(0.1)
        assert len(after) == 2
        until_alive(address)


def test_the_bench_of_load_in_short(example: Path) -> None:
    """What `bench/load.py` measures for ten minutes, for a few seconds: nothing fails."""
    done = subprocess.run(
        [sys.executable, str(HERE / "bench" / "load.py"), str(example), "--seconds", "4",
         "--quiet", "1", "--readers", "20", "--rest", "0.5", "--json"],
        capture_output=True, check=False, text=True,
    )  # fmt: skip
    found = json.loads(done.stdout)
    assert set(found["statuses"]) == {"200"}
    assert found["failed"] == {}
    assert found["builds"] >= 1
    assert found["builds_failed"] == 0


# -- whatever is asked -------------------------------------------------------------------


@pytest.fixture(scope="module")
def client(example: Path) -> Iterator[TestClient]:
    with TestClient(create_app(example)) as client:
        yield client


STARTS = (
    "/", "/search", "/search.json", "/record/", "/record/300101", "/dates/", "/entity/", "/map",
    "/wanted/", "/exchange/", "/collection/", "/facsimile/", "/suggest.json", "/people", "/like/",
    "/messages", "/dossier", "/api", "/oai", "/agreement/",
)  # fmt: skip
KEYS = (
    "q", "page", "sort", "since", "until", "f.person", "f.year", "from", "year", "id", "at", "note",
    "lang", "verb", "set", "limit", "offset", "cursor", "words", "meaning", "resumptionToken",
)  # fmt: skip


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    start=st.sampled_from(STARTS),
    rest=st.text(max_size=12).map(lambda text: text.replace("\0", "")),
    asked=st.dictionaries(st.sampled_from(KEYS), st.text(max_size=30), max_size=3),
    method=st.sampled_from(("GET", "GET", "HEAD", "POST")),
)
def test_whatever_is_asked_is_answered(
    client: TestClient, start: str, rest: str, asked: dict[str, str], method: str
) -> None:
    path = start + quote(rest)
    answer = client.request(method, path, params=asked, follow_redirects=False)
    assert answer.status_code < 500
    assert "Traceback" not in answer.text
