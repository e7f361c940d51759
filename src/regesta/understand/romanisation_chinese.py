"""Chinese names: hanzi, pinyin, Wade-Giles, and the loose spellings in between."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from functools import lru_cache
from importlib.resources import files
from itertools import pairwise, product

from msgspec import Struct

from regesta.understand.folding import fold_name

_PARTS = re.compile(r"[\s\-‐‑–—]+")
_APOSTROPHES = str.maketrans("", "", "'’‘ʼʻ`")
_MOST = 24


class Syllables(Struct, frozen=True, kw_only=True):
    """The table of syllables both ways; keys of `loose` lack apostrophes and umlauts."""

    wade: Mapping[str, str]
    pinyin: Mapping[str, str]
    loose: Mapping[str, tuple[str, ...]]
    folded: Mapping[str, str]
    families: Mapping[str, frozenset[str]]
    palladius: Mapping[str, str]


@lru_cache(maxsize=1)
def syllables() -> Syllables:
    """Return the table of syllables and family names, read once."""
    source = files("regesta.understand").joinpath("data", "syllables.toml")
    table = tomllib.loads(source.read_text(encoding="utf-8"))
    wade: dict[str, str] = table["chinese"]
    loose: dict[str, list[str]] = {}
    for pinyin, form in wade.items():
        # What is written without apostrophe is most often meant so; the aspirate comes second.
        bare = _bare(form)
        loose.setdefault(bare, [])
        loose[bare].insert(0 if form == bare else len(loose[bare]), pinyin)
    return Syllables(
        wade=wade,
        pinyin={form: pinyin for pinyin, form in wade.items()},
        loose={bare: tuple(forms) for bare, forms in loose.items()},
        folded={_bare(pinyin): pinyin for pinyin in sorted(wade, reverse=True)},
        families={
            kind: frozenset(fold_name(name) for name in names.split())
            for kind, names in table["families"].items()
        },
        palladius={pinyin: _palladius(pinyin, table) for pinyin in wade},
    )


def _palladius(pinyin: str, table: Mapping[str, Mapping[str, str]]) -> str:
    """Return the Russian transcription of a syllable; after j, q, x, y a "u" is an "ü"."""
    if pinyin in table["palladius_whole"]:
        return table["palladius_whole"][pinyin]
    size = 2 if pinyin[:2] in ("zh", "ch", "sh") else 1
    initial, final = pinyin[:size], pinyin[size:]
    if initial in "jqx" and final[:1] == "u":
        final = "ü" + final[1:]
    if initial in "jqx":
        # цзи, цзя, but before "у" sounds the softness is the final's own: цзюй.
        return table["palladius_initials"][initial] + table["palladius_finals"].get(final, final)
    return table["palladius_initials"].get(initial, "") + table["palladius_finals"].get(
        final, final
    )


def _bare(word: str) -> str:
    return word.translate(_APOSTROPHES).replace("ü", "u").replace("ê", "e").replace("ŭ", "u")


def split_pinyin(word: str) -> tuple[str, ...]:
    """Return the syllables of a word of pinyin ("enlai" → en, lai), () when it is none.

    An apostrophe parts syllables ("Xi'an"); of several readings the one with the fewest
    syllables, then the longest first, is taken.
    """
    parts = re.split(r"['’‘ʼ]", word.lower())
    found: list[str] = []
    for part in parts:
        split = _split(_bare(part), 3)
        if not split:
            return ()
        found.extend(split)
    return tuple(syllables().folded[each] for each in found)


def _split(word: str, most: int) -> tuple[str, ...]:
    table = syllables().folded
    if word in table:
        return (word,)
    if most == 1:
        return ()
    best: tuple[str, ...] = ()
    for end in range(min(6, len(word) - 1), 0, -1):
        if word[:end] in table:
            rest = _split(word[end:], most - 1)
            if rest and (not best or len(rest) + 1 < len(best)):
                best = (word[:end], *rest)
    return best


class ChineseName(Struct, frozen=True, kw_only=True):
    """Family and given syllables, in pinyin."""

    family: tuple[str, ...]
    given: tuple[str, ...]

    def pinyin(self) -> str:
        """Return the name as pinyin writes it: "Zhou Enlai", "Chen Xi'an" with its apostrophe."""
        return _title(_joined(self.family), _joined(self.given))

    def wade(self) -> str:
        """Return the name as Wade-Giles writes it: "Chou En-lai"."""
        table = syllables().wade
        return _title(
            "-".join(table[each] for each in self.family),
            "-".join(table[each] for each in self.given),
        )

    def palladius(self) -> str:
        """Return the name as Russian writes it: "Чжоу Эньлай"."""
        table = syllables().palladius
        parts = [table[each] for each in self.given]
        hard = (first + ("ъ" if first[-1] == "н" and second[0] in "яеюиэоау" else "") + second
                for first, second in pairwise(parts))  # fmt: skip
        return _title("".join(table[each] for each in self.family), next(hard, "".join(parts)))


def _joined(parts: tuple[str, ...]) -> str:
    word = ""
    for part in parts:
        word += ("'" if word and part[0] in "aoe" else "") + part
    return word


def _title(*words: str) -> str:
    return " ".join(word[:1].upper() + word[1:] for word in words if word)


@lru_cache(maxsize=8192)
def read_chinese(name: str) -> tuple[ChineseName, ...]:
    """Return what a romanised name can stand for, the likeliest first; () when it is not Chinese.

    Pinyin and Wade-Giles are both tried; a name that is neither in all its syllables is not
    read, nor one without a Chinese family name.
    """
    words = name.replace("’", "'").replace("ʻ", "'").split()
    if not 1 < len(words) <= 3 or not all(word[:1].isupper() for word in words[:2]):
        return ()
    readings: list[ChineseName] = []
    ways = (_as_wade, _as_pinyin) if "-" in name else (_as_pinyin, _as_wade)
    for reading in (reading for way in ways for reading in way(words)):
        family = fold_name("".join(reading.family))
        if family in syllables().families["chinese"] and reading not in readings:
            readings.append(reading)
    return tuple(readings[:_MOST])


def _as_pinyin(words: list[str]) -> Iterator[ChineseName]:
    given = "".join(words[1:]).replace("-", "")
    family, rest = split_pinyin(words[0].replace("-", "")), split_pinyin(given)
    if family and 0 < len(rest) <= 2 and len(family) <= 2:
        yield ChineseName(family=family, given=rest)


def _as_wade(words: list[str]) -> Iterator[ChineseName]:
    table = syllables()
    family = [part.lower() for part in words[0].split("-")]
    given = [part.lower() for word in words[1:] for part in word.split("-") if part]
    if len(given) == 1 and given[0] not in table.pinyin and _bare(given[0]) not in table.loose:
        given = list(_split_wade(_bare(given[0])))
    if not 0 < len(given) <= 2 or len(family) > 2:
        return
    options = [_pinyin_of(part) for part in (*family, *given)]
    for choice in product(*options):
        yield ChineseName(family=tuple(choice[: len(family)]), given=tuple(choice[len(family) :]))


def _pinyin_of(part: str) -> tuple[str, ...]:
    """Return the pinyin of one syllable of Wade-Giles, exact first, then without its marks."""
    table = syllables()
    exact = table.pinyin.get(part)
    others = table.loose.get(_bare(part), ())
    if "'" in part:
        return (exact,) if exact else others
    if exact:
        return (exact, *(each for each in others if each != exact))
    return others


def _split_wade(word: str) -> tuple[str, ...]:
    table = syllables().loose
    for end in range(len(word) - 1, 0, -1):
        if word[:end] in table and word[end:] in table:
            return word[:end], word[end:]
    return ()


def loose_spellings(name: str) -> list[str]:
    """Return the spellings that printers make of a name: hyphens joined, spaced; marks dropped.

    >>> loose_spellings("Ch'iao Kuan-hua")[:2]
    ["Ch'iao Kuan-hua", 'Chiao Kuan-hua']
    """
    bare = name.translate(_APOSTROPHES).replace("ü", "u").replace("ê", "e").replace("ŭ", "u")
    forms = [name, bare]
    for form in (name, bare):
        if "-" in form:
            forms.append(form.replace("-", ""))
            forms.append(re.sub(r"-(\w)", lambda match: " " + match[1].upper(), form))
    return list(dict.fromkeys(forms))


def chinese_spellings(name: str) -> list[str]:
    """Return the name and its likeliest counterpart in the other romanisation, loosely spelled."""
    forms = loose_spellings(name)
    readings = read_chinese(name)
    for reading in readings[: 1 if "-" in name else 2]:
        for form in (reading.pinyin(), reading.wade()):
            forms.extend(loose_spellings(form))
    return list(dict.fromkeys(forms))


_HAN_NAME = re.compile("[\u3400-\u9fff·]{2,}")


def is_han(text: str) -> bool:
    """Tell whether a name is in Chinese characters, of which two at least make a name."""
    return not text.isascii() and _HAN_NAME.fullmatch(text) is not None


def is_asian_order(words: list[str]) -> str:
    """Return "chinese", "korean" or "vietnamese" for a name in its family-first order, or ""."""
    families = syllables().families
    if len(words) < 2:
        return ""
    first = fold_name(words[0])
    if not any("-" in word for word in words[1:]):
        middle = {fold_name(word) for word in words[1:-1]}
        if first in families["vietnamese"] or middle & families["vietnamese_middle"]:
            return "vietnamese"
    if read_chinese(" ".join(words)) or (len(words) == 2 and "-" in words[1]):
        return "chinese"
    if first in families["korean"]:
        return "korean"
    return ""
