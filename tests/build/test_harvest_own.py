"""Harvesting from what `regesta serve` answers: an archive comes into another one."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import uvicorn

from regesta.build import build
from regesta.build.harvest import harvest
from regesta.keep.archive import Archive
from regesta.show.site.app import create_app


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    """The address of the provider of a small archive."""
    sources = tmp_path / "given/sources"
    sources.mkdir(parents=True)
    for n in range(1, 4):
        (sources / f"l{n}.md").write_text(
            f"---\ntitle: Letter {n}\ndate: 1953-05-0{n}\nfrom: Tal Orsk\nto: Lin Ko\n---\n\n"
            f"The coal of train {n} has come to Kelmar.\n"
        )
    build(tmp_path / "given", jobs=1)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    app = create_app(tmp_path / "given")
    server = uvicorn.Server(uvicorn.Config(app, port=port, log_level="warning", ws="none"))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield f"http://127.0.0.1:{port}/oai"
    server.should_exit = True
    thread.join()


@pytest.mark.parametrize("prefix", ["oai_dc", "mods", "tei"])
def test_what_we_serve_we_harvest(tmp_path: Path, address: str, prefix: str) -> None:
    taken = tmp_path / "taken"
    (taken / "sources").mkdir(parents=True)
    (taken / "regesta.toml").write_text(
        f'[[harvest]]\nname = "own"\naddress = "{address}"\nprefix = "{prefix}"\npause = 0\n'
    )
    (done,) = harvest(taken)
    assert (done.new, done.error) == (3, "")
    report = build(taken, jobs=1)
    assert (report.records, report.refused) == (3, ())
    with Archive.open(taken) as archive:
        records = sorted(archive.iter_records(), key=lambda one: one.title)
    assert [one.title for one in records] == ["Letter 1", "Letter 2", "Letter 3"]
    assert [one.stated.date_machine for one in records] == [f"1953-05-0{n}" for n in (1, 2, 3)]
    if prefix == "tei":
        assert records[0].texts[0].body == "The coal of train 1 has come to Kelmar."
    (again,) = harvest(taken)
    assert (again.new, again.changed, again.deleted) == (0, 0, 0)
