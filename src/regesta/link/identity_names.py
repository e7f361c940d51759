"""How far two entries of lists of persons agree in name, and what forbids that they are one."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from msgspec import Struct
from rapidfuzz.distance import DamerauLevenshtein

from regesta.model import Entity
from regesta.understand.folding import compact_name, fold_name
from regesta.understand.persons_parts import name_parts, name_words
from regesta.understand.romanisation_chinese import read_chinese
from regesta.understand.romanisation_keys import sound_key

_SEE = re.compile(
    r"[\s.]*see(?: also| under)? +"
    r"(?P<name>[^;.]{2,60}(?:(?<=\b[A-Z])\.[^;.]{2,40})?)",
    re.I,
)
_WOMAN = re.compile(r"\b(?:Madame|Mme|Mrs|Miss|Ms|Lady|Dame|Queen|Princess|Begum|Señora)\b")
_ARTICLES = frozenset(("al", "el", "ibn", "bin", "ben", "abd", "abdul", "abdel"))
_DOTTED = re.compile(r"(?<=\b[A-Z])\.(?=[A-Z])")
_SUFFIXES = {"jr": "jr", "sr": "sr", "ii": "ii", "2d": "ii", "2nd": "ii", "iii": "iii",
             "3d": "iii", "3rd": "iii", "iv": "iv"}  # fmt: skip
# Services, and the words of ranks of several words, that stand among given names.
_NOT_GIVEN = frozenset(
    {"usa", "usn", "usaf", "usmc", "usnr", "uscg", "arvn", "rn", "raf", "ret", "army", "fleet",
     "force", "air", "navy", "marine", "chairman", "of", "the", "and", "field", "chief", "staff",
     "brig", "gen", "lt", "maj", "col", "capt", "adm", "cdr", "cmdr", "sgt"}
)  # fmt: skip
_VOWELS = re.compile(r"[aeiouy]+")
_DOUBLE = re.compile(r"(.)\1+")
_LEAST = 7  # letters of a full name that may stand for one
_LIKE = 0.75  # of the letters of two spellings of one word
_WORST, _WELL = 0.6, 0.8  # of the least alike words of a whole name, and of all of it
_SAID = re.compile(r"[^\W\d_]{3,}")
_STEM = 7
# Words of time and grammar, as stems: they say nothing of an office.
_UNSAID = frozenset(
    {"the", "and", "for", "from", "until", "after", "before", "thereaf", "there", "later", "then",
     "who", "was", "with", "january", "februar", "march", "april", "may", "june", "july", "august",
     "septemb", "october", "novembe", "decembe"}
)  # fmt: skip


class Person(Struct, frozen=True, kw_only=True):
    """An entry of a list, taken apart for comparison; all words folded.

    `parts` are those of a double surname; `given` are names and initials in order, `whole`
    the words of a name that has no inverted form; `see` the words of the entry that this one
    only points to; `words` what its description says, as stems; `woman` is told by a title;
    `others` are keys of all its full names, Chinese ones in pinyin too.
    """

    id: str
    origin: str
    surname: str
    parts: frozenset[str]
    given: tuple[str, ...]
    suffix: str
    whole: tuple[str, ...]
    woman: bool
    aliases: tuple[str, ...]
    others: frozenset[str]
    see: frozenset[str]
    words: frozenset[str]
    born: str
    died: str

    @property
    def spelled(self) -> tuple[object, ...]:
        """What is the same for all entries that spell the name alike."""
        return self.surname, self.given, self.suffix, self.whole, self.woman


def person(entity: Entity) -> Person:
    """Take an entry apart; its inverted form tells surname from given names."""
    inverted = next((form.name for form in entity.names if form.system == "inverted"), "")
    parts = name_parts(_DOTTED.sub(". ", inverted or entity.name))
    surname, whole = parts.surname, _words(parts.whole)
    given = tuple(_given(parts.given))
    if not inverted and not given and len(whole) > 1 and _is_western(entity.name):
        *names, last = whole
        given, surname, whole = tuple(names), last, ()
    elif not given and len(surname.split()) > 1:
        surname, whole = "", _words(surname)
    family = [word for word in fold_name(surname).split() if word not in ("al", "el")]
    pointed = _SEE.match(entity.description)
    return Person(
        id=entity.id,
        origin=entity.origin or entity.id.rpartition("/")[0],
        surname="".join(family),
        parts=frozenset(family) if len(family) > 1 else frozenset(),
        given=given,
        suffix=next((found for word in entity.name.split() if (found := _suffix(word))), ""),
        whole=whole if len(whole) > 1 else (),
        woman=bool(_WOMAN.search(inverted or entity.name)),
        aliases=tuple(compact_name(alias) for alias in parts.aliases),
        others=_full_names(entity),
        see=frozenset(_words(pointed["name"])) if pointed else frozenset(),
        words=_said(" ".join((entity.description, *(role.title for role in entity.roles)))),
        born=entity.born[:4],
        died=entity.died[:4],
    )


def _full_names(entity: Entity) -> frozenset[str]:
    """Return keys of the names of several words, whatever the order; first readings in pinyin."""
    keys: set[str] = set()
    for name in (entity.name, *(form.name for form in entity.names if form.system != "inverted")):
        words = _words(name)
        if len(words) > 1 and len("".join(words)) >= _LEAST:
            keys.add("".join(sorted(words)))
        readings = read_chinese(name) if len(words) in (2, 3) else ()
        if readings:
            keys.add(f"py:{compact_name(readings[0].pinyin())}")
    return frozenset(keys)


def _said(description: str) -> frozenset[str]:
    stems = {word.casefold()[:_STEM] for word in _SAID.findall(description)}
    return frozenset(stems - _UNSAID)


def _is_western(name: str) -> bool:
    """Whether a name in natural order ends in its surname: a known given name or initial tells."""
    first = name.split(maxsplit=1)[0]
    return first in name_words().given or first.rstrip(".").isupper()


def _given(words: Iterable[str]) -> Iterable[str]:
    titles = _titles()
    for word in words:
        for part in fold_name(word).split():
            # "M." is an initial here, though elsewhere a title
            if len(part) == 1 or not (part in _NOT_GIVEN or part in titles or _suffix(part)):
                yield part


@lru_cache(maxsize=1)
def _titles() -> frozenset[str]:
    return frozenset(fold_name(title) for title in name_words().titles)


def _suffix(word: str) -> str:
    return _SUFFIXES.get(word.casefold().strip("., "), "")


def _words(name: str) -> tuple[str, ...]:
    titles = _titles()
    return tuple(word for word in fold_name(name).split() if word not in titles)


@lru_cache(maxsize=65_536)
def skeleton(word: str) -> str:
    """Return the first letter of a word and its consonants: what misprints mostly leave alone."""
    word = word.replace("ph", "f")
    return word[:1] + _DOUBLE.sub(r"\1", _VOWELS.sub("", word[1:]))


def blocks(one: Person) -> set[str]:
    """Return the keys under which an entry meets those it could be one with."""
    keys: set[str] = set()
    if one.surname:
        keys.add(f"n:{one.surname}")
        keys.update(f"n:{part}" for part in one.parts if len(part) > 3)
        initial = one.given[0][0] if one.given else ""
        if len(one.surname) > 4 and initial:
            keys.add(f"k:{skeleton(one.surname)}:{initial}")
    full = (*one.given, one.surname) if one.surname and one.given else one.whole
    long = [word for word in full if len(word) > 1]
    if len(long) > 1:
        keys.add("s:" + "".join(sorted(long)))
        keys.add("w:" + "".join(skeleton(word) for word in long))
        sound = sound_key(" ".join(long))
        if sound:
            keys.add(f"h:{sound}")
    keys.update(f"o:{name}" for name in one.others)
    keys.update(f"n:{alias}" for alias in one.aliases if len(alias) > 3)
    return keys


@lru_cache(maxsize=65_536)
def likeness(one: str, other: str) -> float:
    """Return how much of two spellings agrees, 0 to 1."""
    return float(DamerauLevenshtein.normalized_similarity(one, other))


@lru_cache(maxsize=65_536)
def given_agree(one: str, other: str) -> str:
    """Say how two given names agree: same, short, initial, like, or "" for not at all.

    >>> given_agree("william", "bill"), given_agree("w", "william"), given_agree("joe", "jim")
    ('short', 'initial', '')
    """
    if one == other:
        return "same"
    if len(one) == 1 or len(other) == 1:
        return "initial" if one[0] == other[0] else ""
    nicknames = _nicknames()
    if other in nicknames.get(one, ()) or one in nicknames.get(other, ()):
        return "short"
    if likeness(one, other) >= _LIKE or skeleton(one) == skeleton(other):
        return "like"
    return ""


@lru_cache(maxsize=1)
def _nicknames() -> dict[str, frozenset[str]]:
    return {
        fold_name(name): frozenset(fold_name(word) for word in words)
        for name, words in name_words().nicknames.items()
    }


def agreement(one: Person, other: Person) -> str:
    """Say how two names agree, "" where they do not.

    alike       spelled the same, or the same first name and middle initial
    open        the same first name, a middle one on one side only
    romanised   one Chinese name in two romanisations
    other       one of the further full names that one list gives is the other's
    suffix      the same, with "Jr." on one side only
    short       a nickname for the first name, the rest open or alike
    initials    initials that fit full names
    inner       the one goes by a middle name: Tapley Bennett, W. Tapley Bennett
    spelled     the same name, one word spelled otherwise: Gunar, Gunnar; Byrode, Byroade
    loose       several words spelled otherwise, or one part of a double surname
    middle      another middle initial
    first       another first name, the same middle one
    surname     one has a surname only
    """
    if one.suffix and other.suffix and one.suffix != other.suffix:
        return ""
    told = _agreement(one, other)
    if told in ("alike", "open", "short") and one.suffix != other.suffix:
        return "suffix"
    return told


def _agreement(one: Person, other: Person) -> str:
    mine, yours = _all_words(one), _all_words(other)
    if len(mine) > 1 and sorted(mine) == sorted(yours):
        return "alike"
    common = one.others & other.others
    if common:
        return "romanised" if any(key.startswith("py:") for key in common) else "other"
    if one.whole or other.whole:
        return _wholes(mine, yours)
    if not one.given or not other.given:
        return "surname" if one.surname == other.surname else ""
    told = _givens(one.given, other.given)
    return told if one.surname == other.surname else _surnames(one, other, told)


def _surnames(one: Person, other: Person, told: str) -> str:
    """Say how names agree whose given ones agree as `told` and whose surnames are not the same."""
    if told not in ("alike", "open", "short", "initials", "inner", "spelled"):
        return ""
    if likeness(one.surname, other.surname) >= _LIKE:
        return "spelled" if told in ("alike", "open", "short") else "loose"
    common = {*one.parts, one.surname} & {*other.parts, other.surname}
    return "loose" if common and told != "initials" else ""


def _all_words(one: Person) -> tuple[str, ...]:
    return one.whole or (*one.given, *([one.surname] if one.surname else ()))


def _wholes(mine: tuple[str, ...], yours: tuple[str, ...]) -> str:
    if len(mine) < 2 or len(yours) < 2:
        return "surname" if {*mine} & {*yours} else ""
    first, second = (
        "".join(word for word in words if word not in _ARTICLES) for words in (mine, yours)
    )
    if first == second:
        return "alike"
    few, many = sorted((frozenset(mine), frozenset(yours)), key=len)
    if few < many and len(few - _ARTICLES) > 1:
        return "open"
    if len(mine) == len(yours):
        worst = min(likeness(a, b) for a, b in zip(mine, yours, strict=True))
        return "spelled" if worst >= _WORST and likeness(first, second) > _WELL else ""
    return "spelled" if likeness(first, second) > _WELL else ""


def _givens(one: tuple[str, ...], other: tuple[str, ...]) -> str:
    if "".join(one) == "".join(other):
        return "alike"
    first = given_agree(one[0], other[0])
    rest = _middles(one[1:], other[1:])
    if not first:
        return _other_first(one, other, rest)
    if rest == "differ":
        return "middle" if first in ("same", "short") else ""
    if first == "initial" or len(one[0]) == 1:
        return "initials"
    return {"same": rest, "short": "short"}.get(first, "spelled")


def _other_first(one: tuple[str, ...], other: tuple[str, ...], rest: str) -> str:
    if _is_within(one, other) or _is_within(other, one) or _are_swapped(one, other):
        return "inner"
    full = len(one[0]) > 1 and len(other[0]) > 1
    return "first" if rest == "alike" and full and len(one) > 1 else ""


def _middles(one: tuple[str, ...], other: tuple[str, ...]) -> str:
    """Say whether middle names are alike, open (one side has none) or differ."""
    if not one or not other:
        return "alike" if one == other else "open"
    agree = [given_agree(a, b) for a, b in zip(one, other, strict=False)]
    if all(agree):
        return "alike"
    if {word[0] for word in one} & {word[0] for word in other} and len(one) != len(other):
        return "alike"
    return "differ"


def _is_within(few: tuple[str, ...], many: tuple[str, ...]) -> bool:
    """Whether given names are among the later ones of the other: Tapley in William Tapley."""
    if len(few) >= len(many) or len(few[0]) == 1:
        return False
    return few[0] in many[1:] and all(
        any(given_agree(word, there) for there in many[1:]) for word in few[1:]
    )


def _are_swapped(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Whether two names stand in the other order: C. Douglas, Douglas C."""
    return len(one) > 1 and len(one) == len(other) and sorted(one) == sorted(other)


def forbids(one: Person, other: Person) -> bool:
    """Tell whether two names surely are those of two persons."""
    if one.see or other.see:
        return False
    return agreement(one, other) in ("", "middle", "first")
