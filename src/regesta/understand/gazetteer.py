"""Places, the names of their time, the posts in them, and their clocks.

The table `data/places.toml` was compiled for this project from general knowledge;
coordinates are rounded to a hundredth of a degree, zones are names of the IANA
time zone database.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import lru_cache
from importlib.resources import files
from zoneinfo import ZoneInfo

from msgspec import Struct

from regesta.model import Entity, NameForm
from regesta.understand.folding import compact_name


class Place(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A place: `names` with the dates of their use, `zone` its IANA time zone.

    `latitude`, `longitude` are degrees north and east; `posts` the kinds of mission that
    stood there in the twentieth century ("embassy", "consulate", "mission").
    """

    id: str
    name: str
    country: str
    latitude: float
    longitude: float
    zone: str
    names: tuple[NameForm, ...] = ()
    posts: tuple[str, ...] = ()

    def name_at(self, day: str, language: str = "en") -> str:
        """Return the name of the place in this language on a day (ISO, "" for today's)."""
        if not day:
            return self.name
        for form in self.names:
            if form.since and form.language == language and _in_force(form, day):
                return form.name
        return self.name


class Gazetteer(Struct, frozen=True, kw_only=True):
    """Places by id and by key of name; capitals of countries with their dates.

    `doubtful` are names that mean other things as often.
    """

    places: Mapping[str, Place]
    by_name: Mapping[str, tuple[str, ...]]
    capitals: Mapping[str, tuple[tuple[str, str, str], ...]]
    missions: Mapping[str, tuple[str, str]]
    seats: Mapping[str, str]
    doubtful: frozenset[str]


_POSTS = {"E": "embassy", "C": "consulate", "M": "mission"}


@lru_cache(maxsize=1)
def gazetteer() -> Gazetteer:
    """Return the built-in gazetteer, read once."""
    source = files("regesta.understand").joinpath("data", "places.toml")
    table = tomllib.loads(source.read_text(encoding="utf-8"))
    places = {row[0]: _place(row) for row in table["places"]}
    by_name: dict[str, list[str]] = {}
    for place in places.values():
        for name in (place.name, place.id, *(form.name for form in place.names)):
            held = by_name.setdefault(compact_name(name), [])
            if place.id not in held:
                held.append(place.id)
    capitals = {
        compact_name(name): tuple(_tenure(seat) for seat in seats)
        for names, *seats in table["capitals"]
        for name in names.split("; ")
    }
    missions = {
        compact_name(name): (identifier, place)
        for identifier, place, names in table["missions"]
        for name in names.split("; ")
    }
    return Gazetteer(
        places=places,
        by_name={key: tuple(ids) for key, ids in by_name.items()},
        capitals=capitals,
        missions=missions,
        seats=dict(missions.values()),
        doubtful=frozenset(table["doubtful"].split()),
    )


def _place(row: list[str | float]) -> Place:
    """Return the place of a row: id, name, country, latitude, longitude, zone, posts, names."""
    identifier, name, country, latitude, longitude, zone, posts, names = row
    forms = (_form(part) for part in str(names).split("; ") if part)
    return Place(
        id=str(identifier),
        name=str(name),
        country=str(country),
        latitude=float(latitude),
        longitude=float(longitude),
        zone=str(zone),
        posts=tuple(_POSTS[letter] for letter in str(posts)),
        names=tuple(forms),
    )


def _form(words: str) -> NameForm:
    """Return the dated name of "Name@language/system:since/until" (all but the name optional)."""
    name, _, rest = words.partition("@")
    kind, _, span = rest.partition(":")
    language, _, system = kind.partition("/")
    since, _, until = span.partition("/")
    return NameForm(name=name, language=language or "en", system=system, since=since, until=until)


def _tenure(words: str) -> tuple[str, str, str]:
    """Return (place, since, until) of "place:since/until"."""
    place, _, span = words.partition(":")
    since, _, until = span.partition("/")
    return place, since, until


def _in_force(form: NameForm, day: str) -> bool:
    """Tell whether a name was in use on a day; dates are compared as ISO text."""
    return form.since[: len(day)] <= day and (
        not form.until or day[: len(form.until)] <= form.until
    )


_ARTICLE = re.compile(r"^(?:the|city of|near|at|in)\s+", re.IGNORECASE)
_AFTER_COMMA = re.compile(r"\s*[,(\[].*$", re.DOTALL)


def find_place(name: str, day: str = "") -> Place | None:
    """Return the place that bears this name in any language or spelling, or None.

    `day` (ISO date) prefers, among several places of one name, the one that bore it then.
    "Geneva, Switzerland" and "Lushun [Port Arthur]" are found by their first part.
    """
    form, places = _bearers(name)
    if len(places) < 2:
        return places[0] if places else None
    return min(places, key=lambda place: _misfit(place, form, day))


@lru_cache(maxsize=4096)
def _bearers(name: str) -> tuple[str, tuple[Place, ...]]:
    """Return the form of a name under which places are known, and these."""
    table = gazetteer()
    for form in (name, _ARTICLE.sub("", name.strip()), _AFTER_COMMA.sub("", name)):
        found = table.by_name.get(compact_name(form), ())
        if found:
            return form, tuple(table.places[identifier] for identifier in found)
    return name, ()


def _misfit(place: Place, name: str, day: str) -> int:
    """Return 0 for a place whose present name this is or that bore it on the day, else 1."""
    key = compact_name(name)
    forms = [form for form in place.names if compact_name(form.name) == key]
    if day and any(form.since and _in_force(form, day) for form in forms):
        return 0
    return 1 if compact_name(place.name) == key else 2


_MISSION = re.compile(
    r"\b(?:embassy|legation|consulate(?: general)?|mission|interests section|office|post|"
    r"consul(?: general)?|delegation|liaison office|high commission(?:er)?|ambassador|minister|"
    r"ch[aâ]rg[eé](?: d['’]affaires)?|branch(?: public affairs)? office|section)\b"
    r"(?:[^,()\[\]]{0,60}?)\b(?:in|at|to|for|near)\s+(?P<where>.+)$",
    re.IGNORECASE | re.DOTALL,
)


_MISSION_COMMA = re.compile(
    r"\b(?:embassy|legation|consulate(?: general)?)\b[,:]? (?P<where>[A-Z][\w .'’-]+)$",
    re.IGNORECASE,
)


def post_of(words: str, day: str = "") -> str:
    """Return the id of the post that the words name, or "".

    A post in a place has the id of the place ("seoul" for "Embassy in Korea", "the Embassy
    at Seoul", "Seoul"; the capital of `day` where a country is named); the Department of
    State is "department", the mission to the United Nations "usun", and so on by the
    table of missions.
    """
    table = gazetteer()
    for form in _post_forms(words):
        key = compact_name(form)
        if key in table.missions:
            return table.missions[key][0]
        seat = capital(form, day)
        if seat:
            return seat
        place = find_place(form, day)
        if place is not None:
            return place.id
    return ""


def _post_forms(words: str) -> Iterable[str]:
    """Yield the words, then what is named after the mission, shorter and shorter."""
    bare = _ARTICLE.sub("", words.strip().strip("[]()."))
    yield bare
    match = _MISSION.search(bare)
    if match:
        where = _ARTICLE.sub("", match["where"].strip())
        yield where
        yield _AFTER_COMMA.sub("", where)
    short = _AFTER_COMMA.sub("", bare)
    if short != bare:
        yield short
    last = _MISSION_COMMA.search(bare)
    if last:
        yield last["where"]


def capital(country: str, day: str = "") -> str:
    """Return the id of the seat of the mission in a country on a day ("" for the latest), or ""."""
    seats = gazetteer().capitals.get(compact_name(country), ())
    if not day:
        return seats[-1][0] if seats else ""
    for place, since, until in seats:
        if since[: len(day)] <= day and (not until or day[: len(until)] <= until):
            return place
    return ""


def place_of_post(post: str) -> Place | None:
    """Return the place where a post stands: its own, or the seat of a mission such as "usun"."""
    table = gazetteer()
    if post in table.places:
        return table.places[post]
    _, named = table.missions.get(compact_name(post), ("", ""))
    return table.places.get(table.seats.get(post, named))


def offset_at(place: str, minute: str) -> int | None:
    """Return the minutes east of UTC that the clocks of a place showed at a local minute.

    `place` is an id or name of a place or post, `minute` is `YYYY-MM-DDTHH:MM` (a day alone
    is read at noon). None when the place is not known. By the IANA database, whose local
    mean times before about 1920 come in odd minutes, and which knows no war-time exceptions
    of single posts.
    """
    zone = _zone_of(place, minute[:10])
    if zone is None:
        return None
    local = datetime.fromisoformat(minute if "T" in minute else f"{minute}T12:00")
    offset = zone.utcoffset(local.replace(tzinfo=None))
    return None if offset is None else round(offset.total_seconds() / 60)


@lru_cache(maxsize=4096)
def _zone_of(place: str, day: str) -> ZoneInfo | None:
    known = place_of_post(place) or find_place(place, day)
    return None if known is None else ZoneInfo(known.zone)


def place_entities() -> list[Entity]:
    """Return the gazetteer's places as entities of an authority (ids as in the gazetteer)."""
    return [
        Entity(
            id=place.id,
            kind="place",
            name=place.name,
            names=place.names,
            description=place.country,
            latitude=place.latitude,
            longitude=place.longitude,
            origin="builtin",
        )
        for place in gazetteer().places.values()
    ]
