"""What replaced builds took is given back."""

from __future__ import annotations

import ctypes
import gc
import weakref
from pathlib import Path

import pytest

from regesta.show.site.memory import give_back

STATUS = Path("/proc/self/status")
BLOCKS = 400_000


class Circle:
    """Holds itself, as an opened build does."""

    def __init__(self) -> None:
        self.me = self


def test_circles_are_let_go() -> None:
    gc.disable()
    try:
        held = weakref.ref(Circle())
        assert held() is not None
        give_back()
        assert held() is None
    finally:
        gc.enable()


def test_memory_goes_back_to_the_system() -> None:
    libc = ctypes.CDLL(None)
    if not hasattr(libc, "malloc_trim"):
        pytest.skip("The C library here has no malloc_trim.")
    # Blocks of the C library's size, the last of which pins the end of the heap.
    libc.malloc.restype = ctypes.c_void_p
    libc.free.argtypes = [ctypes.c_void_p]
    blocks = [libc.malloc(1_000) for _ in range(BLOCKS)]
    for block in blocks:
        ctypes.memset(block, 1, 1_000)
    for block in blocks[:-1]:
        libc.free(block)
    before = anonymous_kb()
    give_back()
    assert anonymous_kb() < before - BLOCKS // 2
    libc.free(blocks[-1])


def anonymous_kb() -> int:
    """Return what the process holds of its own, in kB."""
    if not STATUS.exists():
        pytest.skip("This system does not tell a process's memory in /proc.")
    lines = STATUS.read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("RssAnon"))
