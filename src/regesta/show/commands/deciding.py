"""`regesta decide` and `regesta decisions`: what people decided, taken and listed by command."""

from __future__ import annotations

import getpass
from pathlib import Path

import click

from regesta.errors import NotFound, RegestaError
from regesta.keep.archive import Archive
from regesta.keep.deciding import CAN, make_decision
from regesta.keep.decisions import (
    FILE_NAME,
    Decisions,
    append_decision,
    merge_decisions,
    read_decisions,
)
from regesta.keep.grounds import LostGround
from regesta.model import Decision
from regesta.show import terminal
from regesta.show.commands.options import ARCHIVE, AS_JSON, print_json


@click.command()
@click.argument("verdict", type=click.Choice(list(CAN)))
@click.argument("about", metavar="ABOUT")
@click.argument("subject", metavar="[SUBJECT]", default="")
@click.option("--value", default="", help="What holds instead: a record's id, a date, an entry.")
@click.option("--why", default="", help="The reason.")
@click.option("--who", default="", help="Who decides [default: the user of this machine].")
@ARCHIVE
@AS_JSON
def decide(
    verdict: str,
    about: str,
    subject: str,
    value: str,
    why: str,
    who: str,
    folder: Path,
    as_json: bool,
) -> None:
    """Decide about a reference, date, person, entity or record; `decide undo ID` takes it back.

    SUBJECT is the id of what it is about, for words of a record RECORD#WORDS.
    """
    if verdict == "undo" and not subject:
        about, subject = "decision", about
    known = read_decisions(folder)
    if verdict == "undo" and all(one.id != subject for one in known.all):
        raise NotFound(f"There is no decision {subject!r}.", way_out="`regesta decisions` lists.")
    made = make_decision(
        who or getpass.getuser(), verdict, about, subject, value=value, why=why,  # type: ignore[arg-type]
        earlier=known.standing,
    )  # fmt: skip
    append_decision(folder, made)
    lost = _lost(folder, [made])
    if as_json:
        print_json(made)
        return
    click.echo(f"{made.id}  {terminal.said_decision(made)}")
    for one in lost:
        click.echo(f"It stands, but cannot be applied now: {one.reason}.", err=True)


@click.command()
@ARCHIVE
@click.option(
    "--merge", "other", type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help=f"First take in another {FILE_NAME}: what stands in both counts once.",
)  # fmt: skip
@click.option("--lost", "lost_only", is_flag=True, help="Only those whose ground has gone.")
@AS_JSON
def decisions(folder: Path, other: Path | None, lost_only: bool, as_json: bool) -> None:
    """List what people decided, what waits for a build, and what has lost its ground."""
    taken = merge_decisions(folder, other) if other else 0
    known = read_decisions(folder)
    lost = {one.id: one.reason for one in _lost(folder, known.standing)}
    applied = _applied(folder)
    shown = [one for one in known.all if one.id in lost or not lost_only]
    if as_json:
        print_json(
            {
                "decisions": [_told(one, known, applied, lost) for one in shown],
                "broken": known.broken,
                "taken": taken,
            }
        )
        return
    if other:
        click.echo(f"{taken} lines taken from {other}.")
    terminal.print_decisions(shown, known, applied, lost)


def _told(
    one: Decision, known: Decisions, applied: frozenset[str], lost: dict[str, str]
) -> dict[str, object]:
    return {
        "id": one.id, "when": one.when, "who": one.who, "verdict": one.verdict,
        "about": one.about, "subject": one.subject, "value": one.value, "why": one.why,
        "undone": one.id in known.undone, "applied": one.id in applied,
        "lost": lost.get(one.id, ""),
    }  # fmt: skip


def _lost(folder: Path, some: list[Decision] | tuple[Decision, ...]) -> tuple[LostGround, ...]:
    """Those whose ground is not in the archive; none where nothing was built yet."""
    try:
        with Archive.open(folder) as archive:
            return archive.lost_ground(some)
    except RegestaError:
        return ()


def _applied(folder: Path) -> frozenset[str]:
    try:
        with Archive.open(folder) as archive:
            return archive.decided()
    except RegestaError:
        return frozenset()
