"""`regesta build FOLDER --on MASTER`: the same archive, or its tables, made by a cluster."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from regesta.build import Progress, Report, build
from regesta.keep.folder import DERIVED
from regesta.scale.spark_engine import SparkEngine
from regesta.scale.spark_session import open_session, told_of_cluster
from regesta.scale.spark_stage import Stage


def build_on(
    folder: Path, master: str, *, progress: Progress | None = None, work: str = ""
) -> Report:
    """Build the archive in `folder` on the cluster of this master of Spark.

    `work` is a place that all machines see, for what is half done; else the archive's folder
    is. Raises what `regesta.build.build` raises; `WrongUse` where Spark, Java or the cluster
    is not there.
    """
    with (
        open_session(master) as session,
        told_of_cluster(master),
        _stage(folder, work) as place,
    ):
        return build(folder, progress=progress, engine=SparkEngine(Stage(session, place)))


@contextmanager
def _stage(folder: Path, work: str) -> Iterator[str]:
    """Give a place for what is half done: the one named, or a folder gone afterwards."""
    if work:
        yield work.rstrip("/")
        return
    own = folder / DERIVED
    with TemporaryDirectory(prefix="spark-", dir=own if own.is_dir() else None) as made:
        yield made
