"""What all records tell together, gathered from each."""

from regesta.build.telling import Telling
from regesta.model import AgreementMention, DateSpan, Directive, Note, Record, Text


def _record(id: str, day: str, body: str, stage: str, note: str = "") -> Record:
    span = DateSpan(edtf=day, earliest=f"{day}T00:00", latest=f"{day}T23:59")
    words = body.partition(". ")[0]
    return Record(
        id=id,
        date=span,
        texts=(Text(body="" if note else body, notes=(_note(body),)),),
        annotations=(
            AgreementMention(
                start=4, end=14, quote="River Pact", rule="r", confidence=1.0, note=note,
                name="River Pact", genre="pact", stage=stage, sentence=(0, len(words)),
            ),
            Directive(
                start=0, end=3, quote=words, rule="r", confidence=0.9, note=note, actor="Council",
                act="sign", deadline=span,
            ),
        ),
    )  # fmt: skip


def _note(body: str) -> Note:
    return Note(id="n", label="1", body=body, anchor=0)


def test_one_agreement_of_two_records() -> None:
    telling = Telling()
    telling.add(_record("b", "1951-03-01", "The River Pact was signed. Rain.", "signed"))
    telling.add(_record("a", "1951-02-01", "The River Pact was proposed. Sun.", "proposed", "n"))
    (story,) = telling.stories()
    assert [(one.stage, one.sentence) for one in story.stages] == [
        ("proposed", "The River Pact was proposed"),
        ("signed", "The River Pact was signed"),
    ]
    assert story.mentions == (("a", 4, "River Pact"), ("b", 4, "River Pact"))
    assert [(one.record, one.actor, one.deadline) for one in telling.directives] == [
        ("b", "Council", "1951-03-01"),
        ("a", "Council", "1951-02-01"),
    ]
