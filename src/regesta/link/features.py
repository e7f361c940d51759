"""How well a record fits a description: named features that add up, each with its reason."""

from __future__ import annotations

from math import log1p

from regesta.link.describe import HOME_KEYS, HOME_POSTS, Meant
from regesta.link.genres import genre_fit
from regesta.link.header import Header
from regesta.link.keys import LETTERS, TALKS, Index

Features = list[tuple[str, float]]

_HALF = 0.45
_ENOUGH_NAMES = 2.0
_ENOUGH_WORDS = 3.0
_REPORTING = frozenset(("telegram", "message", "memorandum", "despatch", "airgram", "letter"))
_REPORTED = 2  # days within which a post reports a talk
# Stems that tell of what lies beside the record, wherever they stand near the mention.
ENCLOSING = frozenset(
    ("enclose", "enclosi", "enclosu", "attache", "attachm", "annexed", "inclose", "inclosi",
     "inclosu", "herewit", "transmi", "forward", "covering")
)  # fmt: skip
ORDERS = ("before", "after", "attached")


def features(meant: Meant, index: Index, citing: int, place: int) -> Features:
    """Return what speaks for and against a record being the one that is meant."""
    here, there = index.headers[citing], index.headers[place]
    found: Features = []
    if meant.kind == "numbered":
        _number(meant, there, found)
    elif meant.number:
        _treats(meant, there, found)
    _posts(meant, index.ends[place], found)
    _ends(meant, index, citing, place, found)
    if meant.first:
        _day(meant, index, place, found)
    elif meant.days:
        _near_day(meant, there, found)
    _age(meant, index, citing, place, found)
    _genre(meant, there, found)
    _place(meant, here, there, citing, place, found)
    if meant.kind != "numbered" or ("same number", 1.0) not in found:
        _names(meant, index, place, found)
    _letter(meant, index, citing, place, found)
    _together(found)
    return found


def _number(meant: Meant, there: Header, found: Features) -> None:
    """Same number and series, the same number in another series, or another number."""
    if meant.series and meant.number in there.treats:
        found.append(("begins with the number", 1.0))
    if not there.numbers:
        found.append(("bears no number", 1.0))
        return
    same = [series for series, number in there.numbers if number == meant.number]
    if not same and any(number.startswith(f"{meant.number}/") for _, number in there.numbers):
        found.append(("revision of the number", 1.0))
        same = [series for series, number in there.numbers if number.startswith(meant.number)]
    elif not same:
        found.append(("another number", 1.0))
        return
    else:
        found.append(("same number", 1.0))
    if meant.series:
        fits = any(series.replace(".", "") == meant.series for series in same)
        other = "number without series" if "telegram" in same else "another series"
        found.append(("same series" if fits else other, 1.0))
    elif any(series in ("telegram", "despatch", "airgram", meant.genre) for series in same):
        found.append(("plain number", 1.0))
    else:
        found.append(("coded series", 1.0))
    if len(meant.number) >= 4:
        found.append(("long number", 1.0))


def _treats(meant: Meant, there: Header, found: Features) -> None:
    """A report on NSC 5514: it begins with that number and does not bear it."""
    if meant.number in there.treats:
        found.append(("treats the number", 1.0))
    if any(number == meant.number for _, number in there.numbers):
        found.append(("is the paper treated", 1.0))


def _together(found: Features) -> None:
    """What several features say together and none says alone."""
    said = dict(found)
    if "same number" in said:
        _numbers_together(said, found)
        return
    sender = said.get("sender fits", 0.0) >= _HALF
    recipient = said.get("recipient fits", 0.0) >= _HALF
    day = "same day" in said
    if sender and recipient:
        found.append(("both ends", 1.0))
    if day and sender:
        found.append(("day and sender", 1.0))
    if day and "carried genre" in said:
        found.append(("day and carried letter", 1.0))
    if day and "same genre" in said:
        found.append(("day and genre", 1.0))
        if sender:
            found.append(("day, genre and sender", 1.0))
        if said.get("parties present", 0.0) >= _HALF:
            found.append(("day, genre and parties", 1.0))
    if sender and "same genre" in said:
        found.append(("genre and sender", 1.0))
        if recipient:
            found.append(("genre and both ends", 1.0))


def _numbers_together(said: dict[str, float], found: Features) -> None:
    # telegrams of two posts often share a number
    if "same post" in said and "addressed there" in said:
        found.append(("number and both posts", 1.0))
    elif "same post" in said:
        found.append(("number and post", 1.0))
    elif "another post" in said:
        found.append(("number of another post", 1.0))
    if "same day" in said:
        found.append(("number and day", 1.0))


def _posts(meant: Meant, ends: tuple[frozenset[str], frozenset[str]], found: Features) -> None:
    """The post it came from and the post it went to."""
    for post, keys, same, other in (
        (meant.post, ends[0], "same post", "another post"),
        (meant.to_post, ends[1], "addressed there", "addressed elsewhere"),
    ):
        if not post:
            continue
        if f"@{post}" in keys:
            found.append((same, 1.0))
        elif post in HOME_POSTS and not HOME_KEYS.isdisjoint(keys):
            found.append(("home office", 1.0))
        elif any(key[0] == "@" for key in keys):
            found.append((other, 1.0))


def _ends(meant: Meant, index: Index, citing: int, place: int, found: Features) -> None:
    """Sender and recipient as named, and whether the record answers the citing one's pair."""
    senders, recipients = index.ends[place]
    if meant.genre in TALKS:
        told = (*meant.senders, *meant.recipients)
        if told:
            there = senders | recipients | index.present[place]
            share = _share(told, there, index)
            found.append(("parties present", share) if share else ("parties not present", 1.0))
            _telling(told, there, index, "party", found)
        _present(meant, index, citing, place, found)
    for told, keys, same, other in (
        (meant.senders, senders, "sender fits", "another sender"),
        (meant.recipients, recipients, "recipient fits", "another recipient"),
    ):
        if not told:
            continue
        share = _share(told, keys, index)
        if share:
            found.append((same, share))
            _telling(told, keys, index, same.split()[0], found)
        elif keys:
            found.append((other, 1.0))
            if _share(told, index.names[place], index):
                found.append((f"{same.split()[0]} named within", 1.0))
        elif _share(told, index.names[place], index):
            found.append((f"{same.split()[0]} among those present", 1.0))
    _pair(meant, index, citing, place, found)


def _pair(meant: Meant, index: Index, citing: int, place: int, found: Features) -> None:
    """Whether it passed between the citing record's own pair, and which way."""
    senders, recipients = index.ends[place]
    mine, yours = index.ends[citing]
    way = ""
    if not senders.isdisjoint(yours) and not recipients.isdisjoint(mine):
        way = "other way"
    elif not senders.isdisjoint(mine) and not recipients.isdisjoint(yours):
        way = "same way"
    if way:
        found.append((f"same pair, {way}", 1.0))
    if meant.answers:
        found.append((f"{way or 'another pair'}, told as answered", 1.0))
    if meant.owner in ("mine", "yours") and meant.genre not in TALKS:
        found.append((f"{way or 'another pair'}, told as {meant.owner}", 1.0))


def _present(meant: Meant, index: Index, citing: int, place: int, found: Features) -> None:
    """A talk told of by one who was there: the other side of the record, the same persons."""
    here, present = index.headers[citing], index.heads[place]
    if meant.owner in ("mine", "yours"):
        other = here.recipients if meant.owner == "mine" else here.senders
        if other:
            _telling(other, present, index, "other side", found)
    if here.genre == "conversation":
        shared = sum(index.weight[key] for key in index.present[citing] & index.present[place])
        found.append(("same persons present", min(round(shared, 3), _ENOUGH_NAMES)))


def _telling(
    told: tuple[str, ...], keys: frozenset[str], index: Index, side: str, found: Features
) -> None:
    """Whether the rarest of the names told is there: "Bishop" of "Mr. Bishop"."""
    rarest = max(
        (key for key in told if key[0] != "@"),
        key=lambda key: index.weight.get(key, 0.0),
        default="",
    )
    if rarest:
        found.append((f"{side}'s own name" if rarest in keys else f"{side}'s office only", 1.0))


def _share(told: tuple[str, ...], keys: frozenset[str], index: Index) -> float:
    whole = shared = 0.0
    for key in told:
        weight = index.weight.get(key, 0.5)
        whole += weight
        if key in keys:
            if key[0] == "@" and key not in HOME_KEYS:
                return 1.0  # a mission is one sender, whoever signs for it
            shared += weight
    return round(shared / whole, 3) if whole else 0.0


def _near_day(meant: Meant, there: Header, found: Features) -> None:
    """Days told near the mention, which may be those of the record."""
    if not there.day:
        return
    if any(first == last and there.day <= first <= there.last for first, last in meant.days):
        found.append(("on a day told near", 1.0))
    elif any(first <= there.last and there.day <= last for first, last in meant.days):
        found.append(("within days told near", 1.0))
    elif any(first - 1 <= there.last and there.day <= last + 1 for first, last in meant.days):
        found.append(("a day off one told near", 1.0))
    else:
        found.append(("on no day told near", 1.0))


def _day(meant: Meant, index: Index, place: int, found: Features) -> None:
    """The day told against the record's day."""
    there = index.headers[place]
    if not there.day:
        found.append(("undated", 1.0))
        if meant.first == meant.last and index.when[place]:
            found.append(("undated, days off", log1p(abs(index.when[place] - meant.first))))
        return
    late = there.day - meant.last
    if meant.genre in TALKS and there.genre in _REPORTING and 0 <= late <= _REPORTED:
        found.append(("reports the talk", 1.0))
    if meant.minute and len(there.earliest) > 10 and meant.minute == there.earliest == there.latest:
        found.append(("same minute", 1.0))
    if meant.first <= there.last and there.day <= meant.last:
        exact = meant.first == meant.last and there.last - there.day <= _REPORTED
        found.append(("same day" if exact else "within the days", 1.0))
    elif meant.first - 1 <= there.last and there.day <= meant.last + 1:
        found.append(("a day off", 1.0))
    else:
        found.append(("another day", 1.0))
        found.append(("days off", log1p(abs(late))))


def _age(meant: Meant, index: Index, citing: int, place: int, found: Features) -> None:
    """How long before the citing record the record was written."""
    if not index.headers[citing].day or not index.headers[place].day:
        found.append(("undated", 1.0))
    days = index.when[citing] - index.when[place]
    if meant.order == "after":
        found.append(
            (f"{'later' if days < 0 else 'earlier' if days else 'same day'}, told after", 1.0)
        )
        found.append(("days apart, told after", log1p(abs(days))))
    elif days < 0:
        found.append(("later than the citing record", 1.0))
        if meant.order in ("before", "known"):
            found.append(("later, told before", 1.0))
        found.append(("days later", log1p(-days)))
    elif meant.first:
        return  # the day told says more than the distance
    elif days == 0:
        found.append(("same date as the citing record", 1.0))
    else:
        found.append(("days before", log1p(days)))
        if days > 400:
            found.append(("more than a year before", 1.0))


def _genre(meant: Meant, there: Header, found: Features) -> None:
    fit = genre_fit(meant.genre, there.genre)
    if fit == "kin" and there.carries and meant.genre in LETTERS:
        found.append(("carried genre", 1.0))
    elif fit != "open":
        found.append((f"{fit} genre", 1.0))
    if there.genre == "editorial":
        found.append(("editors' own note", 1.0))


def _letter(meant: Meant, index: Index, citing: int, place: int, found: Features) -> None:
    """A message to the citing record's writer may lie in a telegram that transmits it."""
    here, there = index.headers[citing], index.headers[place]
    if meant.genre not in LETTERS or there.genre == "letter" or not there.carries:
        return
    found.append(("carries a letter", 1.0))
    writer = here.senders if meant.owner == "yours" else meant.recipients
    way = {"yours": "same pair, other way", "mine": "same pair, same way"}.get(meant.owner)
    if way and (way, 1.0) in found:
        found.append((f"carried, {way}", 1.0))
        if meant.quoted:
            found.append(("carried between those of the letter", 1.0))
    if any(key in writer for key in there.carries):
        found.append(("letter to the one meant", 1.0))
        if ("same day", 1.0) in found:
            found.append(("letter of the day to the one meant", 1.0))


def _place(
    meant: Meant, here: Header, there: Header, citing: int, place: int, found: Features
) -> None:
    """Where it stands: beside the citing record, in its chapter, attached to it."""
    if here.volume != there.volume:
        if here.volume and there.volume:  # loose papers belong to all
            found.append(("another collection", 1.0))
        return
    if there.parent == here.id or here.parent == there.id:
        found.append(("part of the same", 1.0))
    step = place - citing
    side = "before" if step < 0 else "after"
    if abs(step) <= 2 and not meant.first and not ENCLOSING.isdisjoint(meant.words):
        found.append((f"beside {side}, enclosed", 1.0))
    if abs(step) == 1:
        found.append((f"just {side}", 1.0))
        if meant.order in ORDERS:
            found.append((f"just {side}, told {meant.order}", 1.0))
    elif abs(step) <= 3:
        found.append((f"near {side}", 1.0))
        if meant.order in ORDERS:
            found.append((f"near {side}, told {meant.order}", 1.0))
    else:
        found.append(("distance", log1p(abs(step))))
    if here.chapter and here.chapter == there.chapter:
        found.append(("same chapter", 1.0))


def _names(meant: Meant, index: Index, place: int, found: Features) -> None:
    """Names near the mention, and words, that stand in the record's opening."""
    told = index.told[place]
    hits = [key for key in meant.near if key in told]
    if hits:
        at_head = index.heads[place]
        first = later = 0.0
        for key in hits:
            if key in at_head:
                first += index.weight.get(key, 0.0)
            else:
                later += index.weight.get(key, 0.0)
        if first:
            found.append(("names at its head", min(first, _ENOUGH_NAMES)))
        if later:
            found.append(("names within it", min(later, _ENOUGH_NAMES)))
    elif meant.near:
        found.append(("no name shared", 1.0))
    _words(meant, index, place, found)


def _words(meant: Meant, index: Index, place: int, found: Features) -> None:
    """Words near the mention that stand in the record's opening."""
    words = index.words[place]
    stems = [stem for stem in meant.words if stem in words]
    if stems:
        subject = index.subjects[place]
        shared = head = 0.0
        for stem in stems:
            if stem in subject:
                head += index.word_weight.get(stem, 0.6)
            else:
                shared += index.word_weight.get(stem, 0.6)
        if shared:
            found.append(("words within it", min(shared, _ENOUGH_WORDS)))
        if head:
            found.append(("words of its subject", min(head, _ENOUGH_WORDS)))
