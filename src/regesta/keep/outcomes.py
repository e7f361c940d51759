"""What the mentions of each volume came to, kept so that the next build need not ask again."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import msgspec

from regesta.keep.rows import seal, unseal
from regesta.keep.store import Store
from regesta.link.again import Outcome

_LINKING = "linking"
_OUTCOME = msgspec.msgpack.Decoder(Outcome)
_encode = msgspec.msgpack.Encoder().encode


def enter_outcomes(store: Store, outcomes: Mapping[str, Outcome], linking: str) -> None:
    """Write the outcomes of all volumes, found by this version of the rules of linking."""
    store.set_meta({_LINKING: linking})
    store.connection.executemany(
        "INSERT INTO outcomes VALUES (?, ?)",
        ((volume, seal(_encode(one))) for volume, one in outcomes.items()),
    )


def outcomes_before(store: Store, linking: str) -> Callable[[str], Outcome | None]:
    """Return the way to ask for a volume's outcome in the build before, None for none.

    There is none where that build linked by other rules.
    """
    run = store.connection.execute
    fits = (
        store.has_old
        and run(
            "SELECT 1 FROM old.meta WHERE key = ? AND value = ?", (_LINKING, linking)
        ).fetchone()
    )

    def ask(volume: str) -> Outcome | None:
        if not fits:
            return None
        row = run("SELECT body FROM old.outcomes WHERE volume = ?", (volume,)).fetchone()
        return _OUTCOME.decode(unseal(row[0], f"what {volume!r} cites")) if row else None

    return ask
