"""Score the archive's understanding and linking against edited volumes, and hold the floors.

    python eval/run.py [--shared DIR] [--volumes NAME …] [--work DIR] [--gate] [--markdown FILE]

Makes blind copies and gold annotations of the volumes with the tools of the evaluation set,
builds an archive of the blind copies, exports its predictions and scores them. `--gate`
compares the totals with `floors.json`, which holds for the whole development split; a floor
is lowered only by hand, in a commit that says why. `--markdown` writes the tables.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
FLOORS = HERE / "floors.json"
KINDS = ("all", "numbered", "dated", "relative", "other")


def run(*command: object, cwd: Path | None = None) -> None:
    """Run a command; what it prints is shown only when it fails."""
    done = subprocess.run(
        [str(part) for part in command], cwd=cwd, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise SystemExit(f"{command[0]} failed:\n{done.stdout}{done.stderr}")


def score_volumes(shared: Path, names: list[str], work: Path) -> dict[str, Any]:
    """Make blind copies of the volumes in `work`, build, export and score; return the measures."""
    tools, volumes = shared / "eval", shared / "corpora" / "frus"
    files = [volumes / f"{name}.xml" for name in names]
    python = (sys.executable, "-B")
    run(*python, tools / "make_gold.py", *files, "--out", work, cwd=tools)
    archive = work / "archive"
    archive.mkdir(exist_ok=True)
    (archive / "regesta.toml").write_text(f'sources = ["{work / "blind"}"]\n', encoding="utf-8")
    run(sys.executable, "-m", "regesta", "build", archive, "--json")
    predictions, scores = work / "predictions.jsonl", work / "score.json"
    run(sys.executable, "-m", "regesta", "export", archive, "--format", "eval", "-o", predictions)
    gold = ("--gold", work / "gold", "--pred", predictions, "--json", scores)
    run(*python, tools / "score.py", *gold, cwd=tools)
    result: dict[str, Any] = json.loads(scores.read_text(encoding="utf-8"))
    return result


def totals(measures: dict[str, Any]) -> dict[str, float]:
    """Return the figures that have a floor, by name."""
    links = measures["references"]
    figures = {
        "dates exact": measures["dates"]["accuracy"],
        "persons precision decided": measures["persons"]["precision_decided"],
        "persons recall": measures["persons"]["recall"],
    }
    for kind in KINDS:
        figures[f"held recall {kind}"] = links[kind]["recall"]
        figures[f"held precision {kind}"] = links[kind]["precision"]
    figures["absent recall all"] = links["all"]["absent_recall"]
    return {name: value for name, value in figures.items() if value is not None}


def below(figures: dict[str, float], floors: dict[str, float]) -> list[str]:
    """Return a sentence for every figure that is under its floor or missing."""
    return [
        f"{name} is {figures.get(name)}, under its floor {floor}"
        for name, floor in floors.items()
        if figures.get(name, 0.0) < floor
    ]


def markdown(score: dict[str, Any]) -> str:
    """Return the totals and the figures by volume, the worst first, as Markdown tables."""
    total = score["total"]
    lines = ["| figure | value |", "| --- | --- |"]
    lines += [f"| {name} | {value:.3f} |" for name, value in totals(total).items()]
    lines += [
        "",
        "| volume | dates | persons P decided | R | held | recall | precision | absent | recall |",
        "| --- | --- | --- | --- | --- | --- | --- | --- | --- |",
    ]

    def worst(item: tuple[str, dict[str, Any]]) -> float:
        links = item[1]["references"]["all"]
        return float(links["recall"] if links["recall"] is not None else 2.0)

    for name, one in sorted(score["volumes"].items(), key=worst):
        links, persons = one["references"]["all"], one["persons"]
        cells = (
            one["dates"]["accuracy"], persons["precision_decided"], persons["recall"],
            links["held"], links["recall"], links["precision"],
            links["absent"], links["absent_recall"],
        )  # fmt: skip
        shown = ("–" if c is None else str(c) if isinstance(c, int) else f"{c:.3f}" for c in cells)
        lines.append(f"| {name} | {' | '.join(shown)} |")
    return "\n".join(lines) + "\n"


def main() -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--shared", type=Path, default=HERE.parents[1] / "shared")
    parser.add_argument("--volumes", nargs="*", help="some volumes only [default: all of dev]")
    parser.add_argument("--work", type=Path, help="keep blind copies, archive and scores here")
    parser.add_argument("--gate", action="store_true", help="fail when a figure is under its floor")
    parser.add_argument("--markdown", type=Path, metavar="FILE")
    options = parser.parse_args()
    shared = options.shared.resolve()
    if not (shared / "eval").is_dir():
        raise SystemExit(f"{shared} holds no evaluation set; name its folder with --shared.")
    splits = json.loads((shared / "eval" / "splits.json").read_text(encoding="utf-8"))
    names = options.volumes or splits["dev"]
    with tempfile.TemporaryDirectory() as temporary:
        work = (options.work or Path(temporary)).resolve()
        work.mkdir(parents=True, exist_ok=True)
        score = score_volumes(shared, names, work)
    figures = totals(score["total"])
    for name, value in figures.items():
        print(f"{name:28}{value:8.4f}")
    if options.markdown:
        options.markdown.write_text(markdown(score), encoding="utf-8")
    if options.gate:
        faults = below(figures, json.loads(FLOORS.read_text(encoding="utf-8")))
        if faults:
            raise SystemExit("\n".join(faults))
        print("all floors hold")


if __name__ == "__main__":
    main()
