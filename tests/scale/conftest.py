"""A Spark for tests of building on a cluster; they skip aloud where it cannot run."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from typing import Any

import pytest

from regesta.read.extras import is_installed
from regesta.scale.spark_session import open_session


@pytest.fixture(scope="package")
def spark() -> None:
    """Skip where Java or pyspark is missing."""
    if not (is_installed("pyspark") and is_installed("pandas")):
        pytest.skip("pyspark is not installed: pip install 'regesta[spark]'")
    if shutil.which("java") is None:
        pytest.skip("there is no Java, which Spark needs")


@pytest.fixture(scope="module")
def session(spark: None) -> Iterator[Any]:
    """A session of Spark on two cores of this machine."""
    with open_session("local[2]") as opened:
        yield opened
