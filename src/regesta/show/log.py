"""The log of a site that serves: JSON lines on standard error, without a word about readers."""

from __future__ import annotations

import logging
import os
import sys
import traceback
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import msgspec

_LEVELS = {"default": {"handlers": ["lines"], "level": "WARNING", "propagate": False}}


def write_line(fields: Mapping[str, object]) -> None:
    """Write one line: when, which worker, and the fields."""
    sys.stderr.buffer.write(_line("info", fields))
    sys.stderr.buffer.flush()


class JsonLines(logging.Formatter):
    """Writes what libraries log as such lines too; of a fault where it was, not with what."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line of a record, without its end."""
        fields: dict[str, object] = {"message": record.getMessage()}
        if record.exc_info and record.exc_info[1]:
            error = record.exc_info[1]
            # The words of an error may be those of a reader.
            fields["error"] = type(error).__name__
            fields["at"] = [
                f"{frame.filename}:{frame.lineno} {frame.name}"
                for frame in traceback.extract_tb(error.__traceback__)[-8:]
            ]
        return _line(record.levelname.lower(), fields).decode().rstrip("\n")


def log_config() -> dict[str, Any]:
    """Return the configuration that has uvicorn log such lines."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"lines": {"()": JsonLines}},
        "handlers": {
            "lines": {
                "class": "logging.StreamHandler",
                "formatter": "lines",
                "stream": "ext://sys.stderr",
            }
        },
        "loggers": {"uvicorn": _LEVELS["default"], "uvicorn.error": {"level": "WARNING"}},
    }


def _line(level: str, fields: Mapping[str, object]) -> bytes:
    when = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return (
        msgspec.json.encode({"time": when, "level": level, "worker": os.getpid(), **fields}) + b"\n"
    )
