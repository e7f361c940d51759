"""A record page as lines of text, told apart by its labels: head, texts, facts.

The one walk that the scraped text, the printed form's text and a saved page without known
markup share. A page is a head (date, title, perhaps citation and summary), one or several
texts (perhaps under tabs), and facts under labels, before or after the texts. A label whose
value was lost is empty; what follows is never taken for its value unless it looks like one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from regesta.errors import CannotRead
from regesta.model import Text
from regesta.model.record import BlockKind, TextRole
from regesta.read.archive_citation import parse_citation
from regesta.read.archive_labels import (
    Label,
    Tab,
    is_chrome,
    is_end,
    label_and_value,
    label_of,
    record_url,
    tab_of,
)
from regesta.read.blocks import Part, make_text, paragraphs
from regesta.read.decoding import squeeze
from regesta.read.facts import Facts, take_language
from regesta.read.tables import language_code

# The lines within which a page's head must have come to its citation or summary.
_HEAD_LINES = 10
_DATE = re.compile(
    r"(?:(?:circa|c\.|ca\.) ?)?(?:[^\W\d_]{3,12}\.? )?(?:\d{1,2},? )?(?:[^\W\d_]{3,12}\.? )?\d{4}"
    r"|\d{4}-\d\d(?:-\d\d)?|\d{4} ?[-–] ?\d{4}|undated"
)


class Line(NamedTuple):
    """One line of a page: its text, the kind of block that it is (None: not told), its link."""

    text: str
    kind: BlockKind | None = None
    level: int = 0
    link: str = ""


class _Section:
    """A text of the page in the making, under its tab."""

    def __init__(self, tab: Tab | None) -> None:
        self.tab = tab
        self.lines: list[Line] = []

    @property
    def empty(self) -> bool:
        return not self.lines  # blank lines are taken only after words


class PageWalk:
    """Walks the lines of one page once and gathers its facts and texts."""

    def __init__(self, lines: Sequence[Line], facts: Facts, *, printed: bool = False) -> None:
        self.lines = lines
        self.facts = facts
        self.printed = printed
        self.sections: list[_Section] = []
        self.label: Label | None = None
        self.place = "head"  # head, text or facts
        self.met: dict[str, list[str]] = {}  # label's name -> values taken
        self.fields: dict[str, str] = {}  # label's name -> its field
        self.contents: dict[Tab, None] = {}
        self.stray = False
        self.told = False  # whether a text has words yet
        # The next line that is a label or tab, as far as it was looked for, and what it says.
        self.ahead = 0
        self.goes_on = False

    def read(self) -> list[Text]:
        """The texts of the page; the facts are in `facts` afterwards."""
        for number in range(self._read_head(), len(self.lines)):
            line = self.lines[number]
            if not line.text.strip():
                self._blank(number)
            elif is_end(line.text) and self.place == "facts":
                break
            elif not (self._skip(line) or self._start(line)):
                self._value(line, number)
        self._finish_facts()
        return self._texts()

    # -- head ---------------------------------------------------------------------------

    def _read_head(self) -> int:
        """Take date and title; the number of the first line after them."""
        title = self.facts.one("title")
        taken = 0
        first = 0 if title else self._first_line()
        for number, line in enumerate(self.lines[first:], first):
            text = squeeze(line.text)
            if not text or is_chrome(text):
                continue
            if not title and (label_of(text) or tab_of(text)):
                return number
            if _DATE.fullmatch(text) and "date" not in self.facts:
                self.facts.add("date", text)
            elif title and text == title:
                return self._after_title(number + 1, title)
            elif not title:
                title = text
                end = self._title_end(number)
                title = squeeze(" ".join(part.text for part in self.lines[number:end]))
                self.facts.add("title", title)
                return self._after_title(end, title)
            taken += 1
            if taken > _HEAD_LINES:
                return 0
        return 0 if title else len(self.lines)

    def _first_line(self) -> int:
        """The line where the head begins: the date, when a masthead of some lines precedes it."""
        before = 0
        for number, line in enumerate(self.lines[: 3 * _HEAD_LINES]):
            text = squeeze(line.text)
            if not text or is_chrome(text):
                continue
            if _DATE.fullmatch(text):
                return number if before >= 2 else 0
            if label_of(text) or len(text) > 120:
                return 0
            before += 1
        return 0

    def _title_end(self, start: int) -> int:
        """The line after the title: in the printed form it may run over several lines."""
        if not self.printed:
            return start + 1
        for number in range(start + 1, min(start + _HEAD_LINES, len(self.lines))):
            text = self.lines[number].text.strip()
            if not text or label_of(text) or label_and_value(text):
                return number
        return start + 1

    def _after_title(self, number: int, title: str) -> int:
        """Pass over the title printed again, and take a date that follows it."""
        while number < len(self.lines):
            text = squeeze(self.lines[number].text)
            if text and text != title and not is_chrome(text):
                if _DATE.fullmatch(text) and "date" not in self.facts:
                    self.facts.add("date", text)
                else:
                    break
            number += 1
        return number

    # -- walk ---------------------------------------------------------------------------

    def _skip(self, line: Line) -> bool:
        """Furniture: anywhere outside the text, and in a printed form's running heads."""
        outside = self.place != "text" or not self.sections or self.sections[-1].empty
        return (outside or self.printed) and is_chrome(line.text)

    def _blank(self, number: int) -> None:
        if self.place == "text" and self.sections:
            if not self.sections[-1].empty:
                self.sections[-1].lines.append(Line(""))
        elif self.label and self.label.field == "summary" and self.met.get(self.label.name):
            ended = self.place == "head" and not self._head_goes_on(number)
            self.label = None if ended else self.label

    def _head_goes_on(self, number: int) -> bool:
        """Whether another label of the head, or a tab, stands before the facts."""
        while self.ahead < number or not self.ahead:
            self.ahead, self.goes_on = self._next_mark(max(number, self.ahead))
        return self.goes_on

    def _next_mark(self, start: int) -> tuple[int, bool]:
        """The next label or tab from this line on, and whether it is of the head."""
        for number in range(start, len(self.lines)):
            text = self.lines[number].text
            label = label_of(text) or (label_and_value(text) or (None,))[0]
            if label and label.opens:
                return number, False
            if (label and (label.head or label.field == "language")) or tab_of(text):
                return number, True
        return len(self.lines), False

    def _start(self, line: Line) -> bool:
        """Begin a label or a text's tab when this line is one and may stand here."""
        text = squeeze(line.text)
        untold = not self.told
        label = label_of(text)
        if label and self._may_start(label, untold):
            self._begin(label)
            return True
        pair = label_and_value(text) if self.place != "text" or untold else None
        if pair and self._may_start(pair[0], untold):
            self._begin(pair[0])
            self._take(pair[0], pair[1], line.link)
            return True
        tab = tab_of(text)
        if tab is None or not self._may_tab(untold):
            return False
        if self.label and self.label.field == "contents" and tab not in self.contents:
            self.contents[tab] = None
            self.met[self.label.name].append(text)
        else:
            self._open(tab)
        return True

    def _may_start(self, label: Label, untold: bool) -> bool:
        if label.opens or self.place == "facts":
            return True
        if self.place == "head":
            return label.head or bool(self.met)
        return label.head and untold

    def _may_tab(self, untold: bool) -> bool:
        tabbed = bool(self.sections) and self.sections[-1].tab is not None
        return self.place != "text" or untold or tabbed

    def _begin(self, label: Label) -> None:
        self.label = label
        self.met.setdefault(label.name, [])
        self.fields[label.name] = label.field
        if label.head and self.place != "facts":
            self.place = "head"
        elif self.place != "head" or label.opens:
            self.place = "facts"

    def _open(self, tab: Tab | None) -> None:
        self.sections.append(_Section(tab))
        self.place = "text"
        self.label = None

    def _value(self, line: Line, number: int) -> None:
        if self.place == "text":
            self.told = True
            self.sections[-1].lines.append(line)
            return
        if self.label and self._take(self.label, squeeze(line.text), line.link):
            return
        if not self.told:
            self.told = True
            self._open(next(iter(self.contents), None))
            self.sections[-1].lines.append(line)
        elif not self.stray:
            self.stray = True
            shown = squeeze(line.text)[:80]
            self.facts.flag("unread-text", f"Text among the facts under no label: “{shown}”.")

    def _take(self, label: Label, value: str, link: str) -> bool:
        """Take the value if it looks like one of this label's."""
        values = self.met[label.name]
        if not _fits(label, value, values):
            return False
        values.append(value)
        if label.field not in {"citation", "contents", ""}:
            self.facts.add(label.field, value, link)
        done = label.shape in {"date", "id", "short"}
        if done or (label.field == "citation" and record_url().search(value)):
            self.label = None
        return True

    # -- end ----------------------------------------------------------------------------

    def _finish_facts(self) -> None:
        for name, values in self.met.items():
            if not values and self.fields[name]:
                self.facts.empty_label(name)
        lines = [v for name, vs in self.met.items() if self.fields[name] == "citation" for v in vs]
        if lines:
            parse_citation(lines, self.facts)
        if "record_id" not in self.facts and (url := record_url().search(self.facts.one("url"))):
            self.facts.add("record_id", url[1])

    def _texts(self) -> list[Text]:
        texts = []
        language = take_language(self.facts)
        for section in self.sections:
            if section.empty or (section.tab and section.tab.scan):
                continue
            tab = section.tab or Tab("transcription", "", False, "")
            told = text_role(tab, language)
            code = tab.language or (language if told == "original" else "")
            parts = _parts(section.lines)
            texts.append(make_text(parts, role=told, language=code, label=tab.name))
        return texts


def text_role(tab: Tab, language: str) -> TextRole:
    """The role of a tab's text; one that says only its language is a translation if the
    document's own language is another.
    """
    if tab.role is not None:
        return tab.role
    return (
        "translation" if language and tab.language and tab.language != language else "transcription"
    )


def _parts(lines: Sequence[Line]) -> list[Part]:
    """The blocks of a text: as marked where the lines come from markup, else by paragraphs."""
    if any(line.kind for line in lines):
        return [Part(line.text, line.kind, line.level) for line in lines if line.text.strip()]
    text = "\n".join(line.text for line in lines)
    return [Part(paragraph) for paragraph in paragraphs(text)]


def _fits(label: Label, value: str, taken: Sequence[str]) -> bool:
    """Whether the value has the shape of this label's values."""
    if label.field == "contents":
        return tab_of(value) is not None
    if label.field == "language":
        return len(value) <= 60 and (bool(language_code(value)) or "," in value)
    if label.shape == "names":
        return (
            len(value) <= 120
            and not value.endswith((":", ";", "?", "!"))
            and (not value.endswith(".") or len(value) <= 40)
        )
    if label.shape == "id":
        return not taken and bool(re.fullmatch(r"[\w.:/-]{1,80}", value))
    if label.shape in {"date", "short"}:
        dated = label.shape == "short" or bool(re.search(r"\d{4}", value))
        return not taken and len(value) <= 80 and dated
    return label.shape == "text"


def must_hold_something(facts: Facts, texts: Sequence[Text]) -> None:
    """Raise CannotRead for a page that has neither title nor text."""
    if "title" not in facts and not texts:
        raise CannotRead(
            "The page has the labels of a record page, but neither title nor text.",
            way_out="Save the page again once it has loaded.",
        )
