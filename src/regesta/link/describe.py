"""Mention and citing record to a description of the document meant."""

from __future__ import annotations

from msgspec import Struct

from regesta.link.cues import Cue
from regesta.link.header import Header
from regesta.link.numbers import bare
from regesta.link.words import name_keys, ordinal
from regesta.model import Description, Mention
from regesta.understand.mentions_words import post_named, words

HOME = "department"
HOME_POSTS = frozenset(("department", "white-house"))
HOME_KEYS = frozenset(f"@{post}" for post in HOME_POSTS)
# A mission to a body is told by the body or by its seat; the seat is compared.
SEATS = {"usun": "new-york"}
_TO_BODIES = frozenset(f"@{post}" for pair in SEATS.items() for post in pair)
_NOT_ABROAD = HOME_KEYS | _TO_BODIES
_MISSION_WORDS = frozenset(("embassy", "legation", "consulate", "mission", "congen", "amembassy"))
_NO_NAMES = frozenset(("mr", "mrs", "miss", "dr"))
_IS_LETTER = frozenset(("letter", "message"))  # who is addressed there is its recipient
_CONVERSATION = "memorandum-of-conversation"
_ME = frozenset(("me", "us"))
_YOU = frozenset(("you",))


class Meant(Struct, frozen=True, gc=False, kw_only=True):
    """What the words and their record tell of the document meant.

    `first` and `last` are the ordinals of the days it may bear (0 where not told);
    `minute` its exact minute. `senders` and `recipients` are keys as in a header; `post`
    the post it came from, `to_post` the post it went to. `order` is "before", "after",
    "attached", "known" where the words say where it stands; `days` are dates near the words
    that may be its own, or another's; `quoted` tells that they stand in a letter within the
    record.
    """

    genre: str
    number: str
    series: str
    first: int
    last: int
    minute: str
    senders: tuple[str, ...]
    recipients: tuple[str, ...]
    post: str
    to_post: str
    order: str
    owner: str
    kind: str
    near: tuple[str, ...]
    words: tuple[str, ...]
    days: tuple[tuple[int, int], ...]
    quoted: bool
    shown: Description


def describe(cue: Cue, citing: Header) -> Meant:
    """Work out which document a mention means: "my" is its sender, "Embtel" from its mission."""
    mention = cue.mention
    if mention.owner or mention.sender or mention.recipient:
        side = _sides(mention, citing)
        if cue.dear and citing.genre not in _IS_LETTER:
            _within_letter(side, cue.dear)
    else:
        side = _NOBODY
    first, last, minute = _days(mention) if mention.date else (0, 0, "")
    return Meant(
        genre=_CONVERSATION if _is_talk(mention) else mention.genre,
        number=bare(mention.number) if mention.number else "",
        series=_series(mention.series) if mention.series else "",
        first=first,
        last=last,
        minute=minute,
        senders=side.senders,
        recipients=side.recipients,
        post=SEATS.get(side.post, side.post),
        to_post=SEATS.get(side.to_post, side.to_post),
        order=mention.order,
        owner=side.owner,
        kind=mention.kind,
        near=cue.near,
        words=cue.words,
        days=cue.days,
        quoted=bool(cue.dear) and citing.genre not in _IS_LETTER,
        shown=Description(
            genre=mention.genre,
            number=mention.number,
            series=mention.series,
            sender=side.sender,
            recipient=side.recipient,
            post=side.post,
            to_post=side.to_post,
            date=mention.date,
            edition=mention.edition,
        ),
    )


def _is_talk(mention: Mention) -> bool:
    """Tell whether the words go on after the noun: "memorandum of conversation"."""
    return mention.genre == "memorandum" and "of conversation" in mention.quote.casefold()


def _series(series: str) -> str:
    return series.casefold().replace("–", "-").replace(".", "")


def _days(mention: Mention) -> tuple[int, int, str]:
    date = mention.date
    return (ordinal(date.earliest), ordinal(date.latest), date.minute) if date else (0, 0, "")


class _Sides(Struct, gc=False, kw_only=True):
    """Both ends of the message meant, as keys and as names to show."""

    senders: tuple[str, ...] = ()
    recipients: tuple[str, ...] = ()
    sender: str = ""
    recipient: str = ""
    post: str = ""
    to_post: str = ""
    owner: str = ""


_NOBODY = _Sides()
_OWNERS = {"mine": "mine", "yours": "yours"}


def _sides(mention: Mention, citing: Header) -> _Sides:
    form = words().forms.get(mention.owner)
    owner = _OWNERS.get(form.source if form else mention.owner, "")
    side = _Sides(owner=owner)
    if owner == "mine":
        side.senders, side.sender = citing.senders, citing.sender
        if mention.kind == "numbered" or form:
            side.recipients, side.recipient = citing.recipients, citing.recipient
    elif owner == "yours":
        side.senders, side.sender = citing.recipients, citing.recipient
        if mention.kind == "numbered" or form:
            side.recipients, side.recipient = citing.senders, citing.sender
    elif form and form.source in ("mission", HOME):
        mission = mission_of(citing)
        side.post, side.to_post = (mission, HOME) if form.source == "mission" else (HOME, mission)
        side.owner = form.source
    elif mention.owner and mention.owner not in words().owners.values() and not form:
        _owned_by_name(side, mention.owner, citing)
    if mention.sender or mention.recipient:
        _named_sides(side, mention, citing)
    _presumed(side, owner, citing)
    if owner:
        side.post = side.post or _post_key(side.senders)
        side.to_post = side.to_post or _post_key(side.recipients)
    return side


def _presumed(side: _Sides, owner: str, citing: Header) -> None:
    """Name the other side where the words name none: "my telegram" to the one now written to.

    Only to be shown and looked for: it does not weigh in comparing records.
    """
    if owner == "mine" and not side.recipient:
        side.recipient = citing.recipient
    elif owner == "yours" and not side.recipient:
        side.recipient = citing.sender


def _within_letter(side: _Sides, dear: tuple[str, ...]) -> None:
    """Read "your" and "my" in a letter quoted within a record by whom the letter addresses."""
    dear = tuple(key for key in dear if key not in _NO_NAMES) or dear
    if side.owner == "yours":
        side.senders, side.sender, side.post = dear, "", ""
    elif side.owner == "mine":
        side.senders, side.sender, side.post = (), "", ""
        side.recipients, side.recipient, side.to_post = dear, "", ""


def _owned_by_name(side: _Sides, name: str, citing: Header) -> None:
    """Fill the sender of "Warsaw's 130", "the Department's 1841", "the Embassy's 2429"."""
    side.sender = name
    low = name.casefold().removeprefix("the ")
    if low in _MISSION_WORDS:
        # a consulate's "Embassy" is the one it reports to, not itself
        side.post = "" if low == "embassy" and _from_consulate(citing) else mission_of(citing)
        side.to_post = HOME if side.post else ""
        return
    side.post = post_named(name, citing.earliest[:4])
    side.senders = name_keys(name)
    if side.post == HOME:
        side.to_post = mission_of(citing)


def _named_sides(side: _Sides, mention: Mention, citing: Header) -> None:
    """Fill the sides that the phrase itself names: "from Bulganin", "to you"."""
    for name, end in ((mention.sender, "from"), (mention.recipient, "to")):
        if not name:
            continue
        low = name.casefold()
        if low in _ME:
            keys, shown = citing.senders, citing.sender
        elif low in _YOU:
            keys, shown = citing.recipients, citing.recipient
        elif end == "from" and low.removeprefix("the ") in _MISSION_WORDS:
            _owned_by_name(side, name, citing)
            continue
        else:
            keys, shown = name_keys(name), name
        post = post_named(name, citing.earliest[:4])
        if end == "from":
            side.senders, side.sender, side.post = keys, shown, side.post or post
        else:
            side.recipients, side.recipient, side.to_post = keys, shown, side.to_post or post


def _from_consulate(citing: Header) -> bool:
    return any(key.startswith("consul") for key in (*citing.senders, *citing.recipients))


def mission_of(citing: Header) -> str:
    """Return the mission of a record's exchange: its post that is not the home office, or ""."""
    posts = [key for key in (*citing.senders, *citing.recipients) if key.startswith("@")]
    abroad = [key for key in posts if key not in _NOT_ABROAD]
    if abroad:
        return abroad[0][1:]
    return next((key[1:] for key in posts if key in _TO_BODIES), "")


def _post_key(keys: tuple[str, ...]) -> str:
    return next((key[1:] for key in keys if key.startswith("@")), "")
