"""How well a record fits a description: named features that add up, each with its reason."""

from __future__ import annotations

from math import log1p

from regesta.link.ask import (
    AGAINST,
    CARRIED,
    DAY,
    FOREIGN,
    NEARER,
    NUMBER,
    OFF,
    ON_DAY,
    PARTIES,
    RECIPIENT,
    SAME_GENRE,
    SENDER,
    Ask,
    Features,
    Fit,
)
from regesta.link.features_ends import add_ends, add_letter, add_posts
from regesta.link.genres import genre_fit
from regesta.link.header import Header
from regesta.link.keys import Index

_REPORTING = frozenset(("telegram", "message", "memorandum", "despatch", "airgram", "letter"))
_REPORTED = 2  # days within which a post reports a talk
_ENOUGH_NAMES = 2.0
_ENOUGH_WORDS = 3.0
_LONG_AGO = 400  # days
_RARE = 1.0  # how much a name of another volume tells
_LOGS = tuple(log1p(days) for days in range(4_096))
_OWN_SERIES = ("telegram", "despatch", "airgram")


def _log(days: int) -> float:
    return _LOGS[days] if days < len(_LOGS) else log1p(days)


def fit(ask: Ask, index: Index, place: int) -> Fit:
    """Return what speaks for and against a record being the one that is meant."""
    meant, there = ask.meant, index.headers[place]
    found: Features = []
    one = Fit(found)
    marks = 0
    if meant.kind == "numbered":
        marks = _number(meant.number, meant.series, meant.genre, there, found)
    elif meant.number:
        _treats(meant.number, there, found)
    if ask.posts:
        marks |= add_posts(ask, index.ends[place], found, numbered=bool(marks & NUMBER))
    marks |= add_ends(ask, index, place, one)
    if meant.first:
        marks |= _day(ask, index, place, there, found)
    elif meant.days:
        marks |= _near_day(meant.days, there, found)
    _age(ask, index.when[place], there, found)
    marks |= _genre(ask, there, found)
    _place(ask, place, there, found)
    _matter(ask, place, there, found)
    if not marks & NUMBER:
        _content(ask, index, place, one)
        if ask.is_letter and there.carries and there.genre != "letter":
            add_letter(ask, there, found)
        _together(marks, found)
    elif marks & ON_DAY:
        found.append(("number and day", 1.0))
    one.marks = marks
    return one


def _number(number: str, series: str, genre: str, there: Header, found: Features) -> int:
    """Same number and series, the same number in another series, or another number."""
    if series and number in there.treats:
        found.append(("begins with the number", 1.0))
    if not there.numbers:
        found.append(("bears no number", 1.0))
        return 0
    marks = 0
    same = [known for known, borne in there.numbers if borne == number]
    if same:
        found.append(("same number", 1.0))
        marks = NUMBER
    else:
        part = f"{number}/"
        same = [known for known, borne in there.numbers if borne.startswith(part)]
        if not same:
            found.append(("another number", 1.0))
            return 0
        found.append(("revision of the number", 1.0))
    if series:
        if any(known.replace(".", "") == series for known in same):
            found.append(("same series", 1.0))
        elif "telegram" in same:
            found.append(("number without series", 1.0))
        else:
            found.append(("another series", 1.0))
    elif any(known in _OWN_SERIES or known == genre for known in same):
        found.append(("plain number", 1.0))
    else:
        found.append(("coded series", 1.0))
    if len(number) >= 4:
        found.append(("long number", 1.0))
    return marks


def _treats(number: str, there: Header, found: Features) -> None:
    """A report on NSC 5514: it begins with that number and does not bear it."""
    if number in there.treats:
        found.append(("treats the number", 1.0))
    if any(borne == number for _, borne in there.numbers):
        found.append(("is the paper treated", 1.0))


def _together(marks: int, found: Features) -> None:
    """What several features say together and none says alone."""
    sender, day = marks & SENDER, marks & ON_DAY
    if sender and marks & RECIPIENT:
        found.append(("both ends", 1.0))
    if day and sender:
        found.append(("day and sender", 1.0))
    if marks & SAME_GENRE:
        if marks & PARTIES:
            found.append(("a talk of its parties", 1.0))
        if day:
            found.append(("day and genre", 1.0))
        if sender:
            found.append(("genre and sender", 1.0))


def _near_day(days: tuple[tuple[int, int], ...], there: Header, found: Features) -> int:
    """Days told near the mention, which may be those of the record."""
    day, end = there.day, there.last
    if not day:
        return 0
    if any(first == last and day <= first <= end for first, last in days):
        found.append(("on a day told near", 1.0))
        return DAY
    if any(first <= end and day <= last for first, last in days):
        found.append(("within days told near", 1.0))
    elif any(first - 1 <= end and day <= last + 1 for first, last in days):
        found.append(("a day off one told near", 1.0))
    else:
        found.append(("on no day told near", 1.0))
    return 0


def _day(ask: Ask, index: Index, place: int, there: Header, found: Features) -> int:
    """The day told against the record's day."""
    meant = ask.meant
    first, last, day = meant.first, meant.last, there.day
    if not day:
        found.append(("undated", 1.0))
        if first == last and index.when[place]:
            found.append(("undated, days off", _log(abs(index.when[place] - first))))
        return 0
    late = day - last
    if ask.is_talk and 0 <= late <= _REPORTED and there.genre in _REPORTING:
        found.append(("reports the talk", 1.0))
    if meant.minute and len(there.earliest) > 10 and meant.minute == there.earliest == there.latest:
        found.append(("same minute", 1.0))
    if first <= there.last and day <= last:
        if first == last and there.last - day <= _REPORTED:
            found.append(("same day", 1.0))
            return DAY | ON_DAY
        found.append(("within the days", 1.0))
        return 0
    if first - 1 <= there.last and day <= last + 1:
        found.append(("a day off", 1.0))
        return OFF
    found.append(("another day", 1.0))
    found.append(("days off", _log(abs(late))))
    return 0


def _age(ask: Ask, when: int, there: Header, found: Features) -> None:
    """How long before the citing record the record was written."""
    if not ask.here.day or not there.day:
        found.append(("undated", 1.0))
    days = ask.when - when
    order = ask.meant.order
    if order == "after":
        found.append(
            (f"{'later' if days < 0 else 'earlier' if days else 'same day'}, told after", 1.0)
        )
        found.append(("days apart, told after", _log(abs(days))))
    elif days < 0:
        found.append(("later than the citing record", 1.0))
        if order in ("before", "known"):
            found.append(("later, told before", 1.0))
        found.append(("days later", _log(-days)))
    elif ask.meant.first:
        return  # the day told says more than the distance
    elif days == 0:
        found.append(("same date as the citing record", 1.0))
    else:
        found.append(("days before", _log(days)))
        if days > _LONG_AGO:
            found.append(("more than a year before", 1.0))


_GENRES = {name: (f"{name} genre", 1.0) for name in ("same", "kin", "foreign")}
_GENRE_MARKS = {"same": SAME_GENRE, "foreign": AGAINST | FOREIGN}


def _genre(ask: Ask, there: Header, found: Features) -> int:
    told = genre_fit(ask.meant.genre, there.genre)
    if there.genre == "editorial":
        found.append(("editors' own note", 1.0))
    if told == "open":
        return 0
    if told == "kin" and there.carries and ask.is_letter:
        found.append(("carried genre", 1.0))
        return CARRIED
    found.append(_GENRES[told])
    return _GENRE_MARKS.get(told, 0)


def _place(ask: Ask, place: int, there: Header, found: Features) -> None:
    """Where it stands: beside the citing record, in its chapter, attached to it."""
    here = ask.here
    if here.volume != there.volume:
        if here.volume and there.volume:  # loose papers belong to all
            found.append(("another collection", 1.0))
        return
    if there.parent == here.id or (here.parent and here.parent == there.id):
        found.append(("part of the same", 1.0))
    step = place - ask.citing
    far = abs(step)
    if far > 3:
        found.append(("distance", _log(far)))
    else:
        side = "before" if step < 0 else "after"
        near = "just" if far == 1 else "near"
        found.append((f"{near} {side}", 1.0))
        if ask.has_order:
            found.append((f"{near} {side}, told {ask.meant.order}", 1.0))
    if here.chapter and here.chapter == there.chapter:
        found.append(("same chapter", 1.0))


def _matter(ask: Ask, place: int, there: Header, found: Features) -> None:
    """How near in matter it is to the citing record, among all of the volume."""
    if ask.here.volume != there.volume:
        return
    found.append((NEARER, _log(ask.matter.nearer(ask.citing, place))))
    if ask.around:
        found.append(("words near it in its text", ask.matter.share(ask.around, place)))


def _content(ask: Ask, index: Index, place: int, one: Fit) -> None:
    """Names near the mention at the record's head, and words that stand in its opening."""
    found = one.found
    if ask.near:
        at_head = ask.near & index.heads[place]
        if at_head:
            weight = ask.shelf.weight.get
            told = min(sum([weight(key, _RARE) for key in at_head]), _ENOUGH_NAMES)
            found.append(("names at its head", told))
            one.fits += told
        else:
            found.append(("no name shared", 1.0))
    stems = ask.words & index.words[place]
    if stems:
        weight = ask.shelf.word_weight.get
        subject = stems & index.subjects[place]
        if len(subject) < len(stems):
            told = min(sum([weight(stem, _RARE) for stem in stems - subject]), _ENOUGH_WORDS)
            found.append(("words within it", told))
        if subject:
            told = min(sum([weight(stem, _RARE) for stem in subject]), _ENOUGH_WORDS)
            found.append(("words of its subject", told))
