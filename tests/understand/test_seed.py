"""The page that the project was asked to describe, read whole."""

from pathlib import Path

import pytest

from regesta.model import AgreementMention, Amount, Directive, Record
from regesta.read.reader import Source
from regesta.read.registry import read_source
from regesta.read.sources import discover
from regesta.understand.authority import Authority
from regesta.understand.context import Context
from regesta.understand.pipeline import understand


@pytest.fixture(scope="module")
def record(seed: Path, tmp_path_factory: pytest.TempPathFactory) -> Record:
    folder = tmp_path_factory.mktemp("seed")
    (folder / "telegram.txt").write_bytes(seed.read_bytes())
    (item,) = [
        item for source in discover(folder) if isinstance(source, Source)
        for item in read_source(source) if isinstance(item, Record)
    ]  # fmt: skip
    return understand(item, Context(authority=Authority()))


def test_every_field_of_the_page(record: Record) -> None:
    assert record.id == record.record_id == "112679"
    assert record.title == "Telegram, Mao Zedong to CCP CC, 4 a.m., 3 January 1950"
    assert record.uploaded == "2011-11-20"
    assert record.rights.startswith("The History and Public Policy Program welcomes reuse")
    assert record.rights.endswith("HAPP@wilsoncenter.org.")
    assert record.source.raw.startswith("Jianguo yilai Mao Zedong wengao [")
    assert record.source.raw.endswith("132-3.")
    (text,) = record.texts
    assert text.role == "translation"
    assert text.body.startswith("Central Committee:")
    assert text.body.endswith("taking reckless actions.")


def test_labels_without_values_are_empty(record: Record) -> None:
    assert record.contributors == ()
    assert record.topics == ()
    flagged = " ".join(flag.message for flag in record.flags)
    for label in ("Author(s)", "Associated Topics", "Language"):
        assert label in flagged


def test_date_sender_recipient(record: Record) -> None:
    assert record.date is not None
    assert record.date.edtf.startswith("1950-01-03T04:00")
    assert record.date.minute == "1950-01-03T04:00"
    assert [agent.name for agent in record.senders] == ["Mao Zedong"]
    assert len(record.recipients) == 1
    assert record.genre == "telegram"


def test_the_four_brackets(record: Record) -> None:
    (text,) = record.texts
    brackets = [(one.content, one.kind) for one in text.apparatus]
    assert brackets == [
        ("Zhou", "supplied"),
        ("Port Arthur", "gloss"),
        ("we believe", "interpolation"),
        ("the signing of an alliance treaty with the Soviet Union", "interpolation"),
    ]


def test_the_telegram_of_yesterday(record: Record) -> None:
    (mention,) = [one for one in record.mentions if "telegram" in one.quote]
    assert mention.date is not None
    assert mention.date.minute == "1950-01-02T23:00"
    assert mention.owner == "mine"


def test_four_agreements_under_negotiation(record: Record) -> None:
    pacts = [one for one in record.annotations if isinstance(one, AgreementMention)]
    negotiated = {
        one.genre: one for one in pacts
        if one.stage == "negotiated" and one.name != "the new treaty"
    }  # fmt: skip
    assert set(negotiated) == {
        "treaty of alliance", "credit agreement", "aviation agreement", "trade agreement",
    }  # fmt: skip
    assert negotiated["credit agreement"].amount == "$300 million over a few years"
    assert negotiated["treaty of alliance"].parties == ("Sino", "Soviet")
    (old,) = [one for one in pacts if one.name == "the old treaty"]
    assert len(old.subjects) == 3
    for subject, word in zip(old.subjects, ("Lushun", "Japan", "Mongolia"), strict=True):
        assert word in subject


def test_two_meetings_are_asked_for(record: Record) -> None:
    asked = [one for one in record.annotations if isinstance(one, Directive)]
    approved = next(one for one in asked if one.act == "approved")
    assert approved.actor == "the Government Administration Council"
    gathered = next(one for one in asked if one.act == "gather")
    assert "briefing" in gathered.object


def test_amount(record: Record) -> None:
    (amount,) = [one for one in record.annotations if isinstance(one, Amount)]
    assert (amount.value, amount.unit) == (300_000_000, "USD")


def test_two_works_are_cited(record: Record) -> None:
    edition, translation = record.source.parsed
    assert edition.publisher == "Central Press of Historical Documents"
    assert translation.editors == ("Shuguang Zhang", "Jian Chen")
