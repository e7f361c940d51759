"""The words of a TEI element: what is written, where spans lie, what goes to notes."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from regesta.model import Text
from regesta.read.tei_record import text_of
from regesta.read.tei_scribe import Sheet
from regesta.read.tei_target import absolute_target
from regesta.read.tei_text import transcribe


def text(inner: str) -> Text:
    element = etree.fromstring(f'<div type="document" xml:id="d1">{inner}</div>')
    return text_of(transcribe(element, Sheet("v")), "en")


@pytest.mark.parametrize(
    ("inner", "body"),
    [
        ("<p>One.</p><p>Two.</p>", "One.\nTwo."),
        ("<p>One\n   line</p>", "One line"),
        ("<p>S[<hi>mith</hi>]</p>", "S[mith]"),
        ("<p>ord<pb n='2'/>inary</p>", "ordinary"),
        ("<opener>\n<placeName>\n<hi>Alder</hi>\n</placeName>, May</opener>", "Alder, May"),
        ("<p>(\n<persName>\nReed\n</persName>\n)</p>", "(Reed)"),
        ("<p>and so on\n . . .</p>", "and so on . . ."),
        ("<signed>Reed<lb/>Minister</signed>", "Reed\nMinister"),
        ("<table><row><cell>a</cell><cell/><cell><p>c</p><p>d</p></cell></row></table>",
         "a\t\tc d"),
        ("<list><head>Present</head><item>A<list><item>B</item></list></item></list>",
         "Present\nA\nB"),
        ("<p>x<note>n</note> y</p>", "x y"),
        ("<p>a <choice><sic>teh</sic><corr>the</corr></choice> b</p>", "a teh b"),
        ("<p>a</p><gap/><p>b</p>", "a\n[...]\nb"),
        ("<p>[<gap/>]</p>", "[...]"),
        ("<p>e<hi>\u0301x</hi></p>", "\u00e9x"),
        ("<p>a<!-- no --><?pi no?>b</p>", "ab"),
        ("<p>‘<quote>run on</quote>’</p><quote rend='blockquote'><p>apart</p></quote>",
         "‘run on’\napart"),
    ],
)  # fmt: skip
def test_what_is_written(inner: str, body: str) -> None:
    assert text(inner).body == body


@pytest.mark.parametrize(
    ("inner", "kinds"),
    [
        ("<head>1. H</head><p>a</p>", ["heading0", "paragraph0"]),
        (
            "<opener><dateline>May</dateline><salute>Sir</salute></opener>",
            ["dateline0", "salute0"],
        ),
        ("<closer>Yours,<signed>R</signed></closer>", ["closer0", "signed0"]),
        ("<postscript><p>P.S.</p></postscript>", ["postscript0"]),
        ("<list><head>H</head><item>A<list><item>B</item></list>C</item></list>",
         ["heading1", "item1", "item2", "item1"]),
        ("<list><label>1.</label><item>A</item></list>", ["label0", "item1"]),
        ("<table><head>T</head><row><cell>a</cell></row></table>", ["heading1", "row0"]),
    ],
)  # fmt: skip
def test_blocks(inner: str, kinds: list[str]) -> None:
    assert [f"{block.kind}{block.level}" for block in text(inner).blocks] == kinds


@pytest.mark.parametrize(
    ("inner", "kind", "words", "content"),
    [
        ("<p>Mr. <supplied>Reed</supplied> said</p>", "supplied", "Reed", "Reed"),
        ("<p>a <del>b</del></p>", "correction", "b", "b"),
        ("<p>a <unclear>b</unclear></p>", "doubtful", "b", "b"),
        ("<p>a <unclear/> c</p>", "doubtful", "[...]", ""),
        ("<p>a <sic>teh</sic></p>", "sic", "teh", "teh"),
        ("<p><choice><sic>teh</sic><corr>the</corr></choice></p>", "correction", "teh", "the"),
        ("<p>a <gap quantity='3' unit='lines' reason='torn'/> b</p>", "omission", "[...]", "torn"),
    ],
)
def test_apparatus(inner: str, kind: str, words: str, content: str) -> None:
    found = text(inner)
    (entry,) = found.apparatus
    assert (entry.kind, found.body[entry.start : entry.end], entry.content) == (
        kind,
        words,
        content,
    )


def test_the_extent_of_a_gap() -> None:
    assert text("<p><gap quantity='3' unit='lines'/></p>").apparatus[0].extent == "3 lines"


def test_notes_have_their_anchor_and_their_own_marks() -> None:
    found = text(
        "<p>word<note n='1' xml:id='d1fn1'>See <ref target='#d2'>2</ref>.</note> next</p>"
        "<p><note n='*' resp='#author'>mine</note>more</p>"
    )
    first, second = found.notes
    assert (first.id, first.label, first.body, first.by) == ("d1fn1", "1", "See 2.", "editor")
    assert found.body[: first.anchor] == "word"
    assert found.body[second.anchor :] == "more"
    assert second.by == "author"
    (mark,) = found.marks
    assert (mark.note, mark.target, first.body[mark.start : mark.end]) == ("d1fn1", "v/d2", "2")


@pytest.mark.parametrize(
    ("pointer", "target"),
    [
        ("#d178", "v/d178"),
        ("#p_BJD1", "v/p_BJD1"),
        ("#p_BAA1", "v/p_BAA1"),
        ("#t_UN1", "v/t_UN1"),
        ("#pg_12", "v#pg_12"),
        ("#pg_XIV", "v#pg_XIV"),
        ("#d7fn12", "v/d7#d7fn12"),
        ("w#d335", "w/d335"),
        ("w.xml#pg_12", "w#pg_12"),
        ("w", "w"),
        ("https://example.org/a#b", "https://example.org/a#b"),
        ("/documents/x", "/documents/x"),
        ("", ""),
        ("  ", ""),
    ],
)
def test_targets_are_absolute(pointer: str, target: str) -> None:
    assert absolute_target(pointer, "v") == target


# --- any small tree --------------------------------------------------------------------------

_WORDS = st.text(
    st.sampled_from("ab é\u0301,.;()[] \n\u00a0中🜚")
    | st.characters(codec="utf-8", categories=["L"]),
    max_size=8,
)
_TAGS = st.sampled_from(
    ["p", "hi", "persName", "date", "head", "list", "item", "label", "table", "row", "cell", "lb",
     "quote", "note", "pb", "seg", "opener", "dateline", "closer", "signed", "ref", "unknown"]
)  # fmt: skip


def _element(
    tag: str, before: str, children: list[etree._Element], tails: list[str]
) -> etree._Element:
    element = etree.Element(tag)
    element.text = before
    for child, tail in zip(children, tails + [""] * len(children), strict=False):
        child.tail = tail
        element.append(child)
    return element


_LEAVES = st.builds(_element, _TAGS, _WORDS, st.just([]), st.just([]))
_TREES = st.recursive(
    _LEAVES,
    lambda inner: st.builds(
        _element, _TAGS, _WORDS, st.lists(inner, max_size=4), st.lists(_WORDS, max_size=4)
    ),
    max_leaves=12,
)


def _outside_notes(element: etree._Element) -> str:
    if element.tag == "note":
        return ""
    inner = "".join(_outside_notes(child) + (child.tail or "") for child in element)
    return (element.text or "") + inner


def _bare(words: str) -> str:
    return "".join(unicodedata.normalize("NFC", "".join(words.split())).split())


@given(st.lists(_TREES, max_size=5))
def test_every_word_outside_the_notes_is_in_the_body_in_its_order(
    trees: list[etree._Element],
) -> None:
    root = _element("div", "", trees, [])
    found = text_of(transcribe(root, Sheet("v")), "")
    wanted = "".join(_outside_notes(tree) for tree in trees)
    assert _bare(found.body) == _bare(wanted)
    for block in found.blocks:
        assert found.body[block.start : block.end].strip(" \n")
    covered = "".join(found.body[block.start : block.end] for block in found.blocks)
    assert "".join(covered.split()) == "".join(found.body.split())


@given(st.lists(_TREES, max_size=5))
def test_marks_slice_to_their_words(trees: list[etree._Element]) -> None:
    root = _element("div", "", trees, [])
    found = text_of(transcribe(root, Sheet("v")), "")
    bodies = {note.id: note.body for note in found.notes} | {"": found.body}
    for mark in found.marks:
        words = bodies[mark.note][mark.start : mark.end]
        assert words
        assert words == words.strip()
    for note in found.notes:
        assert 0 <= note.anchor <= len(found.body)
    for page in found.pages:
        assert 0 <= page.offset <= len(found.body)
