"""`regesta build FOLDER --on MASTER`: the same archive, or its tables, made by a cluster."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from regesta.build.defaults import default_stages
from regesta.build.progress import Progress
from regesta.build.way import run_build
from regesta.errors import WrongUse
from regesta.keep.folder import DERIVED
from regesta.keep.report import Report
from regesta.scale.spark_engine import SparkEngine
from regesta.scale.spark_session import open_session, told_of_cluster
from regesta.scale.spark_sources import Remote, with_remote
from regesta.scale.spark_stage import Stage
from regesta.scale.spark_told import build_tables


def build_on(
    folder: Path,
    master: str,
    *,
    progress: Progress | None = None,
    work: str = "",
    tables: str = "",
) -> Report:
    """Build the archive in `folder` on the cluster of this master of Spark.

    With `tables` no archive is made: the tables of `export --format parquet` are written to
    that place, on any file system that Spark writes to. `work` is a place that all machines
    see, for what is half done; else the archive's folder is. Raises what `regesta.build.build`
    raises; `WrongUse` where Spark, Java or the cluster is not there.
    """
    if not folder.is_dir():
        raise WrongUse(f"{folder} is no folder.", way_out="Give the folder with regesta.toml.")
    with open_session(master) as session, told_of_cluster(master), half_done(folder, work) as place:
        remote: Remote = {}
        stages = with_remote(default_stages(), session, remote)
        engine = SparkEngine(Stage(session, place), remote)
        if tables:
            return build_tables(folder, stages, engine, tables, progress)
        return run_build(folder, stages, progress=progress, engine=engine)


@contextmanager
def half_done(folder: Path, work: str) -> Iterator[str]:
    """Give a place for what is half done: the one named, or a folder gone afterwards."""
    if work:
        yield work.rstrip("/") if "://" in work else str(Path(work).absolute())
        return
    own = folder / DERIVED
    try:
        own.mkdir(exist_ok=True)
        made = TemporaryDirectory(prefix="spark-", dir=own.absolute())
    except OSError as error:
        raise WrongUse(
            f"{own} cannot be written to: {error.strerror}.",
            way_out="Say with --work where the cluster may keep what is half done.",
        ) from error
    with made as place:
        yield place
