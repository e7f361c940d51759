"""The house holds: form, types, layers, and documents that match the code."""

import re
import subprocess
import sys
from pathlib import Path

import click
import pytest
from importlinter.cli import lint_imports

from regesta.show.cli import COMMANDS, cli
from regesta.show.export.registry import FORMATS

ROOT = Path(__file__).resolve().parents[1]
LONGEST_FILE = 420
FOLDERS = ("src", "tests", "bench", "eval")


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def test_imports_go_one_way(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    assert lint_imports(no_cache=True) == 0


@pytest.mark.parametrize("command", [("ruff", "check"), ("ruff", "format", "--check")])
def test_form(command: tuple[str, ...]) -> None:
    done = run(*command, *FOLDERS)
    assert done.returncode == 0, done.stdout + done.stderr


def test_types() -> None:
    done = run("mypy")
    assert done.returncode == 0, done.stdout + done.stderr


def test_no_module_is_too_long() -> None:
    long = {
        str(path.relative_to(ROOT)): lines
        for path in (ROOT / "src").rglob("*.py")
        if (lines := len(path.read_text("utf-8").splitlines())) > LONGEST_FILE
    }
    assert long == {}


def test_every_command_has_its_section_in_the_guide() -> None:
    guide = (ROOT / "docs" / "guide.md").read_text("utf-8")
    sections = set(re.findall(r"^### `regesta (\w+)", guide, re.M))
    assert sections == set(COMMANDS)


def test_every_option_is_told_in_its_section() -> None:
    guide = (ROOT / "docs" / "guide.md").read_text("utf-8")
    for name in COMMANDS:
        command = cli.get_command(click.Context(cli), name)
        assert command is not None, name
        section = guide.split(f"### `regesta {name}")[1].split("\n### ")[0]
        for parameter in command.params:
            if isinstance(parameter, click.Option):
                assert parameter.opts[-1] in section, f"{name} {parameter.opts[-1]}"


def test_every_export_format_is_told() -> None:
    formats = (ROOT / "docs" / "formats.md").read_text("utf-8")
    for name in FORMATS:
        assert f"`{name}`" in formats, name


def test_every_dependency_has_its_reason() -> None:
    told = (ROOT / "docs" / "architecture.md").read_text("utf-8")
    listed = (ROOT / "pyproject.toml").read_text("utf-8").split("dependencies = [")[1].split("]")[0]
    names = re.findall(r'"([A-Za-z0-9_-]+)[><=]', listed)
    assert len(names) > 5
    for name in names:
        assert f"| {name} |" in told, name
