"""An archive in Python: `regesta.open("my-archive")`.

    import regesta

    with regesta.open("my-archive") as archive:
        for hit in archive.search("treaty from:Gromadin").hits:
            print(hit.id, hit.title)
        archive["300101"].references
        archive.to_polars("references")

Everything read is an immutable struct of `regesta.model`. An opened archive stays as it was
when it was opened, however often it is built anew meanwhile.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any, Self

from regesta.errors import WrongUse
from regesta.keep.archive import Archive
from regesta.model import Citing, Entity, EntityKind, Exchange, NameForm, Record, Wanted
from regesta.search.embedded import EmbeddedIndex
from regesta.search.index import Query, Results
from regesta.show.addresses import record_address
from regesta.show.cite import chicago_note
from regesta.show.export.parquet import arrow, batches, schema_of
from regesta.show.export.tables import TABLES
from regesta.show.names import forms_in


class OpenArchive:
    """One build of an archive, open for reading and searching; close it, or use `with`."""

    def __init__(self, folder: Path | str, *, readers: bool = False) -> None:
        self._archive = Archive.open(folder, readers=readers)
        try:
            self._index = EmbeddedIndex(self._archive.index_path)
        except BaseException:
            self._archive.close()
            raise

    def close(self) -> None:
        """Let go of the archive's files."""
        self._index.close()
        self._archive.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # --- records ---

    @property
    def title(self) -> str:
        """The title of the archive."""
        return self._archive.title

    @property
    def stale(self) -> bool:
        """Whether the archive was built anew since, so that it should be opened again."""
        return self._archive.stale

    def cite(self, record: Record) -> str:
        """Return the citation of a record, as a note in the Chicago style."""
        site = self._archive.settings.addresses.base
        return chicago_note(record, site + record_address(record.id), self.title)

    def __len__(self) -> int:
        return self._archive.counts().records

    def __iter__(self) -> Iterator[Record]:
        """Yield every record in the archive's order, a few in memory at a time."""
        return self._archive.iter_records()

    def __contains__(self, id: object) -> bool:
        return isinstance(id, str) and self._archive.has(id)

    def __getitem__(self, id: str) -> Record:
        """Return a record; raises `NotFound` with near ids for one that is not there."""
        return self._archive.record(id)

    # --- search ---

    def search(
        self,
        text: str = "",
        *,
        filters: Mapping[str, Sequence[str]] | None = None,
        since: str = "",
        until: str = "",
        sort: str = "relevance",
        limit: int = 20,
        offset: int = 0,
    ) -> Results:
        """Search in the query language of docs/query-language.md.

        `filters` maps a facet ("genre", "person" …) to values that must all hold; `since` and
        `until` are EDTF dates; `sort` is relevance, date, -date or cited. Raises `WrongUse`
        for a query that cannot be understood, saying where and what to write.
        """
        return self._index.search(
            Query(
                text=text,
                filters={facet: tuple(values) for facet, values in (filters or {}).items()},
                since=since,
                until=until,
                sort=sort,
                limit=limit,
                offset=offset,
            )
        )

    # --- what the archive knows ---

    def entity(self, id: str) -> Entity | None:
        """Return a person, organisation, place or term, also by an id that was joined into it."""
        return self._archive.entity(id)

    def entities(self, kind: EntityKind) -> tuple[Entity, ...]:
        """List the entities of a kind, those in most records first."""
        return tuple(one.entity for one in self._archive.entities(kind))

    def names(self, name: str) -> list[NameForm]:
        """Return every form under which a search would find this name."""
        return forms_in(self._archive, name)

    def cited_by(self, id: str) -> tuple[Citing, ...]:
        """List who cites a record or a wanted document."""
        return self._archive.cited_by(id)

    def wanted(self) -> tuple[Wanted, ...]:
        """List the documents that are cited and not held, most cited first."""
        return self._archive.wanted()

    def exchange_of(self, id: str) -> Exchange | None:
        """Return the exchange that a record belongs to, None where it answers nothing."""
        return self._archive.exchange_of(id)

    # --- tables ---

    @property
    def tables(self) -> tuple[str, ...]:
        """The names of the tables that `to_arrow` and `to_polars` give."""
        return tuple(TABLES)

    def to_arrow(self, table: str) -> Any:
        """Return one of `tables` as a `pyarrow.Table`; needs the extra `regesta[data]`."""
        if table not in TABLES:
            raise WrongUse(f"There is no table {table!r}.", way_out=f"Tables: {', '.join(TABLES)}.")
        made = TABLES[table]
        return arrow().Table.from_batches(batches(self._archive, made), schema_of(made))

    def to_polars(self, table: str) -> Any:
        """Return one of `tables` as a `polars.DataFrame`; needs the extra `regesta[data]`."""
        rows = self.to_arrow(table)
        return import_module("polars").from_arrow(rows)


def open_archive(folder: Path | str, *, readers: bool = False) -> OpenArchive:
    """Open the archive built in `folder`: this is `regesta.open`.

    For `readers` it has no restricted record, in whatever it answers.
    Raises `NotFound` where none was built, `ArchiveError` where it is damaged or made by
    another version, `WrongUse` where its settings are wrong.
    """
    return OpenArchive(folder, readers=readers)
