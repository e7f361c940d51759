"""A name in a query stands for all its forms: those of the archive's own lists, and by rule."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from pathlib import Path

from msgspec import Struct, json

from regesta.model import Entity
from regesta.understand.authority import straight
from regesta.understand.folding import fold_name
from regesta.understand.romanisation import name_forms

FILE = "names.json"
# Forms that are looked up of one name, nearest first; no name looked up has more words.
MOST_FORMS = 48
MOST_WORDS = 5
# Lists of several volumes name one person each in their own way, and are joined where they
# share a full name; so many steps from one to the next.
MOST_STEPS = 3
# An abbreviation typed in small letters may be a word ("aid", "it") when it is shorter; one
# of two letters is found in too many texts that mean something else.
LEAST_SMALL = 4
MOST_ANSWERED = 4_096
LEAST_ABBREVIATION = 3


class KnownName(Struct, frozen=True, array_like=True):
    """An entity as the index keeps it: the form to show, then all the others."""

    shown: str
    kind: str
    forms: tuple[str, ...] = ()


def known_name(entity: Entity) -> KnownName:
    """Return what the index keeps of an entity."""
    forms = dict.fromkeys(form.name for form in entity.names if form.name)
    forms.pop(entity.name, None)
    return KnownName(entity.name, entity.kind, tuple(forms))


class NameBook:
    """All names that are known in this archive, by their folded form."""

    def __init__(self, names: Iterable[KnownName] = ()) -> None:
        self._answered: dict[str, tuple[str, ...]] = {}
        self._groups: dict[str, list[tuple[str, KnownName]]] = {}
        for name in dict.fromkeys(names):
            for form in (name.shown, *name.forms):
                self._groups.setdefault(fold_name(straight(form)), []).append((form, name))

        self._keys = sorted(self._groups)
        # The words of the names of persons and places, by which a word typed in small letters
        # is known to be a part of a name.
        self._words = {
            word
            for key, group in self._groups.items()
            if any(name.kind in ("person", "place") for _form, name in group)
            for word in key.split()
        }

    def beginning(self, folded: str, limit: int) -> Iterator[str]:
        """Yield the names to show of which some form, folded, begins so."""
        first = bisect_left(self._keys, folded)
        found: dict[str, None] = {}
        for key in self._keys[first:]:
            if not key.startswith(folded) or len(found) >= limit:
                break
            found.update((name.shown, None) for _form, name in self._groups[key])
        yield from found

    @classmethod
    def load(cls, folder: Path) -> NameBook:
        """Read the names that the writer kept in the folder of an index."""
        return cls(load_names(folder))

    def forms(self, name: str) -> tuple[str, ...]:
        """Return the other forms of a name, as they are written; () for an unknown name."""
        known = self._answered.get(name)
        if known is None:
            known = self._answered[name] = self._forms(name)
            if len(self._answered) > MOST_ANSWERED:
                self._answered.clear()
        return known

    def _forms(self, name: str) -> tuple[str, ...]:
        start = fold_name(straight(name))
        # By rule, without the list: other romanisations of the same syllables.
        by_rule = () if self._is_word(name, start) else name_forms(straight(name))
        found = {fold_name(form.name): form.name for form in by_rule}
        found[start] = name
        asked = list(found)
        for _step in range(MOST_STEPS):
            reached: dict[str, str] = {}
            for key in asked:
                for form, group in self._groups.get(key, ()):
                    if key == start and not _is_meant(form, name):
                        continue
                    reached.update(_written(group))
            # Only a full name is the same person in another list.
            asked = [
                key for key in reached if key not in found and (" " in key or not key.isascii())
            ]
            # As the lists write a name, rather than by rule.
            found = {**reached, **{k: form for k, form in found.items() if k not in reached}}
        del found[start]
        return tuple(found.values())[:MOST_FORMS]

    def _is_word(self, typed: str, folded: str) -> bool:
        """Say whether a word in small letters is of no name known, so that "buy" is not "Bui"."""
        small = typed.isascii() and typed.isalpha() and typed.islower()
        return small and bool(self._words) and folded not in self._words


def _is_abbreviation(form: str) -> bool:
    return form.isascii() and form.isalpha() and form.isupper()


def _is_meant(form: str, typed: str) -> bool:
    """Say whether what was typed is this form, and not a word that is spelled alike."""
    return typed.isupper() or len(typed) >= LEAST_SMALL or not _is_abbreviation(form)


def _written(group: KnownName) -> Iterator[tuple[str, str]]:
    """Yield the forms of a name as texts write them, by their folded form."""
    for form in (group.shown, *group.forms):
        written = straight(form)
        if not (_is_abbreviation(written) and len(written) < LEAST_ABBREVIATION):
            folded = fold_name(written)
            if folded:
                yield folded, written


def load_names(folder: Path) -> list[KnownName]:
    """Return the names that the writer kept in the folder of an index."""
    path = folder / FILE
    return json.decode(path.read_bytes(), type=list[KnownName]) if path.exists() else []


def save_names(folder: Path, names: Iterable[KnownName]) -> None:
    """Keep the names beside the index, each group once."""
    (folder / FILE).write_bytes(json.encode(list(dict.fromkeys(names))))
