"""Passwords: hashed with argon2id, verified a few at a time, since each takes 64 MB."""

from __future__ import annotations

import threading
from functools import cache
from typing import Any

from regesta.errors import WrongUse
from regesta.show.extras import library

SHORTEST, LONGEST = 10, 1024
_AT_ONCE = threading.BoundedSemaphore(2)


def hash_password(password: str) -> str:
    """Return the hash of a password, with its salt and parameters, as argon2 writes it.

    Raises `WrongUse` for a password that is too short or too long, or without the library.
    """
    if not SHORTEST <= len(password) <= LONGEST:
        raise WrongUse(f"A password has {SHORTEST} to {LONGEST} characters.")
    with _AT_ONCE:
        return str(_hasher().hash(password))


def fits(hashed: str, password: str) -> bool:
    """Whether the password is the one of the hash; as slow without a hash (""), and False."""
    if len(password) > LONGEST:
        return False
    argon2 = _argon2()
    with _AT_ONCE:
        try:
            _hasher().verify(hashed or _some_hash(), password)
        except (argon2.exceptions.VerificationError, argon2.exceptions.InvalidHashError):
            return False
    return bool(hashed)


def outdated(hashed: str) -> bool:
    """Whether a hash was made with weaker parameters than those of today."""
    return bool(_hasher().check_needs_rehash(hashed))


def _argon2() -> Any:
    return library("argon2", "accounts", "Local accounts")


@cache
def _hasher() -> Any:
    return _argon2().PasswordHasher()


@cache
def _some_hash() -> str:
    """A hash that no password is meant to fit: whoever asks for no account waits as long."""
    return str(_hasher().hash("no account has this password"))
