"""The templates, and what they may call; everything is escaped unless it is our own markup."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import resources
from typing import Any, cast
from urllib.parse import urlencode

from jinja2 import Environment, PackageLoader, StrictUndefined
from jinja2.ext import Extension
from markupsafe import Markup, escape

from regesta import __version__
from regesta.keep.entries import Regest
from regesta.model import Exchange
from regesta.show import addresses, dates
from regesta.show.cite import agent_name
from regesta.show.sentences import in_words
from regesta.show.wording import Wording, wording

SECTIONS = (
    ("/search", "site.search"),
    ("/dates", "site.dates"),
    ("/map", "site.map"),
    ("/network", "site.network"),
    ("/collections", "site.collections"),
    ("/people", "site.people"),
    ("/organisations", "site.organisations"),
    ("/places", "site.places"),
    ("/topics", "site.topics"),
    ("/agreements", "site.agreements"),
    ("/exchanges", "site.exchanges"),
    ("/wanted", "site.wanted"),
)

FOOTER = (
    ("/about", "site.about"),
    ("/help", "site.help"),
    ("/correspondence", "site.correspondence"),
    ("/directives", "site.directives"),
    ("/archives", "site.archives"),
    ("/unresolved", "site.unresolved"),
    ("/refused", "site.refused"),
    ("/terms", "site.terms"),
)


class SaidAtOnce(Extension):
    """Puts messages without values into the templates when they are compiled.

    An environment speaks one language, so that `{{ say("site.home") }}` is always the same.
    """

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        """Replace each such call by its words, escaped."""
        words = cast(Wording, self.environment.globals["words"])
        return _PLAIN.sub(lambda call: _literal(words.say(call[1])), source)


_PLAIN = re.compile(r"""\{\{ say\(["']([a-z0-9_.]+)["']\) \}\}""")


def _literal(words: str) -> str:
    """Return words as a template has them that are no command of it."""
    shown = str(escape(words))
    return shown if "{" not in shown else f"{{% raw %}}{shown}{{% endraw %}}"


@cache
def environment(language: str = "en") -> Environment:
    """Give the environment of the templates in one interface language."""
    words = wording(language)
    env = Environment(
        loader=PackageLoader("regesta.show", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        extensions=[SaidAtOnce],
    )
    env.globals |= {
        "say": words.say,
        "has_word": words.has,
        "counted": words.count,
        "words": words,
        "language_name": words.language_name,
        "country_name": words.country_name,
        "record_address": addresses.record_address,
        "entity_address": addresses.entity_address,
        "wanted_address": addresses.wanted_address,
        "exchange_address": addresses.exchange_address,
        "agreement_address": addresses.agreement_address,
        "collection_address": addresses.collection_address,
        "date_address": addresses.date_address,
        "search_address": addresses.search_address,
        "like_address": addresses.like_address,
        "asset": asset,
        "sections": tuple((address, words.say(key)) for address, key in SECTIONS),
        "footer": tuple((address, words.say(key)) for address, key in FOOTER),
        "version": __version__,
    }
    env.filters |= {
        "edtf": lambda edtf: dates.say_edtf(edtf, words),
        "time": lambda edtf: time_element(edtf, words),
        "number": words.number,
        "percent": lambda share: f"{round(share * 100)} %",
        "agent": agent_name,
        "correspondents": correspondents,
        "json_ld": json_ld,
        "between": between,
        "languages": lambda tags: ", ".join(words.language_name(tag) for tag in tags),
        "genre": words.genre_name,
        "sentence": lambda sentence: in_words(sentence, words.language),
    }
    return env


def compile_templates(language: str) -> None:
    """Compile every template now, so that no reader waits for it."""
    env = environment(language)
    for name in env.list_templates():
        env.get_template(name)


@cache
def asset(name: str) -> str:
    """Give the address of a file of ours, marked by its content so that it may be kept for ever."""
    content = (resources.files("regesta.show") / "static" / name).read_bytes()
    return f"/static/{name}?v={hashlib.sha256(content).hexdigest()[:10]}"


_MACHINE = re.compile(r"\d{4}(-\d\d(-\d\d(T\d\d:\d\d)?)?)?")


def time_element(edtf: str, words: Wording) -> Markup:
    """Give a date for people, in an element that programs understand where the date is sure."""
    said = escape(dates.say_edtf(edtf, words))
    if not _MACHINE.fullmatch(edtf):
        return said
    return Markup('<time datetime="{}">{}</time>').format(edtf, said)


def correspondents(regest: Regest) -> str:
    """Give "A → B" of a short entry, as far as it is known."""
    if regest.sender and regest.recipient:
        return f"{regest.sender} → {regest.recipient}"
    return regest.sender or (f"→ {regest.recipient}" if regest.recipient else "")


def between(exchange: Exchange) -> str:
    """Give "A – B" of an exchange; its title where nobody is known."""
    return " – ".join(exchange.correspondents) or exchange.title


def json_ld(value: Mapping[str, Any]) -> Markup:
    """Give JSON that is safe inside a script element."""
    text = json.dumps(value, ensure_ascii=False)
    for letter, code in (("<", "\\u003c"), (">", "\\u003e"), ("&", "\\u0026")):
        text = text.replace(letter, code)
    return Markup(text)  # noqa: S704 - no letter that could end the element is left


class Paging:
    """One page of a list: which, of how many, and the addresses of the others."""

    def __init__(
        self, path: str, page: int, total: int, size: int, query: Sequence[tuple[str, str]] = ()
    ) -> None:
        self.page = page
        self.total = total
        self.size = size
        self.pages = max(1, -(-total // size))
        self._path = path
        self._query = [pair for pair in query if pair[0] != "page"]

    @property
    def offset(self) -> int:
        """How many entries come before this page."""
        return (self.page - 1) * self.size

    @property
    def first(self) -> int:
        """The number of the first entry of this page, from 1."""
        return min(self.offset + 1, self.total)

    @property
    def last(self) -> int:
        """The number of the last entry of this page."""
        return min(self.offset + self.size, self.total)

    def address(self, page: int) -> str:
        """Give the address of another page of the list."""
        query = [*self._query, ("page", str(page))] if page > 1 else self._query
        return self._path + (f"?{urlencode(query)}" if query else "")

    def as_form(self, form: str) -> str:
        """Give the address of the whole list in another form."""
        return f"{self._path}?{urlencode([*self._query, ('form', form)])}"

    def near(self) -> list[int]:
        """Give the pages worth a link: the first, those around this one, the last; 0 for a gap."""
        wanted = {1, self.pages, *range(self.page - 2, self.page + 3)}
        shown: list[int] = []
        for page in sorted(page for page in wanted if 1 <= page <= self.pages):
            if shown and page - shown[-1] > 1:
                shown.append(0)
            shown.append(page)
        return shown
