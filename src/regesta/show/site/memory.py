"""Memory of builds that were replaced, given back to the system."""

from __future__ import annotations

import ctypes
import gc
from collections.abc import Callable
from typing import cast


def _trimmer() -> Callable[[int], int] | None:
    """The C library's way to give back what it holds in reserve, where it has one (glibc)."""
    try:
        return cast("Callable[[int], int]", ctypes.CDLL(None).malloc_trim)
    except (AttributeError, OSError, TypeError):
        return None


_trim = _trimmer()


def give_back() -> None:
    """Let go of what nobody holds any more, and give its memory back to the system.

    A replaced build holds itself in circles, which are looked for rarely. What many threads took
    for it lies scattered over the C library's arenas, which keep it for themselves: without
    this a server grows by a megabyte or two with each build that it takes up.
    """
    gc.collect()
    if _trim is not None:
        _trim(0)
