"""Fit the weights of linking on edited volumes whose editors said what their texts refer to.

    python eval/fit.py --blind DIR/blind --gold DIR/gold --tools SHARED/eval [--write]

`--tools` is the folder with `score.py`, whose matching of quotes decides which mention a
gold reference is about. Each mention chooses among its candidates and absence; the weights
are those of a conditional logit with a quadratic penalty, fitted by kind of mention with
AdaGrad in plain Python. Six folds over whole volumes give honest figures, printed before
the weights that `--write` puts into `src/regesta/link/data/weights.toml` are fitted on all.
"""

from __future__ import annotations

import argparse
import importlib.util
from collections.abc import Iterator
from math import exp, log, sqrt
from pathlib import Path
from types import ModuleType
from typing import NamedTuple

from regesta.link.decide import added, kind_of, shares, weights
from regesta.link.features import Features
from regesta.link.header import Header, header
from regesta.link.keys import Index
from regesta.link.resolve import cited_surely, score
from regesta.model import Entity, Record
from regesta.read.registry import read_source
from regesta.read.sources import discover
from regesta.understand.authority import Authority
from regesta.understand.context import Context
from regesta.understand.pipeline import understand

KINDS = ("numbered", "dated", "relative")
FOLDS = 6
PENALTY = 1.0
EPOCHS = 150
RATE = 0.4
HELD = {"numbered": 0.7, "dated": 0.8, "relative": 0.85}
ABSENT = {"numbered": 0.6, "dated": 0.7, "relative": 0.8}
MARGIN = 0.2
# Where a weight is drawn to instead of nought: what reason knows and edited volumes seldom show.
PRIORS = {
    "F:same minute": 3.0,
    "F:number of another post": -3.0,
    "F:later than the citing record": -1.0,
    "F:later, told before": -2.0,
}
WEIGHTS = Path(__file__).resolve().parents[1] / "src/regesta/link/data/weights.toml"


class Choice(NamedTuple):
    """A mention that a gold reference is about: what it could be, and what it is.

    `options` are the features of each candidate and, last, of absence; `right` the places
    of the right ones among them (none where the right record was no candidate).
    """

    volume: str
    kind: str
    options: list[Features]
    right: list[int]
    is_held: bool
    weight: float


def headers(folder: Path) -> Iterator[Header]:
    """Read and understand the volumes of a folder."""
    for source in discover(folder):
        entities: list[Entity] = []
        records: list[Record] = []
        for item in read_source(source):
            if isinstance(item, Entity):
                entities.append(item)
            elif isinstance(item, Record):
                records.append(item)
        context = Context(authority=Authority(entities))
        for record in records:
            yield header(understand(record, context))


def tools(folder: Path) -> ModuleType:
    """Load the scorer, for its matching of quotes."""
    spec = importlib.util.spec_from_file_location("score", folder / "score.py")
    if spec is None or spec.loader is None:
        raise SystemExit(f"{folder} has no score.py.")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def choices(index: Index, gold: dict[str, dict], scorer: ModuleType) -> Iterator[Choice]:
    """Yield the mentions that gold references are about."""
    parents = {one.id: one.parent for one in index.headers}

    def top(identifier: str) -> str:
        while parents.get(identifier):
            identifier = parents[identifier]
        return identifier

    by_top: dict[str, list[int]] = {}
    for place, one in enumerate(index.headers):
        by_top.setdefault(top(one.id), []).append(place)
    table = weights()
    for identifier, document in gold.items():
        if not document["references"]:
            continue
        said = [
            {"quote": cue.mention.quote, "place": place, "cue": cue}
            for place in by_top.get(identifier, ())
            for cue in index.headers[place].cues
            if not cue.mention.note
            and cue.mention.kind != "pointer"
            and not cue.mention.owner.startswith("ref")
        ]
        for reference in document["references"]:
            _, nearest = scorer.matching(reference, said)
            for one in nearest:
                cited = cited_surely(index, one["place"], table)
                scored = score(one["cue"], one["place"], index, cited)
                tops = [top(index.headers[place].id) for place in scored.places]
                target = reference["target"]
                right = [n for n, name in enumerate(tops) if name == target]
                yield Choice(
                    document["volume"],
                    kind_of(scored.meant.kind),
                    [*scored.found, scored.absence],
                    right if target else [len(tops)],
                    bool(target),
                    1 / len(nearest),
                )


def tables(learned: dict[str, float]) -> tuple[dict[str, float], dict[str, float]]:
    """Part the learned weights into those of candidates and those of absence."""
    return (
        {name[2:]: value for name, value in learned.items() if name.startswith("F:")},
        {name[2:]: value for name, value in learned.items() if name.startswith("A:")},
    )


def fit(rows: list[Choice]) -> dict[str, float]:
    """Fit a conditional logit by AdaGrad over all rows at once."""
    usable = [row for row in rows if row.right]
    prepared = [
        [
            [(("A:" if number == len(row.options) - 1 else "F:") + name, value)
             for name, value in option]
            for number, option in enumerate(row.options)
        ]
        for row in usable
    ]  # fmt: skip
    learned: dict[str, float] = dict(PRIORS)
    squares: dict[str, float] = {}
    for _ in range(EPOCHS):
        slope = {n: (value - PRIORS.get(n, 0.0)) / PENALTY for n, value in learned.items()}
        for row, options in zip(usable, prepared, strict=True):
            sums = [sum(learned.get(n, 0.0) * v for n, v in option) for option in options]
            top = max(sums)
            powers = [exp(one - top) for one in sums]
            whole = sum(powers)
            good = sum(powers[n] for n in row.right)
            for number, option in enumerate(options):
                pull = powers[number] / whole
                if number in row.right:
                    pull -= powers[number] / good
                if abs(pull) > 1e-6:
                    for name, value in option:
                        slope[name] = slope.get(name, 0.0) + pull * value * row.weight
        for name, value in slope.items():
            squares[name] = squares.get(name, 0.0) + value * value
            if squares[name]:
                learned[name] = learned.get(name, 0.0) - RATE * value / sqrt(squares[name])
    return learned


def judged(
    rows: list[Choice], learned: dict[str, float]
) -> Iterator[tuple[Choice, float, bool, float]]:
    """Yield each row with the share of its best candidate, whether it is right, and of absence."""
    for_candidates, for_absence = tables(learned)
    for row in rows:
        sums = [added(option, for_candidates) for option in row.options[:-1]]
        parts, none = shares(sums, added(row.options[-1], for_absence))
        best = max(range(len(parts)), key=lambda n: parts[n]) if parts else -1
        yield row, parts[best] if parts else 0.0, row.is_held and best in row.right, none


def report(kind: str, rows: list[Choice]) -> None:
    """Print what the folds say: recall and precision of held and absent at the thresholds."""
    volumes = sorted({row.volume for row in rows})
    fold = {volume: number % FOLDS for number, volume in enumerate(volumes)}
    held = claimed = right = absent = named = wrongly = 0
    loss = 0.0
    for number in range(FOLDS):
        learned = fit([row for row in rows if fold[row.volume] != number])
        tested = [row for row in rows if fold[row.volume] == number]
        for row, share, is_right, none in judged(tested, learned):
            held += row.is_held
            absent += not row.is_held
            loss -= log(max(none if not row.is_held else share if is_right else 1 - share, 1e-9))
            if share >= HELD[kind]:
                claimed += 1
                right += is_right
            elif none >= ABSENT[kind]:
                named += not row.is_held
                wrongly += row.is_held
    print(
        f"{kind:10} held {held} recall {right / max(held, 1):.3f}"
        f" precision {right / max(claimed, 1):.3f}; absent {absent}"
        f" named {named / max(absent, 1):.3f}, held called absent {wrongly / max(held, 1):.3f};"
        f" loss {loss / max(len(rows), 1):.3f}"
    )


def written(learned: dict[str, dict[str, float]]) -> str:
    """Write the table of weights and thresholds as TOML."""
    lines = [
        "# Weights of the features by kind of mention, and thresholds; written by eval/fit.py."
    ]
    for section, which in (("features", 0), ("absence", 1)):
        for kind in KINDS:
            lines.append(f"\n[{section}.{kind}]")
            table = tables(learned[kind])[which]
            lines += [f'"{n}" = {table[n]:.2f}' for n in sorted(table) if abs(table[n]) >= 0.005]
    margin = dict.fromkeys(KINDS, MARGIN)
    for name, values in (("held", HELD), ("margin", margin), ("absent", ABSENT)):
        lines.append(f"\n[thresholds.{name}]")
        lines += [f"{kind} = {values[kind]}" for kind in KINDS]
    return "\n".join(lines) + "\n"


def main() -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--blind", type=Path, required=True)
    parser.add_argument("--gold", type=Path, required=True)
    parser.add_argument("--tools", type=Path, required=True)
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    scorer = tools(options.tools)
    gold = scorer.read_records(sorted(options.gold.glob("*.jsonl")))
    rows = list(choices(Index(list(headers(options.blind))), gold, scorer))
    learned = {}
    for kind in KINDS:
        of_kind = [row for row in rows if row.kind == kind]
        report(kind, of_kind)
        learned[kind] = fit(of_kind)
    if options.write:
        WEIGHTS.write_text(written(learned), encoding="utf-8")


if __name__ == "__main__":
    main()
