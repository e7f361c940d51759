"""Frames of Spark worked on by plain functions: rows as tuples in, rows as tuples out.

Rows go to Python and back as Arrow batches. A function sees the rows of a task, or of one key
after the other, as an iterator: none stands in memory with all others of its task.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from importlib import import_module
from itertools import groupby
from operator import itemgetter
from typing import Any

Row = tuple[Any, ...]
Rows = Iterator[Row]

_MOST_ROWS = 2_000
_MOST_BYTES = 8 << 20


def framed(session: Any, rows: Sequence[Row], columns: str) -> Any:
    """Return rows of this process as a frame; they go as one batch, not one by one."""
    pa = import_module("pyarrow")
    schema = arrow_schema(columns)
    batches = [_batch(pa, list(rows), schema)] if rows else []
    return session.createDataFrame(pa.Table.from_batches(batches, schema))


def mapped(frame: Any, function: Callable[[Rows], Iterable[Row]], columns: str) -> Any:
    """Return what the function makes of the rows of each task, under these columns (DDL)."""

    def run(batches: Iterator[Any]) -> Iterator[Any]:
        return _batches(function(_rows(batches)), columns)

    return frame.mapInArrow(run, columns)


def grouped(
    frame: Any,
    function: Callable[[Row, Rows], Iterable[Row]],
    columns: str,
    *,
    by: tuple[str, ...],
    order: tuple[str, ...] = (),
    parts: int,
) -> Any:
    """Return what the function makes of the rows of each key, in the order of other columns.

    The columns of `by` stand first in the frame; the function is given the key's values and
    the whole rows, which it need not hold together.
    """
    if tuple(frame.columns[: len(by)]) != by:
        raise ValueError(f"{by} do not stand first in {frame.columns}")
    key_of = itemgetter(*range(len(by))) if len(by) > 1 else itemgetter(slice(1))

    def run(rows: Rows) -> Iterator[Row]:
        for key, some in groupby(rows, key=key_of):
            yield from function(tuple(key), some)

    sorted_rows = frame.repartition(parts, *by).sortWithinPartitions(*by, *order)
    return mapped(sorted_rows, run, columns)


def around(
    rows: Iterable[Row], side: int, before: int, after: int
) -> Iterator[tuple[Row, list[Row], list[Row]]]:
    """Yield each question with the answers that stand next before and after it.

    `rows` are questions and answers of one key in one order; the column at `side` is 0 for a
    question. Only the last answers, and questions still waiting for some, are held.
    """
    last: deque[Row] = deque(maxlen=before)
    waiting: deque[tuple[Row, list[Row], list[Row]]] = deque()
    for row in rows:
        if row[side] == 0:
            waiting.append((row, list(last), []))
            continue
        last.append(row)
        for _, _, later in waiting:
            later.append(row)
        while waiting and len(waiting[0][2]) >= after:
            yield waiting.popleft()
    yield from waiting


def _rows(batches: Iterator[Any]) -> Rows:
    for batch in batches:
        yield from zip(*(column.to_pylist() for column in batch.columns), strict=True)


def _batches(rows: Iterable[Row], columns: str) -> Iterator[Any]:
    pa = import_module("pyarrow")
    schema = arrow_schema(columns)
    waiting: list[Row] = []
    size = 0
    for row in rows:
        waiting.append(row)
        size += sum([len(value) for value in row if type(value) is bytes])
        if len(waiting) >= _MOST_ROWS or size >= _MOST_BYTES:
            yield _batch(pa, waiting, schema)
            waiting, size = [], 0
    if waiting:
        yield _batch(pa, waiting, schema)


def _batch(pa: Any, rows: list[Row], schema: Any) -> Any:
    arrays = [pa.array(column, field.type) for column, field in zip(
        zip(*rows, strict=True), schema, strict=True)]  # fmt: skip
    return pa.RecordBatch.from_arrays(arrays, schema=schema)


def arrow_schema(columns: str) -> Any:
    """Return columns written as "name type, …" as a schema of Arrow."""
    pa = import_module("pyarrow")
    kinds = {
        "string": pa.string(), "binary": pa.binary(), "bigint": pa.int64(),
        "double": pa.float64(), "array<string>": pa.list_(pa.string()),
    }  # fmt: skip
    told = (column.split() for column in columns.split(","))
    return pa.schema([(name.strip("`"), kinds[kind]) for name, kind in told])
