import pytest

from regesta.model import Entity, EntityMention, Mark, NameForm, Record, Text
from regesta.understand.authority import Authority
from regesta.understand.context import Context
from regesta.understand.places import find_places

QINGGANG = Entity(
    id="qinggang",
    kind="place",
    name="Qinggang",
    names=(NameForm(name="Port Regent"), NameForm(name="青港", language="zh")),
)
COUNCIL = Entity(id="council", kind="organisation", name="State Council")


def found(body: str, *marks: Mark) -> list[EntityMention]:
    context = Context(authority=Authority([QINGGANG, COUNCIL]))
    return find_places(Record(id="x", texts=(Text(body=body, marks=marks),)), context)


@pytest.mark.parametrize(
    ("body", "entities"),
    [
        ("The fleet left Port Regent.", ["qinggang"]),
        ("关于青港，", ["qinggang"]),
        ("The State Council met in Port Arthur.", ["council", "lushun"]),
        ("from Dairen to Peiping", ["dalian", "beijing"]),
        ("The Geneva Conference was over.", []),
        ("Parisian manners", []),
        ("the UN Security Council met", ["un-security-council"]),
    ],
)
def test_places(body: str, entities: list[str]) -> None:
    mentions = found(body)
    assert [one.entity for one in mentions] == entities
    assert all(body[one.start : one.end] == one.quote for one in mentions)


def test_the_edition_knows_best() -> None:
    mentions = found("the harbour", Mark(kind="place", start=4, end=11, target="qinggang"))
    assert [(one.entity, one.rule, one.confidence) for one in mentions] == [
        ("qinggang", "edition's markup", 1.0)
    ]
