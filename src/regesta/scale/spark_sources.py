"""Sources as tasks of a cluster: files that its machines see, and files that Spark brings them.

What `regesta.toml` lists with an address (`hdfs://…`, `s3a://…`, `file://…`) is found and read
by Spark, from any file system that it knows; each file by itself, without a `metadata.csv` beside
it. All other sources are found as in a build of one machine, and every machine of the cluster
must see them under the same path.
"""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from msgspec.structs import replace

from regesta.build.stages import Stages
from regesta.errors import Refusal, WrongUse
from regesta.read.reader import Source
from regesta.read.rules import is_left_out, read_rules, rules_for
from regesta.read.sources import CONFIG, SOURCES, source_of
from regesta.scale.spark_frames import Row, Rows, mapped

Remote = dict[str, str]  # where sources lie, by their names
_MOST_TASKS = 4_096


def with_remote(stages: Stages, session: Any, remote: Remote) -> Stages:
    """Return the stages so that addresses are found by Spark; `remote` is filled with them."""
    found = partial(_discover, stages.discover, session, remote)
    return replace(stages, discover=found)


def each_source(
    session: Any,
    work: Any,
    numbers: Sequence[int],
    remote: Mapping[int, str],
    function: Callable[[Any, int, Source], Iterator[Row]],
    columns: str,
) -> Any:
    """Return what a function gives for each source: of the broadcast work, by its number.

    `remote` are the addresses of those that Spark reads. The rows of one source stand
    together, in their order.
    """
    here = [number for number in numbers if number not in remote]
    there = {remote[number]: number for number in numbers if number in remote}

    def run(rows: Rows) -> Iterator[Row]:
        for (at,) in rows:
            number = here[at]
            yield from function(work.value, number, work.value.sources[number])

    def run_content(rows: Rows) -> Iterator[Row]:
        for path, content in rows:
            yield from _with_content(function, work.value, there[path], content)

    tasks = min(len(here), _MOST_TASKS)
    frame = mapped(session.range(0, len(here), 1, max(1, tasks)), run, columns)
    if there:
        files = session.read.format("binaryFile").load(list(there)).select("path", "content")
        frame = frame.unionByName(mapped(files, run_content, columns))
    return frame


def _with_content(
    function: Callable[[Any, int, Source], Iterator[Row]], work: Any, number: int, content: bytes
) -> Iterator[Row]:
    """Let a file stand on this machine's disk for as long as it is read: readers ask for files."""
    known = work.sources[number]
    with tempfile.TemporaryDirectory(prefix="regesta-") as folder:
        place = Path(folder) / (known.name.rpartition("/")[2] or "source")
        place.write_bytes(content)
        found = source_of(place, known.name, known.companion, known.rules)
        if isinstance(found, Source):
            yield from function(work, number, replace(found, head=b""))


def _discover(
    discover: Callable[[Path, Sequence[str]], Iterable[Source | Refusal]],
    session: Any,
    remote: Remote,
    folder: Path,
    listed: Sequence[str],
) -> Iterator[Source | Refusal]:
    addresses = [one for one in listed if "://" in one]
    local = [one for one in listed if "://" not in one]
    if local or not addresses or (folder / SOURCES).is_dir():
        yield from discover(folder, local)
    for address in addresses:
        yield from _listed(session, remote, folder, address)


def _listed(session: Any, remote: Remote, folder: Path, address: str) -> Iterator[Source]:
    """Yield the files at an address, none of them opened; `WrongUse` where there is none."""
    reader = session.read.format("binaryFile").option("recursiveFileLookup", "true")
    try:
        files = reader.load(address).select("path", "length", "modificationTime").collect()
    except Exception as error:
        raise WrongUse(
            f"{CONFIG} lists “{address}”, which Spark cannot read:"
            f" {str(error).strip().splitlines()[0]}",
            way_out="Correct the address, or give Spark what it needs to reach it.",
        ) from error
    rules = read_rules(folder)
    root = urlsplit(address).path.rstrip("/")
    label = root.rpartition("/")[2]
    for path, length, changed in files:
        inner = urlsplit(path).path.removeprefix(root).strip("/")
        name = f"{label}/{inner}" if inner else label
        if is_left_out(rules, name):
            continue
        remote[name] = path
        stamp = hashlib.sha256(f"{path} {length} {changed}".encode()).hexdigest()
        yield Source(
            name=name, path=Path(inner or label), sha256=stamp, head=b"", size=length,
            rules=rules_for(rules, name),
        )  # fmt: skip
