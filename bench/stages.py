"""What each stage of a build costs of the processor, as ratios to the floor.

    python bench/stages.py [FOLDER] [--volumes N]

The way of a build in one process, without workers and pipes: read, understand, what linking
keeps, rows, link, store, index. FOLDER holds TEI volumes (default: those beside the checkout);
of them some are taken, spread evenly. The floor is that of `bench/build.py`: the same files
parsed by lxml, their bare text indexed with stemming. Seconds are user and system time.
"""

from __future__ import annotations

import argparse
import gc
import hashlib
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec

from build import VOLUMES, sample
from floor import floor
from regesta.build.defaults import builtin_entities
from regesta.keep.rows import Row, decode_record, row_of
from regesta.keep.store import Store
from regesta.link.engine import link
from regesta.link.header import Header, header
from regesta.model import Entity, Record
from regesta.read.reader import HEAD_BYTES, Item, Source
from regesta.read.registry import read_source
from regesta.search.embedded import EmbeddedWriter
from regesta.understand.authority import Authority
from regesta.understand.context import Context
from regesta.understand.pipeline import understand_all

# Records that are understood in one go, as the workers of a build do.
TOGETHER = 16
_ENCODER = msgspec.msgpack.Encoder()


class Stages:
    """Seconds of the processor by stage."""

    def __init__(self) -> None:
        self.spent: defaultdict[str, float] = defaultdict(float)

    @contextmanager
    def of(self, name: str) -> Iterator[None]:
        """Count the time of a block to a stage."""
        began = time.process_time()
        yield
        self.spent[name] += time.process_time() - began


def read(path: Path) -> list[Item]:
    """Read one volume."""
    content = path.read_bytes()
    sha256 = hashlib.sha256(content).hexdigest()
    source = Source(
        name=path.name, path=path, sha256=sha256, head=content[:HEAD_BYTES], size=len(content)
    )
    return list(read_source(source))


def rows_of(
    path: Path, persons: Iterable[Entity], stages: Stages
) -> tuple[list[Row], list[Entity]]:
    """Read and understand one volume; return its rows and the entities that it lists."""
    with stages.of("read"):
        items = read(path)
    own = [item for item in items if isinstance(item, Entity)]
    records = [item for item in items if isinstance(item, Record)]
    with stages.of("understand"):
        context = Context(authority=Authority((*own, *persons)))
        records = [
            known
            for start in range(0, len(records), TOGETHER)
            for known in understand_all(records[start : start + TOGETHER], context)
        ]
    with stages.of("header for linking"):
        headers = [header(record) for record in records]
    with stages.of("rows"):
        rows = [
            row_of(record, _ENCODER.encode(one))
            for record, one in zip(records, headers, strict=True)
        ]
    return rows, own


def run(paths: Iterable[Path], folder: Path, stages: Stages) -> int:
    """Go the whole way with some volumes; return the number of records."""
    everybody = builtin_entities()
    persons = [one for one in everybody if one.kind == "person"]
    rows: list[Row] = []
    listed: list[Entity] = []
    for path in paths:
        some, own = rows_of(path, persons, stages)
        rows += some
        listed += own
    with stages.of("link"):
        decode = msgspec.msgpack.Decoder(Header).decode
        linked = link([decode(row.header) for row in rows], listed, [])
    with Store(folder / "store.sqlite") as store:
        with stages.of("store"):
            store.add_rows(store.add_source("volumes", "", "", 0), rows)
            store.arrange()
            store.add_references(linked.references)
            store.add_linked(listed, {}, linked.wanted, linked.exchanges)
        with stages.of("decode for the index"):
            records = [decode_record(body, found, id) for id, body, found in store.bodies()]
        with stages.of("index"):
            writer = EmbeddedWriter(folder / "index", entities=listed)
            for record in records:
                writer.add(record)
            writer.commit()
        with stages.of("store"):
            store.finish()
            store.commit()
    return len(rows)


def main() -> None:
    """Run and print a table."""
    parser = argparse.ArgumentParser(description=str(__doc__).splitlines()[0])
    parser.add_argument("folder", nargs="?", type=Path, default=VOLUMES)
    parser.add_argument("--volumes", type=int, default=6, help="how many volumes [default: 6]")
    options = parser.parse_args()
    paths = sample(options.folder, options.volumes)
    gc.freeze()
    gc.set_threshold(200_000, 50, 100)
    with tempfile.TemporaryDirectory(prefix="regesta-bench-") as name:
        folder = Path(name)
        began = time.process_time()
        floor(paths, _made(folder / "floor"))
        base = time.process_time() - began
        stages = Stages()
        records = run(paths, _made(folder / "archive"), stages)
    print(f"{len(paths)} volumes, {records} records; floor {base:.2f} CPU s\n")
    whole = sum(stages.spent.values())
    for stage, spent in (*stages.spent.items(), ("all", whole)):
        print(f"{stage:<22}{spent:8.2f} s {spent / base:6.2f} x floor {spent / whole:5.0%}")


def _made(folder: Path) -> Path:
    folder.mkdir()
    return folder


if __name__ == "__main__":
    main()
