"""The blocks of a text, so that every letter of it stands in one and in one only."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from regesta.model import Block, Text

Spans = Iterator[tuple[int, int]]


def whole_blocks(text: Text) -> list[Block]:
    """Give the blocks of a text in order and without overlap; what none covers is a paragraph."""
    return _whole(text, _stretch) if text.blocks else line_blocks(text)


def line_blocks(text: Text) -> list[Block]:
    """Give the blocks likewise, but of what none covers a paragraph for each line with words."""
    return _whole(text, _lines)


def _whole(text: Text, uncovered: Callable[[str, int, int], Spans]) -> list[Block]:
    blocks: list[Block] = []
    cursor = 0

    def fill(end: int) -> None:
        blocks.extend(
            Block(kind="paragraph", start=first, end=last)
            for first, last in uncovered(text.body, cursor, end)
        )

    for block in sorted(text.blocks, key=lambda one: (one.start, -one.end)):
        start = max(block.start, cursor)
        if start >= block.end:
            continue
        fill(start)
        blocks.append(Block(kind=block.kind, start=start, end=block.end, level=block.level))
        cursor = block.end
    fill(len(text.body))
    return blocks


def _stretch(body: str, start: int, end: int) -> Spans:
    if body[start:end].strip():
        yield start, end


def _lines(body: str, start: int, end: int) -> Spans:
    for line in body[start:end].split("\n"):
        if line.strip():
            yield start, start + len(line)
        start += len(line) + 1
