"""Every form of a name that a search would find."""

from __future__ import annotations

from pathlib import Path

from msgspec import Struct

from regesta.keep.archive import Archive
from regesta.model import NameForm
from regesta.understand.authority import Authority
from regesta.understand.romanisation import name_forms


class Names(Struct, frozen=True):
    """A name as asked, and its forms."""

    name: str
    forms: tuple[NameForm, ...]


def forms_of(name: str, folder: Path | None) -> Names:
    """Return the forms of `name`, with those of the archive's own authority where one is given."""
    authority = None
    if folder is not None:
        with Archive.open(folder) as archive:
            authority = Authority(archive.iter_entities())
    return Names(name=name, forms=tuple(name_forms(name, authority)))
