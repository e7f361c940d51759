"""How unevenly the joins of linking fall on the tasks of a cluster, at sizes nobody has here.

    python bench/skew.py ARCHIVE [--records 1e6 2e7 2e8] [--posts 400] [--years 60] [--parts 4000]
        [--giant 1000000]

From ARCHIVE is measured what a record is like: how many bear a number and ask for one, how
steeply the posts differ in what they wrote (the exponent of Zipf's law over senders), how the
sizes of volumes vary (as a lognormal distribution), who writes to whom. On this the simulation
spreads so many records: each post numbers its messages anew each year, one collection is as
large as `--giant` says. It adds up, without drawing single records, what each key's group
holds, puts the groups on tasks by a hash as a cluster does, and prints

- numbers: the rows of the fullest task beside the mean one; how many pairs a plain join on the
  number would make, how many with the days around it, and how many the bounded search makes;
- volumes: the same, each volume being a group, and the giant as one group;
- pairs of correspondents: what one group would hold, were exchanges joined by these.
"""

from __future__ import annotations

import argparse
import math
import statistics
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from zlib import crc32

from regesta.keep.archive import Archive
from regesta.link.candidates import NUMBER_REACH, PER_NUMBER
from regesta.link.describe import describe
from regesta.link.exchanges import pair_of
from regesta.link.header import header

DAYS = 365.25


@dataclass
class Likeness:
    """What a record of the archive is like, on the average."""

    records: int
    numbered: float
    asking: float
    exponent: float
    pair_exponent: float
    volume_mean: float
    volume_sigma: float


def zipf_exponent(counts: Iterable[int]) -> float:
    """Return the slope of size over rank, both as logarithms, by least squares over the head."""
    sizes = sorted((one for one in counts if one > 1), reverse=True)[:100]
    ranks = [math.log(rank) for rank in range(1, len(sizes) + 1)]
    return -statistics.linear_regression(ranks, [math.log(one) for one in sizes]).slope


def measure(folder: Path) -> Likeness:
    """Return what the records of an archive are like."""
    volumes: Counter[str] = Counter()
    senders: Counter[str] = Counter()
    pairs: Counter[object] = Counter()
    records = numbered = asking = 0
    with Archive.open(folder) as archive:
        for record in archive.iter_records():
            one = header(record)
            records += 1
            volumes[one.volume] += 1
            numbered += bool(one.numbers)
            asking += sum(bool(describe(cue, one).number) for cue in one.cues)
            senders.update([" ".join(sorted(one.senders))] if one.senders else [])
            pair = pair_of(one)
            pairs.update([pair] if pair else [])
    logs = [math.log(size) for size in volumes.values()]
    return Likeness(
        records, numbered / records, asking / records,
        zipf_exponent(senders.values()), zipf_exponent(pairs.values()),
        statistics.fmean(volumes.values()), statistics.stdev(logs),
    )  # fmt: skip


def zipf(total: float, groups: int, exponent: float) -> list[float]:
    """Share a total among groups by Zipf's law."""
    weights = [rank**-exponent for rank in range(1, groups + 1)]
    whole = sum(weights)
    return [total * weight / whole for weight in weights]


def bearers(series: Sequence[float]) -> list[int]:
    """Return how many series have a number, for each number from 1 on."""
    ends = Counter(max(1, round(length)) for length in series)
    found: list[int] = []
    left = len(series)
    for number in range(1, max(ends) + 1):
        found.append(left)
        left -= ends.get(number, 0)
    return found


def spread(groups: Iterable[float], parts: int) -> tuple[float, float]:
    """Return the load of the fullest task and of the mean one."""
    loads = [0.0] * parts
    for place, size in enumerate(groups):
        loads[crc32(str(place).encode()) % parts] += size
    return max(loads), statistics.fmean(loads)


def lognormal(total: float, mean: float, sigma: float) -> list[float]:
    """Share a total among volumes: the middles of equal slices of the distribution."""
    count = max(1, round(total / mean))
    normal = statistics.NormalDist(math.log(mean) - sigma**2 / 2, sigma)
    return [math.exp(normal.inv_cdf((place + 0.5) / count)) for place in range(count)]


def simulate(like: Likeness, records: float, given: argparse.Namespace) -> None:
    """Print what the joins of so many records come to."""
    yearly = zipf(records * like.numbered / given.years, given.posts, like.exponent)
    series = [size for size in yearly for _ in range(given.years)]
    held = bearers(series)
    asked = records * like.asking / sum(held)
    plain = sum(count * count * asked for count in held)
    near = min(1.0, 2 * NUMBER_REACH / DAYS / given.years)
    bounded = sum(count * asked * min(count * near, 2 * PER_NUMBER) for count in held)
    most, mean = spread((count * (1 + asked) for count in held), given.parts)
    print(f"\n{records:,.0f} records, {given.parts} tasks")
    print(f"  numbers: the commonest is borne by {held[0]:,} records and asked for "
          f"{held[0] * asked:,.0f} times; fullest task {most / mean:.2f} x the mean")  # fmt: skip
    print(f"    pairs: plain join {plain:.2e}, within {NUMBER_REACH} days {plain * near:.2e}, "
          f"the nearest {2 * PER_NUMBER} {bounded:.2e}")  # fmt: skip
    volumes = lognormal(records, like.volume_mean, like.volume_sigma)
    most, mean = spread(volumes, given.parts)
    giant = max(most, given.giant)
    print(f"  volumes: {len(volumes):,}, the largest of {volumes[-1]:,.0f}; fullest task "
          f"{most / mean:.2f} x the mean, with the giant {giant / mean:.2f} x")  # fmt: skip
    pairs = zipf(records, given.posts * given.posts, like.pair_exponent)
    print(f"  correspondents: the busiest pair {pairs[0]:,.0f} records, "
          f"{pairs[0] / (records / given.parts):.1f} x the mean task")  # fmt: skip


def main() -> None:
    """Measure and simulate as the command line says."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("archive", type=Path)
    parser.add_argument("--records", type=float, nargs="+", default=[1e6, 2e7, 2e8])
    parser.add_argument("--posts", type=int, default=400)
    parser.add_argument("--years", type=int, default=60)
    parser.add_argument("--parts", type=int, default=4000)
    parser.add_argument("--giant", type=int, default=1_000_000)
    given = parser.parse_args()
    like = measure(given.archive)
    print(f"{like.records:,} records: {like.numbered:.0%} bear a number, {like.asking:.2f} numbers "
          f"asked for a record; Zipf's exponent of senders {like.exponent:.2f}, of pairs "
          f"{like.pair_exponent:.2f}; {like.volume_mean:.0f} records a volume, "
          f"sigma {like.volume_sigma:.2f}")  # fmt: skip
    for records in given.records:
        simulate(like, records, given)


if __name__ == "__main__":
    main()
