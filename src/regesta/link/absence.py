"""What speaks for a document being none of the candidates: not held, or held elsewhere."""

from __future__ import annotations

from math import log1p

from regesta.link.ask import BY_SENDER, NUMBER, ON_DAY, ORDERS, Features, Fit
from regesta.link.cues import Cue
from regesta.link.describe import Meant
from regesta.link.joint import span
from regesta.link.keys import Index

# Stems that tell of what lies beside the record, wherever they stand near the mention.
_ENCLOSING = frozenset(
    ("enclose", "enclosi", "enclosu", "attache", "attachm", "annexed", "inclose", "inclosi",
     "inclosu", "herewit", "transmi", "forward", "covering")
)  # fmt: skip
_ABOUT = 12  # days before and after
_HEAD = 600  # code points
_ARTICLES = frozenset(("a", "an", "the", "this", "that", "these", "his", "their"))


def absence(meant: Meant, cue: Cue, found: list[Fit], index: Index, citing: int) -> Features:
    """Return what speaks for the document being none of the candidates, by what is told of it.

    The same features have weights of their own for not being held at all, and for being
    held under a description that the candidates were not found by.
    """
    told: Features = [("absence", 1.0)]
    quote = cue.mention.quote
    _setting(meant, cue, index, citing, told)
    if not found:
        told.append(("no candidate", 1.0))
    _missed(meant, found, told)
    if meant.number and meant.first:
        told.append(("number and day told", 1.0))
    if meant.first and meant.last - meant.first > 2:
        told.append(("days told roughly", 1.0))
    _ends(meant, told)
    told.append((f"word {meant.genre or 'none'}", 1.0))
    if meant.kind == "genre":
        told.append(("genre alone", 1.0))
    if meant.days:
        told.append(("a day told near", 1.0))
    if not meant.first and not _ENCLOSING.isdisjoint(meant.words):
        told.append(("told as enclosed", 1.0))
    if meant.quoted:
        told.append(("in a letter quoted", 1.0))
    first = quote.split(" ", 1)[0].casefold()
    if first in _ARTICLES:
        told.append((f"begins with {first}", 1.0))
    if meant.kind != "numbered":
        told.append(("words told", log1p(quote.count(" "))))
    return told


def _ends(meant: Meant, told: Features) -> None:
    """Where it stands, whose it is, from whom and to whom."""
    if meant.order in ORDERS:
        told.append((f"told {meant.order}", 1.0))
    if meant.owner:
        told.append((f"owner {meant.owner}", 1.0))
    if meant.senders:
        told.append(("sender told", 1.0))
    if meant.recipients:
        told.append(("recipient told", 1.0))


def _missed(meant: Meant, found: list[Fit], told: Features) -> None:
    """What is told exactly and borne by no candidate: the number, the day, the sender's day."""
    if meant.kind == "numbered":
        if not any(one.marks & NUMBER for one in found):
            told.append(("no record of the number", 1.0))
    elif meant.first and meant.first == meant.last:
        of_day = [one for one in found if one.marks & ON_DAY]
        if not of_day:
            told.append(("no record of the day", 1.0))
        elif meant.senders and not any(one.marks & BY_SENDER for one in of_day):
            told.append(("no record of the day by the sender", 1.0))


def _setting(meant: Meant, cue: Cue, index: Index, citing: int, told: Features) -> None:
    """How thickly the volume is printed about the day, and where in the record it is cited."""
    here = index.headers[citing]
    day = meant.first or (index.when[citing] if meant.number else 0)
    if day:
        _density(meant, index, here.volume, day, told)
    if meant.first and here.day:
        told.append(("days ago", log1p(max(here.last - meant.first, 0))))
    if cue.answers:
        told.append(("answered", 1.0))
    if cue.mention.start < _HEAD and not cue.mention.text:
        told.append(("cited at the head", 1.0))
    if meant.kind == "numbered" and span(meant, index, citing)[1]:
        told.append(("number between known ones", 1.0))


def _density(meant: Meant, index: Index, volume: str, day: int, told: Features) -> None:
    """How many records of the volume, and of the sender, are of days about the one told."""
    shelf = index.shelves[volume]
    about = range(day - _ABOUT, day + _ABOUT + 1)
    near = [place for at in about for place in shelf.by_day.get(at, ())]
    told.append(("records about the day", log1p(len(near))))
    keys = {f"@{meant.post}"} if meant.post else set(meant.senders)
    if not keys:
        return
    sent = [place for place in near if not keys.isdisjoint(index.ends[place][0])]
    told.append(("records of the sender about the day", log1p(len(sent))))
    if meant.kind == "numbered" and not meant.series:
        bare = sum(not index.headers[place].numbers for place in sent)
        told.append(("sender's records without number", bare / max(len(sent), 1)))
