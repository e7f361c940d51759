"""What a build did: kept with the archive, and printed by `regesta build --json`."""

from __future__ import annotations

from msgspec import Struct

from regesta.errors import Refusal
from regesta.keep.grounds import LostGround


class ReferenceCounts(Struct, frozen=True, kw_only=True):
    """What the references came to."""

    held: int = 0
    absent: int = 0
    unresolved: int = 0


class DecisionCounts(Struct, frozen=True, kw_only=True):
    """The decisions of people: in force, undone, and those whose ground has gone."""

    standing: int = 0
    undone: int = 0
    lost: tuple[LostGround, ...] = ()


class Report(Struct, frozen=True, kw_only=True):
    """The summary of one build.

    Of the sources some were read now, some taken over unread, some are gone since the last.

    `seconds` are of the clock, `cpu_seconds` of all processes together; `peak_mb` is the
    sum of each process's peak in MB (10^6 bytes). `stages` holds the seconds of each stage.
    """

    records: int = 0
    indexed: int = 0
    refused: tuple[Refusal, ...] = ()
    references: ReferenceCounts = ReferenceCounts()
    entities: int = 0
    collections: int = 0
    wanted: int = 0
    exchanges: int = 0
    merged: int = 0
    sources_read: int = 0
    sources_unchanged: int = 0
    sources_removed: int = 0
    seconds: float = 0.0
    cpu_seconds: float = 0.0
    peak_mb: float = 0.0
    stages: dict[str, float] = {}
    warnings: tuple[str, ...] = ()
    decisions: DecisionCounts = DecisionCounts()
