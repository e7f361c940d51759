"""Whether what a decision speaks of is still there: one whose ground has gone is told, not lost."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from msgspec import Struct

from regesta.keep.deciding import ABSENT, AGENTS
from regesta.keep.rows import decode_record
from regesta.model import Decision, EntityMention, Record, word_subjects
from regesta.understand.dates_edtf import edtf_span

Ask = Callable[[str, Sequence[Any]], list[tuple[Any, ...]]]

_BODY = (
    "SELECT b.body, l.body FROM records p JOIN bodies b USING (number)"
    " LEFT JOIN links l USING (number) WHERE p.id = ?"
)


class LostGround(Struct, frozen=True, kw_only=True):
    """A standing decision that could not be applied: its id, what it is about, and why."""

    id: str
    about: str
    subject: str
    who: str = ""
    reason: str


class Grounds:
    """Looks in a linked store, by its `ask`, for what decisions speak of."""

    def __init__(self, ask: Ask) -> None:
        self._ask = ask
        self._record = ("", None)  # type: tuple[str, Record | None]

    def lost(self, decisions: Iterable[Decision]) -> tuple[LostGround, ...]:
        """Return the standing decisions whose ground has gone, each with the reason."""
        found: list[LostGround] = []
        for one in sorted(decisions, key=lambda one: one.subject):
            reason = self.reason(one)
            if reason:
                found.append(
                    LostGround(
                        id=one.id, about=one.about, subject=one.subject, who=one.who, reason=reason
                    )
                )
        return tuple(found)

    def reason(self, one: Decision) -> str:
        """Return why a decision cannot be applied, "" where it can."""
        if one.verdict == "add":
            return ""
        if one.about == "record":
            return self._of_record(one)
        if one.about == "entity" or (one.about in AGENTS and "#" not in one.subject):
            return self._of_entity(one)
        if one.about in ("reference", "date", *AGENTS):
            return self._of_words(one)
        return f"nothing is known of {one.about!r}"

    def _of_words(self, one: Decision) -> str:
        record, _, words = one.subject.partition("#")
        if not self._has_record(record):
            return f"there is no record {record!r}"
        if one.about == "date":
            wrong = one.value and edtf_span(one.value) is None
            return f"{one.value!r} is no date" if wrong else ""
        if not self._stands(record, one.about, words):
            return f"the record {record!r} does not say {words!r} there"
        return self._of_value(one)

    def _of_value(self, one: Decision) -> str:
        if one.value in ("", ABSENT) or one.verdict in ("reject", "note"):
            return ""
        if one.about == "reference":
            held = self._has_record(one.value)
            return "" if held else f"the record it means, {one.value!r}, is not here"
        return "" if self._has_entity(one.value) else f"there is no entity {one.value!r}"

    def _of_record(self, one: Decision) -> str:
        if one.verdict == "note":
            return "" if self._has_record(one.subject) else f"there is no record {one.subject!r}"
        if self._has_record(one.subject):
            return f"the record {one.subject!r} is still here under this id"
        return "" if self._has_record(one.value) else f"there is no record {one.value!r}"

    def _of_entity(self, one: Decision) -> str:
        needed = [one.subject]
        if one.about == "entity" and one.value:
            needed.append(one.value)
        return next((f"there is no entity {id!r}" for id in needed if not self._has_entity(id)), "")

    def _has_record(self, id: str) -> bool:
        return bool(self._ask("SELECT 1 FROM records WHERE id = ?", (id,)))

    def _has_entity(self, id: str) -> bool:
        return bool(
            self._ask(
                "SELECT 1 FROM entities WHERE id = ?1 UNION SELECT 1 FROM aliases WHERE alias = ?1",
                (id,),
            )
        )

    def _stands(self, id: str, about: str, words: str) -> bool:
        """Whether the record has these words as a reference, or as a name."""
        if self._record[0] != id:
            rows = self._ask(_BODY, (id,))
            self._record = (id, decode_record(rows[0][0], rows[0][1], id) if rows else None)
        record = self._record[1]
        if record is None:
            return False
        if about == "reference":
            return words in reference_words(record)
        agents = (*record.senders, *record.recipients, *record.contributors)
        names = {one.name for one in agents} | {one.person for one in agents}
        for one in record.annotations:
            if isinstance(one, EntityMention):
                names |= {one.quote, one.name}
        return words in names


def reference_words(record: Record) -> set[str]:
    """Return what decisions may call the references of a record: their words, numbered or not."""
    quotes = [one.quote for one in record.references]
    return {subject[len(record.id) + 1 :] for subject in word_subjects(record.id, quotes)} | set(
        quotes
    )
