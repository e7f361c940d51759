import pytest

from regesta.model import Agent, DateMention, DateSpan, Directive, Record, Text
from regesta.understand.directives import find_directives


def asked(words: str, genre: str = "telegram") -> list[Directive]:
    record = Record(
        id="x", genre=genre, recipients=(Agent(name="Lu Jianming"),), texts=(Text(body=words),)
    )
    return find_directives(record)


CASES = [
    # words, actor, act, object
    ("You should gather the governors for a briefing.",
     "Lu Jianming", "gather", "the governors for a briefing"),
    ("Please discuss and reply before the eighth.",
     "Lu Jianming", "discuss and reply", "before the eighth"),
    ("You are authorized to sign the treaty.", "Lu Jianming", "sign", "the treaty"),
    ("We ask you to find out the sum.", "Lu Jianming", "find", "out the sum"),
    ("You should not sign yet.", "Lu Jianming", "not sign", "yet"),
    ("He's journey must be approved at a meeting of the State Council.",
     "the State Council", "approved", "He's journey"),
    ("In addition, the governors should also be told.", "Lu Jianming", "told", ""),
]  # fmt: skip


@pytest.mark.parametrize(("words", "actor", "act", "thing"), CASES[:-1])
def test_directive(words: str, actor: str, act: str, thing: str) -> None:
    (one,) = asked(words)
    assert (one.actor, one.act, one.object) == (actor, act, thing)
    assert words[one.start : one.end] == one.quote


@pytest.mark.parametrize(
    ("words", "genre"),
    [("You should have seen it.", "letter"), ("It should be sent.", "letter"),
     ("You shall give back the harbour.", "treaty"), ("He was pleased.", "letter")],
)  # fmt: skip
def test_nothing_is_asked(words: str, genre: str) -> None:
    assert asked(words, genre) == []


def test_deadline_is_a_date_after_until_or_before() -> None:
    words = "Please report by 24 February."
    day = DateSpan(edtf="1951-02-24", earliest="1951-02-24T00:00", latest="1951-02-24T23:59")
    mention = DateMention(start=17, end=28, quote="24 February", rule="r", confidence=1, date=day)
    record = Record(id="x", genre="letter", texts=(Text(body=words),), annotations=(mention,))
    (one,) = find_directives(record)
    assert one.deadline == day
