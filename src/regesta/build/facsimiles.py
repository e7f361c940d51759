"""Pictures among the sources that a record has as its facsimile: they are read so, not refused."""

from __future__ import annotations

from regesta.errors import Refusal
from regesta.keep.rows import decode_record
from regesta.keep.store import Store
from regesta.read.pictures import kind_of, names_of


def without_facsimiles(store: Store) -> tuple[Refusal, ...]:
    """Return what could not be read, without the pictures that a record has as its facsimile.

    Records are looked through only where a picture was refused.
    """
    refused = store.refusals()
    pictures = {one.source for one in refused if kind_of(one.source)}
    if not pictures:
        return refused
    shown: set[str] = set()
    for id, body, _ in store.bodies():
        record = decode_record(body, None, id)
        for image in record.facsimiles:
            for read in record.provenance:
                shown.update(names_of(image.image, read.file, record.volume))
    return tuple(one for one in refused if one.source not in shown)
