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

from msgspec.structs import replace

from regesta.link.describe import HOME
from regesta.link.header import Header
from regesta.link.keys import Index
from regesta.link.parties import words
from regesta.link.wanted_facts import Cluster, Fact, clusters_of, fact_of, group_of
from regesta.link.wanted_place import Between, Neighbours
from regesta.link.wanted_title import slug_of, title_of
from regesta.model import Citing, DateSpan, Description, Reference, Wanted

References = Mapping[str, tuple[Reference, ...]]


def find_wanted(
    index: Index, references: References
) -> tuple[list[Wanted], dict[str, tuple[Reference, ...]]]:
    """Return the wanted documents, most cited first, and the references with their ids."""
    headers = index.headers
    by_id = {one.id: one for one in headers}
    groups: defaultdict[tuple[str, str, str], list[Fact]] = defaultdict(list)
    for fact in _facts(index, references):
        groups[group_of(fact)].append(fact)
    clusters = [cluster for key in sorted(groups) for cluster in clusters_of(key, groups[key])]
    clusters.sort(key=order_of)
    neighbours = Neighbours(headers)
    taken: Counter[str] = Counter()
    found: list[Wanted] = []
    named = {id: list(made) for id, made in references.items()}
    for cluster in clusters:
        meant, slug = describe_all(cluster, by_id)
        taken[slug] += 1
        beside = neighbours.around(between(cluster))
        wanted = write_wanted(cluster, by_id, meant, numbered(slug, taken[slug]), beside)
        found.append(wanted)
        for fact in cluster.facts:
            id, number = fact.place
            named[id][number] = replace(named[id][number], wanted=wanted.id)
    found.sort(key=rank_of)
    return found, {id: tuple(made) for id, made in named.items()}


def rank_of(one: Wanted) -> tuple[int, int, str]:
    """Return by what wanted documents stand in order: those that most records cite first."""
    return -len({by.id for by in one.cited_by}), -len(one.cited_by), one.id


def numbered(slug: str, number: int) -> str:
    """Return the id of one of the documents that the same slug describes."""
    return slug if number == 1 else f"{slug}-{number}"


def order_of(cluster: Cluster) -> tuple[int, str, int]:
    """Return by what clusters stand in order: their day, then their first citation."""
    id, number = min(fact.place for fact in cluster.facts)
    return cluster.day or cluster.cited, id, number


def _facts(index: Index, references: References) -> Iterator[Fact]:
    for id in sorted(references):
        place = index.by_id[id]
        for number, one in enumerate(references[id]):
            fact = fact_of(index.headers[place], index.when[place], number, one)
            if fact is not None:
                yield fact


def _in_time(cluster: Cluster) -> list[Fact]:
    return sorted(cluster.facts, key=lambda fact: (fact.cited, fact.place))


def describe_all(cluster: Cluster, by_id: Mapping[str, Header]) -> tuple[Description, str]:
    """Return all that a document's citations tell of it, and the slug that makes of it."""
    facts = _in_time(cluster)
    meant = _merged(facts)
    return meant, slug_of(meant, by_id[facts[0].place[0]].latest[:10])


def between(cluster: Cluster) -> Between:
    """Return what tells where a document falls in the exchange of its correspondents."""
    return Between(
        cluster.sender, cluster.recipient, cluster.day, cluster.minute, _in_time(cluster)[0].cited
    )


def write_wanted(
    cluster: Cluster,
    by_id: Mapping[str, Header],
    meant: Description,
    id: str,
    beside: tuple[str, str],
) -> Wanted:
    """Return the wanted document of a cluster; `beside` are the records before and after it."""
    facts = _in_time(cluster)
    first = by_id[facts[0].place[0]].latest[:10]
    return Wanted(
        id=id,
        title=title_of(_as_told(meant, [by_id[fact.place[0]] for fact in facts]), first),
        describes=meant,
        cited_by=tuple(
            {
                (fact.place[0], fact.reference.quote): _citing(by_id[fact.place[0]], fact.reference)
                for fact in facts
            }.values()
        ),
        after=beside[0],
        before=beside[1],
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
