"""A name in a query stands for all its forms: those of the archive's own lists, and by rule."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from msgspec import Struct, json

from regesta.model import Entity
from regesta.understand.folding import fold_name

FILE = "names.json"
# A query has at most so many forms of one name, the commonest first.
MOST_FORMS = 16
# No name that is looked up has more words than this.
MOST_WORDS = 5


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


def straight(name: str) -> str:
    """Return a name with the surname first as it is spoken.

    >>> straight("Acheson, Dean G.")
    'Dean G. Acheson'
    """
    surname, comma, rest = name.partition(",")
    if not comma or "," in rest or not rest.strip():
        return name
    return f"{rest.strip()} {surname.strip()}"


class NameBook:
    """All names that are known in this archive, by their folded form."""

    def __init__(self, names: Iterable[KnownName] = ()) -> None:
        self._groups: dict[str, list[KnownName]] = {}
        for name in names:
            if name.kind == "term":
                continue
            for form in (name.shown, *name.forms):
                for key in {fold_name(form), fold_name(straight(form))}:
                    self._groups.setdefault(key, []).append(name)

    @classmethod
    def load(cls, folder: Path) -> NameBook:
        """Read the names that the writer kept in the folder of an index."""
        path = folder / FILE
        if not path.exists():
            return cls()
        return cls(json.decode(path.read_bytes(), type=list[KnownName]))

    def forms(self, name: str) -> tuple[str, ...]:
        """Return the other forms of a name, each as it is written; () for an unknown name."""
        key = fold_name(name)
        found: dict[str, str] = {}
        for group in self._groups.get(key, ()):
            for form in (group.shown, *group.forms):
                written = straight(form)
                found.setdefault(fold_name(written), written)
        found.pop(key, None)
        return tuple(found.values())[:MOST_FORMS]


def save_names(folder: Path, names: Iterable[KnownName]) -> None:
    """Keep the names beside the index, each group once."""
    (folder / FILE).write_bytes(json.encode(list(dict.fromkeys(names))))
