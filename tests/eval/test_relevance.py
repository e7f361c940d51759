"""The questions with known answers, and how they are scored."""

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

from regesta.model import Entity, NameForm, Record, Text

ROOT = Path(__file__).resolve().parents[2]
VOLUMES = ROOT.parent / "shared" / "corpora" / "frus"


@pytest.fixture(scope="module")
def relevance() -> ModuleType:
    spec = importlib.util.spec_from_file_location("eval_relevance", ROOT / "eval" / "relevance.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_questions(relevance: ModuleType) -> None:
    asked = relevance.questions()
    assert len(asked) == 60
    assert sum(one.alias for one in asked) == 30
    assert len({one.answer for one in asked}) == len({one.ask for one in asked}) == 60


def test_answers_stand_in_the_volumes(relevance: ModuleType) -> None:
    if not VOLUMES.is_dir():
        pytest.skip(f"{VOLUMES} is missing")
    for one in relevance.questions():
        volume, _, name = one.answer.partition("/")
        text = (VOLUMES / f"{volume}.xml").read_text("utf-8")
        assert f'xml:id="{name}"' in text


@pytest.mark.parametrize(("depth", "share"), [(1, 0.25), (5, 0.5), (20, 0.75)])
def test_share(relevance: ModuleType, depth: int, share: float) -> None:
    assert relevance.share([1, 5, 20, 0], depth) == share


def test_score(relevance: ModuleType, tmp_path: Path) -> None:
    lind = Entity(
        id="lind", kind="person", name="Lind, Anna", names=(NameForm(name="Анна Линд"),)
    )  # fmt: skip
    records = [
        Record(
            id="a", title="Note", texts=(Text(body="Anna Lind spoke of barley.", language="en"),)
        ),
        Record(id="b", title="Note", texts=(Text(body="Rye was spoken of.", language="en"),)),
    ]
    asked = [
        relevance.Question("barley", "a"),
        relevance.Question("Анна Линд", "a", alias=True),
        relevance.Question("barley", "b"),
    ]
    engines = relevance.score(records, [lind], asked, tmp_path)
    assert engines == {"regesta": [1, 1, 0], "plain BM25": [1, 0, 0]}
    assert "| regesta | 0.667 |" in relevance.table(asked, engines)


def test_says_that_nothing_was_scored(
    relevance: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    monkeypatch.setattr("sys.argv", ["relevance.py", "--shared", str(tmp_path)])
    relevance.main()
    assert "Nothing was scored" in capsys.readouterr().out
