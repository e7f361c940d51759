"""One document in several versions: copies, drafts, repetitions, other translations."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

Kinship = Literal[
    "version-of",  # the same text: a reprint, a copy, an abridgement
    "other-wording",  # another translation or a paraphrase: the same message in other words
    "draft-of",
    "has-draft",
    "repeats",  # the text of an earlier message, passed on
    "repeated-in",
    "also-sent",  # the same text, the same day, to somebody else
    "encloses",  # has all of the other's text within its own
    "enclosed-in",
    "shares-passages",
]


class Version(Struct, frozen=True, gc=False, kw_only=True, omit_defaults=True):
    """What ties a record to another one that has its text, or part of it.

    `relation` is what this record is to `target`, the other one's id. `share` of this record's
    wording stands in the other too, `back` of the other's in this one, 0..1: measured on
    samples, so misread letters and names spelled otherwise make it less. Of `other-wording` it
    is the share of telling words. `length` is the other text's length by this one's. `differs`
    names what else the two do not have in common: "date", "sender", "recipient". `confidence`
    is that they are tied at all; `why` is one sentence.
    """

    relation: Kinship
    target: str
    share: float
    back: float
    length: float = 1.0
    differs: tuple[str, ...] = ()
    confidence: float = 1.0
    why: str = ""
