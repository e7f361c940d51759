"""Regesta turns a folder of diplomatic documents into an archive.

The archive can be read, searched, cited, checked and published, and knows what each
document refers to. `regesta.open(folder)` opens a built one; see `regesta.show.api`.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from regesta.show.api import open_archive as open

__all__ = ["__version__", "open"]
__version__ = "0.1.0"


def __getattr__(name: str) -> Any:
    """Find `open` when it is asked for: a command that reads no archive shall start at once."""
    if name == "open":
        return import_module("regesta.show.api").open_archive
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
