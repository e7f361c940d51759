"""The command line: commands only; each calls one function and prints what it gives."""

from __future__ import annotations

import sys
import tempfile
import traceback
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

import click
import msgspec

from regesta import __version__
from regesta.build import build as build_archive
from regesta.errors import RegestaError, WrongUse
from regesta.keep.archive import Archive
from regesta.keep.check import check as check_archive
from regesta.search.asked import MOST_SHOWN, SORTS
from regesta.search.embedded import EmbeddedIndex
from regesta.search.index import Query
from regesta.show import terminal
from regesta.show.contract import record_json, wanted_json
from regesta.show.demo import prepare_example
from regesta.show.export.registry import FORMATS, export_archive
from regesta.show.export.results import RESULT_FORMATS, Found
from regesta.show.names import forms_of
from regesta.show.serve import serve_archive
from regesta.show.site.language import LANGUAGES
from regesta.show.still.write import write_site

ARCHIVE = click.option(
    "--archive", "folder", type=click.Path(path_type=Path), default=".", show_default=True,
    help="The archive's folder.",
)  # fmt: skip
AS_JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON for programs.")


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="regesta")
def cli() -> None:
    """Turn a folder of diplomatic documents into an archive to read, search and cite."""


@cli.command()
@click.argument("folder", type=click.Path(path_type=Path), default=".")
@click.option("--jobs", type=click.IntRange(1), help="Processes to use [default: one a core].")
@AS_JSON
def build(folder: Path, jobs: int | None, as_json: bool) -> None:
    """Read, understand and link the sources in FOLDER; write the archive beside them."""
    with terminal.progress(quiet=as_json) as progress:
        report = build_archive(folder, jobs=jobs, progress=progress)
    if as_json:
        _print_json(report)
    else:
        terminal.print_report(report, folder)


@cli.command()
@click.argument("folder", type=click.Path(path_type=Path), default=".")
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", type=click.IntRange(0, 65535), default=8765, show_default=True)
@click.option("--open", "open_browser", is_flag=True, help="Open the site in a browser.")
def serve(folder: Path, host: str, port: int, open_browser: bool) -> None:
    """Serve the archive in FOLDER as a web site and JSON API."""
    serve_archive(folder, host=host, port=port, open_browser=open_browser)


@cli.command()
@click.argument("folder", metavar="ARCHIVE", type=click.Path(path_type=Path))
@click.argument("out", type=click.Path(path_type=Path))
@click.option("--address", default="", help="Where it will stand, with https://.")
@click.option(
    "--language", "languages", type=click.Choice(LANGUAGES), multiple=True,
    help="Of the pages; as often as wanted, the main one first. [default: all]",
)  # fmt: skip
@click.option("--jobs", type=click.IntRange(1), help="Processes to use [default: one a core].")
def site(
    folder: Path, out: Path, address: str, languages: tuple[str, ...], jobs: int | None
) -> None:
    """Write the site of ARCHIVE into the folder OUT, for any web host or to open from there."""
    languages = tuple(dict.fromkeys(languages)) or LANGUAGES
    written = write_site(folder, out, address, languages=languages, jobs=jobs)
    click.echo(f"{written.records:,} records, {written.files:,} files: {out / 'index.html'}")


@cli.command()
@click.argument("folder", type=click.Path(path_type=Path), default="regesta-example")
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", type=click.IntRange(0, 65535), default=8765, show_default=True)
@click.option("--serve/--no-serve", default=True, show_default=True)
def demo(folder: Path, host: str, port: int, serve: bool) -> None:
    """Build the example archive that comes along in FOLDER, then serve it."""
    prepare_example(folder)
    with terminal.progress(quiet=False) as progress:
        report = build_archive(folder, progress=progress)
    terminal.print_report(report, folder)
    if serve:
        serve_archive(folder, host=host, port=port, open_browser=True)


@cli.command()
@click.argument("query")
@ARCHIVE
@click.option("--limit", type=click.IntRange(1, 1000), help="[default: 20, with --format 1000]")
@click.option("--offset", type=click.IntRange(0), default=0)
@click.option("--sort", type=click.Choice(SORTS), default="relevance")
@click.option(
    "--words", type=click.Choice(["all", "author"]), default="all",
    help="Look in all words, or in the authors' own and not in those of editors.",
)  # fmt: skip
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
    form: str | None,
    since: str,
    until: str,
    as_json: bool,
) -> None:
    """Search the archive; QUERY is in the query language of docs/query-language.md."""
    if form and as_json:
        raise WrongUse("--json and --format exclude each other.", way_out="Give one of them.")
    asked = Query(
        text=query, since=since, until=until, sort=sort, words=words, offset=offset,
        limit=limit or (MOST_SHOWN if form else 20),
    )  # fmt: skip
    with Archive.open(folder) as archive:
        index = EmbeddedIndex(archive.index_path)
        results = index.search(asked)
        index.close()
        records = archive.records([hit.id for hit in results.hits]) if form else ()
        title = archive.title
    if form:
        by_id = {record.id: record for record in records}
        found = (Found(hit=hit, record=by_id[hit.id]) for hit in results.hits if hit.id in by_id)
        sys.stdout.buffer.writelines(RESULT_FORMATS[form](found, title))
    elif as_json:
        _print_json(results)
    else:
        terminal.print_results(results)


@cli.command()
@click.argument("identifier", metavar="ID")
@ARCHIVE
@AS_JSON
@click.option("--why", is_flag=True, help="Say which rule found each statement, and how sure.")
def show(identifier: str, folder: Path, as_json: bool, why: bool) -> None:
    """Print one record."""
    with Archive.open(folder) as archive:
        record = archive.record(identifier)
        if as_json:
            _print_json(record_json(archive, record))
        elif why:
            terminal.print_reasons(record)
        else:
            terminal.print_record(archive, record)


@cli.command()
@click.argument("folder", type=click.Path(path_type=Path), default=".")
@click.option("--format", "form", type=click.Choice(sorted(FORMATS)), required=True)
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), help="A file [default: standard output]."
)
def export(folder: Path, form: str, output: Path | None) -> None:
    """Write the archive in FOLDER in another format."""
    with Archive.open(folder) as archive:
        export_archive(archive, form, output)


@cli.command()
@click.argument("name")
@click.option("--archive", "folder", type=click.Path(path_type=Path), help="Use its authority.")
@AS_JSON
def names(name: str, folder: Path | None, as_json: bool) -> None:
    """Print every form of NAME that a search would find."""
    forms = forms_of(name, folder)
    if as_json:
        _print_json(forms)
    else:
        terminal.print_names(forms)


@cli.command()
@ARCHIVE
@AS_JSON
def wanted(folder: Path, as_json: bool) -> None:
    """List the documents that are cited but not held, most cited first."""
    with Archive.open(folder) as archive:
        documents = archive.wanted()
    if as_json:
        _print_json([wanted_json(document) for document in documents])
    else:
        terminal.print_wanted(documents)


@cli.command()
@ARCHIVE
@AS_JSON
def check(folder: Path, as_json: bool) -> None:
    """Verify the archive: sources, store, index and links."""
    problems = check_archive(folder)
    if as_json:
        _print_json(problems)
    else:
        terminal.print_problems(problems, folder)
    if problems:
        sys.exit(1)


def _print_json(value: object) -> None:
    sys.stdout.buffer.write(msgspec.json.encode(value) + b"\n")


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line; every failure ends in a sentence and the exit code of its kind."""
    try:
        cli.main(args=arguments, prog_name="regesta", standalone_mode=False)
    except click.exceptions.Abort:
        sys.exit(130)
    except click.ClickException as error:
        error.show()
        sys.exit(WrongUse.exit_code)
    except RegestaError as error:
        click.echo(f"regesta: {error}", err=True)
        sys.exit(error.exit_code)
    except KeyboardInterrupt:
        sys.exit(130)
    except BrokenPipeError:
        sys.exit(0)
    except Exception as error:
        click.echo(f"regesta: {_unforeseen(error)}", err=True)
        sys.exit(1)


def _unforeseen(error: Exception) -> str:
    """Keep the traceback in a file for a report, and return a sentence that names it."""
    with tempfile.NamedTemporaryFile(
        "w", prefix="regesta-error-", suffix=".txt", delete=False, encoding="utf-8"
    ) as kept:
        traceback.print_exception(error, file=kept)
    return (
        f"something went wrong that should not have ({type(error).__name__}: {error}). "
        f"Nothing kept was changed. The details are in {kept.name}; please report them."
    )
