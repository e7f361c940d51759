import time

import pytest

from regesta.model import AgreementMention, Record, Text
from regesta.understand.amounts import find_amounts
from regesta.understand.instruments import find_agreements


def found(words: str) -> list[AgreementMention]:
    record = Record(id="x", texts=(Text(body=words),))
    return find_agreements(record, find_amounts(record))


CASES = [
    # words, name, genre, stage
    ("We shall negotiate and sign a new Treaty of Amity.", "Treaty of Amity",
     "treaty", "negotiated"),
    ("The two sides signed a trade agreement.", "trade agreement", "trade agreement", "signed"),
    ("The Council ratified the treaty this morning.", "the treaty", "treaty", "ratified"),
    ("The old treaties were abolished.", "The old treaties", "treaty", "abolished"),
    ("They wish for the old treaties to be abolished.", "the old treaties", "treaty", "proposed"),
    ("He wants the treaty signed before the fair.", "the treaty", "treaty", "negotiated"),
    ("You are empowered to sign the treaty.", "the treaty", "treaty", "negotiated"),
    ("The treaty may be signed on 14 March.", "The treaty", "treaty", "negotiated"),
    ("The treaty was signed yesterday.", "The treaty", "treaty", "signed"),
    ("He handed over a draft treaty.", "draft treaty", "treaty", "drafted"),
    ("We have proposed a credit agreement.", "credit agreement", "credit agreement", "proposed"),
    ("Beiling rejected the base agreement.", "the base agreement", "base agreement", "refused"),
    ("The text of the Varna Pact was published.", "Varna Pact", "pact", "published"),
    ("under the terms of the armistice", "the armistice", "armistice", "in-force"),
]  # fmt: skip


@pytest.mark.parametrize(("words", "name", "genre", "stage"), CASES)
def test_instrument(words: str, name: str, genre: str, stage: str) -> None:
    (one,) = found(words)
    assert (one.name, one.genre, one.stage) == (name, genre, stage)
    assert words[one.start : one.end] == one.quote
    assert one.quote in words[slice(*one.sentence)]


@pytest.mark.parametrize(
    "words",
    ["We are in agreement with you.", "There was general agreement on this.",
     "The Republican Convention met.", "Protocol matters were left to the chief of protocol."],
)  # fmt: skip
def test_a_state_of_minds_is_no_instrument(words: str) -> None:
    assert found(words) == []


def test_what_a_bracket_explains_belongs_to_its_instrument() -> None:
    credit, lease = found(
        "to negotiate a credit agreement (we named 120 million crowns, over five years) "
        "and the old treaty (changes concerning the lease of Port Regent; the guarantee "
        "against an attack will stay)"
    )
    assert credit.amount == "120 million crowns over five years"
    assert credit.subjects == ("credit",)
    assert lease.amount == ""
    assert lease.subjects == ("lease of Port Regent", "guarantee against an attack")


def test_parties() -> None:
    (one,) = found("a Treaty of Amity between Yunze and Zarechye")
    assert one.parties == ("Yunze", "Zarechye")


def test_hostile_text_ends_soon() -> None:
    body = ("the (treaty " * 40_000 + "A of " * 60_000 + "Treaty")[:1_000_000]
    begun = time.perf_counter()
    found(body)
    assert time.perf_counter() - begun < 10
