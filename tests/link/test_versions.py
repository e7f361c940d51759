"""What records with the same wording are to one another, and the sentence that says so."""

from __future__ import annotations

from datetime import date
from random import Random
from typing import Any

import pytest

from regesta.link import Header, header, link
from regesta.link.duplicates_sketch import sketch
from regesta.link.versions import find_versions
from regesta.model import Agent, Record, Stated, Text, Version
from regesta.understand.authority import Authority
from regesta.understand.context import Context
from regesta.understand.pipeline import understand

WORDS = (
    "the delegation will not sign before the question of the harbour dues is settled and asks "
    "that the Council of Peiling be told of the offer made on the evening of the conference by "
    "the minister whose government cannot accept a customs line drawn through the valley nor "
    "pay for stores that were never handed over while the mission continues to insist on the "
    "older text and has no instruction to speak of credits amounts or dates until the return"
)


def text(seed: int, words: int) -> str:
    return " ".join(Random(seed).choices(WORDS.split(), k=words))


BASE = text(11, 300)
OTHER = text(12, 300)
LONG = f"{text(13, 500)} {BASE} {text(14, 400)}"
NEAR = " ".join(
    word if place % 9 else Random(place).choice(OTHER.split())
    for place, word in enumerate(BASE.split())
)

# Two renderings of one telegram, as two translators might have made them.
FIRST = (
    "The Government Council must approve the journey of Minister Orlan at a special session. "
    "The members should learn that he goes to negotiate a treaty of friendship, to sign an "
    "agreement on credits amounting to twelve million crowns, payable over several years, and "
    "to prepare conventions on navigation and commerce. Explain that this treaty strengthens "
    "the Republic before the Western governments, and compels them towards recognition."
)
SECOND = (
    "Comrade Orlan’s journey needs the formal approval of the Government Council, meeting in "
    "special session. Tell the members what he intends: first to negotiate and conclude a "
    "treaty of friendship; second, a credit agreement for twelve million crowns over several "
    "years; third, navigation and commerce agreements. Point out that the treaty will "
    "strengthen the position of the Republic and force Western governments to offer recognition."
)


def record(id: str, body: str, day: str = "1951-02-03", **told: Any) -> Header:
    first = date.fromisoformat(day).toordinal() if day else 0
    sender, recipient = told.pop("sender", "Legation"), told.pop("recipient", "Council")
    title = told.pop("title", "Telegram")
    made = Record(id=id, title=title, texts=(Text(body=body),))
    return Header(
        id=id, title=title, genre="telegram", volume=told.pop("volume", ""),
        earliest=told.pop("earliest", f"{day}T00:00" if day else ""),
        latest=f"{day}T23:59" if day else "", day=first, last=first,
        senders=(sender.lower(),) if sender else (), sender=sender,
        recipients=(recipient.lower(),) if recipient else (), recipient=recipient,
        sketch=sketch(made), **told,
    )  # fmt: skip


def ties(*headers: Header) -> dict[str, Version]:
    """Return the one version of each record."""
    found = find_versions(headers)
    assert all(len(versions) == 1 for versions in found.values())
    return {id: versions[0] for id, versions in found.items()}


@pytest.mark.parametrize(
    ("second", "relation", "back"),
    [
        (record("b", BASE, volume="v2"), "version-of", "version-of"),
        (record("b", BASE[: len(BASE) // 2]), "version-of", "version-of"),
        (record("b", BASE, recipient="Marlowe"), "also-sent", "also-sent"),
        (record("b", BASE, "1951-02-05", recipient="Marlowe"), "repeated-in", "repeats"),
        (record("b", BASE, "1951-02-05", sender="Council", recipient="Marlowe"),
         "repeated-in", "repeats"),
        (record("b", BASE, "1951-09-05", recipient="Marlowe"), "version-of", "version-of"),
        (record("b", BASE, "1951-02-05"), "version-of", "version-of"),
        (record("b", BASE, "", sender="", recipient=""), "version-of", "version-of"),
        (record("b", LONG, "1951-03-01", sender="Marlowe"), "enclosed-in", "encloses"),
        (record("b", NEAR, "1951-01-30", title="Draft telegram"), "has-draft", "draft-of"),
        (record("b", f"{BASE[:500]} {OTHER}", "1951-02-09"), "shares-passages",
         "shares-passages"),
    ],
)  # fmt: skip
def test_what_two_records_are_to_one_another(second: Header, relation: str, back: str) -> None:
    found = ties(record("a", BASE), second)
    assert (found["a"].relation, found["b"].relation) == (relation, back)
    assert (found["a"].target, found["b"].target) == ("b", "a")
    assert found["a"].share == found["b"].back
    assert found["a"].confidence == found["b"].confidence > 0.8


def test_other_texts_of_the_same_day_are_no_versions() -> None:
    assert find_versions([record("a", BASE), record("b", OTHER)]) == {}


def test_an_enclosure_of_its_own_record_is_no_news() -> None:
    assert find_versions([record("a", LONG), record("a/1", BASE, parent="a")]) == {}


def test_editors_notes_that_use_one_formula_are_no_versions() -> None:
    notes = [
        record(id, f"{BASE[:700]} {text(seed, 150)}", "", sender="", recipient="")
        for seed, id in enumerate("ab", 20)
    ]
    assert ties(*notes)
    as_notes = [Header(id=one.id, genre="editorial", sketch=one.sketch) for one in notes]
    assert find_versions(as_notes) == {}


@pytest.mark.parametrize(
    ("second", "why"),
    [
        (record("b", BASE, volume="v2"),
         "The same text; almost word for word; both about as long."),
        (record("b", BASE, recipient="Marlowe"),
         "The same text, sent to another recipient; almost word for word; that one went to"
         " Marlowe, not Council; both about as long."),
        (record("b", BASE, "1951-02-04", recipient="Marlowe"),
         "That message passes it on; almost word for word; that one is a day later; that one"
         " went to Marlowe, not Council; both about as long."),
        (record("b", f"{BASE} {OTHER} {text(16, 300)}"),
         "The same text; 100 % of its wording is there; that text is 3 times as long."),
    ],
)  # fmt: skip
def test_one_sentence_says_how_they_differ(second: Header, why: str) -> None:
    assert ties(record("a", BASE), second)["a"].why == why


def rendered(id: str, body: str, **fields: Any) -> Header:
    made = Record(
        id=id,
        title="Telegram, Council to Minister Orlan, 3 February 1951",
        stated=Stated(date="3 February 1951"),
        texts=(Text(body=body, language="en"),),
        **fields,
    )
    return header(understand(made, Context(authority=Authority())))


def test_two_translations_of_one_telegram_are_found() -> None:
    found = ties(rendered("a", FIRST), rendered("b", SECOND))
    assert found["a"].relation == found["b"].relation == "other-wording"
    assert found["a"].share >= 0.3
    assert "another translation" in found["a"].why


@pytest.mark.parametrize(
    "second",
    [
        rendered("b", text(15, 60)),
        rendered("b", SECOND, senders=(Agent(name="Admiral Krell"),)),
    ],
)
def test_telegrams_of_one_day_on_other_matters_or_of_others_are_not(second: Header) -> None:
    assert find_versions([rendered("a", FIRST), second]) == {}


def test_a_repeated_message_joins_the_exchange_of_the_message_repeated() -> None:
    first = record("a", BASE)
    answer = record("b", OTHER, "1951-02-04", sender="Council", recipient="Legation")
    repeat = record("c", BASE, "1951-02-05", sender="Council", recipient="Marlowe")
    alone = link([first, answer, repeat])
    (exchange,) = alone.exchanges
    assert exchange.members == ("a", "c")
    assert [one.relation for one in alone.versions["c"]] == ["repeats"]


def test_the_order_of_records_makes_no_difference() -> None:
    headers = [record("a", BASE), record("b", BASE[:900], "1951-02-08"), record("c", LONG, "")]
    assert link(headers).versions == link(headers[::-1]).versions
