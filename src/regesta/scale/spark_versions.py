"""Versions of documents on a cluster: windows that several records have bring them together.

The holders of a window come in the order of the archive, and each meets the few before it:
a formula that a million records have makes a million pairs and not their square, and its
holders never stand in memory together.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec

from regesta.link.duplicates import (
    LEAST_SOUGHT,
    Alike,
    is_light,
    least_sought,
    lightness,
    meeting,
    seeking,
    shared,
    weight,
)
from regesta.link.duplicates_sketch import Sketch, hashes_of
from regesta.link.exchanges import repeated
from regesta.link.header import Header
from regesta.link.versions import are_no_versions, nearest, relate, tie
from regesta.link.versions_reworded import alike, day_keys, meetings
from regesta.model import Version
from regesta.scale.spark_frames import Row, Rows, grouped, mapped
from regesta.scale.spark_stage import Stage

VERSIONS = "id string, body binary"
_WINDOWS = "window bigint, volume string, sequence bigint, id string, letters bigint"
_PAIRS = "a string, b string, letters bigint, other bigint"
_TIES = "a string, b string, id string, body binary"

_ENCODE = msgspec.msgpack.Encoder().encode
_HEADER = msgspec.msgpack.Decoder(Header)
_VERSION = msgspec.msgpack.Decoder(Version)
_VERSIONS = msgspec.msgpack.Decoder(list[Version])


def find_versions(stage: Stage, records: Any, parts: int) -> Any:
    """Return the other versions of each record that has some, as the record is shown them."""
    from pyspark.sql import Window  # noqa: PLC0415
    from pyspark.sql import functions as f  # noqa: PLC0415

    headers = records.select("volume", "sequence", "id", "header")
    windows = mapped(headers, _seek, _WINDOWS)
    held = windows.withColumn("held", f.count("*").over(Window.partitionBy("window")))
    several = stage.keep("windows", held.filter(f.col("held") > 1))
    met = grouped(
        several, meet, _PAIRS, by=("window",), order=("volume", "sequence", "id"), parts=parts
    )
    pairs = (
        met.groupBy("a", "b", "letters", "other")
        .agg(f.count("*").alias("many"))
        .filter(f.col("many") >= LEAST_SOUGHT)
    )
    pairs = stage.keep("alike", mapped(pairs, _enough, "a string, b string"))
    sides = pairs.select(f.col("a").alias("id")).union(pairs.select("b")).distinct()
    wording = stage.keep("wording", _with_light(f, headers.join(sides, "id"), several))
    weighed = pairs.join(wording.toDF("a", "one", "light"), "a").join(
        wording.toDF("b", "two", "lighter"), "b"
    )
    found = mapped(weighed.select("a", "b", "one", "light", "two", "lighter"), _weigh, _TIES)
    found = stage.keep("weighed", found)
    reworded = grouped(
        mapped(records.select("light", "volume", "sequence"), _by_day, _BY_DAY), _reword, _TIES,
        by=("day", "key"), order=("volume", "sequence", "id"), parts=parts,
    )  # fmt: skip
    reworded = reworded.dropDuplicates(["a", "b", "id"]).join(
        found.select("a", "b").distinct(), ["a", "b"], "leftanti"
    )
    ties = found.unionByName(reworded).filter(f.col("id") != "").select("id", "body")
    return grouped(ties, _nearest, VERSIONS, by=("id",), parts=parts)


def find_repeats(versions: Any) -> Any:
    """Return the messages that records pass on, by their versions."""
    return mapped(versions, _repeats, "id string, target string, number bigint")


_BY_DAY = "day bigint, `key` string, volume string, sequence bigint, id string, light binary"


def _seek(rows: Rows) -> Iterator[Row]:
    for volume, sequence, id, encoded in rows:
        sketch = _HEADER.decode(encoded).sketch
        for window in seeking(sketch):
            yield (window, volume, sequence, id, sketch.letters)


def meet(_: Row, rows: Rows) -> Iterator[Row]:
    """Yield which holders of one window meet; only the first few are remembered, and the last."""
    earlier: list[tuple[str, int]] = []
    for row in rows:
        here = row[3], row[4]
        for id, letters in meeting(earlier):
            yield (id, here[0], letters, here[1])
        if len(meeting(earlier)) == len(earlier):
            earlier.append(here)
        else:
            earlier[-1] = here


def _enough(rows: Rows) -> Iterator[Row]:
    for a, b, letters, other, many in rows:
        if many >= least_sought(Sketch(letters=letters), Sketch(letters=other)):
            yield (a, b)


def _with_light(f: Any, headers: Any, several: Any) -> Any:
    """Return records with the windows of theirs that others have too, and how many have them."""
    counts = several.select("window", "held").distinct()
    counts = mapped(counts, _light, "window bigint, held bigint")
    own = mapped(headers.select("id", "header"), _all_windows, "window bigint, id string")
    light = own.join(counts, "window").groupBy("id").agg(
        f.collect_list("window").alias("windows"), f.collect_list("held").alias("many")
    )  # fmt: skip
    packed = mapped(light, _pack, "id string, light binary")
    return headers.select("id", "header").join(packed, "id", "left").select("id", "header", "light")


def _light(rows: Rows) -> Iterator[Row]:
    return (row for row in rows if is_light(row[1]))


def _all_windows(rows: Rows) -> Iterator[Row]:
    for id, encoded in rows:
        sketch = _HEADER.decode(encoded).sketch
        for window in {*hashes_of(sketch.coarse), *hashes_of(sketch.fine)}:
            yield (window, id)


def _pack(rows: Rows) -> Iterator[Row]:
    for id, windows, many in rows:
        yield (id, _ENCODE(dict(zip(windows, map(lightness, many), strict=True))))


def _weigh(rows: Rows) -> Iterator[Row]:
    """Yield what ties two records alike, as each is shown it; where nothing does, only the pair."""
    for a, b, one, light, two, lighter in rows:
        first, second = _HEADER.decode(one), _HEADER.decode(two)
        light_windows = {**_unpacked(light), **_unpacked(lighter)}
        fine = bool(first.sketch.fine and second.sketch.fine)
        mine, yours = (
            set(hashes_of(side.sketch.fine if fine else side.sketch.coarse))
            for side in (first, second)
        )
        shares = shared(
            weight(mine & yours, light_windows), weight(mine, light_windows),
            weight(yours, light_windows), fine=fine,
        )  # fmt: skip
        if not shares:
            continue
        yield (a, b, "", b"")
        found = Alike(0, 1, *shares)
        if not are_no_versions(found, first, second):
            for id, version in tie(first, second, relate(found, first, second), found):
                yield (a, b, id, _ENCODE(version))


def _unpacked(light: bytes | None) -> dict[int, float]:
    return msgspec.msgpack.decode(light, type=dict[int, float]) if light else {}


def _by_day(rows: Rows) -> Iterator[Row]:
    for light, volume, sequence in rows:
        one = _HEADER.decode(light)
        for day, key in day_keys(one):
            yield (day, key, volume, sequence, one.id, light)


def _reword(_: Row, rows: Rows) -> Iterator[Row]:
    """Yield what ties records of one sender and day that tell the same in other words."""
    headers = [_HEADER.decode(row[5]) for row in rows]
    for first, second in meetings(headers):
        words = alike(first, second)
        if words:
            told = Alike(0, 1, words, words, 0.0)
            for id, version in tie(first, second, "other-wording", told):
                yield (first.id, second.id, id, _ENCODE(version))


def _nearest(key: Row, rows: Rows) -> Iterator[Row]:
    yield (key[0], _ENCODE(nearest([_VERSION.decode(body) for _, body in rows])))


def _repeats(rows: Rows) -> Iterator[Row]:
    for id, body in rows:
        for number, target in enumerate(repeated(_VERSIONS.decode(body))):
            yield (id, target, number)
