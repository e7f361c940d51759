"""What was worked out from a part of the archive, kept for the next build under its stamp."""

from __future__ import annotations

from collections.abc import Mapping

from regesta.keep.rows import seal, unseal
from regesta.keep.store import Store


def enter_gathered(store: Store, part: str, stamp: str, body: bytes) -> None:
    """Keep what was worked out from a part that has this stamp."""
    store.connection.execute("INSERT INTO gathered VALUES (?, ?, ?)", (part, stamp, seal(body)))


def gathered_before(store: Store, stamps: Mapping[str, str]) -> dict[str, bytes]:
    """Return what the build before kept from the parts that have the same stamps now."""
    found: dict[str, bytes] = {}
    if store.has_old:
        question = "SELECT body FROM old.gathered WHERE part = ? AND stamp = ?"
        for part, stamp in stamps.items():
            for (body,) in store.ask(question, (part, stamp)):
                found[part] = bytes(unseal(body, f"what is kept of part {part!r}"))
    return found
