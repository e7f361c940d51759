"""What looks into an archive: `regesta show`, `names`, `wanted` and `check`."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from regesta.keep.archive import Archive
from regesta.show import terminal
from regesta.show.commands.options import ARCHIVE, AS_JSON, print_json
from regesta.show.contract import full_record, wanted_document
from regesta.show.names import forms_of
from regesta.show.repairing import check_all, repair


@click.command()
@click.argument("identifier", metavar="ID")
@ARCHIVE
@AS_JSON
@click.option("--why", is_flag=True, help="Say which rule found each statement, and how sure.")
def show(identifier: str, folder: Path, as_json: bool, why: bool) -> None:
    """Print one record."""
    with Archive.open(folder) as archive:
        record = archive.record(identifier)
        if as_json:
            print_json(full_record(archive, record))
        elif why:
            terminal.print_reasons(record)
        else:
            terminal.print_record(archive, record)


@click.command()
@click.argument("name")
@click.option("--archive", "folder", type=click.Path(path_type=Path), help="Use its authority.")
@AS_JSON
def names(name: str, folder: Path | None, as_json: bool) -> None:
    """Print every form of NAME that a search would find."""
    forms = forms_of(name, folder)
    if as_json:
        print_json(forms)
    else:
        terminal.print_names(forms)


@click.command()
@ARCHIVE
@AS_JSON
def wanted(folder: Path, as_json: bool) -> None:
    """List the documents that are cited but not held, most cited first."""
    with Archive.open(folder) as archive:
        documents = archive.wanted()
    if as_json:
        print_json([wanted_document(document) for document in documents])
    else:
        terminal.print_wanted(documents)


@click.command()
@ARCHIVE
@AS_JSON
@click.option("--repair", "mend", is_flag=True, help="Make again what is derived and damaged.")
def check(folder: Path, as_json: bool, mend: bool) -> None:
    """Verify the archive: sources, store, index, links, decisions."""
    problems = check_all(folder)
    if mend:
        with terminal.progress(quiet=as_json) as progress:
            report = repair(folder, problems, progress)
        if report:
            problems = check_all(folder)
            if not as_json:
                click.echo(f"{folder}: {report.records:,} records were made again.")
    if as_json:
        print_json(problems)
    else:
        terminal.print_problems(problems, folder)
    if problems:
        sys.exit(1)
