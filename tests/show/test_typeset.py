"""Texts as HTML: nothing lost, nothing let through, links never nested, in linear time."""

from __future__ import annotations

import time

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from regesta.model import (
    Apparatus,
    Block,
    DateMention,
    DateSpan,
    Description,
    EntityMention,
    Note,
    PageBreak,
    Record,
    Reference,
    Text,
)
from regesta.show.blocks import whole_blocks
from regesta.show.site.inline import Inline, Point, Span, without_overlap
from regesta.show.site.spans import Targets
from regesta.show.site.typeset import SetText, typeset
from regesta.show.wording import wording

NOWHERE = Targets(labels={}, entries={})

_spans = st.lists(
    st.builds(
        lambda start, length, tag: Span(start, start + length, tag, 'class="x"'),
        st.integers(0, 40),
        st.integers(1, 20),
        st.sampled_from(["a", "span", "em", "time"]),
    ),
    max_size=12,
)


def _set(text: Text, **more: object) -> SetText:
    record = msgspec.structs.replace(Record(id="r", texts=(text,)), **more)
    return typeset(record, NOWHERE, wording())[0]


def _markup(made: SetText) -> str:
    return "".join(stretch.html for stretch in made.stretches)


@given(st.text(alphabet="ab<>&\"' \nж中", max_size=50), _spans)
def test_inline_nests_and_keeps_every_letter(body: str, spans: list[Span]) -> None:
    inline = Inline(body, without_overlap(spans))
    made = inline.html(0, len(body))
    tree = html.fragment_fromstring(f"^{made}$", create_parent="div")
    shown = "".join(str(part) for part in tree.itertext()).replace("\n", "")
    assert shown == f"^{body}$".replace("\n", "")
    assert not list(tree.iterfind(".//a//a"))


@given(st.text(alphabet="ab ", min_size=1, max_size=40), _spans, st.integers(0, 40))
def test_inline_in_two_halves_gives_the_same_words(body: str, spans: list[Span], at: int) -> None:
    at = min(at, len(body))
    inline = Inline(body, without_overlap(spans))
    made = inline.html(0, at) + inline.html(at, len(body))
    tree = html.fragment_fromstring(f"^{made}$", create_parent="div")
    assert "".join(str(part) for part in tree.itertext()) == f"^{body}$"


def test_a_point_steps_outside_a_link() -> None:
    inline = Inline("abcd", [Span(0, 4, "a", 'href="#x"')], [Point(2, "<sup><a>1</a></sup>")])
    assert inline.html(0, 4) == '<a href="#x">ab</a><sup><a>1</a></sup><a href="#x">cd</a>'


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (Text(body="one\n\ntwo"), [(0, 3), (5, 8)]),
        (
            Text(body="one two", blocks=(Block(kind="paragraph", start=4, end=7),)),
            [(0, 4), (4, 7)],
        ),
        (
            Text(
                body="abcdef",
                blocks=(
                    Block(kind="quote", start=0, end=4),
                    Block(kind="paragraph", start=2, end=6),
                ),
            ),
            [(0, 4), (4, 6)],
        ),
        (Text(body=""), []),
    ],
)
def test_blocks_cover_the_text(text: Text, expected: list[tuple[int, int]]) -> None:
    assert [(block.start, block.end) for block in whole_blocks(text)] == expected


def test_notes_stand_with_the_block_that_anchors_them() -> None:
    words = "word " * 60
    body = f"{words}\n{words}\n{words}"
    length = len(words)
    made = _set(
        Text(
            body=body,
            notes=(
                Note(id="a", label="1", body="first", anchor=10),
                Note(id="b", label="2", body="second", anchor=2 * length + 12),
            ),
        )
    )
    assert [[note.label for note in stretch.notes] for stretch in made.stretches] == [
        ["1"], [], ["2"],
    ]  # fmt: skip
    assert 'href="#note-1"' in made.stretches[0].html
    assert made.has_notes


def test_tables_lists_and_labels() -> None:
    body = "1.\nfirst\nsecond\na\tb\nc\td"
    kinds = ("label", "item", "item", "row", "row")
    blocks = []
    start = 0
    for kind, line in zip(kinds, body.split("\n"), strict=True):
        blocks.append(Block(kind=kind, start=start, end=start + len(line)))  # type: ignore[arg-type]
        start += len(line) + 1
    tree = html.fragment_fromstring(
        _markup(_set(Text(body=body, blocks=tuple(blocks)))), create_parent="div"
    )
    assert [item.text_content() for item in tree.iter("li")] == ["1. first", "second"]
    assert [cell.text_content() for cell in tree.iter("td")] == ["a", "b", "c", "d"]


def test_heading_that_repeats_the_title_is_not_set_twice() -> None:
    body = "7. A Telegram\nText."
    blocks = (Block(kind="heading", start=0, end=13), Block(kind="paragraph", start=14, end=19))
    text = Text(body=body, blocks=blocks, pages=(PageBreak(offset=0, number="12"),))
    made = _markup(_set(text, title="A Telegram"))
    assert "A Telegram" not in made
    assert ">12<" in made
    assert "A Telegram" in _markup(_set(text, title="Another"))


def long_record(words: int) -> Record:
    """A record of so many words, with a note, a name, a date and a reference every few lines."""
    line = "The Ambassador said that your telegram 302 of January 5 had come from Lin Ko. " * 5
    count = words // (15 * 5)
    body = "\n".join([line.strip()] * count)
    step = len(line)
    day = DateSpan(edtf="1950-01-05", earliest="1950-01-05T00:00", latest="1950-01-05T23:59")
    at = [number * step for number in range(count)]
    return Record(
        id="long",
        texts=(
            Text(
                body=body,
                notes=tuple(
                    Note(id=str(n), label=str(n), body=line, anchor=start + 40)
                    for n, start in enumerate(at)
                ),
                apparatus=tuple(Apparatus(kind="gloss", start=s + 5, end=s + 15) for s in at),
            ),
        ),
        annotations=(
            *(
                EntityMention(
                    start=s + 70, end=s + 76, quote="Lin Ko", rule="r", confidence=1, kind="person"
                )
                for s in at
            ),
            *(
                DateMention(start=s + 46, end=s + 55, quote="", rule="r", confidence=1, date=day)
                for s in at
            ),
        ),
        references=tuple(
            Reference(
                start=s + 24,
                end=s + 55,
                quote="",
                status="held",
                describes=Description(),
                target="x",
            )
            for s in at
        ),
    )


def test_long_texts_take_time_by_their_length() -> None:
    took = []
    for words in (20_000, 80_000):
        record = long_record(words)
        started = time.perf_counter()
        typeset(record, NOWHERE, wording())
        took.append(time.perf_counter() - started)
    assert took[0] < 0.25
    assert took[1] < 12 * took[0] + 0.05


def test_two_texts_are_cut_where_they_say_the_same() -> None:
    long, short = "the ships stay two years after the signing, " * 4, "the ships stay, "
    english = Text(body="\n".join(["Sir:", long, short * 3, long, "A. R."]), language="en")
    german = Text(body="\n".join(["Herr:", long, short, short * 2, long, "A. R."]), language="de")
    first, second = typeset(Record(id="1", texts=(english, german)), NOWHERE, wording())
    assert len(first.stretches) == len(second.stretches) == 5
    parts = [one.html.count("<p ") for one in second.stretches]
    assert parts == [1, 1, 2, 1, 1]
