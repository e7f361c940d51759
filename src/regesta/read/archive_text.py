"""Record pages of an online archive as plain text.

Three forms: the page as scraped (date, title, text, then facts under labels); the page of the
site before (citation block, texts under tabs named "English HTML"); the text of the printed
PDF ("Citation:", "Summary:", "Original Language:", "Contents:", then the texts). Which one it
is shows in its labels alone: see `archive_lines`, and `data/archive_page.toml` for the words.
"""

from __future__ import annotations

from collections.abc import Iterator

from regesta.errors import CannotRead
from regesta.read.archive_labels import label_and_value, label_of, tab_of
from regesta.read.archive_lines import Line, PageWalk, must_hold_something
from regesta.read.decoding import encoding_of, looks_like_text, read_text
from regesta.read.facts import Facts, make_record
from regesta.read.reader import HEAD_BYTES, Item, Reader, Source

NAME = "archive-text"
VERSION = "1"

_TAIL_BYTES = 16_384


def looks_like(source: Source) -> bool:
    """Text in which the labels of a record page stand, each on a line of its own.

    Enough are two labels that open the facts, or a citation with a summary, contents or tab.
    """
    head = source.head
    if not head or head.lstrip()[:1] in {b"<", b"{"} or head.startswith(b"---"):
        return False
    if not looks_like_text(head):
        return False
    opening: set[str] = set()
    leading: set[str] = set()
    tabs = False
    for line in _outer_lines(source):
        if len(line) > 80:
            # A label with its value on the same line may be long.
            pair = label_and_value(line)
            if pair and pair[0].head:
                leading.add(pair[0].field)
            continue
        label = label_of(line) or (label_and_value(line) or (None,))[0]
        if label and label.opens:
            opening.add(label.name)
        elif label and label.head:
            leading.add(label.field)
        tabs = tabs or (tab_of(line) is not None)
    if len(opening) >= 2:
        return True
    return "citation" in leading and (tabs or len(leading) >= 2 or bool(opening))


def _outer_lines(source: Source) -> list[str]:
    """The lines of the file's first part, and of its last where it is longer than that."""
    data = source.head
    if source.size > HEAD_BYTES:
        try:
            with source.path.open("rb") as stream:
                stream.seek(max(HEAD_BYTES, source.size - _TAIL_BYTES))
                data += b"\n" + stream.read(_TAIL_BYTES)
        except OSError:
            return []
    try:
        encoding = encoding_of(source.head, whole=source.size <= len(source.head))
    except CannotRead:
        return []
    return data.decode(encoding, "replace").splitlines()


def read(source: Source) -> Iterator[Item]:
    """The page's one record."""
    text = read_text(source)
    # Line and paragraph separators are line ends; a form feed ends a printed page.
    text = text.replace("\u2028", "\n").replace("\u2029", "\n\n")
    printed = "\f" in text or _is_printed(text)
    lines = [Line(line) for line in text.replace("\f", "\n").split("\n")]
    facts = Facts()
    texts = PageWalk(lines, facts, printed=printed).read()
    must_hold_something(facts, texts)
    yield make_record(facts, texts, source_name=source.name)


def _is_printed(text: str) -> bool:
    """Whether the page lists its contents before the text, as the printed form does."""
    labels = (label_of(line) for line in text[:20_000].split("\n"))
    return any(label is not None and label.field == "contents" for label in labels)


READER = Reader(NAME, VERSION, looks_like, read)
