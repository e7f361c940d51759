"""What is half done, kept as Parquet in a place that all machines of the cluster see.

A frame that several others are made of is written once, and read from there: Spark commits a
table only when all its tasks are done, each of them once, so that a machine that is lost takes
nothing along but the tasks it was at. And no plan grows with the number of steps behind it.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from typing import Any

from regesta.scale.spark_frames import Row

_AT_ONCE = 500


class Stage:
    """A place for frames by name; `place` is a folder or an address of a file system."""

    def __init__(self, session: Any, place: str) -> None:
        self.session = session
        self._place = place if "://" in place else f"file://{place}"

    def keep(self, name: str, frame: Any) -> Any:
        """Write a frame, and return it as it is read from there."""
        place = f"{self._place}/{name}"
        frame.write.mode("overwrite").parquet(place)
        return self.session.read.schema(frame.schema).parquet(place)

    def read(self, name: str) -> Any:
        """Return a frame that is kept."""
        return self.session.read.parquet(f"{self._place}/{name}")

    def rows(self, name: str, *columns: str) -> Iterator[Row]:
        """Yield the rows of a frame that is kept, in the order of the tasks that wrote them.

        They come from the files, a few hundred at a time, and not through Spark.
        """
        fs = import_module("pyarrow.fs")
        parquet = import_module("pyarrow.parquet")
        where = f"{self._place}/{name}"
        # as Spark takes it: a path of this machine is written with its spaces
        system, path = (
            (fs.LocalFileSystem(), where.removeprefix("file://"))
            if where.startswith("file://")
            else fs.FileSystem.from_uri(where)
        )
        found = system.get_file_info(fs.FileSelector(path))
        for one in sorted(found, key=lambda one: str(one.base_name)):
            if not one.base_name.startswith("part-"):
                continue
            with system.open_input_file(one.path) as file:
                for batch in parquet.ParquetFile(file).iter_batches(
                    batch_size=_AT_ONCE, columns=list(columns)
                ):
                    by_name = {name: batch.column(name) for name in columns}
                    yield from zip(*(by_name[name].to_pylist() for name in columns), strict=True)
