"""`regesta inspect`: what a file would give, before it is built."""

from __future__ import annotations

from pathlib import Path

import click

from regesta.errors import Refusal, WrongUse
from regesta.read import inspection
from regesta.read.inspection import Inspection
from regesta.read.rules import read_rules, rules_for
from regesta.read.sources import source_of
from regesta.show.commands.options import ARCHIVE, AS_JSON, print_json


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@ARCHIVE
@AS_JSON
def inspect(file: Path, folder: Path, as_json: bool) -> None:
    """Say which reader takes FILE, what comes out, and what a table's columns fill."""
    inside = file.resolve().is_relative_to(folder.resolve())
    name = file.resolve().relative_to(folder.resolve()).as_posix() if inside else file.name
    source = source_of(file, name, rules=rules_for(read_rules(folder), name))
    if isinstance(source, Refusal):
        raise WrongUse(source.reason, way_out=source.way_out)
    found = inspection.inspect(source)
    if as_json:
        print_json(found)
        return
    for line in told(found):
        click.echo(line)


def told(found: Inspection) -> list[str]:
    """The lines that say what was found; the last of a table's are ready for `regesta.toml`."""
    more = " or more" if found.cut else ""
    lines = [
        f"{found.source}: {found.reader or 'no reader takes it'}",
        f"{found.records}{more} records, {found.entities} entities, "
        f"{found.collections} collections, {len(found.refusals)} refusals",
    ]
    lines += [f"  {title}" for title in found.titles]
    for refusal in found.refusals:
        place = f" ({refusal.place})" if refusal.place else ""
        lines.append(f"  refused{place}: {refusal.reason} {refusal.way_out}".rstrip())
    width = max((len(column.name) for column in found.columns), default=0)
    for column in found.columns:
        offered = f"not read; perhaps {column.guess}" if column.guess else "not read"
        fills = {"": offered, "-": "passed over"}.get(column.field, column.field)
        lines.append(f"  {column.name:<{width}}  {fills}")
    guessed = {column.name: column.guess for column in found.columns if column.guess}
    if guessed:
        pairs = ", ".join(f"{_quoted(name)} = {_quoted(key)}" for name, key in guessed.items())
        lines += [
            "To have these columns read, put into regesta.toml and correct:",
            "[[tables]]",
            f"files = {_quoted(found.source.rpartition('/')[2])}",
            f"columns = {{ {pairs} }}",
        ]
    return lines


def _quoted(words: str) -> str:
    """The words as a TOML string."""
    escaped = words.replace("\\", "\\\\").replace('"', '\\"')
    return (
        '"'
        + "".join(sign if sign.isprintable() else f"\\u{ord(sign):04x}" for sign in escaped)
        + '"'
    )
