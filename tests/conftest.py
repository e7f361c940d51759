"""What several tests use."""

from pathlib import Path

import pytest

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
