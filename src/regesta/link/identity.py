"""Persons of several lists known as one: by their names, offices, and what forbids it.

Entries meet under keys (surname, spelling, sound), so no two others are ever compared. How
their names agree says how much else must speak for it: names alike need nothing more, a
surname alone needs the same offices. Surest first, pairs become one, unless what is joined
already holds a name that forbids it; and since one list knows its persons apart, two of its
entries under different names are never joined. A cross-reference ("see Duong Van Minh") is
the person of the same list that it names. A pseudonym keeps its own entry: whoever used it
meant to be hidden, and the reader is told by its description.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import combinations, pairwise
from math import fsum, log
from typing import TypeVar

from msgspec import Struct

from regesta.link.identity_names import Person, agreement, blocks, forbids, person
from regesta.model import Decision, Entity

Met = TypeVar("Met")

_MOST = 120  # spellings under one key that are compared one with another
# How much of what the descriptions say must be the same, by how the names agree; then how
# sure the joining is. Fitted on the lists of the development volumes.
_NEEDED = {
    "alike": (0.0, 0.99), "open": (0.0, 0.96), "suffix": (0.15, 0.95), "short": (0.05, 0.95),
    "romanised": (0.1, 0.95), "other": (0.35, 0.9),
    "inner": (0.15, 0.93), "initials": (0.1, 0.93), "spelled": (0.15, 0.93),
    "loose": (0.4, 0.9), "middle": (0.35, 0.9), "first": (0.45, 0.88), "surname": (0.5, 0.85),
}  # fmt: skip
_COMMON, _FEW = 0.25, 5  # of the entries: a word in more tells nothing, if they are many


class Joined(Struct, frozen=True, kw_only=True, order=True):
    """Two entries taken to be one person, how sure, and by what: `rule` names the agreement."""

    confidence: float
    one: str
    other: str
    rule: str
    shared: float


def join_persons(entities: Iterable[Entity], decisions: Sequence[Decision] = ()) -> dict[str, str]:
    """Return for each entry that another one stands for the id of that one.

    A decision about an "entity" outweighs every rule: "merge" joins `subject` with `value`,
    "split" keeps them apart.
    """
    persons = sorted((one for one in entities if one.kind == "person"), key=lambda one: one.id)
    people = {one.id: person(one) for one in persons}
    pairs = list(find_pairs(list(people.values())))
    return join_groups(people, pairs, decisions)


def find_pairs(people: Sequence[Person]) -> Iterator[Joined]:
    """Yield the pairs of entries that are one person by their names and descriptions."""
    weights = weigh_words(Counter(word for one in people for word in one.words), len(people))
    spelled: defaultdict[tuple[object, ...], list[Person]] = defaultdict(list)
    for one in people:
        spelled[one.spelled].append(one)
    yield from pointers(people)
    for same in spelled.values():
        yield from alike(same)
    compared: set[tuple[object, object]] = set()
    for met in _meetings(spelled):
        for mine, yours in combinations(met, 2):
            key = (mine, yours) if repr(mine) < repr(yours) else (yours, mine)
            if key not in compared:
                compared.add(key)
                yield from compared_names(spelled[key[0]], spelled[key[1]], weights)


def alike(same: Sequence[Person]) -> Iterator[Joined]:
    """Yield the entries that spell the name alike, in order of their ids, each with the next."""
    if same[0].given or same[0].whole:
        for one, other in pairwise(same):
            yield Joined(confidence=0.99, one=one.id, other=other.id, rule="alike", shared=1.0)


def near_pairs(people: Sequence[Person]) -> Iterator[Joined]:
    """Yield the pairs whose names agree and of whom nothing says that they are two.

    Their entries share too little for a rule to join them; `shared` is how much. Of entries
    that are joined already one is given for all.
    """
    weights = weigh_words(Counter(word for one in people for word in one.words), len(people))
    spelled: defaultdict[tuple[object, ...], list[Person]] = defaultdict(list)
    for one in people:
        spelled[one.spelled].append(one)
    met = [pair for group in _meetings(spelled) for pair in combinations(group, 2)]
    same = [(key, key) for key, group in spelled.items() if len(group) > 1]
    for mine, yours in dict.fromkeys(tuple(sorted(pair, key=repr)) for pair in (*same, *met)):
        rule = agreement(spelled[mine][0], spelled[yours][0]) if mine != yours else "alike"
        if not rule:
            continue
        for one, other in _each_pair(spelled[mine], spelled[yours]):
            if not (one.see or other.see) and _may_be_one(one, other):
                share = shared(one, other, weights)
                yield Joined(
                    confidence=round(_NEEDED[rule][1] * (0.5 + share / 2), 4), one=one.id,
                    other=other.id, rule=rule, shared=share,
                )  # fmt: skip


def _each_pair(mine: Sequence[Person], yours: Sequence[Person]) -> Iterator[tuple[Person, Person]]:
    if mine is yours:
        yield from combinations(mine, 2)
    else:
        yield from ((one, other) for one in mine for other in yours)


def _meetings(
    spelled: Mapping[tuple[object, ...], Sequence[Person]],
) -> Iterator[list[tuple[object, ...]]]:
    """Yield the spellings that share a key, those of one first letter where they are many."""
    met: defaultdict[str, list[tuple[object, ...]]] = defaultdict(list)
    for key, same in spelled.items():
        for block in sorted({block for one in same for block in blocks(one)}):
            met[block].append(key)
    for block in sorted(met):
        yield from parted(met[block], lambda key: spelled[key][0].given)


def parted(met: list[Met], given: Callable[[Met], Sequence[str]]) -> Iterator[list[Met]]:
    """Yield spellings that share a key, in their order, those of one first letter if many."""
    if len(met) <= _MOST:
        yield met
        return
    letters: defaultdict[str, list[Met]] = defaultdict(list)
    for key in met:
        names = given(key)
        letters[names[0][0] if names else ""].append(key)
    yield from (part[:_MOST] for part in letters.values())


def compared_names(
    mine: Sequence[Person], yours: Sequence[Person], weights: Mapping[str, float]
) -> Iterator[Joined]:
    """Yield the entries of two spellings that are one person."""
    rule = agreement(mine[0], yours[0])
    if not rule:
        return
    needed, sure = _NEEDED[rule]
    for one in mine:
        for other in yours:
            if one.see or other.see or not _may_be_one(one, other):
                continue
            if rule == "other" and one.woman != other.woman:
                continue  # a wife listed under her own name and her husband's
            share = shared(one, other, weights)
            if share >= needed:
                confidence = round(min(0.999, sure + 0.05 * share), 4)
                yield Joined(
                    confidence=confidence, one=one.id, other=other.id, rule=rule, shared=share
                )


def _may_be_one(one: Person, other: Person) -> bool:
    return not (
        # a wife under her husband's name: Madame Nhu
        (one.woman != other.woman and one.whole == other.whole and one.given == other.given)
        or (one.born and other.born and one.born != other.born)
        or (one.died and other.died and one.died != other.died)
    )


def weigh_words(count: Mapping[str, int], total: int) -> dict[str, float]:
    """Return how much each word of the descriptions tells, 0 to 1: rare ones most.

    `count` are the entries of each word, `total` all entries.
    """
    return {
        word: log(1 + total / seen) / log(1 + total)
        for word, seen in count.items()
        if seen < max(_COMMON * total, _FEW)
    }


def shared(one: Person, other: Person, weights: Mapping[str, float]) -> float:
    """Return how much of the shorter description stands in the other too, rare words first."""
    few, many = sorted((one.words, other.words), key=len)
    # exact, so that the order in which a set gives its words makes no difference
    both = fsum(weights.get(word, 0.0) for word in few & many)
    whole = fsum(weights.get(word, 0.0) for word in few)
    return both / (whole + 0.5)


def pointers(people: Sequence[Person]) -> Iterator[Joined]:
    """Yield each cross-reference with the one entry of its list that it names."""
    lists: defaultdict[tuple[str, str], list[Person]] = defaultdict(list)
    for one in people:
        for word in {one.surname, *one.whole, *one.given} - {""}:
            lists[one.origin, word].append(one)
    for one in people:
        if not one.see:
            continue
        near = [lists[one.origin, word] for word in one.see if (one.origin, word) in lists]
        named = [
            other
            for other in min(near, key=len, default=[])
            if other.id != one.id
            and not other.see
            and one.see <= {other.surname, *other.whole, *other.given}
        ]
        if len(named) == 1:
            yield Joined(confidence=0.84, one=one.id, other=named[0].id, rule="see", shared=1.0)


def join_groups(
    people: Mapping[str, Person], pairs: Iterable[Joined], decisions: Sequence[Decision]
) -> dict[str, str]:
    """Join pairs, the surest first, unless the names of two groups forbid it."""
    leader = {id: id for id in people}
    members = {id: [id] for id in people}
    apart = _decided(decisions, "split")

    def join(one: str, other: str) -> None:
        first, last = sorted((leader[one], leader[other]), key=lambda id: (-len(members[id]), id))
        for id in members[last]:
            leader[id] = first
        members[first] += members.pop(last)

    for one, other in sorted(_decided(decisions, "merge")):
        if one in leader and other in leader and leader[one] != leader[other]:
            join(one, other)
    for pair in sorted(pairs, key=lambda pair: (-pair.confidence, pair.one, pair.other)):
        mine, yours = leader[pair.one], leader[pair.other]
        if mine == yours or not _allowed(people, members[mine], members[yours], pair):
            continue
        if apart and any(
            (a, b) in apart or (b, a) in apart for a in members[mine] for b in members[yours]
        ):
            continue
        join(pair.one, pair.other)
    return {
        id: shown
        for group in members.values()
        if len(group) > 1
        for shown in [_shown(people, group)]
        for id in group
        if id != shown
    }


def _allowed(
    people: Mapping[str, Person], mine: Sequence[str], yours: Sequence[str], pair: Joined
) -> bool:
    """Tell whether no name of the one group forbids the other's."""
    if pair.rule == "see":
        return True
    if _in_one_list(people, mine, yours):
        return False
    if pair.rule in ("middle", "first", "surname"):
        return True
    ours = {people[id].spelled: people[id] for id in mine}
    theirs = {people[id].spelled: people[id] for id in yours}
    return not any(forbids(one, other) for one in ours.values() for other in theirs.values())


def _in_one_list(people: Mapping[str, Person], mine: Sequence[str], yours: Sequence[str]) -> bool:
    """Tell whether one list has an entry in each group, under other names: it knows them as two."""
    listed: defaultdict[str, set[tuple[object, ...]]] = defaultdict(set)
    for id in mine:
        if not people[id].see:
            listed[people[id].origin].add(people[id].spelled)
    return any(
        listed[people[id].origin] - {people[id].spelled}
        for id in yours
        if people[id].origin in listed and not people[id].see
    )


def _decided(decisions: Iterable[Decision], verdict: str) -> set[tuple[str, str]]:
    return {
        (one.subject, one.value)
        for one in decisions
        if one.about == "entity" and one.verdict == verdict and one.value
    }


def _shown(people: Mapping[str, Person], group: Iterable[str]) -> str:
    """Return the id of the fullest entry; one of the archive's own list before all others."""
    return min(
        group,
        key=lambda id: (
            "/" in id,
            bool(people[id].see),
            -len("".join(people[id].given) or "".join(people[id].whole)),
            -len(people[id].words),
            id,
        ),
    )
