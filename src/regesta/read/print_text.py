"""Blocks of print, in which the beginnings of pages are marked, made into a text."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from regesta.model import PageBreak, Text
from regesta.read.anchors import take_marks
from regesta.read.blocks import Part, make_text
from regesta.read.pdf_layout import Page


def printed_text(parts: Sequence[Part], pages: Sequence[Page]) -> Text:
    """The text of these blocks with its page breaks; marks as `pdf_layout` sets them."""
    blocks, marks = take_marks(parts)
    text = make_text(blocks)
    breaks = [
        PageBreak(
            offset=min(text.blocks[block].start + offset, text.blocks[block].end),
            number=pages[int(label[1:])].number or str(int(label[1:]) + 1),
        )
        for block, offset, label in marks
    ]
    return replace(text, pages=tuple(breaks))
