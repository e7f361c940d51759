"""A text as a printed edition sets it: blocks, notes beside them, page breaks in the margin.

The text is cut into stretches of whole blocks, each with the notes anchored in it. A
stretch goes on while its notes would stand taller than its text, so that in two columns
the notes never push the text apart; the heights are estimated from the letters.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from html import escape

from markupsafe import Markup
from msgspec import Struct

from regesta.model import Block, Note, PageBreak, Record, Text
from regesta.show.blocks import whole_blocks
from regesta.show.site.inline import Inline, Point, Span
from regesta.show.site.spans import Marking, Targets
from regesta.show.wording import Wording
from regesta.understand.alignment import align_all

# Letters a line, and the height of a line, of text and notes as the style sheet sets them;
# a note has a little room under it, the notes of a stretch together some more.
TEXT_MEASURE, TEXT_LINE = 66, 28
NOTE_MEASURE, NOTE_LINE, NOTE_ROOM, NOTES_ROOM = 54, 20, 8, 18
LONGEST_STRETCH = 12
# Beyond so many pairs of paragraphs the style sheet sets the texts without pairing them.
MOST_ROWS = 990


class SetNote(Struct, frozen=True, kw_only=True):
    """A note ready to show: its element's id, its label, its HTML, the id of its anchor."""

    id: str
    label: str
    html: Markup
    anchor: str
    by: str


class Stretch(Struct, frozen=True, kw_only=True):
    """Some blocks, as HTML, and the notes anchored in them."""

    html: Markup
    notes: tuple[SetNote, ...]


class SetText(Struct, frozen=True, kw_only=True):
    """A text ready to show: `head_notes` are those of its source and its title."""

    index: int
    text: Text
    stretches: tuple[Stretch, ...]
    head_notes: tuple[SetNote, ...]

    @property
    def has_notes(self) -> bool:
        """Whether any note stands beside the text."""
        return any(stretch.notes for stretch in self.stretches)


class _Line(Struct, frozen=True):
    """A block, as HTML, and how high it will be."""

    block: Block
    html: str
    height: int


def typeset(record: Record, targets: Targets, words: Wording, within: str = "") -> list[SetText]:
    """Set all texts of the record; linear in their length.

    Several texts are cut into as many stretches, of which those of one place say the same.
    `within` begins the ids of all elements, where several records stand on one page.
    """
    marking = Marking(record, targets, words)
    rows = _rows(record) if len(record.texts) > 1 else []
    return [
        _typeset(
            record,
            index,
            marking,
            words,
            cuts=[row[index] for row in rows],
            prefix=within + (f"t{index}-" if index else ""),
            pictures=targets.pictures,
        )
        for index in range(len(record.texts))
    ]


def _rows(record: Record) -> list[tuple[int, ...]]:
    """Pair the blocks of the texts: how many of each stand before every cut."""
    lengths = [[block.end - block.start for block in whole_blocks(text)] for text in record.texts]
    rows = align_all(lengths)
    return rows if len(rows) <= MOST_ROWS else []


def _typeset(
    record: Record,
    index: int,
    marking: Marking,
    words: Wording,
    *,
    cuts: Sequence[int],
    prefix: str,
    pictures: Mapping[str, int],
) -> SetText:
    text = record.texts[index]
    notes = [
        _note(note, number, marking.spans(index, note.id), prefix)
        for number, note in enumerate(text.notes, 1)
    ]
    both = list(zip(text.notes, notes, strict=True))
    beside = sorted(
        (one for one in both if one[0].kind == "footnote"), key=lambda one: one[0].anchor
    )
    points = [_anchor(note, made, words) for note, made in beside]
    points += [
        _page(page, f"{prefix}page-{number}", words, pictures)
        for number, page in enumerate(text.pages, 1)
    ]
    inline = Inline(text.body, marking.spans(index), points)
    lines: list[_Line] = []
    for number, block in enumerate(whole_blocks(text), 1):
        if number <= 2 and _repeats_title(text.body, block, record):
            stays = inline.points(block.start, block.end)
            lines.append(_Line(block, f'<div class="points">{stays}</div>' if stays else "", 0))
        else:
            lines.append(_set_block(inline, block, f"{prefix}p{number}", words))
    return SetText(
        index=index,
        text=text,
        stretches=tuple(_aligned(lines, beside, cuts) if cuts else _stretches(lines, beside)),
        head_notes=tuple(made for note, made in both if note.kind != "footnote"),
    )


def fragment_at(record: Record, index: int, offset: int, note: str = "") -> str:
    """Give the fragment of the paragraph at an offset of a text, or of the note so labelled."""
    if not 0 <= index < len(record.texts):
        return ""
    text = record.texts[index]
    prefix = f"t{index}-" if index else ""
    if note:
        labels = [one.label for one in text.notes]
        return f"{prefix}note-{labels.index(note) + 1}" if note in labels else ""
    blocks = enumerate(whole_blocks(text), 1)
    return next((f"{prefix}p{number}" for number, one in blocks if offset < one.end), "")


def stands_as_title(record: Record, index: int, offset: int) -> bool:
    """Whether a place of a text is in a heading that is left out, as it only repeats the title."""
    text = record.texts[index]
    return any(
        block.start <= offset < block.end and _repeats_title(text.body, block, record)
        for block in whole_blocks(text)[:2]
    )


def _repeats_title(body: str, block: Block, record: Record) -> bool:
    """Whether a heading says only what stands above the text as the record's title."""
    if block.kind != "heading":
        return False
    heading = _words(body[block.start : block.end]).lstrip("0123456789")
    return heading in {_words(record.title), _words(record.stated.head).lstrip("0123456789")}


def _words(text: str) -> str:
    return "".join(letter for letter in text.casefold() if letter.isalnum())


def _aligned(
    lines: Sequence[_Line], notes: Sequence[tuple[Note, SetNote]], cuts: Sequence[int]
) -> Iterator[Stretch]:
    """Cut the lines where the other texts are cut; a note stands with its paragraph."""
    start = taken = 0
    for cut in cuts:
        here = lines[start:cut]
        until = lines[cut].block.start if cut < len(lines) else None
        begun = taken
        while taken < len(notes) and (until is None or notes[taken][0].anchor < until):
            taken += 1
        yield Stretch(html=_join_blocks(here), notes=tuple(made for _, made in notes[begun:taken]))
        start = cut


def _stretches(lines: Sequence[_Line], notes: Sequence[tuple[Note, SetNote]]) -> Iterator[Stretch]:
    """Cut the lines into stretches, each with the notes anchored up to its end."""
    pending: list[_Line] = []
    taken: list[SetNote] = []
    text_height = note_height = following = 0
    for number, line in enumerate(lines):
        upcoming = lines[number + 1].block if number + 1 < len(lines) else None
        pending.append(line)
        text_height += line.height
        while following < len(notes) and (
            upcoming is None or notes[following][0].anchor <= line.block.end
        ):
            taken.append(notes[following][1])
            note_height += _note_height(notes[following][0])
            following += 1
        if upcoming is None or _joined(line.block, upcoming):
            continue
        if taken:
            ends = note_height + NOTES_ROOM <= text_height or len(pending) >= LONGEST_STRETCH
        else:
            # Without a note so far, it ends where the next block brings one.
            ends = following < len(notes) and notes[following][0].anchor <= upcoming.end
        if ends:
            yield Stretch(html=_join_blocks(pending), notes=tuple(taken))
            pending, taken, text_height, note_height = [], [], 0, 0
    if pending or taken:
        yield Stretch(html=_join_blocks(pending), notes=tuple(taken))


def _note_height(note: Note) -> int:
    return (len(note.body) // NOTE_MEASURE + 1) * NOTE_LINE + NOTE_ROOM


def _joined(block: Block, following: Block) -> bool:
    """Whether two blocks may not be parted: a heading and its text, a list, a table."""
    return block.kind in {"heading", "label"} or (
        block.kind == following.kind and block.kind in {"item", "row"}
    )


_CLASSES = {
    "paragraph": "", "postscript": "", "quote": "quote", "salute": "salute",
    "dateline": "dateline", "opener": "opener", "signed": "signed", "closer": "closer",
    "address": "address", "verse": "verse", "table": "table",
}  # fmt: skip


def _set_block(inline: Inline, block: Block, name: str, words: Wording) -> _Line:
    height = ((block.end - block.start) // TEXT_MEASURE + 1) * TEXT_LINE
    if block.kind == "row":
        cells = _cells(inline.body, block)
        html = "".join(f"<td>{inline.html(start, end)}</td>" for start, end in cells)
        return _Line(block, f'<tr id="{name}">{html}</tr>', height)
    content = inline.html(block.start, block.end)
    if block.kind == "item":
        return _Line(block, f'<li id="{name}" class="level{block.level}">{content}</li>', height)
    if block.kind == "label":
        return _Line(block, f'<span class="label">{content}</span> ', 0)
    if block.kind == "heading":
        # One rank for all, since a printed page may begin with a heading of a lower one.
        return _Line(block, f'<h3 id="{name}" class="level{block.level}">{content}</h3>', height)
    kind = _CLASSES.get(block.kind, "")
    label = escape(words.say("record.permalink", n=name.rpartition("p")[2]))
    link = f'<a class="permalink" href="#{name}" aria-label="{label}">¶</a>'
    attribute = f' class="{kind}"' if kind else ""
    return _Line(block, f'<p id="{name}"{attribute}>{link}{content}</p>', height)


def _cells(body: str, block: Block) -> Iterator[tuple[int, int]]:
    start = block.start
    for cell in body[block.start : block.end].split("\t"):
        yield start, start + len(cell)
        start += len(cell) + 1


def _join_blocks(lines: Iterable[_Line]) -> Markup:
    """Join set blocks, rows into tables and items into lists; a label leads its item."""
    out: list[str] = []
    inside = ""
    label = ""
    for line in lines:
        if line.block.kind == "label":
            label += line.html
            continue
        wrap = {"row": "table", "item": "ul"}.get(line.block.kind, "")
        if wrap != inside:
            out.append(_LEAVE.get(inside, ""))
            out.append(_ENTER.get(wrap, ""))
            inside = wrap
        out.append(_with_label(line.html, label))
        label = ""
    out.append(_LEAVE.get(inside, ""))
    out.append(label)
    return Markup("".join(out))  # noqa: S704 - every part was escaped where it was made


_ENTER = {
    "table": '<div class="scroll" tabindex="0"><table class="set"><tbody>',
    "ul": '<ul class="set">',
}
_LEAVE = {"table": "</tbody></table></div>", "ul": "</ul>"}


def _with_label(html: str, label: str) -> str:
    """Set a label inside the element that it leads."""
    if not label:
        return html
    head, _, rest = html.partition(">")
    return f"{head}>{label}{rest}"


def _note(note: Note, number: int, spans: Sequence[Span], prefix: str) -> SetNote:
    html = Inline(note.body, spans).html(0, len(note.body))
    return SetNote(
        id=f"{prefix}note-{number}",
        label=note.label or "*",
        html=Markup(html),  # noqa: S704 - escaped by Inline
        anchor=f"{prefix}anchor-{number}",
        by=note.by,
    )


def _anchor(note: Note, made: SetNote, words: Wording) -> Point:
    label = escape(words.say("record.note_label", label=made.label))
    return Point(
        note.anchor,
        f'<sup class="anchor"><a id="{made.anchor}" href="#{made.id}" role="doc-noteref" '
        f'aria-label="{label}">{escape(made.label)}</a></sup>',
    )


def _page(page: PageBreak, name: str, words: Wording, pictures: Mapping[str, int]) -> Point:
    """Set a page break; where a picture of the page is shown, its number leads there."""
    said = words.say("record.page", n=page.number) if page.number else ""
    shown = escape(page.number or "|")
    picture = pictures.get(f"={page.facsimile}") or pictures.get(page.number)
    if picture:
        label = escape(
            words.say("record.facsimile_page", n=page.number)
            if page.number
            else words.say("record.facsimile_of", name=page.facsimile)
        )
        shown = f'<a href="#facsimile-{picture}" aria-label="{label}">{shown}</a>'
    elif page.facsimile:
        name_of_it = words.say("record.facsimile_of", name=page.facsimile)
        said = f"{said}, {name_of_it}" if said else name_of_it
    return Point(
        page.offset,
        f'<span class="page" id="{name}" role="doc-pagebreak" '
        f'aria-label="{escape(said)}" title="{escape(said)}">{shown}</span>',
    )
