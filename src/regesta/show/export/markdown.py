"""A record as Markdown with YAML front matter, in the form that our own reader reads back.

Each wording stands under a heading that names its role and language, where there are several.
Footnotes are those of Markdown (`[^1]`). Signs that Markdown would take for its own are escaped.
Cells of tables stand in one line, parted by a bar.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

import yaml

from regesta.model import Block, Note, Record, Text
from regesta.show.blocks import line_blocks
from regesta.show.wording import wording

# The same written in C, where PyYAML was built with it: it takes a third of the time of a record.
_DUMPER = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
_LABEL = re.compile(r"[^\]\[\s]{1,40}")
_SPECIAL = re.compile(r"[\\*`_]")
_OPENING = re.compile(r"[#>+•=-]|\d{1,9}(?=[.)])")
_TRANSLATED = {"translator": "translator", "editor": "editor", "author": "author", "donor": "donor"}


def markdown_file(record: Record) -> str:
    """Return one record as a file of Markdown."""
    front = yaml.dump(
        {key: value for key, value in _facts(record).items() if value},
        Dumper=_DUMPER, allow_unicode=True, sort_keys=False, width=10**9,
    )  # fmt: skip
    several = len(record.texts) > 1
    parts = [f"---\n{front}---"]
    for text in record.texts:
        if several:
            parts.append(f"## {_heading(text)}")
        parts += _text(text)
    return "\n\n".join(parts) + "\n"


def _facts(record: Record) -> dict[str, Any]:
    single = record.texts[0] if len(record.texts) == 1 else None
    others: dict[str, list[str]] = {}
    for agent in record.contributors:
        others.setdefault(_TRANSLATED.get(agent.role, "contributor"), []).append(agent.name)
    return {
        "id": record.id,
        "title": record.title or record.stated.head,
        "date": record.stated.date,
        "edtf": record.date.edtf if record.date else record.stated.date_machine,
        "place": record.place,
        "genre": record.genre,
        "from": [agent.name for agent in record.senders],
        "to": [agent.name for agent in record.recipients],
        **others,
        "text_language": single.language if single else "",
        "role": single.role if single else "",
        "language": list(record.languages),
        "number": [f"{one.series} {one.number}".strip() for one in record.numbers],
        "classification": record.classification,
        "summary": record.summary,
        "people": [one.name for one in record.people],
        "organisations": [one.name for one in record.organisations],
        "places": [one.name for one in record.places],
        "topics": [one.name for one in record.topics],
        "collections": [one.name for one in record.collections],
        "source": record.source.raw,
        "archive": record.archive,
        "fonds": record.fonds,
        "folder": record.file,
        "rights": record.rights,
        "rights_term": record.rights_term,
        "uploaded": record.uploaded,
        "updated": record.updated,
        "url": record.url,
        "volume": record.volume,
        "parent": record.parent,
        "facsimiles": [one.image for one in record.facsimiles],
    }


def _heading(text: Text) -> str:
    role = text.role.capitalize()
    return f"{role} ({wording('en').language_name(text.language)})" if text.language else role


def _text(text: Text) -> Iterator[str]:
    labels = _labels(text.notes)
    last = -1
    blocks = line_blocks(text)
    for number, block in enumerate(blocks):
        # Notes after the last block, or before the first, belong to it too.
        until = len(text.body) if number == len(blocks) - 1 else block.end
        words = _words(text, block, (last, until), labels)
        last = until
        yield from (_set(block, line) for line in words.split("\n") if line.strip())
    for note, label in zip(text.notes, labels, strict=True):
        yield f"[^{label}]: {_escaped(' '.join(note.body.split()))}"


def _labels(notes: tuple[Note, ...]) -> list[str]:
    """Give each note its own label, where Markdown can have it and no other note has it."""
    times = Counter(note.label for note in notes)
    return [
        note.label if _LABEL.fullmatch(note.label) and times[note.label] == 1 else f"n{number}"
        for number, note in enumerate(notes, 1)
    ]


def _words(text: Text, block: Block, after: tuple[int, int], labels: list[str]) -> str:
    """The words of a block with the anchors of notes that stand after one place until another."""
    first, until = after
    points = sorted(
        (min(max(note.anchor, block.start), block.end), label)
        for note, label in zip(text.notes, labels, strict=True)
        if first < note.anchor <= until
    )
    made, cursor = "", block.start
    for place, label in points:
        made += f"{_behind(made, text.body[cursor:place])}[^{label}]"
        cursor = place
    made += _behind(made, text.body[cursor : block.end])
    return made.replace("\t", " | ")


def _behind(made: str, words: str) -> str:
    """Escape the words that follow; a bracket behind the mark of a note would make it a link."""
    escaped = _escaped(words)
    return f"\\{escaped}" if made.endswith("]") and escaped.startswith("(") else escaped


def _set(block: Block, words: str) -> str:
    if block.kind == "heading":
        return f"{'#' * min(6, max(3, block.level))} {words}"
    if block.kind == "item":
        return f"{'  ' * max(0, block.level - 1)}- {words}"
    if block.kind == "quote":
        return f"> {words}"
    opening = _OPENING.match(words)
    if not opening:
        return words
    at = opening.end() if opening[0].isdigit() else 0
    return f"{words[:at]}\\{words[at:]}"


def _escaped(words: str) -> str:
    made = _SPECIAL.sub(r"\\\g<0>", words)
    return made.replace("](", r"]\(").replace("[^", r"[\^")
