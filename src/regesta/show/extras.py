"""Libraries that come with an extra, loaded when something asks for what they do."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from regesta.errors import WrongUse
from regesta.read.extras import is_installed


def library(module: str, extra: str, what: str) -> Any:
    """Return a library that an extra brings; `what` is what needs it, in the plural.

    Raises `WrongUse`, with the command that installs it, where it is missing.
    """
    if not is_installed(module):
        raise WrongUse(
            f"{what} need a library that is not installed.",
            way_out=f"Install it: pip install 'regesta[{extra}]'.",
        )
    return import_module(module)
