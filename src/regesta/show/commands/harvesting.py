"""`regesta harvest`: what providers of OAI-PMH have, as files among the archive's sources."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from regesta.build.harvest import Harvested
from regesta.build.harvest import harvest as harvest_archive
from regesta.errors import CannotRead
from regesta.show.commands.options import ARCHIVE, AS_JSON, print_json


@click.command()
@click.argument("names", nargs=-1)
@ARCHIVE
@click.option("--all", "anew", is_flag=True, help="Ask for everything, not only for what is new.")
@AS_JSON
def harvest(names: tuple[str, ...], folder: Path, anew: bool, as_json: bool) -> None:
    """Fetch the records of the providers that regesta.toml lists (or of NAMES) as files.

    A build reads these files and asks no network. Only what is new since the last harvest is
    fetched, and one that broke off goes on where it was.
    """
    tell = None if as_json or not sys.stderr.isatty() else _tell
    done = harvest_archive(folder, names, anew=anew, tell=tell)
    if as_json:
        print_json(done)
    else:
        for one in done:
            click.echo(told(one))
    failed = [one.error for one in done if one.error]
    if failed:
        raise CannotRead(" ".join(failed))


def told(one: Harvested) -> str:
    """The line that says what a harvest did."""
    since = f" since {one.since}" if one.since else ""
    return (
        f"{one.name}: {one.new} new, {one.changed} changed, {one.unchanged} unchanged, "
        f"{one.deleted} deleted{since}; in {one.folder}"
    )


def _tell(one: Harvested) -> None:
    count = one.new + one.changed + one.unchanged + one.deleted
    click.echo(f"\r{one.name}: {count} records", nl=False, err=True)
