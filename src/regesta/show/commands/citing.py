"""`regesta cite`."""

from __future__ import annotations

from pathlib import Path

import click

from regesta.keep.archive import Archive
from regesta.show.addresses import record_address
from regesta.show.cite import chicago_note, csl_json
from regesta.show.citing import STYLES, cite_in
from regesta.show.commands.options import ARCHIVE, AS_JSON, print_json


@click.command()
@click.argument("identifier", metavar="ID")
@ARCHIVE
@click.option(
    "--style",
    help=f"{', '.join(STYLES)}, any other style of the CSL project by its name, or a .csl file"
    " [default: what the settings say, else a note of our own].",
)
@AS_JSON
def cite(identifier: str, folder: Path, style: str | None, as_json: bool) -> None:
    """Print the citation of a record: as a note, and as an entry of a list of sources."""
    with Archive.open(folder) as archive:
        record = archive.record(identifier)
        address = archive.settings.addresses.base + record_address(record.id)
        wished, place = (style, Path()) if style else (archive.settings.style, folder)
        if not wished:
            note, entry = chicago_note(record, address, archive.title), ""
        else:
            made = cite_in(csl_json(record, address, archive.title), wished, place)
            note, entry = made.note, made.entry
    if as_json:
        print_json({"id": record.id, "style": wished, "note": note, "entry": entry})
        return
    click.echo(note)
    if entry and entry != note:
        click.echo(entry)
