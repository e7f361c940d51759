"""An agreement followed through the records: from the first proposal to what became of it."""

from __future__ import annotations

from msgspec import Struct


class AgreementSighting(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One mention of an agreement, with where and when it was said.

    `record` is the record's id, `date` its first day (ISO, "" where undated); `group` what
    ties records of one negotiation together: a collection's or an exchange's id. `name`,
    `genre`, `parties`, `subjects`, `stage`, `by` are those of the mention, `sentence` the
    words of its evidence, `start` its place in the record.
    """

    record: str
    date: str
    name: str
    genre: str = ""
    parties: tuple[str, ...] = ()
    subjects: tuple[str, ...] = ()
    stage: str = ""
    by: str = ""
    sentence: str = ""
    start: int = 0
    group: str = ""


class AgreementStage(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a record says was done with an agreement: proposed, signed, ratified …; by whom."""

    stage: str
    date: str
    record: str
    sentence: str
    by: str = ""


class AgreementStory(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """An agreement with its stages in order of the records' dates.

    `records` are all that speak of it, also those that say no stage; `first` and `last` the
    days (ISO) of the earliest and latest of them. `mentions` are the sightings that it was
    made of, as (record, start, name).
    """

    id: str
    name: str
    genre: str
    parties: tuple[str, ...] = ()
    stages: tuple[AgreementStage, ...] = ()
    records: tuple[str, ...] = ()
    mentions: tuple[tuple[str, int, str], ...] = ()
    first: str = ""
    last: str = ""
