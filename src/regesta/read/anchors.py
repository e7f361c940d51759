"""Blocks in which the places of footnotes are marked, made into a text with its notes."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from msgspec.structs import replace

from regesta.model import Note, Text
from regesta.model.record import TextRole
from regesta.read.blocks import Part, make_text, squeeze
from regesta.read.decoding import tidy

# Characters of the private use area, which no document means anything by.
_MARK = re.compile("\ue010([^\ue010\ue011]{1,40})\ue011")
_STRAY = str.maketrans("", "", "\ue010\ue011")


def mark(label: str) -> str:
    """What is put into a block where the note of this label is anchored."""
    return f"\ue010{label.translate(_STRAY)[:40]}\ue011"


def clean(words: str) -> str:
    """A document's own words, in which nothing can be taken for an anchor."""
    return words.translate(_STRAY)


def anchored_text(
    parts: Sequence[Part], notes: Mapping[str, str], *, role: TextRole = "transcription",
    language: str = "",
) -> Text:  # fmt: skip
    """The text of these blocks; the notes that are marked in them, and those that are not, last."""
    anchors: list[tuple[int, int, str]] = []
    plain: list[Part] = []
    seen: set[str] = set()
    for part in parts:
        words = tidy(part.text)
        words = words if part.kind == "row" else squeeze(words.replace("\n", " "))
        pieces = _MARK.split(words)
        body = "".join(pieces[::2])
        if not body.strip():
            continue
        length = 0
        for number, piece in enumerate(pieces):
            if number % 2 == 0:
                length += len(piece)
            elif piece in notes and piece not in seen:
                seen.add(piece)
                anchors.append((len(plain), length, piece))
        plain.append(part._replace(text=body))
    text = make_text(plain, role=role, language=language)
    found = [
        Note(
            id=f"n{label}",
            label=label,
            body=tidy(notes[label]),
            anchor=min(text.blocks[block].start + offset, text.blocks[block].end),
        )
        for block, offset, label in anchors
    ]
    lost = [
        Note(id=f"n{label}", label=label, body=tidy(body), anchor=len(text.body))
        for label, body in notes.items()
        if label not in seen
    ]
    return replace(text, notes=tuple(found + lost))
