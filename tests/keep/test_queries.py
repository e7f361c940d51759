"""What a page asks for one record is looked up, and never searched for through a whole table."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from regesta.keep.archive import Archive
from regesta.keep.connections import Connections, Row
from regesta.keep.folder import STORE
from regesta.keep.tables import INDEXES, create_store


@pytest.mark.parametrize(
    ("question", "id"),
    [
        ("cited_by", "v/d1"),
        ("children", "v/d2"),
        ("record", "v/d1"),
        ("regest", "v/d1"),
        ("neighbours", "v/d1"),
        ("exchange_of", "v/d1"),
        ("agreements_of", "v/d1"),
        ("entity", "ida"),
    ],
)
def test_no_table_is_scanned(
    folder: Path, tmp_path: Path, question: str, id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[str, Sequence[Any]]] = []
    many = Connections.many

    def listen(store: Connections, statement: str, values: Sequence[Any] = ()) -> list[Row]:
        asked.append((statement, values))
        return many(store, statement, values)

    with Archive.open(folder) as archive:
        monkeypatch.setattr(Connections, "many", listen)
        getattr(archive, question)(id)
    # In a store of a few rows a scan may be the best way; an empty one tells nothing of that.
    store = create_store(tmp_path / STORE)
    store.executescript(INDEXES)
    plans = [
        step[3]
        for statement, values in asked
        for step in store.execute(f"EXPLAIN QUERY PLAN {statement}", values)
    ]
    store.close()
    assert plans
    assert not [step for step in plans if step.startswith("SCAN ") and "CONSTANT" not in step]
