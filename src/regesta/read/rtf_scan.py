"""Rich text taken apart: its paragraphs with their kinds, its notes, its title. One pass.

Source: Rich Text Format Specification 1.9.1. Pictures, objects, fields' instructions, headers
and footers, deleted and hidden words are passed over; nothing in a file is run or opened.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable
from functools import cache

from regesta.errors import CannotRead
from regesta.model.record import BlockKind
from regesta.read.anchors import clean, mark
from regesta.read.blocks import Part
from regesta.read.headings import heading_level
from regesta.read.tables import load

MAX_DEPTH = 5_000
MAX_BLOCKS = 200_000

_TOKEN = re.compile(
    r"([^\\{}\r\n]+)|\\([a-zA-Z]{1,32})(-?\d{1,9})?[ ]?|\\'([0-9a-fA-F]{2})|([{}])|\\([^a-zA-Z])"
    r"|[\r\n]+|\\"
)
_ESCAPED = {"~": "\u00a0", "_": "\u2011", "-": "", "\\": "\\", "{": "{", "}": "}"}
_SURROGATES = re.compile("[\ud800-\udfff]")


class _Group:
    """What holds inside one pair of braces."""

    __slots__ = ("codec", "hidden", "target", "unicode_skip")

    def __init__(self, codec: str, target: str, unicode_skip: int, *, hidden: bool) -> None:
        self.codec = codec
        self.target = target  # "body", "note", "title", "fonts", "styles", or "" for nowhere
        self.unicode_skip = unicode_skip
        self.hidden = hidden

    def inner(self) -> _Group:
        """A group that opens inside this one."""
        return _Group(self.codec, self.target, self.unicode_skip, hidden=self.hidden)


class Scan:
    """The walk through one document; its results are the attributes without underscore."""

    def __init__(self, text: str) -> None:
        """Walk through `text`: the file's bytes, each as the letter of its number."""
        self.parts: list[Part] = []
        self.notes: dict[str, str] = {}
        self.title = ""
        self.objects = 0
        self.whole = False
        self.cut = False
        self._codec = "cp1252"
        self._fonts: dict[int, str] = {}
        self._font = -1
        self._styles: dict[int, str] = {}
        self._style = -1
        self._group = _Group(self._codec, "body", 1, hidden=False)
        self._around: list[_Group] = []
        self._held: list[str] = []
        self._raw = bytearray()
        self._raw_codec = ""
        self._notes_open: list[tuple[int, list[str]]] = []
        self._named: list[str] = []
        self._skip = 0
        self._starred = False
        self._kind: tuple[BlockKind | None, int] = (None, 0)
        self._in_table = False
        self._walk(text)
        self._paragraph()

    def _walk(self, text: str) -> None:
        position, end = 0, len(text)
        match = _TOKEN.match
        while position < end:
            token = match(text, position)
            if token is None:
                break
            position = token.end()
            kind = token.lastindex
            if kind == 1:
                self._words(token[1])
            elif kind in {2, 3}:
                if token[2] == "bin":
                    position += max(0, int(token[3] or 0))
                else:
                    self._control(token[2], token[3])
            elif kind == 4:
                self._byte(int(token[4], 16))
            elif kind == 5:
                self._brace(token[5])
                if self.whole or self.cut:
                    break
            elif kind == 6:
                self._escape(token[6])

    # -- words ---------------------------------------------------------------------------

    def _words(self, words: str) -> None:
        if not self._group.target or self._group.hidden:
            return
        self._starred = False
        if self._skip:
            words, self._skip = words[self._skip :], max(0, self._skip - len(words))
        if words.isascii():
            self._say(words)
        else:
            for byte in words.encode("latin-1", "replace"):
                self._byte(byte)

    def _byte(self, byte: int) -> None:
        if self._skip:
            self._skip -= 1
        elif self._group.target and not self._group.hidden:
            if self._raw and self._raw_codec != self._group.codec:
                self._flush()
            self._raw_codec = self._group.codec
            self._raw.append(byte)

    def _flush(self) -> None:
        """Move gathered bytes, which may be parts of letters, to the words."""
        if self._raw:
            words = self._raw.decode(self._raw_codec, "replace")
            self._raw.clear()
            self._into().append(clean(words))

    def _say(self, words: str) -> None:
        self._flush()
        self._into().append(clean(words))

    def _into(self) -> list[str]:
        """Where words go now."""
        target = self._group.target
        if target in {"title", "fonts", "styles"}:
            return self._named
        return self._notes_open[-1][1] if target == "note" and self._notes_open else self._held

    def _escape(self, sign: str) -> None:
        if sign == "*":
            self._starred = True
        elif sign in "\r\n":
            self._control("par", None)
        elif sign in _ESCAPED:
            self._words(_ESCAPED[sign])

    # -- groups --------------------------------------------------------------------------

    def _brace(self, brace: str) -> None:
        self._flush()
        self._skip = 0
        self._starred = False
        if brace == "{":
            if len(self._around) >= MAX_DEPTH:
                raise CannotRead(f"The rich text nests more than {MAX_DEPTH:,} groups.")
            self._around.append(self._group)
            self._group = self._group.inner()
            return
        closed = self._group
        self._group = self._around.pop() if self._around else closed
        if closed.target in {"fonts", "styles", "title"}:
            self._name(closed.target, ended=self._group.target != closed.target)
        elif self._notes_open and self._notes_open[-1][0] > len(self._around):
            label, words = len(self.notes) + 1, self._notes_open.pop()[1]
            self.notes[str(label)] = _tidy("".join(words)).strip()
            self._into().append(mark(str(label)))
        self.whole = not self._around

    def _name(self, target: str, *, ended: bool) -> None:
        """The name of a style or the title, which ends with its group."""
        words = _tidy("".join(self._named)).strip(" ;")
        if target == "styles" and self._style >= 0 and words:
            self._styles[self._style] = words
        if target == "title" and ended:
            self.title = words
        if target != "title" or ended:
            self._named = []

    # -- control words -------------------------------------------------------------------

    def _control(self, word: str, number: str | None) -> None:
        if self._group.target in {"fonts", "styles"}:
            self._in_table_of(word, number)
            return
        known = _handlers().get(word)
        if known is None:
            if self._starred or word in _skipped():
                self._group.target = ""
                self._flush()
            self._starred = False
            return
        self._starred = False
        known(self, word, int(number) if number else None)

    def _in_table_of(self, word: str, number: str | None) -> None:
        """A control word inside the list of fonts or of styles."""
        value = int(number) if number else 0
        if word == "f":
            self._font = value
        elif word == "fcharset":
            self._fonts[self._font] = load("rtf")["charsets"].get(str(value), "")
        elif word == "s" and self._group.target == "styles":
            self._style = value
        elif word in {"cs", "ds", "ts"}:
            self._style = -1
        elif self._starred and word in _skipped():
            self._group.target = ""

    def sign(self, word: str, _number: int | None) -> None:
        """A word that stands for a sign."""
        if self._group.target and not self._group.hidden:
            self._say(load("rtf")["signs"][word])

    def letter(self, _word: str, number: int | None) -> None:
        """A letter by its number in Unicode; what stands in for it behind is passed over."""
        if self._group.target and not self._group.hidden and number is not None:
            self._say(chr(number % 65_536))
        self._skip = self._group.unicode_skip

    def skip(self, _word: str, number: int | None) -> None:
        """How many signs stand in for a letter of Unicode."""
        self._group.unicode_skip = min(max(number or 0, 0), 100)

    def code_page(self, _word: str, number: int | None) -> None:
        """The document's code page."""
        self._codec = _codec(f"cp{number or 1252}")
        self._group.codec = self._codec

    def font(self, _word: str, number: int | None) -> None:
        """A font, and with it a character set."""
        self._group.codec = self._fonts.get(number or 0, "") or self._codec

    def plain(self, _word: str, _number: int | None) -> None:
        """Letters as usual."""
        self._group.hidden = False
        self._group.codec = self._codec

    def hide(self, _word: str, number: int | None) -> None:
        """Hidden or deleted words begin, or end."""
        self._group.hidden = number != 0

    def list_of(self, word: str, _number: int | None) -> None:
        """The list of fonts or of styles, or the title, begins."""
        names = {"fonttbl": "fonts", "stylesheet": "styles", "title": "title"}
        if self._group.target:
            self._group.target = names[word]
            self._named = []

    def info(self, _word: str, _number: int | None) -> None:
        """What the file says of itself; only its title is read."""
        self._flush()

    def note(self, _word: str, _number: int | None) -> None:
        """A footnote or endnote begins."""
        self._flush()
        if self._group.target in {"body", "note"}:
            self._group.target = "note"
            self._notes_open.append((len(self._around), []))

    def embedded(self, _word: str, _number: int | None) -> None:
        """An object of another program: counted; its picture's words are read."""
        self.objects += 1

    def paragraph(self, word: str, _number: int | None) -> None:
        """A paragraph, cell, page or section ends."""
        self._flush()
        if self._group.target == "note" and self._notes_open:
            self._notes_open[-1][1].append("\n")
        elif self._group.target == "body":
            if self._in_table and word == "par":
                self._held.append(" ")
            elif word == "row":
                self._row()
            else:
                self._paragraph()

    def style(self, word: str, number: int | None) -> None:
        """What kind of block the paragraph is."""
        value = number or 0
        if word == "pard":
            self._kind, self._in_table = (None, 0), False
        elif word == "intbl":
            self._in_table = True
        elif word == "outlinelevel" and 0 <= value < 9:
            self._kind = ("heading", value + 1)
        elif word == "ls" and self._kind[0] != "heading" and value:
            self._kind = ("item", max(self._kind[1], 1))
        elif word == "ilvl" and self._kind[0] != "heading":
            self._kind = (self._kind[0], min(value, 8) + 1)
        elif word == "s":
            name = self._styles.get(value, "")
            if heading_level(name):
                self._kind = ("heading", heading_level(name))
            elif "quote" in name.casefold():
                self._kind = ("quote", 0)
            elif name.casefold() == "title" and not self.title:
                self._kind = ("heading", 1)

    def _row(self) -> None:
        words = _tidy("".join(self._held)).replace("\n", " ").rstrip("\t ")
        self._held = []
        self._in_table = False
        if words.strip():
            self._add(Part(words, "row"))

    def _paragraph(self) -> None:
        self._flush()
        words = _tidy("".join(self._held))
        self._held = []
        kind, level = self._kind
        if not words.strip():
            return
        if kind:
            self._add(Part(words.replace("\t", " "), kind, level))
        else:
            for line in words.replace("\t", " ").split("\n"):
                self._add(Part(line))

    def _add(self, part: Part) -> None:
        if len(self.parts) < MAX_BLOCKS:
            self.parts.append(part)
        else:
            self.cut = True


def _tidy(words: str) -> str:
    """The words with letters beyond the first plane, which rich text writes as two, made one."""
    if not _SURROGATES.search(words):
        return words
    return words.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


@cache
def _codec(name: str) -> str:
    """The codec where Python has it, else that of Western Europe."""
    try:
        return codecs.lookup("utf-8" if name == "cp65001" else name).name
    except LookupError:
        return "cp1252"


@cache
def _skipped() -> frozenset[str]:
    return frozenset(load("rtf")["skipped"]["destinations"])


@cache
def _handlers() -> dict[str, Callable[[Scan, str, int | None], None]]:
    """Control words and what is done with each."""
    named = {
        Scan.letter: ("u",), Scan.skip: ("uc",), Scan.code_page: ("ansicpg",), Scan.font: ("f",),
        Scan.plain: ("plain",), Scan.hide: ("v", "deleted"), Scan.info: ("info",),
        Scan.list_of: ("fonttbl", "stylesheet", "title"), Scan.note: ("footnote",),
        Scan.embedded: ("object",), Scan.paragraph: ("par", "page", "sect", "row", "nestrow"),
        Scan.style: ("pard", "intbl", "outlinelevel", "ls", "ilvl", "s"),
        Scan.sign: tuple(load("rtf")["signs"]),
    }  # fmt: skip
    return {word: handler for handler, words in named.items() for word in words}
