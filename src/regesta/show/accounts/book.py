"""The accounts of an archive: `accounts/accounts.json`, readable by its owner alone.

The folder is the archive's own: no source, in no export, and kept out of git by a file in it.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec
from msgspec import Struct

from regesta.errors import ArchiveError, NotFound, WrongUse
from regesta.keep.durable import replace_file
from regesta.keep.locks import exclusive
from regesta.show.accounts.visitor import ROLES, Role

FOLDER = "accounts"
FILE = "accounts.json"
_NAME = re.compile(r"[^\W_][\w.-]{0,63}")


class Account(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One account: its role, the argon2 hash of its password, who it is elsewhere.

    `password` is "" for one that signs in by OpenID Connect alone; `identity` is the e-mail
    address or subject by which the provider knows it. `since` is a moment in UTC; sessions
    begun before `renewed` (seconds since 1970) are over.
    """

    name: str
    role: Role
    password: str = ""
    identity: str = ""
    since: str = ""
    renewed: float = 0.0


Accounts = dict[str, Account]


def private_folder(archive: Path) -> Path:
    """Return the folder of what only the keeper may read, made where it is not there."""
    folder = archive / FOLDER
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        ignore = folder / ".gitignore"
        if not ignore.exists():
            ignore.write_text("*\n", encoding="ascii")
    except OSError as error:
        raise ArchiveError(f"{folder} cannot be written to: {error.strerror}.") from error
    return folder


def read_accounts(archive: Path) -> Accounts:
    """Return the accounts by name; none where there is no file.

    Raises `ArchiveError` for a file that cannot be read, or that others than its owner can.
    """
    path = archive / FOLDER / FILE
    try:
        with path.open("rb") as file:
            mode = os.fstat(file.fileno()).st_mode
            data = file.read()
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise ArchiveError(f"{path} cannot be read: {error.strerror}.") from error
    if os.name == "posix" and stat.S_IMODE(mode) & 0o077:
        raise ArchiveError(
            f"Others than its owner may read {path}.", way_out=f"Run `chmod 600 {path}`."
        )
    try:
        return msgspec.json.decode(data, type=Accounts)
    except msgspec.DecodeError as error:
        raise ArchiveError(f"{path} is damaged: {error}.", way_out="Mend it by hand.") from error


def change_accounts(archive: Path, change: Callable[[Accounts], Accounts]) -> None:
    """Put what `change` makes of the accounts in their place, one change at a time."""
    folder = private_folder(archive)
    with _alone(folder):
        after = change(read_accounts(archive))
        data = msgspec.json.format(msgspec.json.encode(dict(sorted(after.items()))), indent=1)
        try:
            with _private_files():
                replace_file(folder / FILE, data + b"\n")
        except OSError as error:
            raise ArchiveError(f"{folder / FILE} cannot be written: {error.strerror}.") from error


def known(accounts: Accounts, name: str) -> Account:
    """Return the account of a name; raises `NotFound`."""
    if name not in accounts:
        there = f"There are: {', '.join(sorted(accounts))}." if accounts else "There are none yet."
        raise NotFound(f"There is no account {name!r}.", way_out=there)
    return accounts[name]


def check_name(name: str) -> str:
    """Return the name; raises `WrongUse` for one that no account can have."""
    if not _NAME.fullmatch(name):
        raise WrongUse(
            f"{name!r} cannot be the name of an account.",
            way_out="Use letters, digits, points, hyphens and underscores; at most 64.",
        )
    return name


def check_role(role: str) -> Role:
    """Return the role; raises `WrongUse` for one that is none."""
    for one in ROLES:
        if one == role:
            return one
    raise WrongUse(f"{role!r} is no role.", way_out=f"The roles are {', '.join(ROLES)}.")


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    with _private_files(), (folder / "lock").open("a") as lock, exclusive(lock, wait=True):
        yield


@contextmanager
def _private_files() -> Iterator[None]:
    """Make new files readable by their owner alone."""
    before = os.umask(0o077)
    try:
        yield
    finally:
        os.umask(before)
