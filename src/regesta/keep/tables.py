"""The SQLite schema of a build, and how its files are opened.

Narrow columns for what is listed, counted and joined; whole structs as MessagePack beside
them. A build's file is written once, before it is swapped in, and never changed: it is read
without locks (`immutable`), by any number of threads and processes, also from a read-only disk.

`readings` holds a row for every record of every source; of several readings of one record
those that are merged are `shadowed`, and the merged one stands under source 0. `bodies`
hold the record (without references) and its header for linking.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

SCHEMA_VERSION = 6

_FINISHED = "?mode=ro&immutable=1"

# What is copied for a source that has not changed; `source` is a key in each.
READ_TABLES = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE sources (
  number INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, sha256 TEXT NOT NULL,
  rules TEXT NOT NULL, size INTEGER NOT NULL, whole INTEGER NOT NULL);
CREATE TABLE readings (
  number INTEGER PRIMARY KEY, source INTEGER NOT NULL, seq INTEGER NOT NULL, id TEXT NOT NULL,
  shadowed INTEGER NOT NULL, title TEXT NOT NULL, genre TEXT NOT NULL, edtf TEXT NOT NULL,
  day TEXT NOT NULL, earliest TEXT NOT NULL, latest TEXT NOT NULL, place TEXT NOT NULL,
  sender TEXT NOT NULL, recipient TEXT NOT NULL, volume TEXT NOT NULL,
  sequence INTEGER NOT NULL, parent TEXT NOT NULL, key TEXT NOT NULL);
CREATE TABLE bodies (number INTEGER PRIMARY KEY, body BLOB NOT NULL, header BLOB NOT NULL);
CREATE TABLE appearances (
  number INTEGER NOT NULL, entity TEXT NOT NULL, part TEXT NOT NULL);
CREATE TABLE memberships (number INTEGER NOT NULL, collection TEXT NOT NULL);
CREATE TABLE listed (source INTEGER NOT NULL, seq INTEGER NOT NULL, body BLOB NOT NULL);
CREATE TABLE groups (
  source INTEGER NOT NULL, seq INTEGER NOT NULL, id TEXT NOT NULL, title TEXT NOT NULL,
  kind TEXT NOT NULL, parent TEXT NOT NULL, sequence INTEGER NOT NULL,
  description TEXT NOT NULL);
CREATE TABLE refusals (
  source INTEGER NOT NULL, seq INTEGER NOT NULL, name TEXT NOT NULL, place TEXT NOT NULL,
  reason TEXT NOT NULL, way_out TEXT NOT NULL);
"""

# What linking makes of all sources together.
LINK_TABLES = """
CREATE TABLE records (
  position INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, number INTEGER NOT NULL UNIQUE);
CREATE TABLE links (number INTEGER PRIMARY KEY, body BLOB NOT NULL);
CREATE TABLE refs (
  number INTEGER NOT NULL, seq INTEGER NOT NULL, status TEXT NOT NULL, target TEXT NOT NULL,
  wanted TEXT NOT NULL, relation TEXT NOT NULL, quote TEXT NOT NULL, confidence REAL NOT NULL,
  vague INTEGER NOT NULL);
CREATE TABLE entities (
  id TEXT PRIMARY KEY, kind TEXT NOT NULL, name TEXT NOT NULL, documents INTEGER NOT NULL,
  body BLOB NOT NULL);
CREATE TABLE aliases (alias TEXT PRIMARY KEY, entity TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE wanted (
  rank INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, citations INTEGER NOT NULL,
  body BLOB NOT NULL);
CREATE TABLE exchanges (rank INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, body BLOB NOT NULL);
CREATE TABLE agreements (rank INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, body BLOB NOT NULL);
CREATE TABLE sightings (
  record TEXT NOT NULL, start INTEGER NOT NULL, name TEXT NOT NULL, agreement TEXT NOT NULL);
CREATE TABLE directives (
  seq INTEGER PRIMARY KEY, record TEXT NOT NULL, actor TEXT NOT NULL, act TEXT NOT NULL,
  object TEXT NOT NULL, deadline TEXT NOT NULL, quote TEXT NOT NULL, confidence REAL NOT NULL);
CREATE TABLE doubts (
  kind TEXT NOT NULL, rank INTEGER NOT NULL, about TEXT NOT NULL, subject TEXT NOT NULL,
  record TEXT NOT NULL, weight INTEGER NOT NULL, confidence REAL NOT NULL,
  PRIMARY KEY (kind, rank)) WITHOUT ROWID;
CREATE TABLE gathered (part TEXT PRIMARY KEY, stamp TEXT NOT NULL, body BLOB NOT NULL);
CREATE TABLE outcomes (volume TEXT PRIMARY KEY, body BLOB NOT NULL);
CREATE TABLE versions (
  number INTEGER NOT NULL, seq INTEGER NOT NULL, target TEXT NOT NULL, relation TEXT NOT NULL,
  body BLOB NOT NULL);
CREATE TABLE members (exchange TEXT NOT NULL, id TEXT NOT NULL);
CREATE TABLE collections (
  id TEXT PRIMARY KEY, title TEXT NOT NULL, kind TEXT NOT NULL, parent TEXT NOT NULL,
  rank INTEGER NOT NULL, description TEXT NOT NULL) WITHOUT ROWID;
"""

INDEXES = """
CREATE INDEX readings_day ON readings (shadowed, day, earliest, number);
CREATE INDEX readings_parent ON readings (parent, sequence) WHERE parent != '';
CREATE INDEX readings_source ON readings (source, seq);
CREATE INDEX appearances_entity ON appearances (entity, part, number);
CREATE INDEX memberships_collection ON memberships (collection, number);
CREATE INDEX refs_target ON refs (target, number) WHERE target != '';
CREATE INDEX refs_wanted ON refs (wanted, number) WHERE wanted != '';
CREATE INDEX refs_status ON refs (status, number, seq);
CREATE INDEX entities_documents ON entities (kind, documents DESC, name);
CREATE INDEX entities_name ON entities (kind, name);
CREATE INDEX aliases_entity ON aliases (entity);
CREATE INDEX sightings_record ON sightings (record);
CREATE INDEX doubts_record ON doubts (record);
CREATE INDEX directives_actor ON directives (actor, seq);
CREATE INDEX versions_number ON versions (number, seq);
CREATE INDEX members_id ON members (id);
CREATE INDEX members_exchange ON members (exchange);
"""

# What fills the registers, once all records stand in their order.
REGISTERS = (
    # A collection described by several sources is taken from the first; one that records
    # only name is made of its name.
    "INSERT OR IGNORE INTO collections SELECT g.id, g.title, g.kind, parent,"
    " row_number() OVER (ORDER BY name, seq), description"
    " FROM groups g JOIN sources ON number = source ORDER BY name, seq",
    "INSERT OR IGNORE INTO collections SELECT DISTINCT collection, collection, 'collection', '',"
    " 1000000000, '' FROM memberships JOIN records USING (number) WHERE collection != ''",
    "CREATE TEMP TABLE tally AS SELECT coalesce(a.entity, x.entity) AS id,"
    " count(DISTINCT number) AS documents FROM appearances x JOIN records USING (number)"
    " LEFT JOIN aliases a ON alias = x.entity GROUP BY 1",
    "UPDATE entities SET documents = tally.documents FROM tally WHERE tally.id = entities.id",
    "DROP TABLE tally",
)


def create_store(path: Path) -> sqlite3.Connection:
    """Return a connection to a new, empty store.

    It is written without a journal, since a build that ends early is thrown away as a whole.
    A record takes some 18 kB: a page holds one, where several small ones cost a chain of them.
    """
    store = sqlite3.connect(_address(path), uri=True, isolation_level=None)
    store.executescript(
        "PRAGMA page_size = 32768; PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;"
        "PRAGMA locking_mode = EXCLUSIVE; PRAGMA cache_size = -65536; PRAGMA temp_store = MEMORY;"
    )
    store.executescript(READ_TABLES + LINK_TABLES)
    store.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
    return store


def open_store(path: Path) -> sqlite3.Connection:
    """Return a read-only connection to the store of a finished build."""
    store = sqlite3.connect(
        _address(path) + _FINISHED, uri=True, isolation_level=None, check_same_thread=False
    )
    store.execute("PRAGMA mmap_size = 1073741824")
    return store


def store_version_fits(path: Path) -> bool:
    """Whether a finished store can be read and is of this version of the schema."""
    try:
        with closing(open_store(path)) as store:
            return bool(store.execute("PRAGMA user_version").fetchone() == (SCHEMA_VERSION,))
    except sqlite3.Error:
        return False


def attach_store(store: sqlite3.Connection, path: Path) -> None:
    """Make the store of a finished build readable as `old` beside the one being written."""
    store.execute("ATTACH DATABASE ? AS old", (_address(path) + _FINISHED,))


def _address(path: Path) -> str:
    return f"file:{quote(str(path.absolute()))}"
