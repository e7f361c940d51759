"""What was corrected in a record since it was first read: by people, or by its source."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from msgspec import Struct

from regesta.keep.archive import Archive
from regesta.keep.changes import Change, read_changes
from regesta.keep.decisions import read_decisions
from regesta.model import Decision
from regesta.show.dates import say_edtf
from regesta.show.wording import Wording

_OF_WORDS = ("reference", "person")


class Correction(Struct, frozen=True, kw_only=True):
    """One correction as a page tells it: its day (EDTF), what was done, by whom and why."""

    day: str
    said: str
    who: str = ""
    why: str = ""


class Corrections:
    """The corrections of every record of an open archive, those that its build applied."""

    def __init__(self, archive: Archive) -> None:
        applied = archive.decided()
        self._archive = archive
        self._changes: Mapping[str, tuple[Change, ...]] = read_changes(archive.folder)
        self._decisions: dict[str, list[Decision]] = {}
        for one in read_decisions(archive.folder).standing:
            if one.id not in applied and one.about != "record":
                continue
            for record in _records(one, archive.has):
                self._decisions.setdefault(record, []).append(one)

    def of(self, record: str, words: Wording) -> Sequence[Correction]:
        """Return what was corrected in a record, the latest first."""
        found = [
            Correction(
                day=one.when[:10],
                said=_said(self._archive, one, words),
                who=one.who,
                why=one.why,
            )
            for one in self._decisions.get(record, ())
        ]
        found += [
            Correction(day=one.when[:10], said=_said_change(one, words))
            for one in self._changes.get(record, ())
        ]
        return sorted(found, key=lambda one: one.day, reverse=True)


def _records(one: Decision, held: Callable[[str], bool]) -> Iterable[str]:
    """Give the records that a decision speaks of."""
    if one.about == "record":
        return (one.value or one.subject,)
    if one.about == "date" or one.verdict == "note":
        return (one.subject,) if held(one.subject) else ()
    if one.about in _OF_WORDS and "#" in one.subject:
        return (one.subject.partition("#")[0],)
    return ()


def _said(archive: Archive, one: Decision, words: Wording) -> str:
    day = say_edtf(one.when[:10], words)
    about = one.subject.partition("#")[2].partition("~")[0]
    key = f"correction.{one.about}_{one.verdict}"
    if one.verdict == "note" or not words.has(key):
        return words.say("correction.note", day=day)
    return words.say(key, day=day, words=about, value=_value(archive, one, words), was=one.subject)


def _value(archive: Archive, one: Decision, words: Wording) -> str:
    if one.about == "date":
        return say_edtf(one.value, words)
    if one.about == "reference":
        regest = archive.regest(one.value)
        return (regest.title if regest else "") or one.value
    entity = archive.entity(one.value) if one.value else None
    return entity.name if entity else one.value


def _said_change(one: Change, words: Wording) -> str:
    parts = ", ".join(words.say(f"correction.part_{part}") for part in one.parts)
    return words.say("correction.changed", day=say_edtf(one.when[:10], words), parts=parts)
