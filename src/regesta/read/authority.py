"""The archive's own lists: `authority/*.yaml`.

Each file is a list of items. Only `kind` and `name` must be there:

    - id: ada-reed                  # letters, digits, . _ - / ; default: a slug of the name
      kind: person                  # person, organisation, place or term
      name: Ada Reed                # the form to show
      names:                        # other forms; a bare string or:
        - Reed, A.
        - name: Ада Рид
          language: ru              # BCP 47
          system: alias             # pinyin, wade-giles, postal, alias, …
          since: 1948               # EDTF, from and until when the form was in force
          until: 1951-05
      roles:
        - title: Minister of Ferries
          post: Port Alder
          since: 1949
          until: 1952-03-01
      born: 1901
      died: 1977-06
      coordinates: [54.3, 10.1]     # latitude, longitude in degrees; for places
      same_as: ["https://example.org/authority/7"]
      description: Negotiated the fares of 1950.

An item that is wrong is a refusal that names the file, the item and the field, and the
others are read. YAML is read by the safe loader, and aliases are refused: a few of them can
stand for gigabytes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from pathlib import Path
from typing import cast, get_args

import yaml
from msgspec import structs

from regesta.errors import CannotRead, Refusal
from regesta.model import Entity, EntityKind, NameForm, Role

MAX_BYTES = 64 * 1024 * 1024
MAX_DEPTH = 32
_ID = re.compile(r"[^\W_][\w./-]*")
_UNFIT = re.compile(r"[^\w]+")
_EDTF = re.compile(r"-?\d{1,4}(?:-\d{2}(?:-\d{2})?)?[?~%]?|[\dX]{4}|\.\.")
_KINDS = frozenset(get_args(EntityKind))
_FIELDS = frozenset(Entity.__struct_fields__) - {"latitude", "longitude", "origin"} | {
    "coordinates"
}
_NAME_FIELDS = frozenset(NameForm.__struct_fields__)
_ROLE_FIELDS = frozenset(Role.__struct_fields__)


# The loader in C where PyYAML has it; both are safe ones.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def _wrong(reason: str, way_out: str) -> CannotRead:
    return CannotRead(reason, way_out=way_out)


def load_authority(folder: Path) -> tuple[list[Entity], list[Refusal]]:
    """Read every `*.yaml` and `*.yml` of `folder`; return the entities and what was refused.

    A folder that does not exist is an empty one. Of two items with one id the first counts,
    the other is refused.
    """
    entities: dict[str, Entity] = {}
    refusals: list[Refusal] = []
    files = sorted([*folder.glob("*.yaml"), *folder.glob("*.yml")]) if folder.is_dir() else []
    for path in files:
        source = f"{folder.name}/{path.name}"
        for place, found in _items(path):
            if isinstance(found, CannotRead):
                refusals.append(
                    Refusal(source=source, place=place, reason=found.message, way_out=found.way_out)
                )
            elif found.id in entities:
                other = entities[found.id].origin
                reason = f"The id {found.id!r} is already that of an item of {other}."
                refusals.append(
                    Refusal(
                        source=source, place=place, reason=reason, way_out="Change one of them."
                    )
                )
            else:
                entities[found.id] = structs.replace(found, origin=source)
    return list(entities.values()), refusals


def _items(path: Path) -> Iterator[tuple[str, Entity | CannotRead]]:
    """Yield place and outcome of each item of a file, or one outcome for the whole file."""
    try:
        content = _content(path)
    except CannotRead as wrong:
        yield "", wrong
        return
    for number, item in enumerate(content, 1):
        name = item.get("id") or item.get("name") if isinstance(item, dict) else None
        place = f"item {number}" + (f" ({name})" if name else "")
        try:
            yield place, _entity(item)
        except CannotRead as wrong:
            yield place, wrong


def _content(path: Path) -> list[object]:
    """Return the list that a file holds."""
    if path.stat().st_size > MAX_BYTES:
        raise _wrong(
            f"The file is larger than {MAX_BYTES // 1024**2} MB.", "Divide it into several files."
        )
    try:
        text = path.read_bytes().decode("utf-8-sig")
        _check_events(text)
        content = yaml.load(text, Loader=_LOADER)  # noqa: S506
    except UnicodeDecodeError as fault:
        raise _wrong(f"The file is not UTF-8: {fault.reason}.", "Save it as UTF-8.") from fault
    except yaml.YAMLError as fault:
        mark = getattr(fault, "problem_mark", None)
        line = f"line {mark.line + 1}: " if mark else ""
        problem = getattr(fault, "problem", None) or "it cannot be read"
        raise _wrong(f"The YAML is broken: {line}{problem}.", "Mend it there.") from fault
    except ValueError as fault:
        raise _wrong(
            f"The YAML holds an impossible value: {fault}.",
            "Mend it, or put it in quotation marks.",
        ) from fault
    if content is None:
        return []
    if not isinstance(content, list):
        raise _wrong("The file holds no list.", "Begin each item with '- kind: …'.")
    return content


def _check_events(text: str) -> None:
    """Refuse aliases and deep nesting before anything is built from them."""
    depth = 0
    for event in yaml.parse(text, Loader=_LOADER):
        line = event.start_mark.line + 1 if event.start_mark else 0
        if isinstance(event, yaml.AliasEvent):
            raise _wrong(
                f"Line {line} uses a YAML alias, which is not allowed here.",
                "Write the repeated part out.",
            )
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > MAX_DEPTH:
                raise _wrong(f"Line {line} is nested too deeply.", "Write a plain list of items.")
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1


# --- one item -----------------------------------------------------------------------------


def _entity(item: object) -> Entity:
    fields = _mapping(item, _FIELDS, "The item")
    kind, name = _text(fields, "kind"), _text(fields, "name")
    if not name:
        raise _wrong("The item has no name.", "Add 'name: …'.")
    if kind not in _KINDS:
        kinds = ", ".join(sorted(_KINDS))
        raise _wrong(
            f"kind is {kind!r}." if kind else "The item has no kind.", f"Use one of {kinds}."
        )
    ident = _text(fields, "id") or _UNFIT.sub("-", name.lower()).strip("-_")
    if not _ID.fullmatch(ident):
        raise _wrong(f"The id {ident!r} is none.", "Use letters, digits and . _ - / only.")
    latitude, longitude = _coordinates(fields.get("coordinates"))
    return Entity(
        id=ident,
        kind=cast(EntityKind, kind),
        name=name,
        names=tuple(_name_form(each) for each in _list(fields, "names")),
        description=_text(fields, "description"),
        roles=tuple(_role(each) for each in _list(fields, "roles")),
        born=_date(fields, "born"),
        died=_date(fields, "died"),
        latitude=latitude,
        longitude=longitude,
        same_as=tuple(_string(each, "same_as") for each in _list(fields, "same_as")),
    )


def _name_form(value: object) -> NameForm:
    if isinstance(value, str):
        return NameForm(name=_string(value, "names"))
    fields = _mapping(value, _NAME_FIELDS, "A name")
    name = _text(fields, "name")
    if not name:
        raise _wrong("One of the names is empty.", "Write 'name: …' or the bare name.")
    return NameForm(
        name=name,
        language=_text(fields, "language"),
        system=_text(fields, "system"),
        since=_date(fields, "since"),
        until=_date(fields, "until"),
    )


def _role(value: object) -> Role:
    fields = _mapping(value, _ROLE_FIELDS, "A role")
    title = _text(fields, "title")
    if not title:
        raise _wrong("One of the roles has no title.", "Add 'title: …'.")
    return Role(
        title=title,
        post=_text(fields, "post"),
        since=_date(fields, "since"),
        until=_date(fields, "until"),
    )


# --- values -------------------------------------------------------------------------------


def _mapping(value: object, allowed: Iterable[str], what: str) -> dict[str, object]:
    if not isinstance(value, dict):
        raise _wrong(f"{what} is no mapping of fields to values.", "Write 'name: …' and so on.")
    unknown = sorted(str(key) for key in value if key not in allowed)
    if unknown:
        known = ", ".join(sorted(allowed))
        raise _wrong(f"{what} has a field {unknown[0]!r} that is unknown.", f"Known are {known}.")
    return cast(dict[str, object], value)


def _list(fields: dict[str, object], name: str) -> list[object]:
    value = fields.get(name)
    if value is None:
        return []
    if isinstance(value, list):
        return value
    if isinstance(value, str):
        return [value]
    raise _wrong(f"{name} is no list.", f"Write each on a line of its own under '{name}:'.")


def _string(value: object, name: str) -> str:
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise _wrong(f"{name} holds {value!r}, which is no text.", "Put it in quotation marks.")
    return str(value).strip()


def _text(fields: dict[str, object], name: str) -> str:
    value = fields.get(name)
    return "" if value is None else _string(value, name)


def _date(fields: dict[str, object], name: str) -> str:
    """Return a date as EDTF; YAML has made a date of 1950-01-03 and a number of 1950."""
    value = fields.get(name)
    if value is None:
        return ""
    if isinstance(value, date) and not isinstance(value, datetime):
        return value.isoformat()
    text = _string(value, name)
    if not _EDTF.fullmatch(text):
        raise _wrong(f"{name} is {text!r}, which is no date.", "Write 1950, 1950-01 or 1950-01-03.")
    return text


def _coordinates(value: object) -> tuple[float | None, float | None]:
    if value is None:
        return None, None
    numbers = [
        float(each)
        for each in (value if isinstance(value, list) else ())
        if isinstance(each, int | float) and not isinstance(each, bool)
    ]
    if len(numbers) != 2 or not (abs(numbers[0]) <= 90 and abs(numbers[1]) <= 180):
        raise _wrong(
            f"coordinates are {value!r}.", "Write [latitude, longitude] in degrees: [54.3, 10.1]."
        )
    return numbers[0], numbers[1]
