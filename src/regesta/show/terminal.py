"""What the command line prints for people."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
)
from rich.table import Table

from regesta.build import Report
from regesta.keep.archive import Archive
from regesta.keep.check import Problem
from regesta.keep.decisions import Decisions
from regesta.model import Agent, Decision, Record, Wanted
from regesta.search.index import Results
from regesta.show.names import Names

CONSOLE = Console(highlight=False)
MARKED = re.compile(r"</?mark>")
MOST_REFUSALS = 20


class Bar:
    """Shows how far a build is: one task a stage."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._tasks: dict[str, TaskID] = {}

    def __call__(self, stage: str, done: int, total: int) -> None:
        """Move the bar of this stage to `done` of `total`."""
        if stage not in self._tasks:
            self._tasks[stage] = self._progress.add_task(stage, total=total)
        self._progress.update(self._tasks[stage], completed=done, total=total)


@contextmanager
def progress(*, quiet: bool) -> Iterator[Bar | None]:
    """Give a bar to move while a build runs; None when nothing should be shown."""
    if quiet:
        yield None
        return
    columns = (
        TextColumn("{task.description:<12}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as shown:
        yield Bar(shown)


def print_report(report: Report, folder: Path) -> None:
    """Print the summary of a build."""
    held, absent, unresolved = (
        report.references.held, report.references.absent, report.references.unresolved,
    )  # fmt: skip
    table = Table.grid(padding=(0, 2))
    rows: tuple[tuple[str, str], ...] = (
        ("records", f"{report.records:,}"),
        ("sources", f"{report.sources_read:,} read, {report.sources_unchanged:,} unchanged, "
                    f"{report.sources_removed:,} gone"),
        ("references", f"{held:,} held, {absent:,} absent, {unresolved:,} unresolved"),
        ("wanted", f"{report.wanted:,} documents"),
        ("refused", f"{len(report.refused):,}"),
        ("time", f"{report.seconds:.1f} s, {report.peak_mb:,.0f} MB"),
    )  # fmt: skip
    decisions = report.decisions
    if decisions.standing:
        lost = f", {len(decisions.lost):,} without ground" if decisions.lost else ""
        rows = (*rows[:-1], ("decisions", f"{decisions.standing:,} in force{lost}"), rows[-1])
    for label, value in rows:
        table.add_row(f"[bold]{label}[/bold]", value)
    CONSOLE.print(table)
    for refusal in report.refused[:MOST_REFUSALS]:
        place = f", {refusal.place}" if refusal.place else ""
        words = f"{refusal.source}{place}: {refusal.reason} {refusal.way_out}".strip()
        CONSOLE.print(f"[yellow]refused[/yellow] {escape(words)}")
    if len(report.refused) > MOST_REFUSALS:
        more = len(report.refused) - MOST_REFUSALS
        CONSOLE.print(f"… and {more} more; all of them: regesta build {folder} --json")
    for one in decisions.lost[:MOST_REFUSALS]:
        words = f"{one.about} {one.subject} ({one.who}, {one.id}): {one.reason}"
        CONSOLE.print(f"[yellow]without ground[/yellow] {escape(words)}")


def print_results(results: Results) -> None:
    """Print a page of hits."""
    undated = f", {results.undated} undated" if results.undated else ""
    CONSOLE.print(f"{results.total:,} found in {results.took_ms:.0f} ms{undated}")
    for sentence in results.explained:
        CONSOLE.print(f"[dim]{escape(sentence)}[/dim]")
    if results.instead:
        CONSOLE.print(f"Did you mean: [bold]{escape(results.instead)}[/bold]")
    for hit in results.hits:
        CONSOLE.print(f"\n[bold]{escape(hit.title)}[/bold]")
        meant = f"  by meaning, {hit.meaning:.2f}" if hit.meaning else ""
        CONSOLE.print(f"[dim]{escape(hit.id)}  {escape(hit.date or 'undated')}{meant}[/dim]")
        CONSOLE.print(_bold_marks(hit.snippet))


def _bold_marks(snippet: str) -> str:
    """Turn the snippet's marks into bold type."""
    parts = MARKED.split(snippet)
    shown = [escape(html.unescape(part)) for part in parts]
    return "".join(
        f"[bold]{part}[/bold]" if number % 2 and part else part for number, part in enumerate(shown)
    )


def _agents(agents: Sequence[Agent]) -> str:
    return "; ".join(agent.name for agent in agents)


def print_record(archive: Archive, record: Record) -> None:
    """Print a record to be read in a terminal."""
    CONSOLE.print(f"[bold]{escape(record.title)}[/bold]")
    facts = (
        ("Date", record.date.edtf if record.date else "undated"),
        ("Written at", record.place),
        ("From", _agents(record.senders)),
        ("To", _agents(record.recipients)),
        ("Genre", record.genre),
        ("Source", record.source.raw),
        ("Record ID", record.id),
    )
    for label, value in facts:
        if value:
            CONSOLE.print(f"[dim]{label}:[/dim] {escape(value)}")
    for text in record.texts:
        label = " ".join(part for part in (text.role, text.language) if part)
        CONSOLE.print(f"\n[dim]{escape(label)}[/dim]\n{escape(text.body)}")
        for note in text.notes:
            CONSOLE.print(f"[dim]{escape(note.label)}.[/dim] {escape(note.body)}")
    for reference in record.references:
        CONSOLE.print(
            f"\n[bold]{reference.status}[/bold] “{escape(reference.quote)}” "
            f"{escape(reference.target or reference.wanted)}\n  [dim]{escape(reference.why)}[/dim]"
        )
    for citing in archive.cited_by(record.id):
        CONSOLE.print(f"[dim]cited by[/dim] {escape(citing.id)}: “{escape(citing.quote)}”")
    for kin in archive.versions_of(record.id):
        title = ", ".join(part for part in (kin.title, kin.date) if part)
        CONSOLE.print(
            f"[dim]version[/dim] {escape(kin.version.target)}: {escape(title)}\n"
            f"  [dim]{escape(kin.version.why)}[/dim]"
        )


def print_reasons(record: Record) -> None:
    """Print each statement about the record with its rule and confidence."""
    table = Table("words", "statement", "rule", "sure", box=None, pad_edge=False)
    if record.date is not None:
        date = record.date
        table.add_row(escape(date.quote), f"date {date.edtf}", date.rule, f"{date.confidence:.2f}")
    for role, agents in (("sender", record.senders), ("recipient", record.recipients)):
        for agent in agents:
            words = f"{role} {agent.entity or agent.name}"
            table.add_row(escape(agent.name), escape(words), agent.rule, f"{agent.confidence:.2f}")
    for found in record.annotations:
        kind = type(found).__struct_config__.tag
        said = getattr(found, "entity", "") or getattr(found, "name", "")
        table.add_row(
            escape(found.quote), escape(f"{kind} {said}"), found.rule, f"{found.confidence:.2f}"
        )
    for reference in record.references:
        said = f"{reference.status} {reference.target or reference.wanted}: {reference.why}"
        table.add_row(
            escape(reference.quote), escape(said), reference.rule, f"{reference.confidence:.2f}"
        )
    CONSOLE.print(table)


def print_names(names: Names) -> None:
    """Print the forms of a name, one a line."""
    for form in names.forms:
        about = ", ".join(part for part in (form.system, form.language) if part)
        CONSOLE.print(f"{escape(form.name)}  [dim]{escape(about)}[/dim]")


def print_wanted(documents: Sequence[Wanted]) -> None:
    """Print the wanted documents, most cited first."""
    for document in documents:
        CONSOLE.print(f"[bold]{len(document.cited_by):>4}[/bold]  {escape(document.title)}")
        for citing in document.cited_by[:3]:
            CONSOLE.print(f"      [dim]{escape(citing.id)}: “{escape(citing.quote)}”[/dim]")


def said_decision(one: Decision) -> str:
    """Say what a decision decides, in one line."""
    return f"{one.verdict} {one.about} {one.subject}" + (f" -> {one.value}" if one.value else "")


def print_decisions(
    shown: Sequence[Decision],
    known: Decisions,
    applied: frozenset[str],
    lost: Mapping[str, str],
) -> None:
    """Print decisions, one a line with who, when and why, then what cannot be read."""
    standing = {one.id for one in known.standing}
    for one in shown:
        state = "undone" if one.id in known.undone else ""
        if one.id in standing and one.verdict != "note" and one.id not in applied:
            state = "waits for the next build"
        state = lost.get(one.id, state)
        CONSOLE.print(
            f"{escape(one.id)}  [bold]{escape(said_decision(one))}[/bold]"
            + (f"  [yellow]{escape(state)}[/yellow]" if state else "")
        )
        CONSOLE.print(f"  [dim]{escape(one.who)}, {escape(one.when)}. {escape(one.why)}[/dim]")
    for line in known.broken:
        CONSOLE.print(f"[yellow]line {line.line}: {escape(line.reason)}[/yellow]")
    CONSOLE.print(
        f"{len(known.all):,} decisions, {len(standing):,} in force, {len(lost):,} without ground,"
        f" {len(known.broken):,} damaged lines"
    )


def print_problems(problems: Sequence[Problem], folder: Path) -> None:
    """Print what is wrong with an archive, or one line that all is whole."""
    if not problems:
        CONSOLE.print(f"{folder}: all is whole.")
    for problem in problems:
        CONSOLE.print(f"[yellow]{escape(str(problem))}[/yellow]")
