"""Linking after a change asks again only where something can have changed, with the same result."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from hashlib import blake2b
from importlib.resources import as_file, files
from random import Random

import msgspec
import pytest
from msgspec.structs import replace

from regesta.link import Header, Linked, engine, header, link
from regesta.link.again import Before
from regesta.link.decide import Weights
from regesta.link.header import Whole, light
from regesta.link.keys import Index
from regesta.link.resolve import refer
from regesta.model import Decision, Entity, Record, Reference
from regesta.read.reader import Source
from regesta.read.registry import read_source
from regesta.read.sources import discover
from regesta.understand.authority import Authority
from regesta.understand.context import Context
from regesta.understand.pipeline import understand

VOLUMES = 5


@cache
def example() -> tuple[Header, ...]:
    """The headers of the example's records."""
    with as_file(files("regesta") / "example") as folder:
        items = [
            item
            for source in discover(folder, ("sources",))
            if isinstance(source, Source)
            for item in read_source(source)
        ]
    context = Context(authority=Authority([one for one in items if isinstance(one, Entity)]))
    records = {one.id: one for one in items if isinstance(one, Record)}
    return tuple(header(understand(one, context)) for one in records.values())


def volume(number: int) -> list[Header]:
    """The example's records as a volume of their own: the same numbers, other ids."""
    made = [
        replace(
            one,
            id=f"v{number}/{one.id}",
            parent=f"v{number}/{one.parent}" if one.parent else "",
            volume=f"v{number}",
        )
        for one in example()
    ]
    rng = Random(number)
    return rng.sample(made, k=rng.randrange(len(made) // 2, len(made)))


def changed(headers: Sequence[Header], rng: Random) -> list[Header]:
    """Take a volume out, put one in, or change, add and remove single records."""
    found = list(headers)
    present = sorted({one.volume for one in found})
    what = rng.randrange(4)
    if what == 0 and len(present) > 1:
        gone = rng.choice(present)
        return [one for one in found if one.volume != gone]
    if what == 1:
        number = rng.randrange(VOLUMES, 3 * VOLUMES)
        if f"v{number}" not in present:
            return found + volume(number)
    place = rng.randrange(len(found))
    if what == 2:
        found[place] = replace(found[place], numbers=(("telegram", str(rng.randrange(200, 245))),))
    else:
        del found[place]
    return found


def before(headers: Sequence[Header], last: Linked | None, whole: Whole | None = None) -> Before:
    stamps = {
        one.id: blake2b(msgspec.msgpack.encode(one), digest_size=12).digest() for one in headers
    }
    return Before(stamps, (last.outcomes if last else {}).get, whole)


def lights(headers: Sequence[Header]) -> tuple[list[Header], Whole]:
    """Return the headers without what is many, and the way to ask for all of it."""
    by_id = {one.id: one for one in headers}
    found = [light(msgspec.msgpack.encode(one)) for one in headers]
    return found, lambda ids: [by_id[id] for id in ids]


def decided(linked: Linked, rng: Random) -> list[Decision]:
    """Decide about two references of any records: one means nothing, one another record."""
    cited = [(id, one) for id, made in linked.references.items() for one in made]
    (first, one), (second, other) = rng.sample(cited, k=2)
    target = rng.choice(list(linked.references))
    about = {"when": "2026-01-01T00:00:00Z", "who": "A reader", "about": "reference"}
    return [
        Decision(id="1", verdict="reject", subject=f"{first}#{one.quote}", **about),
        Decision(
            id="2", verdict="correct", subject=f"{second}#{other.quote}", value=target, **about
        ),
    ]


@pytest.mark.parametrize("seed", range(4))
def test_the_result_is_that_of_linking_afresh(seed: int) -> None:
    rng = Random(seed)
    headers = [one for number in range(VOLUMES) for one in volume(number)] + list(example())
    last: Linked | None = None
    for _ in range(6):
        linked = link(headers, before=before(headers, last))
        assert linked == link(headers, before=before(headers, None))
        assert replace(linked, outcomes={}) == replace(link(headers), outcomes={})
        some, whole = lights(headers)
        assert linked == link(some, before=before(headers, None, whole))
        assert linked == link(some, before=before(headers, last, whole))
        said = decided(linked, rng)
        told = link(headers, decisions=said, before=before(headers, last))
        assert replace(told, outcomes={}) == replace(link(headers, decisions=said), outcomes={})
        assert told == link(some, decisions=said, before=before(headers, last, whole))
        assert linked == link(headers, before=before(headers, told))  # they were undone
        last = rng.choice((linked, told))
        headers = changed(headers, rng)


def test_what_cannot_have_changed_is_not_asked_again(monkeypatch: pytest.MonkeyPatch) -> None:
    headers = [one for number in range(VOLUMES) for one in volume(number)]
    asked: list[str] = []
    ask = refer

    def listen(index: Index, citing: int, table: Weights) -> list[Reference]:
        asked.append(index.headers[citing].volume)
        return ask(index, citing, table)

    monkeypatch.setattr(engine, "refer", listen)
    first = link(headers, before=before(headers, None))
    assert len(set(asked)) == VOLUMES
    asked.clear()
    assert link(headers, before=before(headers, first)) == first
    assert asked == []
    headers[0] = replace(headers[0], title="Another title", subject=("another",))
    second = link(headers, before=before(headers, first))
    assert headers[0].volume in asked
    assert len(set(asked)) < VOLUMES
    assert second == link(headers, before=before(headers, None))


def test_a_number_elsewhere_that_was_asked_for_counts() -> None:
    """A record of another volume that bears the number asked for may be what is meant."""
    mine, other = volume(1), volume(2)
    first = link(mine, before=before(mine, None))
    together = [*mine, *other]
    again = link(together, before=before(together, first))
    assert again == link(together, before=before(together, None))
    assert again.outcomes["v1"].key == first.outcomes["v1"].key
    assert again.outcomes["v1"].asked != first.outcomes["v1"].asked
