"""What a harvester asks: verb and arguments checked as OAI-PMH 2.0 demands, and its tokens.

A resumption token carries all that it stands for: the list asked for, and the last record given.
So it needs no memory, outlives restarts, and goes on after that record when a build came between.
Source: The Open Archives Initiative Protocol for Metadata Harvesting 2.0, sections 3 and 4.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterable, Mapping
from datetime import datetime

import msgspec
from msgspec import Struct

# What each verb needs and may have.
VERBS: Mapping[str, tuple[frozenset[str], frozenset[str]]] = {
    "Identify": (frozenset(), frozenset()),
    "ListMetadataFormats": (frozenset(), frozenset({"identifier"})),
    "ListSets": (frozenset(), frozenset()),
    "GetRecord": (frozenset({"identifier", "metadataPrefix"}), frozenset()),
    "ListIdentifiers": (frozenset({"metadataPrefix"}), frozenset({"from", "until", "set"})),
    "ListRecords": (frozenset({"metadataPrefix"}), frozenset({"from", "until", "set"})),
}
LISTS = frozenset({"ListSets", "ListIdentifiers", "ListRecords"})
RESUMING = "resumptionToken"
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_SECOND = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
_LONGEST = 2_000


class OaiError(Exception):
    """A condition of the protocol: one of its codes, and a sentence for people."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


class Wish(Struct, frozen=True, array_like=True):
    """Which records are listed: after the one with this datestamp and id, in this form.

    `since` and `until` are seconds (UTC, ISO 8601), "" where open; `given` counts what was
    listed before.
    """

    verb: str
    form: str = ""
    since: str = ""
    until: str = ""
    set: str = ""
    when: str = ""
    record: str = ""
    given: int = 0


class Asked(Struct, frozen=True, kw_only=True):
    """A sound request: its verb and arguments as given, and what it lists."""

    verb: str
    arguments: Mapping[str, str]
    wish: Wish


_DECODER = msgspec.json.Decoder(Wish)


def understand_request(pairs: Iterable[tuple[str, str]]) -> Asked:
    """Return what the arguments ask for; raises `OaiError` with the code of the protocol."""
    arguments: dict[str, str] = {}
    doubled: list[str] = []
    for name, value in pairs:
        (doubled.append(name) if name in arguments else arguments.setdefault(name, value))
    verb = arguments.pop("verb", "")
    if verb not in VERBS or "verb" in doubled:
        said = f"{verb[:40]!r} is no verb" if verb else "There is no verb, or more than one"
        raise OaiError("badVerb", f"{said}; there are {', '.join(VERBS)}.")
    if doubled:
        raise OaiError("badArgument", f"Given more than once: {', '.join(doubled)[:100]}.")
    if RESUMING in arguments and verb in LISTS:
        if len(arguments) > 1:
            raise OaiError("badArgument", "A resumption token stands alone with the verb.")
        return Asked(verb=verb, arguments=arguments, wish=_resumed(verb, arguments[RESUMING]))
    _demand(verb, arguments)
    since, until = _span(arguments.get("from", ""), arguments.get("until", ""))
    wish = Wish(
        verb=verb,
        form=arguments.get("metadataPrefix", ""),
        since=since,
        until=until,
        set=arguments.get("set", ""),
    )
    return Asked(verb=verb, arguments=arguments, wish=wish)


def token_of(wish: Wish) -> str:
    """Return a wish as a token, which is safe in an address as it is."""
    return base64.urlsafe_b64encode(msgspec.json.encode(wish)).rstrip(b"=").decode()


def _resumed(verb: str, token: str) -> Wish:
    try:
        if len(token) > _LONGEST or not re.fullmatch(r"[A-Za-z0-9_-]+", token):
            raise ValueError(token)
        wish = _DECODER.decode(base64.urlsafe_b64decode(token + "=" * (-len(token) % 4)))
    except (ValueError, binascii.Error, msgspec.DecodeError):
        wish = None
    stamps = (wish.since, wish.until, wish.when) if wish else ()
    sound = all(not stamp or _is_second(stamp) for stamp in stamps)
    if wish is None or wish.verb != verb or not sound or wish.given < 0:
        raise OaiError("badResumptionToken", "This token was not given by this archive.")
    return wish


def _demand(verb: str, arguments: Mapping[str, str]) -> None:
    needed, allowed = VERBS[verb]
    strange = [name for name in arguments if name not in needed | allowed]
    if strange:
        raise OaiError("badArgument", f"{verb} takes no {', '.join(strange)[:100]}.")
    missing = sorted(name for name in needed if not arguments.get(name))
    if missing:
        raise OaiError("badArgument", f"{verb} needs {', '.join(missing)}.")


def _span(since: str, until: str) -> tuple[str, str]:
    """Return both ends to the second; a day ends with its last second."""
    for name, value in (("from", since), ("until", until)):
        if value and not (_is_day(value) or _is_second(value)):
            raise OaiError(
                "badArgument",
                f"{name} is {value[:40]!r}: write YYYY-MM-DD or YYYY-MM-DDThh:mm:ssZ.",
            )
    if since and until and len(since) != len(until):
        raise OaiError("badArgument", "from and until are not of the same granularity.")
    first = f"{since}T00:00:00Z" if _is_day(since) else since
    last = f"{until}T23:59:59Z" if _is_day(until) else until
    if first and last and first > last:
        raise OaiError("badArgument", "from is later than until.")
    return first, last


def _is_day(value: str) -> bool:
    return bool(_DAY.fullmatch(value)) and _exists(value)


def _is_second(value: str) -> bool:
    return bool(_SECOND.fullmatch(value)) and _exists(value)


def _exists(value: str) -> bool:
    try:
        datetime.fromisoformat(value)
    except ValueError:
        return False
    return True
