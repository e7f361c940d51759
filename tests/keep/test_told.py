"""Agreements and directives as the store keeps them."""

import sqlite3
from pathlib import Path

import pytest

from regesta.errors import NotFound
from regesta.keep.connections import Connections
from regesta.keep.tables import create_store
from regesta.keep.told import DirectiveOrder, Stories, Told, enter_agreements, enter_directives
from regesta.model.agreement import AgreementStage, AgreementStory

STORY = AgreementStory(
    id="agreement/river-pact-1951",
    name="River Pact",
    genre="pact",
    stages=(AgreementStage(stage="signed", date="1951-02-01", record="a", sentence="Signed."),),
    records=("a", "b"),
    mentions=(("a", 5, "River Pact"), ("b", 7, "the pact")),
)
TOLD = (
    Told(record="b", actor="Adam", act="report", quote="report it"),
    Told(record="a", actor="Zoe", act="sign", object="the pact", deadline="1951-02-01"),
)


@pytest.fixture
def stories(tmp_path: Path) -> Stories:
    store = create_store(tmp_path / "store")
    enter_agreements(store, [STORY])
    enter_directives(store, TOLD)
    _record(store, 1, "a", "1951-01-01", "Sender Two")
    _record(store, 2, "b", "1951-03-01", "Sender One")
    store.close()
    return Stories(Connections(tmp_path / "store"))


def _record(store: sqlite3.Connection, number: int, id: str, day: str, sender: str) -> None:
    store.execute("INSERT INTO records VALUES (?, ?, ?)", (number, id, number))
    row = (number, 1, 1, id, 0, f"Title {id}", "", day, day, f"{day}T00:00", f"{day}T23:59", "",
           sender, "", "", 0, "", "")  # fmt: skip
    store.execute(f"INSERT INTO readings VALUES ({', '.join('?' * 18)})", row)


def test_agreements(stories: Stories) -> None:
    assert stories.agreements() == (STORY,)
    assert stories.agreement(STORY.id) == STORY
    assert stories.agreements_of("b") == {(7, "the pact"): STORY.id}
    with pytest.raises(NotFound):
        stories.agreement("none")


@pytest.mark.parametrize(
    ("sort", "actors"),
    [("date", ["Zoe", "Adam"]), ("actor", ["Adam", "Zoe"]), ("sender", ["Adam", "Zoe"])],
)
def test_directives(stories: Stories, sort: DirectiveOrder, actors: list[str]) -> None:
    found = stories.directives(sort)
    assert [one.actor for one in found] == actors
    assert {one.title for one in found} == {"Title a", "Title b"}
    assert stories.directives(sort, 1, 1) == found[1:]
