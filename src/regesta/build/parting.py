"""The parts of an archive for the index: which records each holds, what tells that it changed.

Records of one source stand in one part, so that a changed source changes one part alone, and
those whose references changed with it. The number of parts grows with the archive, by
doubling, to a bound: many parts make a change cheap, and every search a little dearer.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from hashlib import blake2b
from zlib import crc32

from msgspec import Struct

from regesta.keep.store import Store

RECORDS_A_PART = 1_500
MOST_PARTS = 32
_DIGEST = 16  # bytes

_RECORDS = (
    "SELECT position, p.number, p.id, coalesce(s.name, p.id) FROM records p"
    " JOIN readings r USING (number) LEFT JOIN sources s ON s.number = r.source"
    " ORDER BY position"
)
# The bodies of references begin with their checksums.
_REFERENCES = "SELECT number, substr(body, 1, 4), length(body) FROM main.links"
_NAMED = "SELECT number, entity FROM main.appearances"


class Portion(Struct, frozen=True):
    """A part: its name, its stamp (the same only where all in it is), its records' places."""

    name: str
    stamp: str
    positions: tuple[int, ...]


def part_records(store: Store, names: Mapping[str, str], rules: str) -> list[Portion]:
    """Return the parts of the archive, in order of their names; empty ones are left out.

    `names` are those shown of entities by their ids, `rules` the version of what makes an
    index of records. A reading's number is never given to another, so it stands for its body.
    """
    total = store.count("records")
    number_of_parts = _parts(total)
    digests = [blake2b(digest_size=_DIGEST) for _ in range(number_of_parts)]
    positions: list[list[int]] = [[] for _ in range(number_of_parts)]
    references = {row[0]: (row[1], row[2]) for row in store.ask(_REFERENCES)}
    part_of: dict[int, int] = {}
    for position, number, _id, source in store.ask(_RECORDS):
        part = part_of[number] = crc32(source.encode()) % number_of_parts
        positions[part].append(position)
        digests[part].update(repr((number, references.get(number))).encode())
    shown = _shown(store, part_of, number_of_parts, names)
    for digest, said in zip(digests, shown, strict=True):
        digest.update(repr((rules, number_of_parts, said)).encode())
    return [
        Portion(f"{part:02d}", digests[part].hexdigest(), tuple(positions[part]))
        for part in range(number_of_parts)
        if positions[part]
    ]


def _parts(records: int) -> int:
    """Return the number of parts for so many records: a power of two.

    >>> [_parts(number) for number in (0, 1_500, 1_501, 12_000, 10_000_000)]
    [1, 1, 2, 8, 32]
    """
    wanted = max(1, -(-records // RECORDS_A_PART))
    return min(MOST_PARTS, 1 << (wanted - 1).bit_length())


def _shown(
    store: Store, part_of: Mapping[int, int], parts: int, names: Mapping[str, str]
) -> Iterable[list[tuple[str, str]]]:
    """Yield for each part the entities that its records name, with the names shown of them."""
    named: list[set[str]] = [set() for _ in range(parts)]
    for number, entity in store.ask(_NAMED):
        part = part_of.get(number)
        if part is not None:
            named[part].add(entity)
    return (sorted((id, names.get(id, "")) for id in ids) for ids in named)
