"""What was gathered from the records of each part of the archive, kept for the next build."""

from __future__ import annotations

from collections.abc import Mapping

from regesta.keep.rows import seal, unseal
from regesta.keep.store import Store


def enter_gathered(store: Store, part: str, stamp: str, body: bytes) -> None:
    """Keep what was gathered from a part whose records have this stamp."""
    store.connection.execute("INSERT INTO gathered VALUES (?, ?, ?)", (part, stamp, seal(body)))


def gathered_before(store: Store, stamps: Mapping[str, str]) -> dict[str, bytes]:
    """Return what the build before gathered from the parts that have the same stamps now."""
    if not store.has_old:
        return {}
    rows = store.ask("SELECT part, stamp, body FROM old.gathered")
    return {
        part: bytes(unseal(body, f"what the records of part {part} tell"))
        for part, stamp, body in rows
        if stamps.get(part) == stamp
    }
