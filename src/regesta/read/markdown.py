"""Markdown as blocks and notes: headings, items, quotes, footnotes; several texts by headings.

A heading "Original (Russian)", "Translation" or "Transcription" begins another text of the
same document. Footnotes are `[^1]` in the text and `[^1]: words` in a paragraph of their own.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from msgspec.structs import replace

from regesta.model import Note, Text
from regesta.model.record import TextRole
from regesta.read.blocks import Part, join_lines, make_text
from regesta.read.decoding import squeeze, tidy
from regesta.read.tables import language_code

_HEADING = re.compile(r"(#{1,6})[ \t]+(.+?)[ \t]*#*")
_ITEM = re.compile(r"([ \t]*)[-*+•][ \t]+(.+)")
_QUOTE = re.compile(r">[ \t]?(.*)")
_RULE = re.compile(r"(?:-[ \t]*){3,}|(?:\*[ \t]*){3,}|(?:_[ \t]*){3,}")
_NOTE = re.compile(r"\[\^([^\]\s]{1,40})\]:[ \t]*(.*)")
_ANCHOR = re.compile(r"[ ]?\[\^([^\]\s]{1,40})\]")
_EMPHASIS = re.compile(r"(?<![\w*\\])(\*{1,3})(?=[^\s*])([^*\n]{1,400}?)(?<=[^\s*])\1(?![\w*])")
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
_LINK = re.compile(r"!?\[([^\]\[\n]{1,300})\]\([^()\s]{1,1000}\)")
_SECTION = re.compile(
    r"(original|translation|transcription)(?:\s+text)?"
    r"(?:\s*[(:,–—-]\s*([^\W\d][\w -]{1,30}?)\s*\)?)?",
    re.I,
)
_ROLES: dict[str, TextRole] = {
    "original": "original", "translation": "translation", "transcription": "transcription",
}  # fmt: skip


class Section(NamedTuple):
    """A text of the file: its role and language where a heading tells them, and its lines."""

    role: TextRole | None
    language: str
    lines: list[str]


def sections(body: str) -> list[Section]:
    """The file's texts, each under the heading that names its role; the first has none."""
    found = [Section(None, "", [])]
    for line in body.split("\n"):
        heading = _HEADING.fullmatch(line.strip()) if line.startswith("#") else None
        named = _SECTION.fullmatch(heading[2]) if heading else None
        code = language_code(named[2]) if named and named[2] else ""
        if named and (not named[2] or code):
            found.append(Section(_ROLES[named[1].casefold()], code, []))
        else:
            found[-1].lines.append(line)
    return [section for section in found if any(line.strip() for line in section.lines)]


def markdown_text(
    lines: Sequence[str], *, role: TextRole, language: str, translator: str = ""
) -> Text:
    """The text of these lines, with its footnotes taken out of the body into notes."""
    parts, notes = _parts(lines)
    anchors: list[tuple[int, int, str]] = []  # block, offset in it, label
    clean: list[Part] = []
    for part in parts:
        body, found = _without_anchors(part.text, notes)
        if body:
            anchors += [(len(clean), offset, label) for offset, label in found]
            clean.append(part._replace(text=body))
    notes = {label: _unescaped(body) for label, body in notes.items()}
    text = make_text(clean, role=role, language=language, translator=translator)
    kept = [
        Note(
            id=f"n{label}", label=label, body=notes[label], anchor=text.blocks[block].start + offset
        )
        for block, offset, label in anchors
    ]
    anchored = {note.label for note in kept}
    lost = [
        Note(id=f"n{label}", label=label, body=body, anchor=len(text.body))
        for label, body in notes.items()
        if label not in anchored
    ]
    return replace(text, notes=tuple(kept + lost))


def _without_anchors(text: str, notes: dict[str, str]) -> tuple[str, list[tuple[int, str]]]:
    """The block without the anchors of known notes, and where each stood in it."""
    found: list[tuple[int, str]] = []
    pieces: list[str] = []
    length = end = 0
    for match in _ANCHOR.finditer(text):
        if match[1] not in notes or any(label == match[1] for _, label in found):
            continue
        piece = _unescaped(text[end : match.start()])
        pieces.append(piece)
        length += len(piece)
        found.append((length, match[1]))
        end = match.end()
    return "".join([*pieces, _unescaped(text[end:])]).rstrip(), found


def _unescaped(text: str) -> str:
    """The words without the backslashes that keep signs from being markup."""
    return _ESCAPED.sub(r"\1", text) if "\\" in text else text


def _parts(lines: Sequence[str]) -> tuple[list[Part], dict[str, str]]:
    """The blocks of the lines, and the footnotes' bodies by their labels."""
    parts: list[Part] = []
    notes: dict[str, str] = {}
    held: list[str] = []
    note = ""

    def flush() -> None:
        if held:
            parts.append(Part(_inline(join_lines(held))))
            held.clear()

    for line in lines:
        text = squeeze(line)
        if not text or _RULE.fullmatch(text):
            flush()
            note = ""
        elif opening := _NOTE.fullmatch(text):
            flush()
            note = opening[1]
            notes.setdefault(note, _inline(squeeze(opening[2])))
        elif note:
            notes[note] = f"{notes[note]} {_inline(text)}".strip()
        elif (special := _special(line, text)) is not None:
            flush()
            parts.append(special)
        else:
            held.append(text)
            if line.endswith(("  ", "\\")):
                held[-1] = text.removesuffix("\\").rstrip()
                flush()
    flush()
    return parts, notes


def _special(line: str, text: str) -> Part | None:
    """The heading, item or quoted line that this line is, else None."""
    if heading := _HEADING.fullmatch(text):
        return Part(_inline(heading[2]), "heading", len(heading[1]))
    if item := _ITEM.fullmatch(line.rstrip()):
        return Part(_inline(squeeze(item[2])), "item", 1 + len(item[1].expandtabs(4)) // 2)
    if quote := _QUOTE.fullmatch(text):
        return Part(_inline(squeeze(quote[1])), "quote")
    return None


def _inline(text: str) -> str:
    """The words without the marks of emphasis and of links."""
    if "*" in text:
        text = _EMPHASIS.sub(r"\2", text)
    if "](" in text:
        text = _LINK.sub(r"\1", text)
    return squeeze(tidy(text))
