"""Spark, started for one build: what it needs, how it is set, and what may be missing."""

from __future__ import annotations

import os
import re
import shutil
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

from regesta.errors import RegestaError, WrongUse
from regesta.read.extras import is_installed

_MASTER = re.compile(r"local|local\[(?:\*|\d+)(?:,\d+)?\]|local-cluster\[\d+,\d+,\d+\]|"
                     r"spark://.+|k8s://.+|yarn")  # fmt: skip
_HOST = re.compile(r"(?P<host>\[[^\]]+\]|[^:,]+):(?P<port>\d+)")
_OWN = re.compile(r"^(?:regesta\.errors\.\w+: |(?=\w+(?:Error|Exception): ))(.+)$", re.M)
_PATIENCE = 10.0  # seconds for the master to answer
_A_TASK = 2  # tasks of a shuffle for each core, so that one slow task does not hold up all

# Small batches: a row may hold a whole volume. Python reads what Spark gave it by a socket.
_SETTINGS = {
    "spark.app.name": "regesta",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.maxPlanStringLength": "2000",
    "spark.hadoop.mapreduce.fileoutputcommitter.marksuccessfuljobs": "false",
    "spark.sql.execution.arrow.maxRecordsPerBatch": "2000",
    "spark.sql.execution.arrow.maxBytesPerBatch": str(32 << 20),
    "spark.sql.files.ignoreMissingFiles": "true",
    "spark.sql.files.ignoreCorruptFiles": "true",
    "spark.serializer": "org.apache.spark.serializer.KryoSerializer",
}

# On one machine Java lives for a minute or two: it should spend it neither on making its own
# code better than it needs, nor on changing plans over a few megabytes.
_AT_HOME = {
    "spark.driver.memory": "2g",
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.adaptive.enabled": "false",
}
_JAVA_AT_HOME = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"


def demand_master(master: str) -> None:
    """Raise `WrongUse` where a name is no master of Spark, or what Spark needs is missing."""
    if not _MASTER.fullmatch(master):
        raise WrongUse(
            f"“{master}” is no cluster.",
            way_out="Give spark://HOST:7077, yarn, k8s://…, local[2] or local-cluster[2,1,4096].",
        )
    for module in ("pyspark", "pyarrow", "pandas"):
        if not is_installed(module):
            raise WrongUse(
                "Building on a cluster needs libraries that are not installed.",
                way_out="Install them: pip install 'regesta[spark]'.",
            )
    home = os.environ.get("JAVA_HOME")
    if not (shutil.which("java") or (home and shutil.which("java", path=f"{home}/bin"))):
        raise WrongUse(
            "Spark needs Java, and there is none.",
            way_out="Install Java 17, or set JAVA_HOME to where it is.",
        )


@contextmanager
def open_session(master: str) -> Iterator[Any]:
    """Give a session of Spark on this master, stopped when the block is left.

    Raises `WrongUse` where the cluster cannot be reached or Spark does not start.
    """
    demand_master(master)
    _demand_answer(master)
    sql = import_module("pyspark.sql")
    local = master.startswith("local")
    interpreter = os.environ.get("PYSPARK_PYTHON", sys.executable)
    with as_file(files("regesta.scale").joinpath("data/log4j2.properties")) as log:
        builder = sql.SparkSession.builder.master(master)
        for key, value in _settings(log, interpreter, local=local).items():
            builder = builder.config(key, value)
        try:
            with _environment(interpreter, local=local):
                session = builder.getOrCreate()
        except Exception as error:
            raise WrongUse(
                f"Spark could not be started on {master}: {first_line(error)}",
                way_out="See that the cluster runs, and has the same version of Spark as here.",
            ) from error
        try:
            cores = session.sparkContext.defaultParallelism
            session.conf.set("spark.sql.shuffle.partitions", str(max(2, _A_TASK * cores)))
            yield session
        finally:
            session.stop()


def parts(session: Any) -> int:
    """Return into how many parts this session divides what it shuffles."""
    return int(session.conf.get("spark.sql.shuffle.partitions"))


@contextmanager
def told_of_cluster(master: str) -> Iterator[None]:
    """Turn what a cluster fails with into a sentence; what our own code raises is left."""
    try:
        yield
    except RegestaError:
        raise
    except Exception as error:
        if not _is_of_spark(error):
            raise
        raise RegestaError(
            f"The cluster {master} could not do the work: {first_line(error)}",
            way_out="The archive that was there is as it was. Its logs tell more; build again.",
        ) from error


def first_line(error: BaseException) -> str:
    """Return what an error of Spark says, without the path it took through the JVM.

    What our own code raised on a machine of the cluster stands near the end of it.
    """
    told = str(error).strip()
    own = _OWN.findall(told)
    said = own[-1] if own else told.split("\n", 1)[0].rstrip(":")
    return said if said.endswith(".") else f"{said}."


def _is_of_spark(error: BaseException) -> bool:
    return type(error).__module__.split(".", 1)[0] in ("py4j", "pyspark")


def _settings(log: Path, interpreter: str, *, local: bool) -> dict[str, str]:
    settings = {
        **_SETTINGS,
        "spark.pyspark.python": interpreter,
        "spark.pyspark.driver.python": sys.executable,
        "spark.driver.extraJavaOptions": f"-Dlog4j2.configurationFile={log.as_uri()}",
    }
    if local:
        # by its own address a machine may not reach itself
        settings |= _AT_HOME
        settings["spark.driver.host"] = settings["spark.driver.bindAddress"] = "127.0.0.1"
        settings["spark.driver.extraJavaOptions"] += f" {_JAVA_AT_HOME}"
        settings["spark.executor.extraJavaOptions"] = settings["spark.driver.extraJavaOptions"]
    return settings


@contextmanager
def _environment(interpreter: str, *, local: bool) -> Iterator[None]:
    """Let the programs that Spark starts know the interpreter, and where they are."""
    wanted = {"PYSPARK_PYTHON": interpreter, **({"SPARK_LOCAL_IP": "127.0.0.1"} if local else {})}
    before = {key: os.environ.get(key) for key in wanted}
    os.environ.update({key: value for key, value in wanted.items() if before[key] is None})
    try:
        yield
    finally:
        for key, value in before.items():
            if value is None:
                os.environ.pop(key, None)


def _demand_answer(master: str) -> None:
    """Raise `WrongUse` where no machine of a standalone cluster answers: Spark waits a minute."""
    if not master.startswith("spark://"):
        return
    faults = []
    for found in _HOST.finditer(master.removeprefix("spark://")):
        address = found["host"].strip("[]"), int(found["port"])
        try:
            socket.create_connection(address, timeout=_PATIENCE).close()
            return
        except OSError as error:
            faults.append(f"{found[0]}: {error.strerror or error}")
    raise WrongUse(
        f"The cluster {master} cannot be reached ({'; '.join(faults) or 'no host and port'}).",
        way_out="See that its master runs, and that this machine may reach it.",
    )
