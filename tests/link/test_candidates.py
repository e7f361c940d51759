"""Which records a mention is compared with: the tightest key that is told, and few of them."""

from __future__ import annotations

import pytest

from regesta.link import Header, link
from regesta.link.candidates import FEW, candidates
from regesta.link.cues import Cue
from regesta.link.describe import describe
from regesta.link.keys import Index
from regesta.link.words import ordinal
from regesta.model import Mention

HOME, SEOUL, UN = ("state", "@department"), ("seoul", "@seoul"), ("mission", "@new-york")


def wire(
    id: str, day: str, number: str, ends: tuple[tuple[str, ...], ...], **more: object
) -> Header:
    at = ordinal(day)
    return Header(
        id=id, title="Telegram", genre="telegram", volume="v", sequence=int(id[1:]),
        earliest=f"{day}T00:00", latest=f"{day}T23:59", day=at, last=at,
        senders=ends[0], recipients=ends[1],
        numbers=(("telegram", number),) if number else (), **more,  # type: ignore[arg-type]
    )  # fmt: skip


def cited(quote: str, number: str, owner: str) -> Cue:
    return Cue(
        mention=Mention(
            start=0, end=len(quote), quote=quote, kind="numbered", rule="cable form",
            genre="telegram", number=number, owner=owner,
        )
    )  # fmt: skip


def found(cue: Cue, citing: Header, others: list[Header]) -> set[str]:
    index = Index([*others, citing])
    place = index.by_id[citing.id]
    return {
        index.headers[one].id for one in candidates(describe(cue, citing), index, place)
    }  # fmt: skip


def test_a_number_is_compared_with_its_bearers_alone() -> None:
    others = [wire(f"d{n}", "1958-06-02", str(300 + n), (SEOUL, HOME)) for n in range(1, 9)]
    cue = cited("Embtel 302", "302", "embtel")
    assert found(cue, wire("d20", "1958-06-04", "195", (HOME, SEOUL)), others) == {"d2"}


def test_a_number_that_no_record_bears_has_no_candidates() -> None:
    others = [wire("d1", "1958-06-02", "301", (SEOUL, HOME))]
    cue = cited("Embtel 302", "302", "embtel")
    assert found(cue, wire("d20", "1958-06-04", "195", (HOME, SEOUL)), others) == set()


def test_where_no_number_is_told_few_are_compared() -> None:
    others = [wire(f"d{n}", "1958-06-02", str(300 + n), (SEOUL, HOME)) for n in range(1, 30)]
    cue = Cue(
        mention=Mention(
            start=0, end=12, quote="your telegram", kind="relative", rule="noun",
            genre="telegram", owner="yours",
        )
    )  # fmt: skip
    assert 0 < len(found(cue, wire("d40", "1958-06-04", "", (HOME, SEOUL)), others)) <= FEW


@pytest.mark.parametrize(
    ("name", "number", "target"),
    [
        ("Seoul", "302", "d1"),  # the one from Seoul, not the one to it
        ("USUN", "517", "d3"),  # a mission to a body is its seat
    ],
)
def test_a_named_post_counts_its_own_numbers(name: str, number: str, target: str) -> None:
    cue = cited(f"{name}'s {number}", number, name)
    headers = [
        wire("d1", "1958-06-02", "302", (SEOUL, HOME)),
        wire("d2", "1958-06-02", "302", (HOME, SEOUL)),
        wire("d3", "1958-06-03", "517", (UN, HOME)),
        wire("d4", "1958-06-04", "518", (HOME, UN), cues=(cue,)),
    ]
    assert [one.target for one in link(headers).references["d4"]] == [target]
