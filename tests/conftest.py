"""What several tests use."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.making.opensearch_nodes import Nodes, missing

from regesta.build import build
from regesta.show.demo import prepare_example

SHARED = Path(__file__).resolve().parents[2] / "shared"


@pytest.fixture(scope="session")
def example(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example archive, built once."""
    folder = tmp_path_factory.mktemp("example") / "archive"
    prepare_example(folder)
    build(folder, jobs=1)
    return folder


@pytest.fixture(scope="session")
def seed() -> Path:
    """The page that the project was asked to describe, where it lies beside the checkout."""
    path = SHARED / "seed-telegram.txt"
    if not path.is_file():
        pytest.skip(f"{path} is not there")
    return path


@pytest.fixture(scope="session")
def volumes() -> Path:
    """The folder of real volumes, where it lies beside the checkout."""
    path = SHARED / "corpora" / "frus"
    if not path.is_dir():
        pytest.skip(f"{path} is not there")
    return path


def _running(number: int) -> Iterator[Nodes]:
    if missing():
        pytest.skip(missing())
    nodes = Nodes(number)
    nodes.start()
    yield nodes
    nodes.stop()


@pytest.fixture(scope="session")
def one_node() -> Iterator[Nodes]:
    """A real OpenSearch on one machine; skipped aloud where none can be started."""
    yield from _running(1)


@pytest.fixture(scope="session")
def three_nodes() -> Iterator[Nodes]:
    """A real OpenSearch on three machines; skipped aloud where none can be started."""
    yield from _running(3)
