"""Writes the running text of a TEI element and knows at each moment where it stands.

White space is collapsed as it comes, blocks are parted by a newline, cells of a row by a
tab. What parts two words is held back in `gap` until a word follows, so that no span
begins or ends with white space and no offset is ever moved afterwards.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence

from lxml import etree

from regesta.model import Apparatus, Block, Facsimile, Flag, Mark, Note, PageBreak
from regesta.model.record import BlockKind

# No character below it ever joins the one before it under NFC.
_FIRST_COMBINING = "\u0300"
# The gap left by white space that is nothing but the layout of the XML: no blank comes of it
# beside a bracket or before a comma.
_LAYOUT = "\r"
_LEADING = " \n\r"
# White space before a word that no span begins with; a block keeps the tab of an empty cell.
_BEFORE_SPAN = " \n\t"
_CLOSING = frozenset(",.;:)]")
_OPENING = frozenset("([")
_LAYOUT_INSIDE = re.compile(
    r"(?<=[(\[])[ \t\r]*\n\s*|(?<![.\s])[ \t\r]*\n\s*(?=[,;:)\]]|\.(?! ?\.))"
)
# Without a match of either there is none of the pattern above, which is far slower to look for.
_LINE_CLOSED = re.compile(r"\n\s*+[,.;:)\]]")
_LINE_OPENED = re.compile(r"[(\[][ \t\r]*+\n")

# A place in the text at which a span may begin once a word follows: pieces, length so far.
Opened = tuple[int, int]


class Sheet:
    """What is found beside the words of one record: shared by its text and its notes.

    `parts` are the texts that came with the document and become records of their own.
    """

    def __init__(self, volume: str) -> None:
        self.volume = volume
        self.marks: list[Mark] = []
        self.notes: list[Note] = []
        self.pages: list[PageBreak] = []
        self.apparatus: list[Apparatus] = []
        self.images: list[Facsimile] = []
        self.flags: list[Flag] = []
        self.parts: list[tuple[etree._Element, int]] = []
        self.summary = ""
        self._note_ids: set[str] = set()

    def note_id(self, wished: str) -> str:
        """Return `wished`, or a free id like it where another note of the record has it."""
        base = wished or f"n{len(self._note_ids) + 1}"
        free, count = base, 2
        while free in self._note_ids:
            free, count = f"{base}-{count}", count + 1
        self._note_ids.add(free)
        return free


Action = Callable[[etree._Element, "Scribe"], None]


class Scribe:
    """One running text in the making: a record's body, or the body of one note.

    `note` is the note's id ("" for the record's body), `anchor` the note's place in it.
    `root` is the element whose text it is, `actions` says for each tag how it is written;
    `kind` and `level` are those of the block being written, `depth` that of the lists around.
    """

    def __init__(
        self,
        sheet: Sheet,
        root: etree._Element,
        actions: Mapping[object, Action],
        *,
        note: str = "",
        anchor: int = 0,
    ) -> None:
        self.sheet = sheet
        self.actions = actions
        self.root = root
        self.note = note
        self.anchor = anchor
        self.blocks: list[Block] = []
        self.kind: BlockKind = "paragraph"
        self.level = 0
        self.depth = 0
        self.in_cell = 0
        self.length = 0
        self._pieces: list[str] = []
        self._gap = ""
        self._block: Opened = (0, 0)

    @property
    def body(self) -> str:
        """The text written so far."""
        return "".join(self._pieces)

    def add(self, text: str) -> None:
        """Write text, its white space collapsed."""
        if text.isspace():
            if not self._gap:
                self._gap = _LAYOUT if "\n" in text else " "
            return
        gap = self._gap
        if "\n" in text or "  " in text or not _is_plain(text):
            piece = collapsed(text)
            if not gap and text[0].isspace():
                gap = _gap_in(text[: -len(text.lstrip())])
            self._gap = _gap_in(text[len(text.rstrip()) :]) if text[-1].isspace() else ""
        else:
            piece = text.strip(" ")
            if not piece.isascii():
                piece = unicodedata.normalize("NFC", piece)
            gap = gap or (" " if text[0] == " " else "")
            self._gap = " " if text[-1] == " " else ""
        if gap:
            if not self.length:
                gap = gap.lstrip(_LEADING)
            elif gap == _LAYOUT:
                tight = piece[0] in _CLOSING and not piece.startswith(("..", ". ."))
                gap = "" if tight or self._pieces[-1][-1] in _OPENING else " "
            piece = gap + piece
        elif piece[0] >= _FIRST_COMBINING and self._pieces:
            piece = self._join(piece)
        if piece:
            self._pieces.append(piece)
            self.length += len(piece)

    def _join(self, piece: str) -> str:
        """Let a piece that begins with a combining mark join what stands before it."""
        last = self._pieces[-1]
        joined = unicodedata.normalize("NFC", last + piece)
        self._pieces[-1] = joined[: len(last)]
        self.length += len(self._pieces[-1]) - len(last)
        return joined[len(last) :]

    def line(self) -> None:
        """Begin a new line inside the block; inside a cell only a new word."""
        self._gap = (self._gap or " ") if self.in_cell else "\n"

    def tab(self) -> None:
        """Begin the next cell of a row."""
        self._gap = self._gap.rstrip(" \r") + "\t"

    def boundary(self) -> None:
        """End the block being written, if it has any words, and begin the next."""
        if self.in_cell:
            self.line()
            return
        if len(self._pieces) != self._block[0]:
            first, start = self._pieces[self._block[0]], self._block[1]
            if first[0].isspace():
                start += len(first) - len(first.lstrip(_LEADING))
            self.blocks.append(
                Block(kind=self.kind, start=start, end=self.length, level=self.level)
            )
            self._block = (len(self._pieces), self.length)
        self._gap = "\n"

    def open(self) -> Opened:
        """Remember this place, for `span`."""
        return len(self._pieces), self.length

    def span(self, opened: Opened) -> tuple[int, int] | None:
        """Return the span of the words written since `opened`, None when there are none."""
        pieces, start = opened
        if len(self._pieces) == pieces:
            return None
        first = self._pieces[pieces]
        if first[0].isspace():
            start += len(first) - len(first.lstrip(_BEFORE_SPAN)) if first[1].isspace() else 1
        return start, self.length

    def body_since(self, opened: Opened) -> str:
        """Return the words written since `opened`."""
        return "".join(self._pieces[opened[0] :]).strip()

    @property
    def here(self) -> int:
        """The offset of the word that comes next."""
        return self.length + len(self._gap) if self.length else 0

    @property
    def behind(self) -> int:
        """The offset behind the last word, or of the next one at the beginning of a block."""
        return self.here if len(self._pieces) == self._block[0] else self.length

    @property
    def last(self) -> str:
        """The last character written, "" at the beginning or behind white space."""
        return self._pieces[-1][-1] if self._pieces and not self._gap else ""


def _is_plain(text: str) -> bool:
    """Whether text of one line has no white space but the blank."""
    return not ("\t" in text or "\r" in text) if text.isascii() else text.isprintable()


def _gap_in(white: str) -> str:
    """Return the gap that white space at either end of a piece of the XML leaves."""
    return (_LAYOUT if "\n" in white else " ") if white else ""


def collapsed(text: str) -> str:
    """Return text on one line in NFC; no blank where only the XML's layout parts signs."""
    if "  " not in text and text.isprintable():  # it has one line
        return unicodedata.normalize("NFC", text.strip(" "))
    lines = [line for each in text.split("\n") if (line := each.strip(" "))]
    piece = " ".join(lines)
    # Most text needs no more; to look for what does is dearer, and to take all words apart.
    if "  " in piece or not _is_plain(piece) or _parts_signs(lines, text):
        return _taken_apart(text)
    return piece if piece.isascii() else unicodedata.normalize("NFC", piece)


def _parts_signs(lines: Sequence[str], text: str) -> bool:
    """Whether the XML breaks a line before a sign that closes, or behind one that opens."""
    closing = text[:1].isspace()
    for line in lines:
        if (closing and line[0] in _CLOSING) or line[-1] in _OPENING:
            return True
        closing = True
    return False


def _taken_apart(text: str) -> str:
    if "\n" in text and (
        _LINE_CLOSED.search(text) or (("(" in text or "[" in text) and _LINE_OPENED.search(text))
    ):
        text = _LAYOUT_INSIDE.sub("", text)
    piece = " ".join(text.split())
    return piece if piece.isascii() else unicodedata.normalize("NFC", piece)
