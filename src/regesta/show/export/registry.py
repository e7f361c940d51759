"""The table of export formats, and the one way to write them."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from regesta.errors import WrongUse
from regesta.keep.archive import Archive
from regesta.show.export import cmif, evaluation, jsonl, tei

Writer = Callable[[Archive], Iterator[bytes]]

FORMATS: dict[str, Writer] = {
    "cmif": cmif.write_cmif,
    "eval": evaluation.write_eval,
    "eval-people": evaluation.write_people,
    "jsonl": jsonl.write_jsonl,
    "tei": tei.write_tei,
}


def export_archive(archive: Archive, form: str, output: Path | None) -> None:
    """Write the archive in this format to a file, or to standard output.

    A file is written beside its place and moved there when whole. Raises `WrongUse` when
    the place cannot be written.
    """
    chunks = FORMATS[form](archive)
    if output is None:
        for chunk in chunks:
            sys.stdout.buffer.write(chunk)
        return
    beside = output.with_name(output.name + ".part")
    try:
        with beside.open("wb") as file:
            file.writelines(chunks)
        beside.replace(output)
    except OSError as error:
        beside.unlink(missing_ok=True)
        raise WrongUse(
            f"{output} cannot be written ({error.strerror}).",
            way_out="Give another place with -o.",
        ) from error
