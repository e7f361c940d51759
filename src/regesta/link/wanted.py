"""Documents that the archive lacks: absent references that mean one document, merged into one.

An absent reference is wanted when it tells enough to ask an archive for the document:

* a number with the post or correspondent it came from or went to, or with the series it is
  counted in ("NSC 68"), or with its genre and exact day;
* or an exact day with a genre and at least one correspondent; of a meeting or a conversation
  both, since "the meeting of 5 May" may be anyone's.

Whatever tells less ("a meeting", "his letter") stays absent without becoming wanted: two such
citations could not be known to mean one document. A bare number of a record that cites the
same number in full elsewhere joins it. Conflicting facts never merge: other numbers, series,
days, minutes, posts, or persons. Numbers begin anew, so undated citations of one number merge
only within half a year.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from msgspec import Struct, field
from msgspec.structs import replace

from regesta.link.describe import HOME
from regesta.link.header import Header, ordinal
from regesta.link.keys import Index
from regesta.link.parties import Party, may_be_same, party_named, same_party, words
from regesta.link.wanted_place import Neighbours
from regesta.link.wanted_title import slug_of, title_of
from regesta.model import Citing, DateSpan, Description, Reference, Wanted
from regesta.understand.mentions_words import words as cable_words

References = Mapping[str, tuple[Reference, ...]]
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


def find_wanted(
    index: Index, references: References
) -> tuple[list[Wanted], dict[str, tuple[Reference, ...]]]:
    """Return the wanted documents, most cited first, and the references with their ids."""
    headers = index.headers
    by_id = {one.id: one for one in headers}
    facts = [fact for fact in _facts(index, references) if fact is not None]
    clusters = sorted(_clusters(facts), key=_order)
    neighbours = Neighbours(headers)
    taken: Counter[str] = Counter()
    found: list[Wanted] = []
    named = {id: list(made) for id, made in references.items()}
    for cluster in clusters:
        wanted = _wanted(cluster, by_id, neighbours, taken)
        found.append(wanted)
        for fact in cluster.facts:
            id, number = fact.place
            named[id][number] = replace(named[id][number], wanted=wanted.id)
    found.sort(key=lambda one: (-len({by.id for by in one.cited_by}), -len(one.cited_by), one.id))
    return found, {id: tuple(made) for id, made in named.items()}


def _order(cluster: Cluster) -> tuple[int, str, int]:
    id, number = min(fact.place for fact in cluster.facts)
    return cluster.day or cluster.cited, id, number


def _facts(index: Index, references: References) -> Iterator[Fact | None]:
    for id in sorted(references):
        place = index.by_id[id]
        for number, one in enumerate(references[id]):
            if one.status == "absent" and not one.describes.edition:
                yield _fact(index.headers[place], index.when[place], number, one)


def _fact(citing: Header, cited: int, number: int, one: Reference) -> Fact | None:
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


def _clusters(facts: Iterable[Fact]) -> Iterator[Cluster]:
    groups: defaultdict[tuple[str, str, str], list[Fact]] = defaultdict(list)
    for fact in facts:
        groups[_group(fact)].append(fact)
    for key in sorted(groups):
        group = sorted(groups[key], key=_telling)
        whole = [fact for fact in group if fact.is_enough]
        clusters = _gather(whole)
        if clusters and key[1] and len(whole) < len(group):
            _join_bare((fact for fact in group if not fact.is_enough), clusters)
        yield from clusters


def _group(fact: Fact) -> tuple[str, str, str]:
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


def _wanted(
    cluster: Cluster, by_id: Mapping[str, Header], neighbours: Neighbours, taken: Counter[str]
) -> Wanted:
    facts = sorted(cluster.facts, key=lambda fact: (fact.cited, fact.place))
    meant = _merged(facts)
    first = by_id[facts[0].place[0]].latest[:10]
    slug = slug_of(meant, first)
    taken[slug] += 1
    after, before = neighbours.around(
        cluster.sender, cluster.recipient, cluster.day, cluster.minute, facts[0].cited
    )
    return Wanted(
        id=slug if taken[slug] == 1 else f"{slug}-{taken[slug]}",
        title=title_of(_as_told(meant, [by_id[fact.place[0]] for fact in facts]), first),
        describes=meant,
        cited_by=tuple(
            {
                (fact.place[0], fact.reference.quote): _citing(by_id[fact.place[0]], fact.reference)
                for fact in facts
            }.values()
        ),
        after=after,
        before=before,
    )


def _as_told(meant: Description, citing: Sequence[Header]) -> Description:
    """Leave "the Department" its name where no citing record tells that it is the one we know.

    "Department" alone is the home office of whoever speaks; only where a correspondent bears
    the full name of a department of the gazetteer is its seat known.
    """
    if any(f"@{HOME}" in (*one.senders, *one.recipients) for one in citing):
        return meant
    if meant.post == HOME:
        meant = replace(meant, post="", sender=_department(meant.sender))
    if meant.to_post == HOME:
        meant = replace(meant, to_post="", recipient=_department(meant.recipient))
    return meant


def _department(name: str) -> str:
    return "the Department" if name in ("", "Department") else name


def _citing(header: Header, reference: Reference) -> Citing:
    return Citing(
        id=header.id,
        title=header.title,
        date=_edtf(header),
        quote=reference.quote,
        relation=reference.relation,
    )


def _edtf(header: Header) -> str:
    """Return the date of a header as EDTF: to the minute, the day or month, or from and to."""
    first, last = header.earliest, header.latest
    if first == last:
        return first
    for width in (10, 7, 4):
        if first[:width] == last[:width]:
            return first[:width]
    return f"{first[:10]}/{last[:10]}"


def _merged(facts: Sequence[Fact]) -> Description:
    """Return all that the citations tell; where they differ in words, what most say."""
    told = [fact.reference.describes for fact in facts]
    if len(told) == 1:
        return _alone(facts[0])
    posts = _most(one.post for one in told), _most(one.to_post for one in told)
    number, genre = _most(one.number for one in told), _most(one.genre for one in told)
    return Description(
        genre=_wired(genre) if number and any(posts) else genre,
        number=number,
        series=_most(one.series for one in told),
        sender=_most(fact.reference.describes.sender for fact in facts if fact.sender),
        recipient=_most(fact.reference.describes.recipient for fact in facts if fact.recipient),
        post=posts[0],
        to_post=posts[1],
        date=_date(told),
    )


def _alone(fact: Fact) -> Description:
    """Return what the only citation tells, without names that name nobody."""
    told = fact.reference.describes
    return replace(
        told,
        genre=_wired(told.genre) if told.number and (told.post or told.to_post) else told.genre,
        sender=told.sender if fact.sender else "",
        recipient=told.recipient if fact.recipient else "",
        date=_date([told]),
        edition="",
    )


def _wired(genre: str) -> str:
    """Return what a post numbers and wires as a telegram: "Seoul's 302" needs no noun."""
    if words().families.get(genre) != "telegram" or "circular" in genre:
        return genre
    return "telegram"


def _most(values: Iterable[str]) -> str:
    """Return the value told most often, the first of equals, "" where none is."""
    count = Counter(value for value in values if value)
    return count.most_common(1)[0][0] if count else ""


def _date(told: Sequence[Description]) -> DateSpan | None:
    """Return the most exact date; it carries no words of one citation alone."""
    dates = [one.date for one in told if one.date]
    if not dates:
        return None
    best = min(dates, key=lambda one: (not one.minute, not one.day, one.earliest, one.latest))
    return replace(best, quote="", rule="")
