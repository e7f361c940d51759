"""What stands around a name in the text: titles and given names before it, what follows it."""

from __future__ import annotations

import re
from functools import lru_cache

from msgspec import Struct

from regesta.understand.persons_parts import is_particle, name_words

_REACH = 46
# "J.", "J.F.", "JF", "J.-P."; more capitals without points between are a body's: "DOD.", "US."
_INITIALS = re.compile(r"^(?:(?:[A-Z]\.-?){1,4}|[A-Z]{1,2})$")
_STRIP = "“”\"‘’'([*"
# Before a surname these make the whole the name of a ship, a place, an undertaking.
_SHIPS_AND_PLACES = frozenset(
    {"U.S.S.", "USS", "S.S.", "SS", "H.M.S.", "HMS", "USNS", "Fort", "Camp", "Lake", "Mount", "Mt.",
     "Port", "Cape", "St.", "San", "Santa", "Saint", "Point", "Rue", "Avenue", "Plaza", "Hotel",
     "Villa",
     "R.M.S.", "New", "Operation", "Exercise", "Hurricane", "Typhoon"}
)  # fmt: skip
_NEXT = re.compile(r"[ ](?:\[[^\]]{0,20}\] )?(\w[\w’'.-]*)")
_PAIRED_THING = re.compile(r"[-–/][A-Z]\w+(?:[-–/][A-Z]\w+)* (\w+)")


class Before(Struct, frozen=True, gc=False):
    """Titles and given words before a name, in the order of the text.

    `lead` is how many letters before the name the given words begin; they may hold words
    that are no names ("Soviet"); who reads it knows the persons. `thing` is True after
    "U.S.S.", "Fort" and the like.
    """

    titles: tuple[str, ...] = ()
    given: tuple[str, ...] = ()
    lead: int = 0
    thing: bool = False


_NOTHING = Before()


def before(text: str, start: int) -> Before:
    """Read what stands before the name that begins at `start`.

    Most names have a plain word before them, and few words come before titles: both are
    known by the words alone, without the text.
    """
    if start == 0 or text[start - 1] not in ' “"‘.]':
        return _NOTHING
    floor = max(0, start - _REACH)
    if text[start - 1] == " ":
        blank = text.rfind(" ", floor, start - 1)
        if blank > 0:
            if _ends_it(text[blank + 1 : start - 1]):
                return _NOTHING
            blank = text.rfind(" ", floor, blank)
            if blank >= 0:
                known = _known(text[blank + 1 : start])
                if known is not None:
                    return known
    return _read_back(text[floor:start])[0]


@lru_cache(maxsize=16_384)
def _ends_it(word: str) -> bool:
    """Tell whether a word directly before a name is neither title nor name, nor opens a line."""
    if not word or "\n" in word or "\t" in word or "—" in word:
        return False
    kind = _word(word)
    return word[-1] in ";:" or not (kind.thing or kind.title or kind.name)


class _Word(Struct, frozen=True, gc=False):
    """A word before a name without its quotes and brackets; `cut` letters were cut in front."""

    core: str
    cut: int
    thing: bool
    title: bool
    name: bool


@lru_cache(maxsize=16_384)
def _word(word: str) -> _Word:
    core = word.strip(_STRIP)
    return _Word(
        core,
        len(word) - len(word.lstrip(_STRIP)),
        core in _SHIPS_AND_PLACES,
        core in name_words().titles,
        _is_name_word(core),
    )


@lru_cache(maxsize=16_384)
def _known(words: str) -> Before | None:
    """Return what two words before a name come to, None where the word before them counts."""
    found, ended = _read_back(words)
    return found if ended else None


def _read_back(raw: str) -> tuple[Before, bool]:
    """Read word after word to the left until one is neither a title nor a name, and tell if so."""
    start = len(raw)
    lead = 0
    cut = max(map(raw.rfind, ("\n", "\t", "; ", ": ", "—")))
    ended = cut >= 0
    given: list[str] = []
    found: list[str] = []
    at = start
    for word in reversed(raw[cut + 1 :].rstrip('“"‘').split(" ")):
        if not word:
            at -= 1
            continue
        at -= len(word)
        kind = _word(word)
        core = kind.core
        if kind.thing and not found:
            return Before(given=tuple(reversed(given)), lead=start - at, thing=not given), True
        if kind.title and not (core == "M." and given):
            found.append(core)
        elif found == ["M."] and not given and kind.name and core[0].isupper():
            # "Oliver M. Lane": an initial, and no Monsieur.
            found = []
            given = ["M.", core]
            lead = start - at - kind.cut
        elif found or not kind.name:
            if core == "the" and found == ["President"]:
                # "Special Assistant to the President Name": his office, not his title.
                found = []
            ended = True
            break
        else:
            given.append(core)
            lead = start - at - kind.cut
        if len(found) == 4 or len(given) == 4 or (word[0] in _STRIP and not kind.title):
            ended = True
            break
        at -= 1
    return Before(tuple(reversed(found)), tuple(reversed(given)), lead), ended


def _is_name_word(word: str) -> bool:
    if not word:
        return False
    if is_particle(word):
        return True
    if not word[0].isupper() or word[-1] in ",;:)]":
        return False
    return word[-1] != "." or bool(_INITIALS.match(word)) or word in name_words().nicknames


def next_word(text: str, end: int) -> str:
    """Return the word that directly follows, "" after punctuation or at the end of a block."""
    match = _NEXT.match(text, end)
    return match[1] if match else ""


def names_a_thing(text: str, end: int) -> bool:
    """Tell whether what follows makes the name a thing's: "Johnson Act", "Kellogg–Briand Pact"."""
    things = name_words().things
    following = text[end : end + 1]
    if following == " ":
        word = next_word(text, end).rstrip(".,;:")
        return (word in things or word.rstrip("’'s") in things) and word[:1].isupper()
    if following in ("-", "–", "/"):
        match = _PAIRED_THING.match(text, end)
        return bool(match) and match is not None and match[1] in things
    return False


def is_initials(word: str) -> bool:
    """Tell initials ("J.F.", "H.") from names."""
    return bool(_INITIALS.match(word)) and (word.endswith(".") or len(word) == 1)
