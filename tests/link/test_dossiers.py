"""Small dossiers in a tiny notation: what each reference of a handful of records comes to.

@ ID | TITLE [| DATELINE]     a record, its text on the lines that follow
> QUOTE = held ID             what these words of the record before come to
> QUOTE = absent
"""

from __future__ import annotations

from itertools import permutations
from pathlib import Path
from typing import NamedTuple

import pytest

from regesta.link import Header, Linked, header, link
from regesta.model import Block, Decision, Record, Reference, Stated, Text
from regesta.understand.authority import Authority
from regesta.understand.context import Context
from regesta.understand.pipeline import understand

DOSSIERS = sorted((Path(__file__).parent / "dossiers").glob("*.txt"))


class Expected(NamedTuple):
    record: str
    quote: str
    status: str
    target: str


class Dossier(NamedTuple):
    headers: list[Header]
    expected: list[Expected]


def read_dossier(path: Path) -> Dossier:
    headers: list[Header] = []
    expected: list[Expected] = []
    parts: list[str] = []
    lines: list[str] = []

    def close() -> None:
        if parts:
            headers.append(header(made(parts, lines, len(headers) + 1)))

    for line in [*path.read_text(encoding="utf-8").splitlines(), "@"]:
        if line.startswith("@"):
            close()
            parts, lines = [part.strip() for part in line[1:].split("|")], []
        elif line.startswith(">"):
            quote, outcome = line[1:].rsplit("=", 1)
            status, _, target = outcome.strip().partition(" ")
            expected.append(Expected(parts[0], quote.strip(), status, target))
        elif line and not line.startswith("#"):
            lines.append(line)
    return Dossier(headers, expected)


def made(parts: list[str], lines: list[str], sequence: int) -> Record:
    identifier, title, *dateline = parts
    shown = [*dateline, *lines]
    body, blocks, at = "\n".join(shown), [], 0
    for number, line in enumerate(shown):
        kind = "dateline" if number < len(dateline) else "paragraph"
        blocks.append(Block(kind=kind, start=at, end=at + len(line)))  # type: ignore[arg-type]
        at += len(line) + 1
    record = Record(
        id=identifier,
        title=title,
        stated=Stated(head=title, dateline=dateline[0] if dateline else ""),
        texts=(Text(body=body, language="en", blocks=tuple(blocks)),),
        sequence=sequence,
    )
    return understand(record, Context(authority=Authority()))


def reference(linked: Linked, record: str, quote: str) -> Reference:
    found = [one for one in linked.references.get(record, ()) if one.quote == quote]
    said = [one.quote for one in linked.references.get(record, ())]
    assert found, f"{record} has no reference {quote!r}, but {said}"
    return found[0]


@pytest.mark.parametrize("path", DOSSIERS, ids=lambda path: path.stem)
def test_each_reference_comes_to_what_it_means(path: Path) -> None:
    dossier = read_dossier(path)
    linked = link(dossier.headers)
    for one in dossier.expected:
        found = reference(linked, one.record, one.quote)
        assert (found.status, found.target) == (one.status, one.target), f"{one}: {found.why}"
        assert found.why.endswith(".")
        assert 0 < found.confidence <= 1


@pytest.mark.parametrize("path", DOSSIERS, ids=lambda path: path.stem)
def test_taken_out_it_is_wanted_and_never_another(path: Path) -> None:
    dossier = read_dossier(path)
    for one in dossier.expected:
        if one.status == "held":
            rest = [each for each in dossier.headers if each.id != one.target]
            found = reference(link(rest), one.record, one.quote)
            assert found.status != "held", f"{one} became {found.target}"


def test_the_evening_before_is_wanted_with_its_minute() -> None:
    dossier = read_dossier(DOSSIERS[0].parent / "evening_before.txt")
    linked = link([each for each in dossier.headers if each.id != "t1"])
    found = reference(linked, "t2", "My telegram of 11:00 p.m. yesterday")
    assert found.status == "absent"
    (wanted,) = [one for one in linked.wanted if one.id == found.wanted]
    assert wanted.describes.date is not None
    assert wanted.describes.date.minute == "1951-03-04T23:00"
    assert wanted.describes.sender == "Orlan Veit"
    assert wanted.describes.recipient == "State Chancery"
    assert [citing.id for citing in wanted.cited_by] == ["t2"]


def test_the_order_of_the_headers_means_nothing() -> None:
    dossier = read_dossier(DOSSIERS[0].parent / "embassy.txt")
    first = link(dossier.headers)
    for order in permutations(dossier.headers):
        assert link(order) == first


def test_a_source_added_and_removed_again_changes_nothing() -> None:
    dossier = read_dossier(DOSSIERS[0].parent / "moscow_1950.txt")
    other = read_dossier(DOSSIERS[0].parent / "embassy.txt")
    alone = link(dossier.headers)
    link([*dossier.headers, *other.headers])
    assert link(dossier.headers) == alone


def test_what_a_person_decided_outweighs_the_rules() -> None:
    dossier = read_dossier(DOSSIERS[0].parent / "evening_before.txt")
    quote = "My telegram of 11:00 p.m. yesterday"
    corrected = Decision(
        id="1", when="2026-01-01T00:00:00Z", who="an editor", verdict="correct",
        about="reference", subject=f"t2#{quote}", value="t4",
    )  # fmt: skip
    assert reference(link(dossier.headers, (), (corrected,)), "t2", quote).target == "t4"
    rejected = Decision(
        id="2", when="2026-01-01T00:00:00Z", who="an editor", verdict="reject",
        about="reference", subject=f"t2#{quote}",
    )  # fmt: skip
    found = reference(link(dossier.headers, (), (rejected,)), "t2", quote)
    assert (found.status, found.target) == ("unresolved", "")
