"""The parts of a person's name as a list prints it: surname, given names, titles, other names."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files

from msgspec import Struct

_SUFFIXES = frozenset({"jr", "sr", "ii", "iii", "iv"})
_PARTICLES = frozenset(
    {"de", "del", "della", "di", "da", "dos", "du", "la", "le", "van", "von", "der", "den",
     "bin", "ibn", "al", "el", "ben", "y", "ter", "zu"}
)  # fmt: skip
_PAREN = re.compile(r"[(\[]([^)\]]*)[)\]]")
_QUOTED = re.compile(r"[“\"‘]([^”\"’]+)[”\"’]")
_ALIAS_LEAD = re.compile(
    r"^(?:code[ -]?named?|also known as|a\.?k\.?a\.?|alias|or|now|later)\s+", re.I
)


class NameWords(Struct, frozen=True, kw_only=True):
    """Words that tell names, read from `data/names.toml`.

    `titles` maps a title to the classes of person that bear it; `things` turn a name before
    them into a thing's; `ordinary` words and `places` are surnames too, `never` ones hardly
    ever, `openers` begin sentences; `nicknames` maps each short form and each full name to all
    that may stand for it.
    """

    titles: Mapping[str, frozenset[str]]
    things: frozenset[str]
    openers: frozenset[str]
    colours: frozenset[str]
    ordinary: frozenset[str]
    places: frozenset[str]
    never: frozenset[str]
    female: frozenset[str]
    given: frozenset[str]
    nicknames: Mapping[str, frozenset[str]]


@lru_cache(maxsize=1)
def name_words() -> NameWords:
    """Return the table of words, read once."""
    source = files("regesta.understand").joinpath("data", "names.toml")
    table = tomllib.loads(source.read_text(encoding="utf-8"))
    titles: dict[str, set[str]] = {}
    for kind, words in table["titles"].items():
        for word in words:
            titles.setdefault(word, set()).add(kind)
    nicknames: dict[str, set[str]] = {}
    for name, words in table["nicknames"].items():
        for word in words.split():
            nicknames.setdefault(name, set()).add(word)
            nicknames.setdefault(word, set()).add(name)
    return NameWords(
        titles={word: frozenset(kinds) for word, kinds in titles.items()},
        things=frozenset(table["words"]["things"].split()),
        openers=frozenset(table["words"]["openers"].split()),
        colours=frozenset(table["words"]["colours"].split()),
        ordinary=frozenset(table["words"]["ordinary"].split()),
        places=frozenset(table["words"]["places"].split()),
        female=frozenset(table["words"]["female"].split()),
        never=frozenset(table["words"]["never"].split()),
        given=frozenset(table["words"]["given"].split()),
        nicknames={word: frozenset(names) for word, names in nicknames.items()},
    )


class NameParts(Struct, frozen=True, kw_only=True):
    """A name taken apart.

    `surname` as printed ("Castillo Armas", "De Gaulle"), `given` names and initials in
    order, `titles` as printed before them, `suffix` ("Jr."), `whole` a name that has no
    inverted form ("Mao Tse-tung", "Hassan II"), `aliases` what stands in brackets or quotes.
    """

    surname: str = ""
    given: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()
    suffix: str = ""
    whole: str = ""
    aliases: tuple[str, ...] = ()

    @property
    def printed(self) -> tuple[str, ...]:
        """The names as the list prints them, that stand for the person alone."""
        return tuple(filter(None, (self.surname, self.whole, *self.aliases)))


def name_parts(name: str) -> NameParts:
    """Take a listed name apart.

    >>> name_parts("Taylor, General Maxwell D., Jr.").given
    ('Maxwell', 'D.')
    >>> name_parts("Wang Shu-ming (“Tiger” Wang), General").aliases
    ('Tiger Wang',)
    """
    name = name.replace("–", "-")
    held = [part for match in _PAREN.finditer(name) for part in match[1].split(",")]
    aliases = tuple(filter(None, map(_alias, held)))
    bare = " ".join(_PAREN.sub(" ", name).split())
    quoted = (match[1].strip(" ,.") for match in _QUOTED.finditer(bare))
    aliases += tuple(name for name in quoted if name not in name_words().titles)
    bare = " ".join(_QUOTED.sub(" ", bare).split()).replace(" ,", ",").strip(" ,")
    head, *rest = (part.strip() for part in bare.split(","))
    if not rest:
        head, rest = _uncomma(head)
    words = [word for part in rest for word in part.split()]
    titles, given, suffix = _sort(words)
    head_titles, head_words = _leading_titles(head.split())
    if given:
        return NameParts(
            surname=" ".join(head_words), given=given, titles=(*titles, *head_titles),
            suffix=suffix, aliases=aliases,
        )  # fmt: skip
    whole = " ".join(head_words)
    surname = whole if len(head_words) == 1 else ""
    return NameParts(
        surname=surname, titles=(*titles, *head_titles), suffix=suffix, whole=whole,
        aliases=aliases,
    )  # fmt: skip


def _uncomma(name: str) -> tuple[str, list[str]]:
    """Part an inverted name whose comma is missing, told by a title or an initial inside it.

    >>> _uncomma("Nasser Colonel Gamal Abdel")
    ('Nasser', ['Colonel Gamal Abdel'])
    """
    words = name.split()
    for at, word in enumerate(words[1:], 1):
        if word in name_words().titles or (len(word) == 2 and word[1] == "."):
            inverted = at == len(words) - 1 or word in name_words().titles
            if all(len(other) == 2 for other in words[at:]) or (inverted and len(words) > at + 1):
                return " ".join(words[:at]), [" ".join(words[at:])]
            return name, []
    return name, []


def _alias(words: str) -> str:
    """Return the name that brackets hold, "" for a remark ("retired", "USA")."""
    text = _ALIAS_LEAD.sub("", words.strip()).strip(" ,")
    text = re.sub(r"[“”\"‘]", "", text).strip()
    if not text[:1].isupper() or (text.isupper() and len(text) <= 5) or len(text.split()) > 4:
        return ""
    if text in name_words().titles:
        return ""
    return text


def _sort(words: list[str]) -> tuple[tuple[str, ...], tuple[str, ...], str]:
    """Part the words after the surname into titles, given names and suffix."""
    known = name_words().titles
    titles: list[str] = []
    given: list[str] = []
    suffix = ""
    for word in words:
        if word.strip(".").lower() in _SUFFIXES:
            suffix = word
        elif word in known or word in {"Chief", "Staff", "Fleet", "Rear", "Air", "Field"}:
            titles.append(word)
        elif word[:1].isupper() or word[:1].isalpha():
            given.append(word)
    return tuple(titles), tuple(given), suffix


def _leading_titles(words: list[str]) -> tuple[tuple[str, ...], list[str]]:
    """Part titles from the front: "General Nguyen Khanh" → (General,), [Nguyen, Khanh]."""
    known = name_words().titles
    start = 0
    while start < len(words) - 1 and words[start] in known:
        start += 1
    return tuple(words[:start]), words[start:]


def is_particle(word: str) -> bool:
    """Tell whether a word only ties parts of a surname together: "de", "von", "al"."""
    return word.lower() in _PARTICLES
