"""Genre, sender, recipient and numbers of a record, from its title, address and signature."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from msgspec.structs import replace

from regesta.model import Agent, Record, Text
from regesta.understand.context import Context
from regesta.understand.dates import DateContext, edtf_span, find_dates
from regesta.understand.gazetteer import find_place
from regesta.understand.genres import GENRES, Found, genre_of
from regesta.understand.titles_agents import INWARD, agents_of, tidy
from regesta.understand.titles_numbers import numbers_of

_NUMBER = re.compile(
    r"^(?:\[?(?:No\.|Document|Doc\.) ?\d+[A-Za-z]?\]?[.:]?\s+|\[?\d{1,4}[A-Za-z]?\]?\.\s+)"
)
_ONLY_TO = re.compile(r"\s+to\s+")
_FROM = re.compile(r"\b(?:from|by|of)\s+(?=(?:the |a |an )?[\[A-ZÀ-ÞА-ЯЁ])", re.IGNORECASE)
_COMMA = re.compile(r"(?:[^,(]{0,30}?),\s*(?=[\[A-ZÀ-ÞА-ЯЁ\u3400-\u9fff]|the )")
_TO_WHOM = re.compile(r"\bto\s+(?=(?:the |a )?[\[A-ZÀ-Þ])")
_FROM_WHOM = re.compile(r"\s+(?:from|by)\s+(?=(?:the )?[\[A-Z])", re.IGNORECASE)
_WRITTEN_BY = re.compile(r",? (?:prepared )?(?:by|in)\s+(?=(?:the )?[\[A-ZÀ-Þ])")
_WHERE_MET = re.compile(r",\s+(?=(?:the )?[A-Z][\w ]*,)|\s+(?:on|at|in)\s+(?=[A-Z][a-z]+(?: \d|$))")
_BETWEEN = re.compile(r"\b(?:between|of talks? with|with|among)\s+(?P<who>.+)$", re.IGNORECASE)
# A subject in quotation marks: "Cable, A to B, 'On the Talks'".
_SUBJECT = re.compile(r",\s*(?:'[^']+'|‘[^’]+’|\"[^\"]+\"|“[^”]+”)(?=,|$)")
_TAIL = re.compile(
    r"(?:,? (?:concerning|regarding|about|re|on the (?:subject|question)|entitled|via|through|"
    r"transmitting|"
    r"enclosing|containing|dated|received|in reply|with comments?)\b.*|\s*[:;].*|\s*\[(?:extract|"
    r"excerpt)s?\].*)$",
    re.IGNORECASE | re.DOTALL,
)
_SALUTE = re.compile(
    r"^(?:my )?(?:dear |comrade |comrades |to )?(?P<who>[^:;.!?\n]{2,80}?)\s*[:,：]\s*$",
    re.IGNORECASE,
)
_DEAR = re.compile(r"^(?:my )?dear\s+", re.IGNORECASE)
_BARE_SALUTE = re.compile(
    r"^(?:dear )?(?:sirs?|madam|gentlemen|colleagues?|friends?|excellency|your excellency)$",
    re.IGNORECASE,
)
_SIGNATURE = re.compile(r"^[\[/]?(?P<who>[^\d\[\]/:;!?\n]{3,60}?)[\]/]?\.?$")


# Only the place of a date in a title is asked here, so any year will do for "August 18".
_SOME_YEAR = DateContext(anchor=edtf_span("1950-07-01"))
# "Tosec 95 to Geneva": a series of cables by its name.
_SERIES = re.compile(
    r"^(?P<series>[A-Z][A-Za-z]{2,9}(?: [A-Z])?) (?P<number>\d{1,7}) (?P<way>from|"
    r"to) (?P<who>[A-Z].*)$"
)
LONGEST_SENDER = 200
LONGEST_TITLE = 1_000
"""Whatever stands after so many characters is no longer a title."""


class Parts(NamedTuple):
    """What a title says: its genre, who sends, who receives, who else takes part."""

    genre: str
    senders: tuple[Agent, ...] = ()
    recipients: tuple[Agent, ...] = ()
    others: tuple[Agent, ...] = ()


class Phrases(NamedTuple):
    """The same in the title's own words, "" where it does not say."""

    genre: str
    sender: str = ""
    recipient: str = ""
    others: str = ""


def entitle(record: Record, context: Context) -> Record:
    """Return the record with genre, senders, recipients, contributors and numbers.

    What the source states itself stays; the title is asked first, then address and
    signature lines, then the authors the source gives.
    """
    day = _day(record)
    parts = read_title(record.title or record.stated.head, day)
    text = record.texts[0] if record.texts else Text(body="")
    genre = (
        record.genre or parts.genre or _stated_genre(record) or _genre_by_form(record, text, parts)
    )
    senders = record.senders or parts.senders
    recipients = record.recipients or parts.recipients
    carries = genre in GENRES and GENRES[genre].carries
    if carries and not recipients:
        recipients = _addressed(text, day)
    if carries and not senders:
        senders = _signed(text, day) or _authors(record, day)
    return replace(
        record,
        genre=genre,
        senders=senders,
        recipients=recipients,
        contributors=record.contributors + _unnamed(parts.others, record.contributors),
        numbers=numbers_of(record, genre),
    )


def read_title(title: str, day: str = "") -> Parts:
    """Read a title by its grammar; `day` (ISO) tells where missions then stood.

    >>> read_title("Letter From the Ambassador in Korea (Muccio) to the King").senders[0].person
    'Muccio'
    """
    phrases = _phrases(title[:LONGEST_TITLE])
    return Parts(
        phrases.genre,
        agents_of(phrases.sender, "from", day),
        agents_of(phrases.recipient, "to", day),
        agents_of(phrases.others, "participant", day),
    )


@lru_cache(maxsize=4096)
def _phrases(title: str) -> Phrases:
    """Part a title into the phrases for genre, sender, recipient; many papers bear the same."""
    words = _core(title)
    found = genre_of(words)
    genre = found.genre.slug if found else ""
    if genre in ("editorial-note",):
        return Phrases(genre)
    if found is not None and (found.start == 0 or _led_by_genre(words, found)):
        return _by_genre(words, found)
    series = _SERIES.match(words)
    if series is not None:
        here = _TAIL.sub("", series["who"])
        return Phrases("telegram", *((here, "") if series["way"] == "from" else ("", here)))
    sender, recipient = _divide(words)
    if recipient:
        return Phrases(genre if found and found.start < 30 else "", sender, recipient)
    return _by_genre(words, found) if found else Phrases("")


def _core(title: str) -> str:
    """Return a title without the edition's number, the date and place at its end, its subject."""
    words = _SUBJECT.sub("", tidy(_NUMBER.sub("", tidy(title))))
    for mention in find_dates(words, _SOME_YEAR):
        cut = words[: mention.start].rstrip()
        if mention.start > 8 and (
            cut.endswith((",", "(", "[", "-", "–")) or not words[mention.end :].strip(" .)]")
        ):
            words = re.sub(r"(?:,? (?:dated|on|of|from))$", "", cut.rstrip(" ,([–-"))
            break
    last = words.rsplit(", ", 1)
    if len(last) == 2 and last[1].count(" ") < 3 and find_place(last[1]):
        words = last[0]
    return words.strip(" ,")


def _led_by_genre(words: str, found: Found) -> bool:
    """Tell "Draft Memorandum", "Special Paper" from "The Ambassador's letter"."""
    before = words[: found.start].lower()
    return " to " not in before and "(" not in before and found.start < 45


def _by_genre(words: str, found: Found) -> Phrases:
    slug, rest = found.genre.slug, words[found.end :]
    if not found.genre.carries:
        return _meeting(slug, rest)
    rest = _TAIL.sub("", rest) if ":" not in rest[:3] else rest.lstrip(": ")
    comma = _COMMA.match(rest)
    lead = _FROM.search(rest)
    if comma and not (lead and lead.start() < comma.end()):
        sender, recipient = _divide(rest[comma.end() :])
        return Phrases(slug, sender if len(sender) <= LONGEST_SENDER else "", recipient)
    to_first = _TO_WHOM.search(rest)
    if to_first and (lead is None or to_first.start() < lead.start()) and to_first.start() < 40:
        recipient, *sender_behind = _FROM_WHOM.split(rest[to_first.end() :], maxsplit=1)
        return Phrases(slug, "".join(sender_behind), recipient)
    if lead is None or lead[0].lower().startswith("of"):
        return Phrases(slug)
    return Phrases(slug, *_divide(rest[lead.end() :]))


def _meeting(slug: str, rest: str) -> Phrases:
    """Read who wrote a record of a meeting down, and who met."""
    by = _WRITTEN_BY.search(rest)
    if by and not _BETWEEN.search(rest[: by.start()]):
        return Phrases(slug, *_divide(_TAIL.sub("", rest[by.end() :])))
    between = _BETWEEN.search(rest)
    if between is None:
        return Phrases(slug)
    who = _TAIL.sub("", between["who"])
    return Phrases(slug, others=_WHERE_MET.split(who, maxsplit=1)[0])


def _divide(words: str) -> tuple[str, str]:
    """Part "A to B" at the "to" that is not within an office ("Assistant to the Secretary")."""
    places = list(_ONLY_TO.finditer(words))
    if not places:
        return words, ""
    best = None
    for place in places:
        left = words[: place.start()]
        if left.count("(") != left.count(")"):
            continue
        last = left.rsplit(" ", 1)[-1].strip(",.").lower()
        if left.endswith((")", "]")):
            best = place
            break
        following = words[place.end() : place.end() + 1]
        if (
            last not in INWARD
            and best is None
            and (
                following.isupper()
                or following == "["
                or words.startswith(("the ", "all ", "certain "), place.end())
            )
        ):
            best = place
    # An office that swallows its own "to" leaves only that one to part at.
    best = best or places[-1]
    return words[: best.start()], words[best.end() :]


def _day(record: Record) -> str:
    if record.date is not None:
        return record.date.earliest[:10]
    for words in (record.stated.date, record.stated.dateline, record.title):
        for mention in find_dates(words, DateContext()) if words else ():
            return mention.date.earliest[:10]
    return ""


def _stated_genre(record: Record) -> str:
    found = genre_of(record.stated.genre) if record.stated.genre else None
    return found.genre.slug if found else ""


def _genre_by_form(record: Record, text: Text, parts: Parts) -> str:
    """Tell the genre of "A to B" by its file note, its hour, its number, its salutation."""
    source = record.source.raw
    colon = source.rfind(": ")
    if 0 < colon < 90:
        found = genre_of(source[colon + 2 :], 30)
        if found and found.start == 0:
            return found.genre.slug
    if not parts.senders:
        return ""
    dateline = next(
        (text.body[block.start : block.end] for block in text.blocks if block.kind == "dateline"),
        record.stated.dateline,
    )
    if re.search(r"\d ?[ap]\. ?m\.|\bnoon\b|\bmidnight\b", dateline.split("Received")[0]):
        return "telegram"
    opening = text.body[:1500]
    if re.search(r"^No\. ?\d+", opening, re.MULTILINE):
        return "despatch" if parts.senders[0].post else "instruction"
    if re.search(
        r"^(?:My )?Dear |^(?:Sir|Excellency|Your Excellency|Mr\. [A-Z]\w+)\s?:",
        opening,
        re.MULTILINE,
    ):
        return "letter"
    return ""


def _addressed(text: Text, day: str) -> tuple[Agent, ...]:
    """Read the line of address: "Comrade [Liu] Shaoqi:", "Dear Mr. President:"."""
    for line in _first_lines(text):
        match = _SALUTE.match(line)
        if match is None:
            continue
        who = _DEAR.sub("", line.rstrip(" :,：")).replace("[", "").replace("]", "")
        if _BARE_SALUTE.match(who) or not who[:1].isupper():
            return ()
        return tuple(
            replace(agent, rule="address-line", confidence=min(agent.confidence, 0.85))
            for agent in agents_of(who, "to", day)
        )
    return ()


def _first_lines(text: Text) -> list[str]:
    salutes = [
        text.body[block.start : block.end]
        for block in text.blocks
        if block.kind in ("salute", "address")
    ]
    if salutes:
        return [" ".join(line.split()) for line in salutes]
    return [
        " ".join(line.split())
        for line in text.body[:800].split("\n")[:12]
        if 2 < len(line.strip()) <= 80
    ][:5]


def _signed(text: Text, day: str) -> tuple[Agent, ...]:
    """Read the signature: a block of its own, or a last short line that is a name."""
    signed = [text.body[block.start : block.end] for block in text.blocks if block.kind == "signed"]
    lines = signed[-1].split("\n")[:1] if signed else _last_lines(text)
    for line in lines:
        match = _SIGNATURE.match(" ".join(line.split()))
        if match is None or match["who"].count(" ") > 4:
            continue
        found = agents_of(match["who"], "from", day)
        if len(found) == 1 and found[0].rule != "phrase" and (signed or found[0].person):
            return (replace(found[0], rule="signature", confidence=min(found[0].confidence, 0.8)),)
    return ()


def _last_lines(text: Text) -> list[str]:
    lines = [line.strip() for line in text.body[-400:].split("\n") if line.strip()]
    return [line for line in lines[-3:] if len(line) <= 60] if len(lines) > 1 else []


def _authors(record: Record, day: str) -> tuple[Agent, ...]:
    """Take the authors that the source gives as senders where nothing else names one."""
    return tuple(
        replace(agent, rule="stated-author", confidence=0.9, entity=one.entity)
        for one in record.contributors
        if one.role in ("author", "Author", "creator")
        for agent in agents_of(one.name, "from", day)
    )


def _unnamed(others: tuple[Agent, ...], known: tuple[Agent, ...]) -> tuple[Agent, ...]:
    names = {agent.name for agent in known}
    return tuple(agent for agent in others if agent.name not in names)
