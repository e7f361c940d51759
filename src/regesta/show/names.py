"""Every form of a name that a search would find, with those of an archive's own authority."""

from __future__ import annotations

from pathlib import Path
from weakref import WeakKeyDictionary

from msgspec import Struct

from regesta.keep.archive import Archive
from regesta.model import NameForm
from regesta.understand.authority import Authority
from regesta.understand.romanisation import name_forms

_authorities: WeakKeyDictionary[Archive, Authority] = WeakKeyDictionary()


class Names(Struct, frozen=True):
    """A name as asked, and its forms."""

    name: str
    forms: tuple[NameForm, ...]


def forms_of(name: str, folder: Path | None) -> Names:
    """Return the forms of `name`, with those of the archive's own authority where one is given."""
    if folder is None:
        return Names(name=name, forms=tuple(name_forms(name)))
    with Archive.open(folder) as archive:
        return Names(name=name, forms=tuple(forms_in(archive, name)))


def forms_in(archive: Archive, name: str) -> list[NameForm]:
    """Return the forms of `name` by an open archive, whose authority is made once."""
    authority = _authorities.get(archive)
    if authority is None:
        authority = _authorities[archive] = Authority(archive.iter_entities())
    return name_forms(name, authority)
