"""What a changed source changed: its records compared with those of the build before."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from regesta.keep.changes import Change
from regesta.keep.rows import decode_record
from regesta.keep.store import ARCHIVE, Store
from regesta.model import Record

_MANY = 500
_PAIRS = (
    "SELECT p.id, n.body, o.body FROM main.readings r"
    " JOIN main.records p USING (number) JOIN main.bodies n USING (number)"
    " JOIN old.records q ON q.id = p.id JOIN old.bodies o ON o.number = q.number"
    " WHERE n.body != o.body AND r.source IN ({})"
)


def changed_records(store: Store, names: Sequence[str]) -> Iterator[Change]:
    """Yield the records that differ from the build before, of the sources of these names.

    A source that was read anew for a new version of the rules alone has not changed, and one
    that is new has nothing to be compared with.
    """
    known = store.old_sources()
    hashes = dict(store.ask("SELECT name, sha256 FROM main.sources"))
    changed = [
        name
        for name in names
        if name in known and name in hashes and known[name].sha256 != hashes[name]
    ]
    if not changed:
        return
    numbers = dict(store.ask("SELECT name, number FROM main.sources"))
    sources = [ARCHIVE, *(numbers[name] for name in changed)]
    now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    for start in range(0, len(sources), _MANY):
        some = sources[start : start + _MANY]
        for id, after, before in store.ask(_PAIRS.format(",".join("?" * len(some))), some):
            new = decode_record(after, None, id)
            old = decode_record(before, None, id)
            file = next((one.file for one in new.provenance if one.file in changed), "")
            parts = _parts(old, new)
            if file and parts:
                yield Change(
                    record=id, when=now, parts=parts, file=file,
                    before=known[file].sha256, after=hashes[file],
                )  # fmt: skip


def _parts(old: Record, new: Record) -> tuple[str, ...]:
    """Tell in what the words of a record differ."""
    compared = {
        "title": (old.title, new.title),
        "date": (old.stated.date or old.stated.dateline, new.stated.date or new.stated.dateline),
        "text": ([text.body for text in old.texts], [text.body for text in new.texts]),
        "notes": (_notes(old), _notes(new)),
        "source": (old.source.raw, new.source.raw),
    }
    return tuple(part for part, (before, after) in compared.items() if before != after)


def _notes(record: Record) -> list[str]:
    return [note.body for text in record.texts for note in text.notes]
