"""Many vectors on disk, and the nearest of them: an inverted file with approximate answers.

The vectors are parted into some √n lists, each around a centre; of a query only the lists of
the nearest centres are looked through. Numbers are kept as single bytes with a scale a vector,
in the order of the lists, in one file that is mapped and not read: a million passages are 256
MB on disk, and a look takes milliseconds. Made with numpy alone, in time that grows little
faster than the number of vectors; the same vectors give the same file.
"""

from __future__ import annotations

import importlib
from array import array
from pathlib import Path
from typing import Any

from msgspec import Struct, json

FILE = "vectors.i8"
ARRAYS = "vectors.npz"
ABOUT = "vectors.json"
_RAW = "vectors.raw"

# Vectors that the centres are made of, for each of them; rounds of doing so.
SAMPLE = 48
ROUNDS = 8
MOST_CENTRES = 4_096
# Of so many centres in a hundred the lists are looked through, and of so many at least.
LOOKED = 16
LEAST_LOOKED = 16
BLOCK = 8_192
SEED = 1950


class About(Struct, frozen=True):
    """What is kept: of which model, of what size, and the records by number."""

    model: str
    size: int
    ids: tuple[str, ...]


class Near(Struct, frozen=True):
    """A record that is near, how near its best passage is (1 is the same), where that begins."""

    id: str
    closeness: float
    start: int
    end: int


class VectorWriter:
    """Gathers passages and their vectors in the folder `path`."""

    def __init__(self, path: Path, model: str, size: int) -> None:
        self._numpy: Any = importlib.import_module("numpy")
        self._path, self._model, self._size = path, model, size
        self._raw = (path / _RAW).open("wb")
        self._ids: list[str] = []
        self._owners, self._starts, self._ends = array("I"), array("I"), array("I")
        self._scales = array("f")

    def add(self, identifier: str, spans: list[tuple[int, int]], rows: Any) -> None:
        """Add the passages of one record with their vectors, one a row."""
        numpy = self._numpy
        most = numpy.maximum(numpy.abs(rows).max(axis=1, keepdims=True), 1e-9)
        self._raw.write(numpy.rint(rows / most * 127).astype("int8").tobytes())
        self._scales.extend((most[:, 0] / 127).tolist())
        self._owners.extend([len(self._ids)] * len(spans))
        self._starts.extend(start for start, _end in spans)
        self._ends.extend(end for _start, end in spans)
        self._ids.append(identifier)

    def commit(self) -> None:
        """Part the vectors into lists and write all; nothing can be added after it."""
        numpy = self._numpy
        self._raw.close()
        number = len(self._owners)
        raw = numpy.fromfile(self._path / _RAW, dtype="int8").reshape(number, self._size)
        scales = numpy.asarray(self._scales, dtype="float32")
        centres = self._centres(raw, scales)
        lists = numpy.concatenate(
            [
                (_rows(raw, scales, slice(at, at + BLOCK)) @ centres.T).argmax(axis=1)
                for at in range(0, number, BLOCK)
            ]
            or [numpy.zeros(0, dtype="int64")]
        )
        order = lists.argsort(kind="stable")
        with (self._path / FILE).open("wb") as file:
            for at in range(0, number, BLOCK):
                file.write(raw[order[at : at + BLOCK]].tobytes())
        (self._path / _RAW).unlink()
        numpy.savez(
            self._path / ARRAYS,
            centres=centres,
            bounds=numpy.searchsorted(lists[order], numpy.arange(len(centres) + 1)),
            scales=scales[order],
            owners=numpy.asarray(self._owners, dtype="uint32")[order],
            starts=numpy.asarray(self._starts, dtype="uint32")[order],
            ends=numpy.asarray(self._ends, dtype="uint32")[order],
        )
        about = About(model=self._model, size=self._size, ids=tuple(self._ids))
        (self._path / ABOUT).write_bytes(json.encode(about))

    def _centres(self, raw: Any, scales: Any) -> Any:
        """Return the centres: of spherical k-means over a sample."""
        numpy = self._numpy
        number = min(MOST_CENTRES, max(1, int(len(raw) ** 0.5)))
        chance = numpy.random.default_rng(SEED)
        some = chance.permutation(len(raw))[: number * SAMPLE]
        sample = _rows(raw, scales, numpy.sort(some))
        centres = sample[chance.permutation(len(sample))[:number]]
        if not len(sample):
            return numpy.zeros((1, self._size), dtype="float32")
        for _round in range(ROUNDS):
            nearest = (sample @ centres.T).argmax(axis=1)
            sums = numpy.zeros_like(centres)
            numpy.add.at(sums, nearest, sample)
            lengths = numpy.linalg.norm(sums, axis=1, keepdims=True)
            # A centre that nothing is near to stays where it is.
            centres = numpy.where(lengths > 1e-6, sums / numpy.maximum(lengths, 1e-6), centres)
        return centres


def _rows(raw: Any, scales: Any, which: Any) -> Any:
    return raw[which].astype("float32") * scales[which, None]


class VectorIndex:
    """Finds the nearest of what a `VectorWriter` wrote into a folder; safe among threads."""

    def __init__(self, path: Path) -> None:
        numpy: Any = importlib.import_module("numpy")
        self._numpy = numpy
        self.about = json.decode((path / ABOUT).read_bytes(), type=About)
        with numpy.load(path / ARRAYS) as kept:
            self._kept = {name: kept[name] for name in kept.files}
        number = len(self._kept["owners"])
        shape = (number, self.about.size)
        self._vectors = (
            numpy.memmap(path / FILE, dtype="int8", mode="r", shape=shape)
            if number
            else numpy.zeros(shape, dtype="int8")
        )

    @staticmethod
    def stands(path: Path) -> bool:
        """Say whether vectors were written into this folder."""
        return (path / ABOUT).exists()

    def nearest(self, vector: Any, limit: int, looked: int = 0) -> list[Near]:
        """Return the records with the nearest passages, the nearest first.

        `looked` is in how many lists to look; 0 for as many as are worth it.
        """
        numpy, kept = self._numpy, self._kept
        centres = kept["centres"]
        looked = looked or max(LEAST_LOOKED, len(centres) * LOOKED // 100)
        lists = (-(centres @ vector)).argsort()[:looked]
        bounds = kept["bounds"]
        places = numpy.concatenate(
            [numpy.arange(bounds[one], bounds[one + 1]) for one in sorted(lists.tolist())]
        )
        closeness = numpy.concatenate(
            [
                self._vectors[bounds[one] : bounds[one + 1]].astype("float32") @ vector
                for one in sorted(lists.tolist())
            ]
        )
        closeness *= kept["scales"][places]
        best: dict[int, Near] = {}
        for at in (-closeness).argsort(kind="stable").tolist():
            place = int(places[at])
            owner = int(kept["owners"][place])
            if owner not in best:
                best[owner] = Near(
                    self.about.ids[owner],
                    float(closeness[at]),
                    int(kept["starts"][place]),
                    int(kept["ends"][place]),
                )
                if len(best) == limit:
                    break
        return list(best.values())
