"""A name in a query stands for all its forms: those of the archive's own lists, and by rule."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from msgspec import Struct, json

from regesta.model import Entity
from regesta.understand.authority import straight
from regesta.understand.folding import fold_name

FILE = "names.json"
# Forms that are looked up of one name, nearest first; no name looked up has more words.
MOST_FORMS = 48
MOST_WORDS = 5
# Lists of several volumes name one person each in their own way, and are joined where they
# share a full name; so many steps from one to the next.
MOST_STEPS = 3
# An abbreviation stands for its words only when written in capitals and not shorter.
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
        self._groups: dict[str, list[KnownName]] = {}
        for name in dict.fromkeys(names):
            for form in (name.shown, *name.forms):
                self._groups.setdefault(fold_name(straight(form)), []).append(name)

    @classmethod
    def load(cls, folder: Path) -> NameBook:
        """Read the names that the writer kept in the folder of an index."""
        path = folder / FILE
        if not path.exists():
            return cls()
        return cls(json.decode(path.read_bytes(), type=list[KnownName]))

    def forms(self, name: str) -> tuple[str, ...]:
        """Return the other forms of a name, as they are written; () for an unknown name."""
        start = fold_name(straight(name))
        found = {start: name}
        asked = [start]
        for step in range(MOST_STEPS):
            reached: list[str] = []
            for key in asked:
                for group in self._meant(key, name if not step else ""):
                    for form in (group.shown, *group.forms):
                        written = straight(form)
                        folded = fold_name(written)
                        if folded and folded not in found:
                            found[folded] = written
                            reached.append(folded)
            # Only a full name is the same person in another list.
            asked = [key for key in reached if " " in key or not key.isascii()]
        del found[start]
        return tuple(found.values())[:MOST_FORMS]

    def _meant(self, key: str, typed: str) -> list[KnownName]:
        """Return the names with this key; abbreviations only where they are typed as such."""
        spelled = len(typed) >= LEAST_ABBREVIATION and (typed.isupper() or " " in typed)
        return [group for group in self._groups.get(key, ()) if group.kind != "term" or spelled]


def save_names(folder: Path, names: Iterable[KnownName]) -> None:
    """Keep the names beside the index, each group once."""
    (folder / FILE).write_bytes(json.encode(list(dict.fromkeys(names))))
