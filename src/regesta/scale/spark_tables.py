"""The tables of `export --format parquet`, written by the cluster: nothing of a record passes here.

Only the registers do: the entities of all lists and their joining, some hundred a volume.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, get_type_hints

import msgspec
from msgspec import Struct, structs

from regesta.build.deciding import renamed
from regesta.build.entities import canonical_ids, join_entities
from regesta.keep.flat import OF_RECORD, EntityRow, WantedRow, entity_row, wanted_row
from regesta.keep.rows import Row as StoredRow
from regesta.keep.rows import decode_record
from regesta.model import Decision, Entity, Reference, Wanted
from regesta.scale.spark_frames import Row, Rows, framed, mapped
from regesta.scale.spark_stage import Stage
from regesta.scale.spark_wanted import WANTED

_KINDS = {
    str: "string", int: "bigint", float: "double", float | None: "double",
    tuple[str, ...]: "array<string>",
}  # fmt: skip
_ROW = msgspec.msgpack.Decoder(StoredRow)
_REFERENCES = msgspec.msgpack.Decoder(tuple[Reference, ...])
_WANTED = msgspec.msgpack.Decoder(Wanted)


def columns_of(row: type[Struct]) -> str:
    """Return the columns of a table with their types, as Spark writes them."""
    hints = get_type_hints(row)
    return ", ".join(f"`{name}` {_KINDS[hints[name]]}" for name in row.__struct_fields__)


def write_tables(
    stage: Stage,
    place: str,
    records: Any,
    entities: Sequence[Entity],
    joined: dict[str, str],
    decisions: Sequence[Decision],
) -> None:
    """Write all tables to the place; `joined` are entries that stand behind others."""
    final = canonical_ids(entities, joined)
    shown = sorted(renamed(join_entities(entities, final), decisions), key=lambda one: one.id)
    session = stage.session
    references = stage.read("references").withColumnRenamed("body", "references")
    bodies = stage.keep("bodies", records.select("id", "row").join(references, "id", "left"))
    for name, (row, _) in OF_RECORD.items():
        _write(mapped(bodies, _Rows(name), columns_of(row)), place, name)
    told = stage.read("wanted")
    wanted = told.filter(told.kind == WANTED).orderBy(
        told.number.desc(), told.records.desc(), told.id
    )
    _write(mapped(wanted.select("body"), _wanted, columns_of(WantedRow)), place, "wanted")
    rows = [structs.astuple(entity_row(one)) for one in shown]
    _write(framed(session, rows, columns_of(EntityRow)), place, "entities")


class _Rows:
    """Makes the rows of one table of records."""

    def __init__(self, table: str) -> None:
        self._table = table

    def __call__(self, rows: Rows) -> Iterator[Row]:
        _, make = OF_RECORD[self._table]
        for id, row, references in rows:
            record = decode_record(_ROW.decode(row).body, None, id)
            if references is not None:
                record = structs.replace(record, references=_REFERENCES.decode(references))
            yield from map(structs.astuple, make(record))


def _wanted(rows: Rows) -> Iterator[Row]:
    for (body,) in rows:
        yield structs.astuple(wanted_row(_WANTED.decode(body)))


def _write(frame: Any, place: str, name: str) -> None:
    where = f"{place}/{name}.parquet"
    frame.write.mode("overwrite").option("compression", "zstd").parquet(where)
