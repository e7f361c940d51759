"""Sessions, and the waiting time after wrong passwords, in one small SQLite file.

It is shared by all processes that serve the archive. A session's token is a secret of the
browser's: the file holds its hash alone. Deleting the file signs everybody out.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from msgspec import Struct

from regesta.errors import ArchiveError
from regesta.show.accounts.book import private_folder

FILE = "sessions.sqlite"
LONGEST_DAYS = 7
_SEEN_EVERY = 60.0
_TABLES = """
CREATE TABLE IF NOT EXISTS sessions (
  token BLOB PRIMARY KEY, account TEXT NOT NULL, secret BLOB NOT NULL, began REAL NOT NULL,
  seen REAL NOT NULL, way TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS failures (
  key TEXT PRIMARY KEY, count INTEGER NOT NULL, last REAL NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS flows (
  state BLOB PRIMARY KEY, nonce TEXT NOT NULL, verifier TEXT NOT NULL, next TEXT NOT NULL,
  began REAL NOT NULL) WITHOUT ROWID;
"""
FLOW_SECONDS = 600
# Wrong passwords that cost nothing but the time to verify, of one account and of one address.
FREE = {"account": 5, "address": 20}
FIRST_WAIT, LONGEST_WAIT = 30.0, 900.0
FORGOTTEN_AFTER = 3600.0


class Session(Struct, frozen=True, kw_only=True):
    """One signed-in browser: the account, the secret of its forms, when it began and by which way.

    `began` is in seconds since 1970.
    """

    account: str
    secret: bytes
    began: float
    way: str


class Flow(Struct, frozen=True, kw_only=True):
    """A sign-in that went to a provider and has not come back yet."""

    nonce: str
    verifier: str
    next: str


class Sessions:
    """The sessions of one archive; may be used by many threads."""

    def __init__(self, archive: Path, clock: Callable[[], float] = time.time) -> None:
        self._archive = archive
        self._clock = clock
        self._local = threading.local()

    # Sessions

    def begin(self, account: str, way: str, *, before: str = "") -> str:
        """Begin a session and return its token; the one `before` in that browser is over."""
        token = secrets.token_urlsafe(32)
        now = self._clock()
        with self._write() as run:
            run("DELETE FROM sessions WHERE token = ?", (_hash(before),))
            run("DELETE FROM sessions WHERE began < ?", (now - LONGEST_DAYS * 86400,))
            run(
                "INSERT INTO sessions VALUES (?, ?, ?, ?, ?, ?)",
                (_hash(token), account, secrets.token_bytes(32), now, now, way),
            )
        return token

    def find(self, token: str, hours: float) -> Session | None:
        """Return the session of a token; None where it is over.

        It is over `hours` after it was last used, and some days after it began in any case.
        """
        rows = self._read(
            "SELECT account, secret, began, seen, way FROM sessions WHERE token = ?",
            (_hash(token),),
        )
        now = self._clock()
        if not rows:
            return None
        account, secret, began, seen, way = rows[0]
        if now - seen > hours * 3600 or now - began > LONGEST_DAYS * 86400:
            self.end(token)
            return None
        if now - seen > _SEEN_EVERY:
            with self._write() as run:
                run("UPDATE sessions SET seen = ? WHERE token = ?", (now, _hash(token)))
        return Session(account=account, secret=secret, began=began, way=way)

    def end(self, token: str) -> None:
        """End a session."""
        with self._write() as run:
            run("DELETE FROM sessions WHERE token = ?", (_hash(token),))

    def end_all(self, account: str) -> None:
        """End every session of an account."""
        with self._write() as run:
            run("DELETE FROM sessions WHERE account = ?", (account,))

    # Wrong passwords

    def try_password(self, account: str, address: str) -> float:
        """Count an attempt; returns the seconds to wait first, 0 when it may be made now.

        It counts as a failure until `succeeded` says otherwise, so that many attempts at
        once are no way around.
        """
        now = self._clock()
        wait = 0.0
        counts: dict[str, int] = {}
        with self._write() as run:
            for kind, name in (("account", account), ("address", address)):
                key = f"{kind} {name}"
                rows = run("SELECT count, last FROM failures WHERE key = ?", (key,))
                count, last = rows[0] if rows else (0, now)
                counts[key] = count if now - last <= FORGOTTEN_AFTER else 0
                wait = max(wait, last + _wait_after(counts[key] - FREE[kind]) - now)
            # Neither is counted while either must wait: whoever waits makes it no longer.
            for key, count in counts.items() if wait <= 0 else ():
                run("INSERT OR REPLACE INTO failures VALUES (?, ?, ?)", (key, count + 1, now))
        return max(0.0, wait)

    def succeeded(self, account: str, address: str) -> None:
        """Forget the wrong passwords of an account, and take back what this attempt counted."""
        with self._write() as run:
            run("DELETE FROM failures WHERE key = ?", (f"account {account}",))
            run(
                "UPDATE failures SET count = max(count - 1, 0) WHERE key = ?",
                (f"address {address}",),
            )

    def unlock(self, account: str) -> None:
        """Forget the wrong passwords of an account."""
        with self._write() as run:
            run("DELETE FROM failures WHERE key = ?", (f"account {account}",))

    # Sign-ins that went to a provider

    def keep_flow(self, state: str, flow: Flow) -> None:
        """Remember a sign-in by the state that its browser holds."""
        now = self._clock()
        with self._write() as run:
            run("DELETE FROM flows WHERE began < ?", (now - FLOW_SECONDS,))
            run(
                "INSERT INTO flows VALUES (?, ?, ?, ?, ?)",
                (_hash(state), flow.nonce, flow.verifier, flow.next, now),
            )

    def take_flow(self, state: str) -> Flow | None:
        """Return a sign-in and forget it: it can come back once, and not late."""
        with self._write() as run:
            rows = run(
                "DELETE FROM flows WHERE state = ? RETURNING nonce, verifier, next, began",
                (_hash(state),),
            )
        if not rows or self._clock() - rows[0][3] > FLOW_SECONDS:
            return None
        return Flow(nonce=rows[0][0], verifier=rows[0][1], next=rows[0][2])

    # The file

    def _read(self, statement: str, values: Sequence[object]) -> list[tuple]:  # type: ignore[type-arg]
        try:
            return self._own().execute(statement, values).fetchall()
        except sqlite3.Error as error:
            raise self._fault(error) from error

    @contextmanager
    def _write(self) -> Iterator[Callable[[str, Sequence[object]], list[tuple]]]:  # type: ignore[type-arg]
        try:
            store = self._own()
            store.execute("BEGIN IMMEDIATE")
            try:
                yield lambda statement, values: store.execute(statement, values).fetchall()
                store.execute("COMMIT")
            except BaseException:
                store.execute("ROLLBACK")
                raise
        except sqlite3.Error as error:
            raise self._fault(error) from error

    def _own(self) -> sqlite3.Connection:
        store: sqlite3.Connection | None = getattr(self._local, "store", None)
        if store is None:
            path = private_folder(self._archive) / FILE
            os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
            store = sqlite3.connect(path, isolation_level=None, timeout=10)
            store.executescript("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;" + _TABLES)
            self._local.store = store
        return store

    def _fault(self, error: sqlite3.Error) -> ArchiveError:
        path = self._archive / "accounts" / FILE
        return ArchiveError(
            f"{path} cannot be used: {error}.",
            way_out="Remove it if it is damaged: everybody is signed out then, nothing else.",
        )


def _wait_after(failures: int) -> float:
    """Seconds to wait after so many failures too many: half a minute, doubled to 15 minutes."""
    if failures < 0:
        return 0.0
    return min(LONGEST_WAIT, FIRST_WAIT * 2.0 ** min(failures, 10))


def _hash(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()
