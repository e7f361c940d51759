"""What a rule may know beside the record: the authority, and the archive's defaults."""

from __future__ import annotations

from msgspec import Struct

from regesta.understand.authority import Authority


class Context(Struct, frozen=True, kw_only=True):
    """The authority in force for this source, and what the archive says where a source is silent.

    `language` is a BCP 47 code for texts that state none and cannot be told, `day_first`
    says how 3/1/1950 is read ("" leaves it open between both readings).
    """

    authority: Authority
    language: str = "en"
    day_first: str = ""
