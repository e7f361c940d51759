"""Fit the weights of linking on edited volumes whose editors said what their texts refer to.

    python eval/fit.py --blind DIR/blind --gold DIR/gold --tools SHARED/eval [--write]

`--tools` is the folder with `score.py`, whose matching of quotes decides which mention a
gold reference is about. Each mention chooses among its candidates, absence, and being held
elsewhere; the weights are those of a conditional logit with a quadratic penalty, fitted with
AdaGrad in plain Python. A weight is the sum of one for all kinds of mention and one of its
kind's own, drawn to nought the more strongly: what the many numbered mentions teach serves
the few relative ones. Six folds over whole volumes give honest figures, printed before the
weights that `--write` puts into `src/regesta/link/data/weights.toml` are fitted on all.
Fitting takes ten seconds a fold; `--folds 0` leaves them out, and keeps the steps of certainty
that the folds gave before.
"""

from __future__ import annotations

import argparse
import importlib.util
from collections.abc import Iterator
from math import exp, sqrt
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

from calibration import Case, Steps, best_recall, steps, tenths
from regesta.errors import Refusal
from regesta.link.ask import Features
from regesta.link.decide import added, certainty, kind_of, shares, weights
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
SHARED, OWN = 0.3, 0.08  # variances of a weight's two parts
EPOCHS = 120
RATE = 0.3
HELD = {"numbered": 0.85, "dated": 0.82, "relative": 0.88}
ABSENT = {"numbered": 0.6, "dated": 0.6, "relative": 0.6}
MARGIN = 0.15
# Where a weight is drawn to instead of nought: what reason knows and edited volumes seldom show.
PRIORS = {
    "F:same minute": 3.0,
    "F:number of another post": -3.0,
    "F:later than the citing record": -1.0,
    "F:later, told before": -2.0,
    "F:a day off": -1.0,
    "F:another day": -2.0,
    "F:another sender": -1.0,
    "F:a day off, and another fits": -3.0,
    "F:alone with its number": 1.0,
}
LEAST = 1e-6  # a smaller pull moves no weight
WEIGHTS = Path(__file__).resolve().parents[1] / "src/regesta/link/data/weights.toml"


class Choice(NamedTuple):
    """A mention that a gold reference is about: what it could be, and what it is.

    `options` are the features of each candidate and, last, of the mention itself; `right`
    the places of the right ones among the candidates, which is none where the document is
    not held, and where it is held and was no candidate.
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
        if isinstance(source, Refusal):
            raise SystemExit(f"{source.source} cannot be read: {source.reason}")
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


def choices(index: Index, gold: dict[str, dict[str, Any]], scorer: ModuleType) -> Iterator[Choice]:
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
                    [*(one.found for one in scored.fits), scored.absence],
                    right,
                    bool(target),
                    1 / len(nearest),
                )


Table = dict[str, float]
Sums = dict[str, dict[str, float]]  # by kind, then by section and name of feature


def named(row: Choice) -> list[tuple[Features, bool]]:
    """Return the options of a choice, their features marked by section, and which is right.

    The mention's own features count twice: for absence ("A:"), and for elsewhere ("E:").
    """
    own = row.options[-1]
    found = [
        ([(f"F:{name}", value) for name, value in option], number in row.right)
        for number, option in enumerate(row.options[:-1])
    ]
    found.append(([(f"A:{name}", value) for name, value in own], not row.is_held))
    found.append(([(f"E:{name}", value) for name, value in own], row.is_held and not row.right))
    return found


def fit(rows: list[Choice]) -> Sums:
    """Fit a conditional logit by AdaGrad over all rows at once."""
    prepared = [(row.kind, row.weight, named(row)) for row in rows]
    shared: Table = dict(PRIORS)
    own: Sums = {kind: {} for kind in KINDS}
    squares: dict[tuple[str, str], float] = {}
    for _ in range(EPOCHS):
        slopes = _slopes(prepared, shared, own)
        whole: Table = {}
        for slope in slopes.values():
            for name, value in slope.items():
                whole[name] = whole.get(name, 0.0) + value
        for name in {**whole, **PRIORS}:
            pull = whole.get(name, 0.0)
            pull += (shared.get(name, 0.0) - PRIORS.get(name, 0.0)) / SHARED
            _step(shared, name, pull, squares, "")
        for kind, slope in slopes.items():
            for name, value in slope.items():
                _step(own[kind], name, value + own[kind].get(name, 0.0) / OWN, squares, kind)
    return _summed(shared, own)


def _summed(shared: Table, own: Sums) -> Sums:
    return {
        kind: {name: shared.get(name, 0.0) + table.get(name, 0.0) for name in {**shared, **table}}
        for kind, table in own.items()
    }


def _step(
    table: Table, name: str, pull: float, squares: dict[tuple[str, str], float], kind: str
) -> None:
    """Move one weight against its slope, the less the more it has moved."""
    total = squares.get((kind, name), 0.0) + pull * pull
    if total:
        squares[kind, name] = total
        table[name] = table.get(name, 0.0) - RATE * pull / sqrt(total)


def _slopes(
    prepared: list[tuple[str, float, list[tuple[Features, bool]]]], shared: Table, own: Sums
) -> Sums:
    """Return the slope of the loss by each weight of each kind."""
    learned = _summed(shared, own)
    slopes: Sums = {kind: {} for kind in KINDS}
    for kind, weight, options in prepared:
        table, slope = learned[kind], slopes[kind]
        sums = [added(option, table) for option, _ in options]
        top = max(sums)
        powers = [exp(one - top) for one in sums]
        whole = sum(powers)
        good = sum(power for power, (_, right) in zip(powers, options, strict=True) if right)
        for power, (option, right) in zip(powers, options, strict=True):
            pull = power / whole - (power / good if right else 0.0)
            if abs(pull) > LEAST:
                for name, value in option:
                    slope[name] = slope.get(name, 0.0) + pull * value * weight
    return slopes


def section(learned: Sums, kind: str, letter: str) -> Table:
    """Return the weights of one kind and section, by the names of their features."""
    return {
        name[2:]: value for name, value in learned[kind].items() if name.startswith(f"{letter}:")
    }


def judged(rows: list[Choice], learned: Sums) -> Iterator[tuple[Choice, float, bool, float]]:
    """Yield each row with the share of its best candidate, whether it is right, and of absence."""
    for row in rows:
        table = learned[row.kind]
        sums = [added(option, table) for option, _ in named(row)]
        parts, none, _ = shares(sums[:-2], sums[-2], sums[-1])
        best = max(range(len(parts)), key=lambda n: parts[n]) if parts else -1
        yield row, parts[best] if parts else 0.0, best in row.right, none


def report(rows: list[Choice], folds: int) -> Steps:
    """Print what the folds say, and return the steps of certainty that all of them give.

    By kind: recall and precision at the thresholds; calibration, of shares as they are and as
    stated by the steps of the other folds; recall where one bar for all keeps a precision.
    """
    volumes = sorted({row.volume for row in rows})
    fold = {volume: number % folds for number, volume in enumerate(volumes)}
    found: list[tuple[Choice, float, bool, float]] = []
    for number in range(folds):
        learned = fit([row for row in rows if fold[row.volume] != number])
        found += judged([row for row in rows if fold[row.volume] == number], learned)
    stated: list[tuple[Choice, float, bool, float]] = []
    for number in range(folds):
        others = steps(_held([one for one in found if fold[one[0].volume] != number]))
        stated += [
            (row, certainty(share, others), right, none)
            for row, share, right, none in found
            if fold[row.volume] == number
        ]
    for kind in (*KINDS, "all"):
        _print_figures(kind, [one for one in stated if kind in ("all", one[0].kind)])
    print(f"held, as they are   {tenths(_held(found))}")
    print(f"held, as stated     {tenths(_held(stated))}")
    absent = [Case(none, float(not row.is_held), row.weight) for row, _, _, none in found]
    print(f"absent              {tenths(absent)}")
    held = sum(row.weight for row, *_ in found if row.is_held)
    for precision in (0.98, 0.97, 0.96, 0.95):
        recall, bar = best_recall(_held(stated), held, precision)
        print(f"precision {precision}: recall {recall:.3f} with one bar of {bar:.3f}")
    return steps(_held(found))


def _held(found: list[tuple[Choice, float, bool, float]]) -> list[Case]:
    return [Case(share, float(right), row.weight) for row, share, right, _ in found]


def _print_figures(kind: str, found: list[tuple[Choice, float, bool, float]]) -> None:
    held = claimed = right = absent = named_so = wrongly = 0.0
    for row, share, is_right, none in found:
        held += row.weight * row.is_held
        absent += row.weight * (not row.is_held)
        if share >= HELD[row.kind]:
            claimed += row.weight
            right += row.weight * is_right
        elif none >= ABSENT[row.kind]:
            named_so += row.weight * (not row.is_held)
            wrongly += row.weight * row.is_held
    print(
        f"{kind:10} held {held:.0f} recall {right / max(held, 1):.3f}"
        f" precision {right / max(claimed, 1):.3f}; absent {absent:.0f}"
        f" named {named_so / max(absent, 1):.3f}, held called absent {wrongly / max(held, 1):.3f}"
    )


def written(learned: Sums, stated: Steps) -> str:
    """Write the table of weights, thresholds and steps of certainty as TOML."""
    lines = [
        "# Weights of the features by kind of mention, and thresholds; written by eval/fit.py."
    ]
    for name, letter in (("features", "F"), ("absence", "A"), ("elsewhere", "E")):
        for kind in KINDS:
            lines.append(f"\n[{name}.{kind}]")
            table = section(learned, kind, letter)
            lines += [f'"{n}" = {table[n]:.2f}' for n in sorted(table) if abs(table[n]) >= 0.005]
    margin = dict.fromkeys(KINDS, MARGIN)
    for name, values in (("held", HELD), ("margin", margin), ("absent", ABSENT)):
        lines.append(f"\n[thresholds.{name}]")
        lines += [f"{kind} = {values[kind]}" for kind in KINDS]
    lines += ["", "# Share and how often it is right, out of fold.", "[stated]"]
    lines.append(f"held = {[list(pair) for pair in stated]}")
    return "\n".join(lines) + "\n"


def main() -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--blind", type=Path, required=True)
    parser.add_argument("--gold", type=Path, required=True)
    parser.add_argument("--tools", type=Path, required=True)
    parser.add_argument("--folds", type=int, default=FOLDS)
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    scorer = tools(options.tools)
    gold = scorer.read_records(sorted(options.gold.glob("*.jsonl")))
    rows = list(choices(Index(list(headers(options.blind))), gold, scorer))
    stated = report(rows, options.folds) if options.folds else weights().stated
    if options.write:
        WEIGHTS.write_text(written(fit(rows), stated), encoding="utf-8")


if __name__ == "__main__":
    main()
