"""Blocks in which the places of footnotes are marked, made into a text with its notes."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from msgspec.structs import replace

from regesta.model import Note, Text
from regesta.model.record import TextRole
from regesta.read.blocks import Part, make_text
from regesta.read.decoding import squeeze, tidy

# Characters of the private use area, which no document means anything by.
_MARK = re.compile("\ue010([^\ue010\ue011]{1,40})\ue011")
_STRAY = str.maketrans("", "", "\ue010\ue011")


def mark(label: str) -> str:
    """What is put into a block where the note of this label is anchored."""
    return f"\ue010{label.translate(_STRAY)[:40]}\ue011"


def clean(words: str) -> str:
    """A document's own words, in which nothing can be taken for an anchor."""
    return words.translate(_STRAY) if "\ue010" in words or "\ue011" in words else words


def take_marks(parts: Sequence[Part]) -> tuple[list[Part], list[tuple[int, int, str]]]:
    """The blocks without their marks; for each mark its block, its offset there, its label.

    Blocks are made tidy first, so that the offsets hold in the text made of them. The marks of
    a block without words stand at the beginning of the next, or at the end of the last.
    """
    marks: list[tuple[int, int, str]] = []
    plain: list[Part] = []
    waiting: list[str] = []
    for part in parts:
        words = tidy(part.text)
        words = words if part.kind == "row" else squeeze(words.replace("\n", " "))
        if "\ue010" not in words:
            if words.strip():
                marks += [(len(plain), 0, label) for label in waiting]
                waiting = []
                plain.append(part if words is part.text else part._replace(text=words))
            continue
        pieces = _one_blank(_MARK.split(words))
        body = "".join(pieces[::2])
        if not body.strip():
            waiting += pieces[1::2]
            continue
        marks += [(len(plain), 0, label) for label in waiting]
        waiting = []
        length = 0
        for number, piece in enumerate(pieces):
            if number % 2 == 0:
                length += len(piece)
            else:
                marks.append((len(plain), length, piece))
        plain.append(part._replace(text=body))
    if plain:
        marks += [(len(plain) - 1, len(plain[-1].text), label) for label in waiting]
    return plain, marks


def _one_blank(pieces: list[str]) -> list[str]:
    """The pieces of a block, so that no two blanks meet where a mark was between them."""
    for number in range(2, len(pieces), 2):
        if pieces[number - 2].endswith(" ") or (not pieces[number - 2] and number == 2):
            pieces[number] = pieces[number].lstrip(" ")
    return pieces


def anchored_text(
    parts: Sequence[Part], notes: Mapping[str, str], *, role: TextRole = "transcription",
    language: str = "",
) -> Text:  # fmt: skip
    """The text of these blocks; the notes that are marked in them, and those that are not, last."""
    plain, marked = take_marks(parts)
    anchors = []
    seen: set[str] = set()
    for block, offset, label in marked:
        if label in notes and label not in seen:
            seen.add(label)
            anchors.append((block, offset, label))
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
