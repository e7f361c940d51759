"""Lists of persons, organisations, places and terms in YAML."""

from __future__ import annotations

from pathlib import Path

import pytest

from regesta.model import Entity, NameForm, Role
from regesta.read.authority import load_authority

WHOLE = """
- id: ada-reed
  kind: person
  name: Ada Reed
  names:
    - Reed, A.
    - {name: Ада Рид, language: ru, system: alias, since: 1948, until: 1951-05}
  roles:
    - {title: Minister of Ferries, post: Port Alder, since: 1949, until: 1952-03-01}
  born: 1901
  died: 1977-06
  same_as: https://example.org/7
  description: Negotiated the fares.
- kind: place
  name: Port Alder
  coordinates: [54.3, 10.1]
"""


def folder_with(tmp_path: Path, content: str | bytes) -> Path:
    folder = tmp_path / "authority"
    folder.mkdir()
    data = content if isinstance(content, bytes) else content.encode()
    (folder / "people.yaml").write_bytes(data)
    return folder


def test_a_whole_item_is_read(tmp_path: Path) -> None:
    entities, refusals = load_authority(folder_with(tmp_path, WHOLE))
    assert refusals == []
    assert entities[0] == Entity(
        id="ada-reed",
        kind="person",
        name="Ada Reed",
        names=(
            NameForm(name="Reed, A."),
            NameForm(name="Ада Рид", language="ru", system="alias", since="1948", until="1951-05"),
        ),
        roles=(
            Role(title="Minister of Ferries", post="Port Alder", since="1949", until="1952-03-01"),
        ),
        born="1901",
        died="1977-06",
        same_as=("https://example.org/7",),
        description="Negotiated the fares.",
        origin="authority/people.yaml",
    )
    place = entities[1]
    assert (place.kind, place.latitude, place.longitude) == ("place", 54.3, 10.1)
    assert place.id


@pytest.mark.parametrize(
    ("item", "reason"),
    [
        ("- name: Ada", "no kind"),
        ("- {kind: ship, name: Ada}", "kind is 'ship'"),
        ("- kind: person", "no name"),
        ("- {kind: person, name: Ada, nmae: Reed}", "'nmae'"),
        ("- {kind: person, name: Ada, born: yesterday}", "born is 'yesterday'"),
        ("- {kind: person, name: [Ada]}", "no text"),
        ("- {kind: person, name: Ada, id: '../x'}", "id '../x'"),
        ("- {kind: person, name: Ada, names: {a: b}}", "names is no list"),
        ("- {kind: person, name: Ada, roles: [{post: Alder}]}", "no title"),
        ("- {kind: place, name: Alder, coordinates: [99, 4]}", "coordinates"),
        ("- {kind: place, name: Alder, coordinates: [.nan, 4]}", "coordinates"),
        ("- Ada", "no mapping"),
    ],
)
def test_a_wrong_item_is_refused_and_the_others_are_read(
    tmp_path: Path, item: str, reason: str
) -> None:
    good = "\n- {kind: term, name: tariff}\n"
    entities, refusals = load_authority(folder_with(tmp_path, item + good))
    assert [entity.name for entity in entities] == ["tariff"]
    (refusal,) = refusals
    assert reason in refusal.reason
    assert refusal.source == "authority/people.yaml"
    assert refusal.place.startswith("item 1")
    assert refusal.way_out


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("kind: person", "no list"),
        ("- [", "line"),
        (b"- \xff\xfe", "UTF-8"),
        ("- &a [x, x]\n- [*a, *a]\n", "alias"),
        ("- !!python/object/apply:os.getcwd []", "broken"),
        ("[" * 5000, "broken|deeply"),
        ("- 2001-99-99", "impossible"),
    ],
)
def test_a_wrong_file_is_refused(tmp_path: Path, content: str | bytes, reason: str) -> None:
    entities, refusals = load_authority(folder_with(tmp_path, content))
    assert entities == []
    assert len(refusals) == 1
    assert any(part in refusals[0].reason for part in reason.split("|"))


def test_two_items_with_one_id(tmp_path: Path) -> None:
    twice = "- {id: a, kind: term, name: tariff}\n- {id: a, kind: term, name: quota}\n"
    entities, refusals = load_authority(folder_with(tmp_path, twice))
    assert [entity.name for entity in entities] == ["tariff"]
    assert "already" in refusals[0].reason


def test_no_folder_and_an_empty_file(tmp_path: Path) -> None:
    assert load_authority(tmp_path / "none") == ([], [])
    assert load_authority(folder_with(tmp_path, "")) == ([], [])
