"""Reading in a build: what changed is read by the pool, the rest is taken over."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence

import msgspec
from msgspec import Struct

from regesta.build.messages import Batch, MergeTask, Raw, RawTask, ReadTask, Task
from regesta.build.pool import Pool
from regesta.build.progress import READ, Progress
from regesta.errors import Refusal
from regesta.keep.rows import Row
from regesta.keep.store import ARCHIVE, KnownSource, Reading, Store
from regesta.model import Decision
from regesta.read.reader import Source

GROUPS_A_TASK = 200
_KB = 1000


class Plan(Struct, frozen=True, kw_only=True):
    """What is to be done with each source of a build."""

    read: tuple[Source, ...]
    unchanged: tuple[KnownSource, ...]
    removed: tuple[str, ...]


def plan_reading(sources: Sequence[Source], old: Mapping[str, KnownSource], rules: str) -> Plan:
    """Tell the sources that must be read: new, changed, or last read under other rules."""
    read: list[Source] = []
    unchanged: list[KnownSource] = []
    for source in sources:
        known = old.get(source.name)
        if known and known.whole and (known.sha256, known.rules) == (source.sha256, rules):
            unchanged.append(known)
        else:
            read.append(source)
    present = {source.name for source in sources}
    removed = tuple(name for name in old if name not in present)
    return Plan(read=tuple(read), unchanged=tuple(unchanged), removed=removed)


def read_sources(
    plan: Plan, store: Store, pool: Pool, rules: str, progress: Progress | None
) -> None:
    """Read what the plan says into the store, the largest first, so that no worker idles."""
    order = sorted(plan.read, key=lambda source: (-source.size, source.name))
    numbers = {
        source.name: store.add_source(source.name, source.sha256, rules, source.size)
        for source in plan.read
    }
    total = sum(source.size for source in order) // _KB
    done = 0

    def receive(task: int, message: Batch | Raw) -> None:
        if isinstance(message, Batch):
            _enter(store, numbers[order[task].name], message)

    def ended(task: int, death: str) -> None:
        nonlocal done
        source = order[task]
        if death:
            store.drop_source(numbers[source.name])
            store.add_refusals(numbers[source.name], [_crashed(source.name, death)])
        done += source.size
        if progress:
            progress(READ, done // _KB, total)

    pool.run([ReadTask(source) for source in order], receive, ended)


def merge_doubles(
    sources: Sequence[Source], store: Store, pool: Pool, decided: Mapping[str, Sequence[Decision]]
) -> int:
    """Make one record of all readings of the same one; returns how many there are.

    A record that people decided something about, by its id in `decided`, is made anew as
    they decided, and what was read stands behind it, for the day when they undo it.

    They are read again, since what is merged must be what the sources say and not what was
    made of each alone. Groups that the old build merged already are taken over.
    """
    groups: dict[str, list[Reading]] = {
        _key(group, decided.get(group[0].id, ())): group for group in store.doubles(decided)
    }
    if not groups:
        return 0
    held = store.copy_merged(list(groups))
    fresh = {key: group for key, group in groups.items() if key not in held}
    bodies = _read_again(fresh, {source.name: source for source in sources}, store, pool)
    fresh = {key: group for key, group in fresh.items() if group[0].id in bodies}
    _merge_groups(fresh, bodies, store, pool, decided)
    _stand_behind(groups, store)
    return sum(len(group) > 1 for group in groups.values())


def _read_again(
    groups: Mapping[str, list[Reading]], sources: Mapping[str, Source], store: Store, pool: Pool
) -> dict[str, list[tuple[str, int, bytes]]]:
    """Return by id the readings as the sources give them: (source, place, encoded record)."""
    wanted: dict[str, set[str]] = {}
    names = store.source_names()
    for group in groups.values():
        for reading in group:
            wanted.setdefault(names[reading.source], set()).add(reading.id)
    tasks: list[Task] = [
        RawTask(sources[name], frozenset(ids)) for name, ids in sorted(wanted.items())
    ]
    order = sorted(wanted)
    bodies: dict[str, list[tuple[str, int, bytes]]] = {}

    def receive(task: int, message: Batch | Raw) -> None:
        if isinstance(message, Raw):
            found = bodies.setdefault(message.id, [])
            found.append((order[task], len(found), message.body))

    def ended(task: int, death: str) -> None:
        if death:
            refusal = _crashed(order[task], death)
            store.add_refusals(ARCHIVE, [refusal])

    pool.run(tasks, receive, ended)
    return bodies


def _merge_groups(
    groups: Mapping[str, list[Reading]],
    bodies: Mapping[str, list[tuple[str, int, bytes]]],
    store: Store,
    pool: Pool,
    decided: Mapping[str, Sequence[Decision]],
) -> None:
    listing = store.listing_sources()
    by_lists: dict[tuple[int, ...], list[str]] = {}
    for key, group in groups.items():
        lists = tuple(sorted({one.source for one in group} & listing))
        by_lists.setdefault(lists, []).append(key)
    tasks: list[Task] = []
    keys: list[list[str]] = []
    for lists, members in sorted(by_lists.items()):
        entities = [msgspec.msgpack.encode(one) for one in store.listed(lists)] if lists else []
        for start in range(0, len(members), GROUPS_A_TASK):
            part = members[start : start + GROUPS_A_TASK]
            read = [[body for *_, body in sorted(bodies[groups[key][0].id])] for key in part]
            ids = [groups[key][0].id for key in part]
            said = {id: decided[id] for id in ids if id in decided}
            tasks.append(MergeTask(read, entities, said))
            keys.append(part)

    def receive(task: int, message: Batch | Raw) -> None:
        if isinstance(message, Batch):
            names = {groups[key][0].id: key for key in keys[task]}
            store.add_rows(ARCHIVE, message.rows, [names[row.id] for row in message.rows])
            store.add_refusals(ARCHIVE, message.refusals)

    def ended(task: int, death: str) -> None:
        if death:
            reason = (
                f"Readings of {len(keys[task])} records could not be merged: the worker {death}."
            )
            place = groups[keys[task][0]][0].id
            store.add_refusals(ARCHIVE, [Refusal(source="", place=place, reason=reason)])

    pool.run(tasks, receive, ended)


def enter_merged(
    store: Store, decided: Mapping[str, Sequence[Decision]], rows: Iterable[Row]
) -> int:
    """Enter records that were merged elsewhere; returns how many were read more than once."""
    groups = {_key(group, decided.get(group[0].id, ())): group for group in store.doubles(decided)}
    keys = {group[0].id: key for key, group in groups.items()}
    for row in rows:
        store.add_rows(ARCHIVE, [row], [keys[row.id]])
    _stand_behind(groups, store)
    return sum(len(group) > 1 for group in groups.values())


def _stand_behind(groups: Mapping[str, list[Reading]], store: Store) -> None:
    """Hide all readings behind the merged record, or behind the first where there is none."""
    merged = store.merged_ids()
    hidden: list[int] = []
    for group in groups.values():
        behind = group if group[0].id in merged else group[1:]
        hidden.extend(reading.number for reading in behind)
    store.shadow(hidden)


def _enter(store: Store, number: int, batch: Batch) -> None:
    store.add_entities(number, batch.entities)
    store.add_collections(number, batch.collections)
    store.add_rows(number, batch.rows)
    store.add_refusals(number, batch.refusals)


def _key(group: Sequence[Reading], decisions: Sequence[Decision]) -> str:
    """What a merged record was made of: the readings, and what people decided about it."""
    origins = "\n".join((group[0].id, *(reading.origin for reading in group)))
    said = msgspec.json.encode(decisions) if decisions else b""
    return hashlib.sha256(origins.encode() + said).hexdigest()


def _crashed(name: str, death: str) -> Refusal:
    return Refusal(
        source=name,
        reason=f"The process that read it {death}.",
        way_out="It is tried again at the next build; if that fails too, report it with the file.",
    )
