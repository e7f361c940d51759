"""The command line: finds the command that is asked for, and ends every failure in a sentence.

A command's module is loaded when the command is: what one needs costs the others no start.
"""

from __future__ import annotations

import gc
import sys
import tempfile
import traceback
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib import import_module

import click

from regesta import __version__
from regesta.errors import RegestaError, WrongUse

# Every command, in the order of the help, and the module of `regesta.show.commands` it is in.
COMMANDS: Mapping[str, str] = {
    "build": "building",
    "inspect": "inspecting",
    "harvest": "harvesting",
    "index": "indexing",
    "serve": "serving",
    "site": "serving",
    "demo": "serving",
    "search": "searching",
    "show": "looking",
    "cite": "citing",
    "export": "exporting",
    "names": "looking",
    "wanted": "looking",
    "decide": "deciding",
    "decisions": "deciding",
    "account": "accounts",
    "check": "looking",
    "mcp": "assisting",
}


class Commands(click.Group):
    """The commands of `COMMANDS`, each loaded when it is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Name all commands in the order of the table."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Load a command; None for one that is not in the table."""
        if cmd_name not in COMMANDS:
            return None
        with _no_collecting():
            module = import_module(f"regesta.show.commands.{COMMANDS[cmd_name]}")
        command: click.Command = getattr(module, cmd_name)
        return command


@contextmanager
def _no_collecting() -> Iterator[None]:
    """Look for no cycles of objects while modules are loaded: they stay, and never later."""
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="regesta")
def cli() -> None:
    """Turn a folder of diplomatic documents into an archive to read, search and cite."""


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
