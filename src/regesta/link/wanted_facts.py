"""Absent references as facts, gathered to those that mean one document.

What tells too little is no fact; conflicting facts never merge: see `wanted`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from msgspec import Struct, field

from regesta.link.header import Header
from regesta.link.parties import Party, may_be_same, party_named, same_party, words
from regesta.link.words import ordinal
from regesta.model import Reference
from regesta.understand.mentions_words import words as cable_words

_APART = 183  # days between two undated citations of one number
_BACK = 400  # days that a citation may lie after the document
_SCANNED = 40  # clusters of one number or day that are compared, the latest first
_GLOBAL = 5  # digits; so long are the numbers of offices that count all they send in one series
_NUMBERED_ONLY = frozenset(("statement", "proposal", "recommendation", "draft", "decision"))


class Fact(Struct, frozen=True, kw_only=True):
    """An absent reference with what it tells, ready to be compared."""

    place: tuple[str, int]
    reference: Reference
    family: str
    number: str
    series: str
    sender: Party
    recipient: Party
    day: int
    minute: str
    cited: int

    @property
    def is_counted(self) -> bool:
        """Whether the series alone tells which number is meant; airgrams are counted by post."""
        return bool(self.series) and self.family != "airgram"

    @property
    def is_enough(self) -> bool:
        """Whether it tells enough to ask for the document; the rule at the head of the file."""
        if self.number:
            dated = self.day and self.reference.describes.genre
            return bool(self.sender or self.recipient or self.is_counted or dated)
        if self.family == "conversation":
            return bool(self.day and self.sender and self.recipient)
        return bool(self.day and (self.sender or self.recipient))


class Cluster(Struct, kw_only=True):
    """Facts taken to mean one document, and what they agree on."""

    facts: list[Fact] = field(default_factory=list)
    sender: Party = Party()
    recipient: Party = Party()
    day: int = 0
    minute: str = ""
    cited: int = 0

    def add(self, fact: Fact) -> None:
        """Take a fact in."""
        self.facts.append(fact)
        self.sender = _joined(self.sender, fact.sender)
        self.recipient = _joined(self.recipient, fact.recipient)
        self.day = self.day or fact.day
        self.minute = self.minute or fact.minute
        self.cited = max(self.cited, fact.cited)


def _joined(one: Party, other: Party) -> Party:
    return Party(one.post or other.post, one.names | other.names) if one and other else one or other


def fact_of(citing: Header, cited: int, number: int, one: Reference) -> Fact | None:
    """Return what a record's reference of this number tells of an absent document, if anything.

    `cited` is the day by which the citing record stands in its volume.
    """
    if one.status != "absent" or one.describes.edition:
        return None
    meant = one.describes
    family = words().families.get(meant.genre, meant.genre)
    if meant.genre in _NUMBERED_ONLY or (meant.series and family == "telegram"):
        family = "series"
    if not meant.number and (not meant.genre or family == "series"):
        return None
    exact = meant.date.day if meant.date else ""
    return Fact(
        place=(citing.id, number),
        reference=one,
        family=family,
        number=meant.number.replace("–", "-").lstrip("0"),
        series=_series(meant.series),
        sender=party_named(meant.sender, meant.post),
        recipient=party_named(meant.recipient, meant.to_post),
        day=ordinal(exact),
        minute=meant.date.minute if meant.date else "",
        cited=cited or ordinal(exact),
    )


def _series(series: str) -> str:
    """Return the series as a key, "" for what only the catalogue of an archive counts in."""
    known = cable_words().series
    return series.casefold().replace(".", "") if series in known else ""


def clusters_of(key: tuple[str, str, str], facts: Iterable[Fact]) -> list[Cluster]:
    """Return the documents that the facts of one group mean."""
    group = sorted(facts, key=_telling)
    whole = [fact for fact in group if fact.is_enough]
    clusters = _gather(whole)
    if clusters and key[1] and len(whole) < len(group):
        _join_bare((fact for fact in group if not fact.is_enough), clusters)
    return clusters


def group_of(fact: Fact) -> tuple[str, str, str]:
    """Return the key under which facts may mean one document: no others are compared."""
    if fact.number:
        return fact.family, fact.number, fact.series
    return fact.family, "", str(fact.day)


def _telling(fact: Fact) -> tuple[bool, bool, bool, int, tuple[str, int]]:
    """Order facts: those that tell most come first, so that vaguer ones find them."""
    return (
        not fact.sender, not fact.recipient, not fact.day, fact.day or fact.cited, fact.place,
    )  # fmt: skip


def _gather(facts: Iterable[Fact]) -> list[Cluster]:
    clusters: list[Cluster] = []
    for fact in facts:
        fitting = [one for one in clusters[-_SCANNED:] if _fits(one, fact)]
        if fitting:
            fitting.sort(key=lambda one: abs((one.day or one.cited) - (fact.day or fact.cited)))
            # a vague citation that fits two documents equally well names neither
            if len(fitting) == 1 or fact.sender or fact.recipient:
                fitting[0].add(fact)
                continue
        clusters.append(Cluster())
        clusters[-1].add(fact)
    return clusters


def _fits(cluster: Cluster, fact: Fact) -> bool:
    """Tell whether a fact can mean a cluster's document: nothing conflicts, enough agrees."""
    if not (
        _same_time(cluster, fact)
        and may_be_same(cluster.sender, fact.sender)
        and _goes_there(cluster, fact)
    ):
        return False
    if fact.number:
        # a number is counted by whoever sends, or by its series; else the day must speak
        return bool(
            fact.is_counted
            or (cluster.sender and fact.sender)
            or (cluster.day and cluster.day == fact.day)
            or (cluster.recipient and fact.recipient and _from_home(cluster, fact))
        )
    return same_party(cluster.sender, fact.sender) or (
        same_party(cluster.recipient, fact.recipient)
    )


def _same_time(cluster: Cluster, fact: Fact) -> bool:
    if cluster.minute and fact.minute and cluster.minute != fact.minute:
        return False
    if cluster.day and fact.day:
        return cluster.day == fact.day
    return _near(cluster, fact)


def _from_home(cluster: Cluster, fact: Fact) -> bool:
    """Whether both came from the home office, as "telegram 302 to Rome" does unless told."""
    return all(not sender or sender.is_home for sender in (cluster.sender, fact.sender))


def _goes_there(cluster: Cluster, fact: Fact) -> bool:
    if may_be_same(cluster.recipient, fact.recipient):
        if not (fact.number and cluster.sender.is_home) or len(fact.number) >= _GLOBAL:
            return True
        # the home office counts its telegrams by addressee, so that must be known
        told = cluster.recipient and fact.recipient
        return bool(told) or any(fact.place[0] == one.place[0] for one in cluster.facts)
    # a mission's own number is the same whoever among its readers cites it
    return bool(fact.number and fact.sender.post and not fact.sender.is_home and fact.day)


def _near(cluster: Cluster, fact: Fact) -> bool:
    if not fact.number or (fact.series and fact.family == "report"):
        return True
    if not cluster.day and not fact.day:
        return abs(cluster.cited - fact.cited) <= _APART
    day, cited = (cluster.day, fact.cited) if cluster.day else (fact.day, cluster.cited)
    return -1 <= cited - day <= _BACK


def _join_bare(facts: Iterable[Fact], clusters: Sequence[Cluster]) -> None:
    """Let a bare number mean what its own record tells more of elsewhere."""
    homes: defaultdict[str, list[Cluster]] = defaultdict(list)
    for cluster in clusters:
        for id in {fact.place[0] for fact in cluster.facts}:
            homes[id].append(cluster)
    for fact in facts:
        known = homes.get(fact.place[0], ())
        if len(known) == 1:
            known[0].add(fact)
