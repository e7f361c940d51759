"""What linking keeps of a record: names of its opening, who signed, what stands near a mention."""

from __future__ import annotations

import pytest

from regesta.link.header import Header, header
from regesta.link.words import name_keys
from regesta.model import (
    Agent,
    AnyAnnotation,
    Block,
    DateMention,
    DateSpan,
    Mention,
    Record,
    Text,
)


def day(number: int) -> DateSpan:
    iso = f"1958-06-{number:02}"
    return DateSpan(edtf=iso, earliest=f"{iso}T00:00", latest=f"{iso}T23:59")


def made(
    body: str,
    *,
    title: str = "",
    said: str = "",
    annotations: tuple[AnyAnnotation, ...] = (),
    kind: str = "genre",
    signed: str = "",
    sender: Agent | None = None,
) -> Header:
    start = body.find(said) if said else 0
    mention = Mention(
        start=start, end=start + len(said), quote=said, kind="numbered", rule="test", number="1"
    )
    if kind == "genre":
        mention = Mention(start=start, end=start + len(said), quote=said, kind="genre", rule="test")
    at = body.find(signed)
    blocks = (Block(kind="signed", start=at, end=at + len(signed)),) if signed else ()
    return header(
        Record(
            id="one",
            title=title,
            date=day(5),
            senders=(sender,) if sender else (),
            texts=(Text(body=body, blocks=blocks),),
            mentions=(mention,) if said else (),
            annotations=annotations,
        )
    )


def test_names_of_the_first_lines_and_of_the_opening() -> None:
    filler = "and so it went on " * 60
    one = made(f"Premier Ilmar met Vell’s envoy. {filler}Then Dorn came.")
    assert one.present == ("premier", "ilmar", "vell")
    assert one.names == ("premier", "ilmar", "vell", "dorn")


def test_words_near_a_mention_and_no_halves_of_words() -> None:
    before = "Novograd " + "x" * 60 + " Wyvernstown " + "y" * 46
    one = made(f"{before} Ilmar brought the letter about harbours to Dorn.", said="the letter")
    (cue,) = one.cues
    assert {"ilmar", "dorn"} <= set(cue.near)
    assert "novograd" not in cue.near
    assert {"brought", "harbour"} <= set(cue.words)


def test_a_number_needs_no_names_near_it() -> None:
    (cue,) = made("Ilmar brought Embtel 1 again.", said="Embtel 1", kind="numbered").cues
    assert cue.near == ()
    assert "brought" in cue.words


def test_days_near_a_mention_in_its_own_paragraph() -> None:
    body = "On 3 June and on 4 June he gave me a letter.\nOn 1 June it rained."
    dates = tuple(
        DateMention(
            start=body.index(words), end=body.index(words) + len(words), quote=words, rule="test",
            confidence=1.0, date=day(number),
        )
        for words, number in (("3 June", 3), ("4 June", 4), ("1 June", 1))
    )  # fmt: skip
    (cue,) = made(body, said="a letter", annotations=dates).cues
    first = header(Record(id="x", date=day(3))).day
    assert cue.days == ((first, first), (first + 1, first + 1))


def test_a_mission_is_known_by_who_signs_too() -> None:
    sender = Agent(name="the Embassy in Korea", role="sender", post="Seoul")
    one = made("It is so.\nIlmar", signed="Ilmar", sender=sender)
    assert {"ilmar", "@seoul"} <= set(one.senders)
    named = Agent(name="the Ambassador in Korea (Vell)", role="sender", person="Vell", post="Seoul")
    assert "ilmar" not in made("It is so.\nIlmar", signed="Ilmar", sender=named).senders


def test_bodies_are_known_by_their_short_names() -> None:
    one = made("They met.", title="Discussion at the Meeting of the National Security Council")
    assert "nsc" in one.present


@pytest.mark.parametrize(
    ("name", "keys"),
    [
        ("the DeVoss’s", ("voss",)),
        ("de Voss", ("voss",)),
        ("Ilmar/Vell", ("ilmar", "vell")),
        ("Mr. Vell (Arlen)", ("mr", "vell", "arlen")),
    ],
)
def test_keys_of_names(name: str, keys: tuple[str, ...]) -> None:
    assert name_keys(name) == keys


@pytest.mark.parametrize(
    ("body", "said", "answers"),
    [
        ("In reply to your letter we say no.", "your letter", True),
        ("Thank you for the letter.", "the letter", True),
        ("Re telegram 5 no.", "telegram 5", True),
        ("He spoke of the letter.", "the letter", False),
        ("x" * 600 + " in reply to the letter", "the letter", True),
        ("x" * 600 + " thank you for the letter", "the letter", False),
    ],
)
def test_what_is_told_as_answered(body: str, said: str, *, answers: bool) -> None:
    (cue,) = made(body, said=said).cues
    assert cue.answers is answers
