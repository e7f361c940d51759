"""The table of export formats, and the one way to write them."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from regesta.errors import WrongUse
from regesta.keep.archive import Archive
from regesta.show.export import (
    bag,
    cmif,
    csl,
    evaluation,
    graph,
    jsonl,
    lists,
    parquet,
    tables,
    tei,
    turtle,
)

Writer = Callable[[Archive], Iterator[bytes]]
FolderWriter = Callable[[Archive, Path], None]

FORMATS: dict[str, Writer] = {
    "bibtex": lists.write_bibtex,
    "cmif": cmif.write_cmif,
    "csl": csl.write_csl,
    "eval": evaluation.write_eval,
    "eval-people": evaluation.write_people,
    "graphml": graph.write_graphml,
    "jsonl": jsonl.write_jsonl,
    "jsonld": lists.write_json_ld,
    "pdf": lists.write_pdf,
    "ris": lists.write_ris,
    "tei": tei.write_tei,
    "turtle": turtle.write_turtle,
}
# Those that write several files, into a folder.
FOLDER_FORMATS: dict[str, FolderWriter] = {
    "bag": bag.write_bag,
    "csv": tables.write_csv,
    "markdown": lists.write_markdown,
    "parquet": parquet.write_parquet,
}


def export_archive(archive: Archive, form: str, output: Path | None) -> None:
    """Write the archive in this format to a file or folder, or to standard output.

    A file or folder is written beside its place and moved there when whole. Raises `WrongUse`
    when the place cannot be written, or a folder is not given or not empty.
    """
    if form in FOLDER_FORMATS:
        _export_folder(archive, form, output)
    elif output is None:
        for chunk in FORMATS[form](archive):
            sys.stdout.buffer.write(chunk)
    else:
        with _written_beside(output) as beside:
            made = beside / output.name
            with made.open("wb") as file:
                file.writelines(FORMATS[form](archive))
            made.replace(output)


def _export_folder(archive: Archive, form: str, output: Path | None) -> None:
    if output is None:
        raise WrongUse(
            f"The format {form} makes several files.", way_out="Name a new folder with -o."
        )
    with _written_beside(output) as beside:
        if output.exists() and (not output.is_dir() or any(output.iterdir())):
            raise WrongUse(
                f"{output} is there already and not an empty folder.",
                way_out="Name a new folder with -o.",
            )
        made = beside / "made"
        made.mkdir()
        FOLDER_FORMATS[form](archive, made)
        if output.is_dir():
            output.rmdir()
        made.replace(output)


@contextmanager
def _written_beside(output: Path) -> Iterator[Path]:
    """Give a new folder beside the place, gone afterwards; say so where none can be written."""
    try:
        with TemporaryDirectory(prefix=f".{output.name}-", dir=output.parent) as beside:
            yield Path(beside)
    except OSError as error:
        raise WrongUse(
            f"{output} cannot be written ({error.strerror}).",
            way_out="Give another place with -o.",
        ) from error
