"""Who asks: the account behind a session, and what its role may do."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from msgspec import Struct

Role = Literal["reader", "editor", "keeper"]
ROLES: tuple[Role, ...] = ("reader", "editor", "keeper")
# What each role may do; a keeper may all that an editor may, an editor all that a reader may.
MAY: Mapping[str, frozenset[str]] = {
    "read": frozenset(ROLES),
    "decide": frozenset({"editor", "keeper"}),
    "keep": frozenset({"keeper"}),
}
VISITOR = "regesta.visitor"  # where a request's scope holds its visitor


class Visitor(Struct, frozen=True, kw_only=True):
    """Who has signed in: the account's name and role, and the secret of the session's forms.

    `whole` is whether this role sees restricted records.
    """

    name: str
    role: Role
    secret: bytes = b""
    whole: bool = False

    def may(self, what: str) -> bool:
        """Whether the role allows "read", "decide" or "keep"."""
        return self.role in MAY[what]
