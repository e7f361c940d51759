"""The measuring code, and a small part of the measure itself."""

import importlib.util
import json
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def run() -> ModuleType:
    spec = importlib.util.spec_from_file_location("eval_run", ROOT / "eval" / "run.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def measures(recall: float | None) -> dict[str, object]:
    links = {"recall": recall, "precision": 0.9, "absent_recall": 0.8}
    return {
        "dates": {"accuracy": 0.99},
        "persons": {"precision_decided": 0.9, "recall": None},
        "references": dict.fromkeys(("all", "numbered", "dated", "relative", "other"), links),
    }


def test_a_figure_under_its_floor_is_told(run: ModuleType) -> None:
    figures = run.totals(measures(0.5))
    assert run.below(figures, {"held recall all": 0.5, "dates exact": 0.99}) == []
    (fault,) = run.below(figures, {"held recall all": 0.51})
    assert "held recall all" in fault


def test_a_figure_that_is_missing_is_under_its_floor(run: ModuleType) -> None:
    assert "persons recall" not in run.totals(measures(None))
    assert len(run.below(run.totals(measures(None)), {"persons recall": 0.1})) == 1


def test_floors_name_figures_that_exist(run: ModuleType) -> None:
    floors = json.loads((ROOT / "eval" / "floors.json").read_text("utf-8"))
    assert floors
    assert floors.keys() <= run.totals(measures(0.5)).keys() | {"persons recall"}


@pytest.mark.corpus
def test_two_volumes_of_different_times(run: ModuleType, volumes: Path, tmp_path: Path) -> None:
    names = ["frus1951v07p2", "frus1958-60v19"]
    score = run.score_volumes(volumes.parents[1], names, tmp_path)
    figures = run.totals(score["total"])
    documents = sum(
        (volumes / f"{name}.xml").read_text("utf-8").count('type="document"') for name in names
    )
    assert score["total"]["predicted"] == score["total"]["documents"] == documents
    assert figures["dates exact"] >= 0.995
    assert figures["persons recall"] >= 0.9
    assert figures["held recall numbered"] >= 0.8
    assert figures["held precision all"] >= 0.85
