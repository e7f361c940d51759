"""What a person decided; it outlives every rebuild."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

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
