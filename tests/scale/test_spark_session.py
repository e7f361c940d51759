"""What a build on a cluster needs, and how it is told that it is not there."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest
from click.testing import CliRunner

from regesta.errors import RegestaError, WrongUse
from regesta.scale import spark_session
from regesta.scale.spark import build_on, half_done
from regesta.scale.spark_session import demand_master, first_line, told_of_cluster
from regesta.show.commands.building import build


@pytest.mark.parametrize(
    "master",
    ["local", "local[2]", "local[*]", "local[2,4]", "local-cluster[2,1,4096]",
     "spark://head:7077", "spark://one:7077,two:7077", "yarn", "k8s://https://head:6443"],
)  # fmt: skip
def test_masters_of_spark_are_known(spark: None, master: str) -> None:
    demand_master(master)


@pytest.mark.parametrize("master", ["", "localhost", "local[]", "local-cluster[2]", "http://head"])
def test_what_is_no_master_is_told(master: str) -> None:
    with pytest.raises(WrongUse, match="is no cluster") as error:
        demand_master(master)
    assert "local[2]" in error.value.way_out


def test_a_missing_library_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spark_session, "is_installed", lambda module: module != "pyspark")
    with pytest.raises(WrongUse, match="libraries") as error:
        demand_master("local[2]")
    assert "regesta[spark]" in error.value.way_out


def test_missing_java_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(spark_session, "is_installed", lambda module: True)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("JAVA_HOME", raising=False)
    with pytest.raises(WrongUse, match="Java"):
        demand_master("local[2]")


def test_a_cluster_that_does_not_answer_is_told(spark: None, tmp_path: Path) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
    with pytest.raises(WrongUse, match=f"spark://127.0.0.1:{port} cannot be reached"):
        build_on(tmp_path, f"spark://127.0.0.1:{port}")


def test_what_a_machine_of_the_cluster_raised_is_told_in_its_own_words() -> None:
    said = (
        "An exception was thrown from the Python worker:\nTraceback (most recent call last):\n"
        '  File "spark_reading.py", line 1, in run\n'
        "regesta.errors.RegestaError: A machine has another version. Install the same.\n"
    )
    assert first_line(Exception(said)) == "A machine has another version. Install the same."
    assert first_line(Exception("Job aborted\n\tat java")) == "Job aborted."


def test_only_faults_of_spark_are_the_clusters() -> None:
    of_spark = type("AnalysisException", (Exception,), {"__module__": "pyspark.errors"})
    with pytest.raises(RegestaError, match=r"cluster yarn .* no disk"), told_of_cluster("yarn"):
        raise of_spark("no disk")
    with pytest.raises(KeyError), told_of_cluster("yarn"):
        raise KeyError("ours")


def test_options_of_a_cluster_need_one(tmp_path: Path) -> None:
    result = CliRunner().invoke(build, [str(tmp_path), "--tables", "x"])
    assert isinstance(result.exception, WrongUse)


def test_a_place_for_what_is_half_done_is_gone_afterwards(tmp_path: Path) -> None:
    with half_done(tmp_path, "") as place:
        assert Path(place).is_dir()
        assert Path(place).parent == tmp_path / ".regesta"
    assert not Path(place).exists()
    with half_done(tmp_path, "s3a://bucket/work/") as place:
        assert place == "s3a://bucket/work"


def test_a_place_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / ".regesta").write_text("a file", encoding="utf-8")
    with pytest.raises(WrongUse, match="cannot be written"), half_done(tmp_path, ""):
        pass
