"""What several commands share: their options, and how they print JSON."""

from __future__ import annotations

import sys
from pathlib import Path

import click
import msgspec

ARCHIVE = click.option(
    "--archive", "folder", type=click.Path(path_type=Path), default=".", show_default=True,
    help="The archive's folder.",
)  # fmt: skip
AS_JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON for programs.")


def print_json(value: object) -> None:
    """Write a value as one line of JSON to standard output."""
    sys.stdout.buffer.write(msgspec.json.encode(value) + b"\n")
