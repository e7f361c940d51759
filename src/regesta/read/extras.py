"""Libraries of extras, and programs: whether they are there, and what to say where not."""

from __future__ import annotations

import shutil
from functools import cache
from importlib.util import find_spec

from regesta.errors import CannotRead


@cache
def is_installed(module: str) -> bool:
    """Whether the module can be imported; it is not loaded for the answer."""
    return find_spec(module) is not None


def version_with(version: str, module: str) -> str:
    """A reader's version, another one while its library is missing.

    So what was refused for want of the library is read once it is there.
    """
    return version if is_installed(module) else f"{version}-without"


def demand(module: str, extra: str, what: str) -> None:
    """Raise CannotRead for a file of this kind where the library that reads it is missing."""
    if not is_installed(module):
        raise CannotRead(
            f"This is {what}; the library that reads it is not installed.",
            way_out=f'Install it with: pip install "regesta[{extra}]"; then build again.',
        )


@cache
def program(*names: str) -> str:
    """The path of the first of these programs that is installed, "" for none."""
    return next(filter(None, map(shutil.which, names)), "")


def version_with_program(version: str, *names: str) -> str:
    """A reader's version, another one while its program is missing (see `version_with`)."""
    return version if program(*names) else f"{version}-without-{names[0]}"
