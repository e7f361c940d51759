"""Lets in: finds who a session belongs to, checks passwords, and keeps account of both."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Generic, TypeVar

from msgspec import Struct
from msgspec.structs import replace

from regesta.keep.settings import FILE_NAME as SETTINGS
from regesta.keep.settings import Access, Settings, read_settings
from regesta.show.accounts.audit import note
from regesta.show.accounts.book import (
    FILE,
    FOLDER,
    Account,
    Accounts,
    change_accounts,
    read_accounts,
)
from regesta.show.accounts.passwords import fits, hash_password, outdated
from regesta.show.accounts.sessions import Sessions
from regesta.show.accounts.visitor import Visitor

T = TypeVar("T")
GUEST = "guest"


class Entry(Struct, frozen=True, kw_only=True):
    """What came of a sign-in: a session's token, or the seconds to wait, or neither."""

    token: str = ""
    wait: float = 0.0


class Doorkeeper:
    """Knows the accounts and sessions of one archive, and follows its files as they change."""

    def __init__(self, folder: Path, clock: Callable[[], float] = time.time) -> None:
        self.folder = folder
        self.sessions = Sessions(folder, clock)
        self._settings: _Followed[Settings] = _Followed(
            folder / SETTINGS, lambda: read_settings(folder)
        )
        self._accounts: _Followed[Accounts] = _Followed(
            folder / FOLDER / FILE, lambda: read_accounts(folder)
        )

    @property
    def access(self) -> Access:
        """What the settings say now of who may read."""
        return self.settings.access

    @property
    def settings(self) -> Settings:
        """The settings as they are now; raises `WrongUse` where they are wrong."""
        return self._settings.value()

    @property
    def has_door(self) -> bool:
        """Whether anybody can sign in at all."""
        return bool(self.access.oidc or self._accounts.value())

    def visitor(self, token: str) -> Visitor | None:
        """Return who a session's token stands for; None for a stranger, or where it is over."""
        access = self.access
        session = self.sessions.find(token, access.hours) if token else None
        if session is None:
            return None
        account = self.account(session.account)
        if account is None or session.began < account.renewed:
            return None
        return Visitor(
            name=account.name,
            role=account.role,
            secret=session.secret,
            whole=account.role in access.restricted,
        )

    def account(self, name: str) -> Account | None:
        """Return an account; for a name that begins with "guest " that of whoever may only read."""
        if name.startswith(f"{GUEST} "):
            return Account(name=name, role="reader") if self.access.guests else None
        return self._accounts.value().get(name)

    def of_identity(self, *identities: str) -> Account | None:
        """Return the account that the provider knows by one of these."""
        wanted = {one.casefold() for one in identities if one}
        found = (one for one in self._accounts.value().values() if one.identity)
        return next((one for one in found if one.identity.casefold() in wanted), None)

    def enter(self, name: str, password: str, address: str, before: str) -> Entry:
        """Sign in with a password; the session `before` in that browser is over then."""
        wait = self.sessions.try_password(name.casefold(), address)
        if wait:
            note(self.folder, "must wait", name, address=address)
            return Entry(wait=wait)
        account = self._accounts.value().get(name)
        if not fits(account.password if account else "", password) or account is None:
            note(self.folder, "wrong password", name, address=address)
            return Entry()
        self.sessions.succeeded(name.casefold(), address)
        if outdated(account.password):
            self._hash_anew(account, password)
        return Entry(token=self.begin(account.name, "password", address, before))

    def begin(self, name: str, way: str, address: str, before: str) -> str:
        """Begin a session of somebody who showed who they are; returns its token."""
        token = self.sessions.begin(name, way, before=before)
        note(self.folder, "signed in", name, by=way, address=address)
        return token

    def leave(self, token: str, name: str) -> None:
        """End a session."""
        self.sessions.end(token)
        note(self.folder, "signed out", name)

    def _hash_anew(self, account: Account, password: str) -> None:
        fresh = replace(account, password=hash_password(password))
        change_accounts(self.folder, lambda all_: {**all_, account.name: fresh})


class _Followed(Generic[T]):
    """What a file says, read again when the file has changed."""

    def __init__(self, path: Path, read: Callable[[], T]) -> None:
        self._path = path
        self._read = read
        self._known: tuple[object, T] | None = None

    def value(self) -> T:
        state = self._state()
        known = self._known
        if known is None or known[0] != state:
            known = self._known = (state, self._read())
        return known[1]

    def _state(self) -> object:
        try:
            found = os.stat(self._path)
        except OSError:
            return None
        return found.st_mtime_ns, found.st_size, found.st_ino
