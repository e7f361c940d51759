"""One record out of several readings of the same document (same id, several sources).

The fuller reading wins field by field; what another reading has differently is kept among
the `differences` with its source, and the provenance of all is kept. Lists of names are
united. Two wordings that are the same or nearly so are one text, the fuller one; an original
beside a translation are two. The outcome does not depend on the order of the readings.

Merging comes before understanding: annotations, mentions and references belong to one
reading's texts, and are carried only when those texts all stay as they are.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterable, Sequence
from typing import Any, TypeVar

import msgspec
from msgspec import structs

from regesta.model import Difference, Record, SourceCitation, Stated, Text

# Of the shorter wording's word triples, how many the longer one must have to be the same.
SAME_WORDING = 0.8

_ROLE_RANK = {"original": 2, "translation": 2, "transcription": 1}
_UNITED = (
    "senders", "recipients", "contributors", "people", "organisations", "places", "topics",
    "collections", "languages", "numbers", "facsimiles", "flags", "differences", "provenance",
)  # fmt: skip
_OF_TEXTS = ("annotations", "mentions", "references")
_WORD = re.compile(r"[^\W_]+")
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_Value = TypeVar("_Value")


def merge_records(records: Sequence[Record]) -> Record:
    """The one record of these readings; they must share their id. Pure, and order does not count.

    Raises ValueError for no record or for records of different ids.
    """
    if not records:
        raise ValueError("there is no record to merge")
    if len({record.id for record in records}) > 1:
        raise ValueError("records of different ids cannot be merged")
    ordered = sorted(dict.fromkeys(map(_Keyed, records)), key=lambda keyed: keyed.rank)
    readings = [keyed.record for keyed in ordered]
    if len(readings) == 1:
        return readings[0]
    merger = _Merger(readings)
    return merger.merge()


class _Keyed:
    """A record with its place in the order: the fuller first, ties by its own JSON."""

    def __init__(self, record: Record) -> None:
        self.record = record
        self.json = msgspec.json.encode(record)
        self.rank = (-_fullness(record), self.json)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Keyed) and self.json == other.json

    def __hash__(self) -> int:
        return hash(self.json)


def _fullness(record: Record) -> int:
    """How much a reading tells: its filled fields weigh most, then the length of its texts."""
    filled = sum(
        1
        for field in structs.fields(Record)
        if field.name not in {"flags", "differences", "provenance"}
        and getattr(record, field.name) not in ("", (), None, 0, Stated(), SourceCitation())
    )
    return filled * 10_000 + min(sum(len(text.body) for text in record.texts) // 10, 9_999)


class _Merger:
    """Merges readings of one document, the fullest first."""

    def __init__(self, readings: Sequence[Record]) -> None:
        self.readings = readings
        self.differences: list[Difference] = []

    def merge(self) -> Record:
        """The merged record."""
        first = self.readings[0]
        changes: dict[str, Any] = {"stated": self._stated(), "texts": self._texts()}
        for name in _UNITED:
            changes[name] = _united(
                [value for one in self.readings for value in getattr(one, name)]
            )
        for field in structs.fields(Record):
            if field.name not in changes and field.name not in (*_OF_TEXTS, "id", "source"):
                values = [getattr(one, field.name) for one in self.readings]
                changes[field.name] = self._fullest(field.name, values)
        changes["source"] = self._source()
        if changes["texts"] != first.texts:
            changes |= dict.fromkeys(_OF_TEXTS, ())
        changes["differences"] = _united([*changes["differences"], *self.differences])
        return structs.replace(first, **changes)

    def _fullest(self, name: str, values: Sequence[Any]) -> Any:
        """The fullest value: the longest of strings, the first that says anything of others."""
        best = values[0]
        for value in values[1:]:
            if isinstance(value, str) and isinstance(best, str):
                if len(_plain(value)) > len(_plain(best)):
                    best = value
            elif best in (None, 0, ()) and value not in (None, 0, ()):
                best = value
        for reading, value in zip(self.readings, values, strict=True):
            self._note(name, value, best, reading)
        return best

    def _note(self, name: str, value: Any, best: Any, reading: Record) -> None:
        """Keep a value that was not used, unless it says the same."""
        if value in ("", None, 0, ()) or value == best:
            return
        if isinstance(value, str):
            if _plain(value) == _plain(best):
                return
            shown = value
        else:
            shown = msgspec.json.encode(value).decode("utf-8")
        self.differences.append(Difference(field=name, value=shown, source=_source_of(reading)))

    def _stated(self) -> Stated:
        changes = {
            field.name: self._fullest(
                f"stated.{field.name}", [getattr(one.stated, field.name) for one in self.readings]
            )
            for field in structs.fields(Stated)
        }
        return Stated(**changes)

    def _source(self) -> SourceCitation:
        """The fullest citation, with the works parsed from that one's words."""
        raw = self._fullest("source", [one.source.raw for one in self.readings])
        parsed = next((one.source.parsed for one in self.readings if one.source.raw == raw), ())
        return SourceCitation(raw=raw, parsed=parsed)

    def _texts(self) -> tuple[Text, ...]:
        """All wordings, those that are one taken together, in the order of the fullest reading."""
        groups: list[list[tuple[Text, Record]]] = []
        for reading in self.readings:
            used: set[int] = set()
            for text in reading.texts:
                shingles = _shingles(text.body)
                at = next(
                    (
                        number
                        for number, group in enumerate(groups)
                        if number not in used and _same(group[0][0], text, shingles)
                    ),
                    None,
                )
                if at is None:
                    used.add(len(groups))
                    groups.append([(text, reading)])
                else:
                    used.add(at)
                    groups[at].append((text, reading))
        return tuple(self._one_text(group, number) for number, group in enumerate(groups))

    def _one_text(self, group: Sequence[tuple[Text, Record]], number: int) -> Text:
        """The fullest of wordings that are the same, with what the others know of it."""
        best = max(
            (text for text, _ in group),
            key=lambda text: (len(_plain(text.body)), len(text.notes), msgspec.json.encode(text)),
        )
        for text, reading in group:
            if _plain(text.body) != _plain(best.body):
                self.differences.append(
                    Difference(
                        field=f"texts[{number}]", value=text.body, source=_source_of(reading)
                    )
                )
        texts = [text for text, _ in group]
        role = max((text.role for text in texts), key=lambda role: (_ROLE_RANK[role], role))
        return structs.replace(
            best,
            role=role,
            language=best.language or _longest(text.language for text in texts),
            translator=best.translator or _longest(text.translator for text in texts),
            label=best.label or _longest(text.label for text in texts),
        )


def _source_of(reading: Record) -> str:
    return reading.provenance[0].file if reading.provenance else ""


def _longest(values: Iterable[str]) -> str:
    return max(values, key=lambda value: (len(value), value), default="")


def _plain(text: str) -> str:
    """The words alone, in small letters: readings that differ in blanks or marks are the same."""
    return " ".join(_WORD.findall(text.casefold()))


def _united(values: Sequence[_Value]) -> tuple[_Value, ...]:
    """All values once; of those with the same name (and role) the one that tells most."""
    kept: dict[Hashable, _Value] = {}
    for value in values:
        key = _key(value)
        if key not in kept or _weight(value) > _weight(kept[key]):
            kept[key] = value
    return tuple(kept.values())


def _key(value: Any) -> Hashable:
    if isinstance(value, str):
        return value.casefold()
    name = getattr(value, "name", None)
    if isinstance(name, str):
        return (type(value).__name__, name.casefold(), getattr(value, "role", ""))
    key: Hashable = value
    return key


def _weight(value: Any) -> tuple[int, bytes]:
    json = msgspec.json.encode(value)
    return len(json), json


def _shingles(body: str) -> frozenset[int]:
    """The hashes of the wording's triples of words (of letters in Chinese, Japanese, Korean)."""
    words = _WORD.findall(body.casefold())
    if len(_CJK.findall(body[:2000])) * 3 > len(body[:2000]):
        words = list("".join(words))
    if len(words) < 3:
        return frozenset({hash(tuple(words))})
    return frozenset(map(hash, zip(words, words[1:], words[2:], strict=False)))


def _same(one: Text, other: Text, shingles: frozenset[int]) -> bool:
    """Whether two texts are one wording: no stated difference of role or language, same words."""
    if one.language and other.language and one.language != other.language:
        return False
    roles = {one.role, other.role} - {"transcription"}
    if len(roles) > 1:
        return False
    mine = _shingles(one.body)
    return len(mine & shingles) >= SAME_WORDING * min(len(mine), len(shingles))
