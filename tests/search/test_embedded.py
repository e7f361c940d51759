"""The embedded engine's folder."""

from __future__ import annotations

from pathlib import Path

import pytest

from regesta.errors import ArchiveError
from regesta.model import Record
from regesta.search.embedded import EmbeddedIndex, EmbeddedWriter
from regesta.search.index import Query


def test_needs_a_whole_index(tmp_path: Path) -> None:
    with pytest.raises(ArchiveError):
        EmbeddedIndex(tmp_path)
    writer = EmbeddedWriter(tmp_path / "index", memory_mb=20)
    writer.add(Record(id="x"))
    with pytest.raises(ArchiveError):
        EmbeddedIndex(tmp_path / "index")
    writer.commit()
    answer = EmbeddedIndex(tmp_path / "index").search(Query())
    assert [hit.id for hit in answer.hits] == ["x"]
