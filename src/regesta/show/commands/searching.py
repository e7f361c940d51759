"""`regesta search`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Literal

import click

from regesta.errors import WrongUse
from regesta.keep.archive import Archive
from regesta.search.asked import MOST_SHOWN, SORTS
from regesta.search.embedded import EmbeddedIndex
from regesta.search.index import Query
from regesta.show import terminal
from regesta.show.commands.options import ARCHIVE, AS_JSON, print_json
from regesta.show.export.results import RESULT_FORMATS, with_records


@click.command()
@click.argument("query")
@ARCHIVE
@click.option("--limit", type=click.IntRange(1, 1000), help="[default: 20, with --format 1000]")
@click.option("--offset", type=click.IntRange(0), default=0)
@click.option("--sort", type=click.Choice(SORTS), default="relevance")
@click.option(
    "--words", type=click.Choice(["all", "author"]), default="all",
    help="Look in all words, or in the authors' own and not in those of editors.",
)  # fmt: skip
@click.option("--meaning", is_flag=True, help="Add records that are near in sense to the words.")
@click.option("--format", "form", type=click.Choice(sorted(RESULT_FORMATS)), help="Print a list.")
@click.option("--since", default="", help="Not before this EDTF date.")
@click.option("--until", default="", help="Not after this EDTF date.")
@AS_JSON
def search(
    query: str,
    folder: Path,
    limit: int | None,
    offset: int,
    sort: str,
    words: Literal["all", "author"],
    meaning: bool,
    form: str | None,
    since: str,
    until: str,
    as_json: bool,
) -> None:
    """Search the archive; QUERY is in the query language of docs/query-language.md."""
    if form and as_json:
        raise WrongUse("--json and --format exclude each other.", way_out="Give one of them.")
    asked = Query(
        text=query, since=since, until=until, sort=sort, words=words, meaning=meaning,
        offset=offset, limit=limit or (MOST_SHOWN if form else 20),
    )  # fmt: skip
    with Archive.open(folder) as archive:
        index = EmbeddedIndex(archive.index_path)
        results = index.search(asked)
        index.close()
        found = with_records(archive, results.hits) if form else []
        title = archive.title
    if form:
        sys.stdout.buffer.writelines(RESULT_FORMATS[form](found, title))
    elif as_json:
        print_json(results)
    else:
        terminal.print_results(results)
