"""One mention made ready to be compared with its candidates: what is the same for all of them."""

from __future__ import annotations

from msgspec import Struct

from regesta.link.candidates import LETTERS, TALKS
from regesta.link.describe import HOME_POSTS, Meant
from regesta.link.header import Header
from regesta.link.keys import Index, Shelf, Side
from regesta.link.matter import Matter, hashed

ORDERS = ("before", "after", "attached")
Features = list[tuple[str, float]]
NEARER = "others nearer in matter"  # how many, in logarithm

# What rivals are compared by, as bits: see `rivals.mark_rivals`.
NUMBER, DAY, ENDS, AGAINST, SENDER, RECIPIENT = 1, 2, 4, 8, 16, 32
SAME_GENRE, CARRIED, OFF, ON_DAY, FOREIGN, BY_SENDER = 128, 256, 512, 1024, 2048, 4096
PARTIES = 8192


class Fit(Struct, gc=False):
    """What speaks for and against one candidate.

    `marks` are the bits above; `fits` tells how well its ends and persons agree.
    """

    found: Features
    marks: int = 0
    fits: float = 0.0


class Ask(Struct, gc=False):
    """A mention's description with the sets that its candidates are compared with.

    `posts` pairs the keys of the posts it came from and went to, as far as told, with
    whether each is the home office; `other` is the other side of a talk of the writer's own;
    `around` are the names and words near the mention as `matter` compares them.
    """

    meant: Meant
    here: Header
    shelf: Shelf
    citing: int
    when: int
    mine: frozenset[str]
    yours: frozenset[str]
    posts: tuple[tuple[int, str, bool], ...]
    senders: Side | None
    recipients: Side | None
    parties: Side | None
    other: Side | None
    near: frozenset[str]
    words: frozenset[str]
    matter: Matter
    around: frozenset[int]
    is_talk: bool
    is_letter: bool
    has_order: bool


def prepare(meant: Meant, index: Index, citing: int) -> Ask:
    """Return the mention of a record ready to be compared with records of the index."""
    here = index.headers[citing]
    mine, yours = index.ends[citing]
    shelf = index.shelves[here.volume]
    is_talk = meant.genre in TALKS
    other: tuple[str, ...] = ()
    if is_talk and meant.owner:
        other = {"mine": here.recipients, "yours": here.senders}.get(meant.owner, ())
    return Ask(
        meant=meant,
        here=here,
        shelf=shelf,
        citing=citing,
        when=index.when[citing],
        mine=mine,
        yours=yours,
        posts=tuple(
            (end, f"@{post}", post in HOME_POSTS)
            for end, post in ((0, meant.post), (1, meant.to_post))
            if post
        ),
        senders=shelf.side(meant.senders),
        recipients=shelf.side(meant.recipients),
        parties=shelf.side((*meant.senders, *meant.recipients)) if is_talk else None,
        other=shelf.side(other),
        near=frozenset(meant.near),
        words=frozenset(meant.words),
        matter=index.matter(here.volume),
        around=hashed(meant.near, meant.words) if meant.kind != "numbered" else frozenset(),
        is_talk=is_talk,
        is_letter=meant.genre in LETTERS,
        has_order=meant.order in ORDERS,
    )
