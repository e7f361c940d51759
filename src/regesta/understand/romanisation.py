"""Every form of a name that a search should find, across scripts and romanisations."""

from __future__ import annotations

import importlib
import re
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache

from opencc import OpenCC

from regesta.model import Entity, NameForm
from regesta.understand.authority import Authority, straight
from regesta.understand.folding import compact_name, fold_name
from regesta.understand.gazetteer import Place, find_place
from regesta.understand.persons import builtin_entities
from regesta.understand.persons_parts import is_particle
from regesta.understand.romanisation_chinese import (
    ChineseName,
    chinese_spellings,
    is_asian_order,
    loose_spellings,
    read_chinese,
    syllables,
)
from regesta.understand.romanisation_keys import meeting_keys
from regesta.understand.romanisation_korean import hangul_forms, is_hangul
from regesta.understand.romanisation_russian import (
    SYSTEMS,
    cyrillic_forms,
    is_cyrillic,
    looks_russian,
    romanise,
)

_NUMERAL = re.compile(r"^[IVX]+$")
_SLAVIC = re.compile(r"(?<=sk)(?:y|ii|iy|i|ij)$")
_HAN = re.compile(r"^[\u3400-\u9fff·\s]+$")
# A middle initial, a patronymic or "Jr.", which many spellings leave out.
_MIDDLE = re.compile(r"(?<=\w)[ ,]+(?:[A-Z]\.?|\w{3,}(?:ovich|evich|ovič|evič)|Jr\.?)(?=\s|$)")
_PATRONYMIC = re.compile(r"(?:ович|евич|ич|овна|евна)$")
_DOUBLE_FAMILIES = frozenset({"欧阳", "歐陽", "司徒", "司马", "司馬", "诸葛", "上官"})


def name_forms(name: str, authority: Authority | None = None) -> list[NameForm]:
    """Return every form of a personal or place name that a search for it should find.

    The name itself comes first, then the forms of the persons and places of the authority
    that bear it, then what the rules make of it: hanzi of both sorts, pinyin, Wade-Giles,
    postal names; Cyrillic and its romanisations; hangul and its; Vietnamese and other
    accents dropped. The built-in persons are known beside those of the authority, by the
    sound of a full name where its spelling is not listed ("Mohammed Mussadiq"). Forms
    that differ by hyphens or apostrophes alone are listed too, since printers drop them.
    """
    forms: dict[str, NameForm] = {name: NameForm(name=name, language=_language(name))}
    known = list(authority.named(name)) if authority else []
    known.extend(entity for entity in _builtin().named(name) if entity not in known)
    if not known and _is_full(name):
        found = _finder().find(name)
        known.extend(_builtin().entities[each] for each in found if len(found) == 1)
    for entity in known:
        for form in _of_entity(entity):
            forms.setdefault(form.name, form)
    place = find_place(name)
    for form in _of_place(place) if place else ():
        forms.setdefault(form.name, form)
    for form in rule_forms(name):
        forms.setdefault(form.name, form)
    if known and not place:
        # What the authority knows leads on: 周恩来 → Zhou Enlai → its looser spellings.
        for form in [each for each in forms.values() if len(each.name) > 3]:
            for spelling in loose_spellings(form.name):
                forms.setdefault(spelling, NameForm(name=spelling, language=form.language))
    return list(forms.values())


@lru_cache(maxsize=1)
def _builtin() -> Authority:
    return Authority(builtin_entities())


@lru_cache(maxsize=1)
def _finder() -> NameFinder:
    return NameFinder(builtin_entities())


def _is_full(name: str) -> bool:
    """Tell whether a name has two words or more, all written as names are."""
    words = name.split()
    return len(words) > 1 and all(
        not word[0].islower() or is_particle(word.partition("-")[0]) for word in words
    )


def rule_forms(name: str) -> list[NameForm]:
    """Return the forms of a name by rules alone, without any list of persons or places."""
    return [form for form in _by_script(name.strip()) if form.name]


def _by_script(name: str) -> Iterator[NameForm]:
    if _HAN.match(name):
        yield from _of_hanzi(name.replace(" ", ""))
    elif is_hangul(name):
        for form, system in hangul_forms(name):
            yield NameForm(name=form, language="ko-Latn", system=system)
            for spelling in loose_spellings(form):
                yield NameForm(name=spelling, language="ko-Latn", system="loose")
    elif is_cyrillic(name):
        for system in SYSTEMS:
            yield NameForm(name=romanise(name, system), language="ru-Latn", system=system)
        if "ё" in name:
            yield NameForm(name=name.replace("ё", "е"), language="ru")
        words = name.split()
        if len(words) == 3 and _PATRONYMIC.search(words[1]):
            yield from _by_script(f"{words[0]} {words[2]}")
    else:
        yield from _of_latin(name)


def _of_hanzi(name: str) -> Iterator[NameForm]:
    for config, system in (("t2s", "simplified"), ("s2t", "traditional")):
        yield NameForm(name=_converter(config).convert(name), language="zh", system=system)
    for reading in _readings(name):
        yield from _of_reading(reading)


def _readings(name: str) -> Iterator[ChineseName]:
    parts = _pinyin()(name, v_to_u=True, style=0)
    table = syllables().wade
    if 2 <= len(parts) <= 4 and all(part in table for part in parts):
        cut = 2 if name[:2] in _DOUBLE_FAMILIES and len(parts) > 2 else 1
        yield ChineseName(family=tuple(parts[:cut]), given=tuple(parts[cut:]))


@lru_cache(maxsize=1)
def _pinyin() -> Callable[..., list[str]]:
    """Return the reader of hanzi: loaded when first asked, since that takes a fifth of a second."""
    read: Callable[..., list[str]] = importlib.import_module("pypinyin").lazy_pinyin
    return read


def _of_reading(reading: ChineseName) -> Iterator[NameForm]:
    for form, system in ((reading.pinyin(), "pinyin"), (reading.wade(), "wade-giles")):
        yield NameForm(name=form, language="zh-Latn", system=system)
        for spelling in loose_spellings(form):
            yield NameForm(name=spelling, language="zh-Latn", system="loose")
    yield NameForm(name=reading.palladius(), language="ru", system="palladius")


def _of_latin(name: str) -> Iterator[NameForm]:
    plain = straight(name)
    if plain != name:
        yield NameForm(name=plain)
    for spelling in loose_spellings(plain):
        yield NameForm(name=spelling, system="loose")
    shorter = _MIDDLE.sub(" ", plain)
    if shorter != plain and " " in shorter.strip():
        yield from _of_latin(" ".join(shorter.split()))
    bare = " ".join(word.capitalize() for word in fold_name(plain).split())
    if not plain.isascii():
        yield NameForm(name=bare, system="unmarked")
    for reading in read_chinese(plain)[:4]:
        yield from _of_reading(reading)
    if looks_russian(plain):
        for cyrillic in cyrillic_forms(plain):
            yield NameForm(name=cyrillic, language="ru")
            for system in SYSTEMS:
                yield NameForm(name=romanise(cyrillic, system), language="ru-Latn", system=system)


def _of_entity(entity: Entity) -> Iterable[NameForm]:
    yield NameForm(name=entity.name, language=_language(entity.name))
    yield from entity.names


def _of_place(place: Place) -> Iterable[NameForm]:
    yield NameForm(name=place.name, language="en")
    yield from place.names


@lru_cache(maxsize=2)
def _converter(config: str) -> OpenCC:
    return OpenCC(config)


def _language(name: str) -> str:
    """Return the language that the script of a name tells, "" for Latin letters."""
    if _HAN.match(name):
        return "zh"
    if is_hangul(name):
        return "ko"
    if is_cyrillic(name):
        return "ru"
    return "ar" if re.search(r"[\u0600-\u06ff]", name) else ""


class NameFinder:
    """Entities by every form of their names: what the rules make of each, and its sounds."""

    def __init__(self, entities: Iterable[Entity], *, table: bool = True) -> None:
        """Index all names of the entities, or their first name alone when `table` is False."""
        self._keys: dict[str, list[str]] = {}
        self._marks: dict[str, frozenset[str]] = {}
        for entity in entities:
            others = [form.name for form in entity.names] if table else []
            names = [straight(name) for name in (entity.name, *others)]
            self._marks[entity.id] = frozenset().union(*map(_telling, names))
            for key in frozenset().union(*map(search_keys, names)):
                self._keys.setdefault(key, []).append(entity.id)

    def find(self, name: str) -> list[str]:
        """Return the ids of the entities that a name in any form can mean.

        A name just as indexed finds its bearers alone. Otherwise a middle initial or "Jr."
        that speaks against a bearer rules that one out.
        """
        exact = self._keys.get(compact_name(straight(name)), [])
        if exact:
            return list(exact)
        found = [each for key in sorted(search_keys(name)) for each in self._keys.get(key, ())]
        marks = _telling(straight(name))
        return [each for each in dict.fromkeys(found) if _agree(marks, self._marks[each])]


_TELLING = re.compile(r"(?<=[A-Za-z] )([A-Z])\.?(?= \w)|\b(Jr)\b")


def _telling(name: str) -> frozenset[str]:
    """Return the middle initials of a name, and "Jr" where it has it."""
    return frozenset(match[1] or match[2] for match in _TELLING.finditer(name))


def _agree(marks: frozenset[str], others: frozenset[str]) -> bool:
    if ("Jr" in marks) != ("Jr" in others) and "Jr" in marks:
        return False
    initials, known = marks - {"Jr"}, others - {"Jr"}
    return not initials or not known or bool(initials & known)


def search_keys(name: str) -> frozenset[str]:
    """Return the keys under which a name is indexed and sought: its forms by rule, its sound."""
    forms = {name, *(form.name for form in rule_forms(name))}
    keys = {compact_name(form) for form in forms} | meeting_keys(straight(name))
    return frozenset(keys - {""})


def order_of_name(whole: str) -> tuple[str, tuple[str, ...]]:
    """Return (name used alone, other names) of a name that is not inverted.

    Chinese and Korean names begin with the family name, Vietnamese persons are called by
    the last name (but Ho Chi Minh by the first); rulers by the name before their number;
    all others by the last.
    """
    words = whole.split()
    if _NUMERAL.match(words[-1]):
        return words[0], ()
    order = is_asian_order(words)
    if fold_name(words[0]) == "ho" or order in ("chinese", "korean"):
        return words[0], tuple(words[1:])
    lower = next((at for at, word in enumerate(words[1:], 1) if word in ("bin", "ibn", "al")), 0)
    if lower:
        return words[0], tuple(words[1:])
    return words[-1], tuple(words[:-1])


@lru_cache(maxsize=16384)
def name_variants(name: str) -> tuple[str, ...]:
    """Return the spellings of a listed name that a text may use; the name itself first."""
    forms = chinese_spellings(name) if " " in name else [name]
    words = name.split()
    if len(words) > 2 and is_asian_order(words) == "vietnamese":
        forms.append(" ".join([words[0], *(word.lower() for word in words[1:-1]), words[-1]]))
    if " " not in name and _SLAVIC.search(name):
        stem = _SLAVIC.sub("", name)
        forms.extend(stem + end for end in ("y", "ii", "iy", "i"))
    return tuple(dict.fromkeys(forms))
