"""That a build is as it was written, seen without reading all of it each time.

A build never changes. So a file whose hash was right stays right until the system says that it
was touched (size, times, place on the disk): then it is hashed again. What was seen is kept
beside the builds, so that the next process need not read all again; where that cannot be
written (a read-only disk), each process looks for itself. What a disk changes by itself is not
seen so: `verify` reads everything, and `regesta check` and a site that runs do so from time to
time.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import msgspec

from regesta.errors import ArchiveError
from regesta.keep.manifest import MANIFEST, fault_of, read_manifest

SEEN = "seen.json"
READERS = "readers/"
_THREADS = 2

State = tuple[int, int, int]
Seen = dict[str, State]
_DECODER = msgspec.json.Decoder(dict[str, Seen])


class Witness:
    """Watches the files of one build that one archive is read from."""

    def __init__(self, build: Path, *, part: str | None = None) -> None:
        """Watch a part of the build ("readers"), the rest of it (""), or all of it (None)."""
        self._build = build
        try:
            hashes = read_manifest(build)
        except (OSError, msgspec.DecodeError) as error:
            raise _damaged(f"{build / MANIFEST} cannot be read: {error}.") from error
        self._hashes = {
            name: value
            for name, value in hashes.items()
            if part is None or name.startswith(READERS) == bool(part)
        }
        self._seen: Seen = {}
        self._bad: dict[str, tuple[State | None, str]] = {}

    def look(self) -> None:
        """Demand that all is as it was written; only what was touched since is read.

        Raises `ArchiveError`, naming the file.
        """
        known = _read_seen(self._build)
        self._seen = {name: known[name] for name in self._hashes if name in known}
        if self.glance():
            _write_seen(self._build, {**known, **self._seen})

    def glance(self) -> bool:
        """Look again at what the system says was touched; whether there was anything.

        Raises `ArchiveError` for what is not as it was written.
        """
        touched: list[str] = []
        for name in self._hashes:
            state = self._state(name)
            bad = self._bad.get(name)
            if bad and bad[0] == state:
                raise _damaged(bad[1])
            if state != self._seen.get(name):
                touched.append(name)
        if touched:
            self._read(touched)
        return bool(touched)

    def verify(self) -> None:
        """Read everything, whatever the system says; raises `ArchiveError`."""
        self._read(list(self._hashes))

    def _read(self, names: list[str]) -> None:
        states = {name: self._state(name) for name in names}
        with ThreadPoolExecutor(_THREADS) as threads:
            found = dict(zip(names, threads.map(self._fault, names), strict=True))
        for name, fault in found.items():
            state = states[name]
            if fault:
                self._bad[name] = (state, fault)
            elif state:
                self._bad.pop(name, None)
                self._seen[name] = state
        for fault in filter(None, found.values()):
            raise _damaged(fault)

    def _fault(self, name: str) -> str:
        return fault_of(self._build / name, self._hashes[name])

    def _state(self, name: str) -> State | None:
        return _state(f"{self._build}/{name}")


def note_written(build: Path, names: Iterable[str]) -> None:
    """Note that these files were hashed when they were written, which is now."""
    states = {name: _state(f"{build}/{name}") for name in names}
    _write_seen(build, {name: state for name, state in states.items() if state})


def _state(path: str) -> State | None:
    try:
        found = os.stat(path)
    except OSError:
        return None
    return found.st_size, found.st_mtime_ns, found.st_ino


def _damaged(message: str) -> ArchiveError:
    return ArchiveError(
        message, way_out="Run `regesta check --repair`: it is made again of the sources."
    )


def _read_seen(build: Path) -> Mapping[str, State]:
    try:
        return _DECODER.decode((build.parent / SEEN).read_bytes()).get(build.name, {})
    except (OSError, msgspec.DecodeError):
        return {}


def _write_seen(build: Path, seen: Mapping[str, State]) -> None:
    """Keep what was seen of this build; a place that cannot be written to costs time alone."""
    path = build.parent / SEEN
    fresh = path.with_name(f"{SEEN}.{os.getpid()}.new")
    with suppress(OSError):
        try:
            fresh.write_bytes(msgspec.json.encode({build.name: seen}))
            os.replace(fresh, path)
        finally:
            fresh.unlink(missing_ok=True)
