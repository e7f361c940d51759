"""Well-known persons of the twentieth century: a small authority that comes along."""

from __future__ import annotations

import re
import tomllib
from functools import lru_cache
from importlib.resources import files

from regesta.model import Entity, NameForm, Role

_SCRIPTS = (
    ("zh", re.compile(r"[\u3400-\u9fff]")), ("ru", re.compile(r"[\u0400-\u04ff]")),
    ("ko", re.compile(r"[\uac00-\ud7a3]")), ("ar", re.compile(r"[\u0600-\u06ff]")),
    ("he", re.compile(r"[\u0590-\u05ff]")), ("el", re.compile(r"[\u0370-\u03ff]")),
    ("hi", re.compile(r"[\u0900-\u097f]")),
)  # fmt: skip


@lru_cache(maxsize=1)
def builtin_entities() -> tuple[Entity, ...]:
    """Return the persons of `data/persons.toml` as entities of origin "builtin".

    They fill up an authority: `Authority([*own, *builtin_entities()])` joins those that its
    own lists have too.
    """
    source = files("regesta.understand").joinpath("data", "persons.toml")
    table = tomllib.loads(source.read_text(encoding="utf-8"))
    return tuple(_entity(row) for row in table["persons"])


def _entity(row: list[str]) -> Entity:
    identifier, name, inverted, life, forms, offices = row
    born, _, died = life.partition("/")
    roles = tuple(_role(words) for words in offices.split("; ") if words)
    names = [_form(words) for words in forms.split("; ") if words]
    if inverted:
        names.insert(0, NameForm(name=inverted, system="inverted"))
    return Entity(
        id=f"person/{identifier}",
        kind="person",
        name=name,
        names=tuple(names),
        description="; ".join(role.title for role in roles),
        roles=roles,
        born=born,
        died=died,
        origin="builtin",
    )


def _form(words: str) -> NameForm:
    """Return the form of a name; "!" before it makes it a code name."""
    name = words.removeprefix("!")
    language = next((code for code, pattern in _SCRIPTS if pattern.search(name)), "")
    return NameForm(name=name, language=language, system="code" if name != words else "")


def _role(words: str) -> Role:
    """Return the office of "title@post:since/until"."""
    title, _, span = words.rpartition(":")
    title, _, post = title.partition("@")
    since, _, until = span.partition("/")
    return Role(title=title, post=post, since=since, until=until)
