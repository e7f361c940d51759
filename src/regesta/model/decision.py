"""What a person decided; it outlives every rebuild."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Literal

from msgspec import Struct

DECIDED = "decision"  # the rule of what a person decided
Verdict = Literal["accept", "reject", "correct", "merge", "split", "add", "note", "undo"]


class Decision(Struct, frozen=True, gc=False, kw_only=True, omit_defaults=True):
    """One line of `decisions.jsonl`: who decided what, when (UTC, ISO 8601), and why.

    `about` is what it speaks of ("reference", "date", "entity", "record"), `subject` its id,
    `value` what holds instead.
    """

    id: str
    when: str
    who: str
    verdict: Verdict
    about: str
    subject: str
    value: str = ""
    why: str = ""


def word_subjects(record: str, words: Iterable[str]) -> list[str]:
    """Return what decisions call the references (or names) of a record, given by their words.

    Words that stand once are called by themselves, others by their number too.

    >>> word_subjects("r1", ["the note", "Embtel 7", "the note"])
    ['r1#the note~1', 'r1#Embtel 7', 'r1#the note~2']
    """
    said = list(words)
    times = Counter(said)
    seen: Counter[str] = Counter()
    found: list[str] = []
    for one in said:
        seen[one] += 1
        found.append(f"{record}#{one}" + (f"~{seen[one]}" if times[one] > 1 else ""))
    return found
