"""The quick ways to tidy words give what the plain ones do, which are written out here."""

from __future__ import annotations

import re
import unicodedata

from hypothesis import example, given
from hypothesis import strategies as st

from regesta.read.blocks import even_paragraphs, make_even_text, make_text, paragraphs
from regesta.read.decoding import even_lines, squeeze, tidy
from regesta.read.tei_scribe import _taken_apart, collapsed

PIECES = st.sampled_from(
    ["a", "word ", " ", "  ", "\n", "\n\n", "\r\n", "\r", "\t", "\u00a0", "\u3000", "\ufeff", "é",
     "e\u0301", "\u0301", "中", "か\u3099", "\x07", "\x0b", "\x0c", "\x85", "\u2028", "\ud800", ",",
     "(", "[", ")", ".", "…", "-", "\u00ad", "“", "x" * 90, "Яя ",
     "wrapped by hand at this length "]
)  # fmt: skip
TEXTS = st.lists(PIECES, max_size=40).map("".join) | st.text(max_size=300)


def plainly_tidy(text: str) -> str:
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\ufeff", "")
    text = re.sub("[\x00-\x08\x0b\x0e-\x1f\x7f]", "", text)
    return unicodedata.normalize("NFC", text.encode("utf-8", "replace").decode("utf-8"))


def plainly_even(line: str) -> str:
    return re.sub("[ \t\u00a0\u3000]+", " ", line).strip()


@given(TEXTS)
@example("x" * 300 + "\t")
@example("é" * 300 + "\ud800")
@example("“" * 300 + "\u3000 a")
def test_words_are_made_tidy_and_even(text: str) -> None:
    assert tidy(text) == plainly_tidy(text)
    assert squeeze(text) == plainly_even(text)
    lines = [plainly_even(line) for line in plainly_tidy(text).split("\n")]
    assert even_lines(text) == "\n".join(lines).strip()


@given(TEXTS)
def test_an_even_text_is_the_text_that_it_was_made_of(text: str) -> None:
    even = even_lines(text)
    assert even_paragraphs(even) == [unicodedata.normalize("NFC", one) for one in paragraphs(even)]
    assert make_even_text(even) == make_text(paragraphs(even))


@given(TEXTS.map(lambda text: re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f]", "", text)))  # as in XML
@example(":\n:")
@example("")
@example("\n )")
def test_text_of_xml_is_collapsed_as_word_by_word(text: str) -> None:
    assert collapsed(text) == _taken_apart(text)
