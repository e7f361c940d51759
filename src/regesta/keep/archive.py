"""The archive as it is read: records, registers, dates, references.

An `Archive` stays with the build it was opened on, also when a newer one is swapped in;
`stale` says so. It may be used by many threads, and opened by many processes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import IO, Self

import msgspec
from rapidfuzz import process

from regesta.errors import ArchiveError, NotFound
from regesta.keep.citations import Citations
from regesta.keep.connections import Connections
from regesta.keep.decisions import META as DECIDED
from regesta.keep.doubts import Doubts
from regesta.keep.entries import Counts, Regest
from regesta.keep.folder import INDEX, REPORT, STORE, current_build, hold_build
from regesta.keep.grounds import Grounds, LostGround
from regesta.keep.listing import SELECT_REGEST, regest_of
from regesta.keep.readers import READERS, LeftOut, covers, in_force, read_left_out
from regesta.keep.registers import Registers
from regesta.keep.report import Report
from regesta.keep.rows import decode_record
from regesta.keep.settings import FILE_NAME as SETTINGS
from regesta.keep.settings import Settings, read_settings
from regesta.keep.told import Stories
from regesta.keep.versions import Versions
from regesta.keep.witness import Witness
from regesta.model import Decision, Record

_CHUNK = 500
_NEAR_AMONG = 200_000
_WHOLE = (
    "SELECT p.id, b.body, l.body, position FROM records p JOIN bodies b USING (number)"
    " LEFT JOIN links l USING (number)"
)


class Archive(Citations, Doubts, Registers, Stories, Versions):
    """One build of an archive, open for reading. Lists take `offset` and `limit` (None: all)."""

    def __init__(
        self,
        folder: Path,
        build: Path,
        held: IO[bytes],
        part: str = "",
        witness: Witness | None = None,
    ) -> None:
        self.folder = folder
        self.settings: Settings = read_settings(folder)
        self._whole = build
        self._build = build / part
        self._held = held
        self._witness = witness
        super().__init__(Connections(self._build / STORE))
        self.left_out: LeftOut = read_left_out(self._store)

    @classmethod
    def open(cls, folder: Path | str, *, readers: bool = False, verify: bool = True) -> Self:
        """Open the archive in `folder`; for `readers` without its restricted records.

        Without `verify` it is not looked at whether its files are as they were written.
        Raises `NotFound` where none was built, `ArchiveError` where it is damaged or of
        another version, or where readers would see what was restricted since it was built;
        `WrongUse` where its settings are wrong.
        """
        root = Path(folder)
        build, held = hold_build(root)
        try:
            part = READERS if readers and (build / READERS).is_dir() else ""
            witness = Witness(build, part=part) if verify else None
            if witness:
                witness.look()
            archive = cls(root, build, held, part, witness)
            if readers and not covers(archive.left_out, in_force(archive.settings)):
                archive.close()
                raise ArchiveError(
                    f"Not all that {root / SETTINGS} restricts has been taken out yet.",
                    way_out="Run `regesta build`; nothing is shown to readers before.",
                )
            return archive
        except BaseException:
            held.close()
            raise

    def close(self) -> None:
        """Let go of the files."""
        self._store.close()
        self._held.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def title(self) -> str:
        """The title of the archive."""
        return self.settings.title

    @property
    def index_path(self) -> Path:
        """Where the search index of this build lies."""
        return self._build / INDEX

    @property
    def stale(self) -> bool:
        """Whether a newer build has been swapped in, so that the archive should be opened anew."""
        try:
            return current_build(self.folder) != self._whole
        except ArchiveError:
            return False

    def demand_whole(self, *, thoroughly: bool = False) -> None:
        """Raise `ArchiveError` when a file is not as it was written; `thoroughly` reads all.

        Else only what the system says was touched since is read: quick enough to ask before
        each answer.
        """
        if self._witness and thoroughly:
            self._witness.verify()
        elif self._witness:
            self._witness.glance()

    def report(self) -> Report:
        """Return the report of this build."""
        try:
            return msgspec.json.decode((self._build / REPORT).read_bytes(), type=Report)
        except (OSError, msgspec.DecodeError) as error:
            raise ArchiveError(
                f"{self._build / REPORT} cannot be read: {error}.", way_out="Build again."
            ) from error

    def fingerprint(self) -> str:
        """Return what tells all that this build was made from, rules included."""
        row = self._store.one("SELECT value FROM meta WHERE key = 'fingerprint'")
        return str(row[0]) if row else ""

    def decided(self) -> frozenset[str]:
        """Return the ids of the decisions that this build applied."""
        row = self._store.one("SELECT value FROM meta WHERE key = ?", (DECIDED,))
        return frozenset(row[0].split()) if row else frozenset()

    def lost_ground(self, decisions: Iterable[Decision]) -> tuple[LostGround, ...]:
        """Return those of the decisions that speak of what is not here."""
        return Grounds(self._store.many).lost(decisions)

    def sources_whole(self) -> bool:
        """Whether every source was read to its end, without a reader's process dying."""
        return self._store.one("SELECT 1 FROM sources WHERE whole = 0") is None

    def source_hashes(self) -> dict[str, str]:
        """Return the SHA-256 of every source as it was when read, by its name."""
        rows = self._store.many("SELECT name, sha256 FROM sources ORDER BY name")
        return {row[0]: row[1] for row in rows}

    # Records

    def record(self, id: str) -> Record:
        """Return a record with its references; raises `NotFound` with the ids most like it."""
        row = self._store.one(f"{_WHOLE} WHERE p.id = ?", (id,))
        if row is None:
            raise NotFound(f"There is no record {id!r}.", way_out=self._near(id))
        return decode_record(row[1], row[2], row[0])

    def has(self, id: str) -> bool:
        """Whether the archive holds this record."""
        return self._store.one("SELECT 1 FROM records WHERE id = ?", (id,)) is not None

    def ids(self) -> tuple[str, ...]:
        """Return the ids of all records in the archive's order."""
        return tuple(row[0] for row in self._store.many("SELECT id FROM records ORDER BY position"))

    def records(self, ids: Sequence[str]) -> tuple[Record, ...]:
        """Return the records of these ids in their order; unknown ids are left out."""
        found: dict[str, Record] = {}
        for start in range(0, len(ids), _CHUNK):
            part = ids[start : start + _CHUNK]
            marks = ",".join("?" * len(part))
            for row in self._store.many(f"{_WHOLE} WHERE p.id IN ({marks})", part):
                found[row[0]] = decode_record(row[1], row[2], row[0])
        return tuple(found[id] for id in ids if id in found)

    def iter_records(self) -> Iterator[Record]:
        """Yield every record in the archive's order, a few at a time."""
        last = 0
        while True:
            rows = self._store.many(
                f"{_WHOLE} WHERE position > ? ORDER BY position LIMIT 200", (last,)
            )
            if not rows:
                return
            for row in rows:
                yield decode_record(row[1], row[2], row[0])
            last = rows[-1][3]

    def regest(self, id: str) -> Regest | None:
        """Return the short entry of a record, None where there is none."""
        row = self._store.one(SELECT_REGEST + "p.id = ?", (id,))
        return regest_of(row) if row else None

    def regests(self, offset: int = 0, limit: int | None = None) -> tuple[Regest, ...]:
        """List short entries of all records in the archive's order."""
        return self._regests("1 ORDER BY position", (), offset, limit)

    def neighbours(self, id: str) -> tuple[Regest | None, Regest | None]:
        """Return the records before and after this one in the archive's order.

        The order is that of the printed volumes, then the rest by date. None at the ends.
        """
        row = self._store.one("SELECT position FROM records WHERE id = ?", (id,))
        if row is None:
            return None, None
        near = {
            found[-1]: regest_of(found)
            for found in self._store.many(
                SELECT_REGEST + "position IN (?, ?)", (row[0] - 1, row[0] + 1)
            )
        }
        return near.get(row[0] - 1), near.get(row[0] + 1)

    def children(self, id: str) -> tuple[Regest, ...]:
        """List the enclosures and attachments of a record in their order."""
        # The index holds no empty parents; only a query that says so makes use of it.
        return self._regests(
            "parent = ? AND parent != '' ORDER BY sequence, position", (id,), 0, None
        )

    def parents(self) -> dict[str, str]:
        """Return for every enclosure or attachment the id of the record it belongs to."""
        rows = self._store.many(
            "SELECT r.id, parent FROM readings r JOIN records p USING (number)"
            " WHERE parent != '' ORDER BY position"
        )
        return {row[0]: row[1] for row in rows}

    def counts(self) -> Counts:
        """Return how much the archive holds."""
        kinds: dict[str, int] = dict(
            self._store.many("SELECT kind, count(*) FROM entities GROUP BY kind")
        )
        states: dict[str, int] = dict(
            self._store.many("SELECT status, count(*) FROM refs GROUP BY status")
        )
        dated = self._store.one(
            "SELECT count(*), sum(day = ''), min(nullif(earliest, '')), max(latest) FROM readings"
            " WHERE shadowed = 0"
        )
        rest = self._store.one(
            "SELECT (SELECT count(*) FROM collections), (SELECT count(*) FROM wanted),"
            " (SELECT count(*) FROM exchanges), (SELECT count(*) FROM agreements),"
            " (SELECT count(*) FROM directives), (SELECT count(*) FROM refs WHERE vague = 1)"
        )
        records, undated, earliest, latest = dated or (0, 0, "", "")
        collections, wanted, exchanges, agreements, directives, vague = rest or (0,) * 6
        return Counts(
            records=records,
            undated=undated or 0,
            persons=kinds.get("person", 0),
            organisations=kinds.get("organisation", 0),
            places=kinds.get("place", 0),
            terms=kinds.get("term", 0),
            collections=collections,
            held=states.get("held", 0),
            absent=states.get("absent", 0),
            unresolved=states.get("unresolved", 0),
            wanted=wanted,
            exchanges=exchanges,
            agreements=agreements,
            directives=directives,
            vague=vague,
            earliest=earliest or "",
            latest=latest or "",
        )

    def _near(self, id: str) -> str:
        rows = self._store.many("SELECT id FROM records LIMIT ?", (_NEAR_AMONG,))
        near = process.extract(id, [row[0] for row in rows], limit=3, score_cutoff=70)
        return f"Did you mean {' or '.join(one[0] for one in near)}?" if near else ""
