"""Pictures of pages made into lines of print by tesseract, a program that runs beside this one.

The program is given one picture at a time, with a limit to its time and memory. What it gives
are words with their places and how sure it is of each (0 to 100).
"""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from statistics import median
from typing import NamedTuple

from regesta.errors import CannotRead
from regesta.model import Flag
from regesta.read.anchors import clean
from regesta.read.decoding import tidy
from regesta.read.extras import program
from regesta.read.pdf_layout import Line
from regesta.read.rules import ENGLISH

if sys.platform == "linux":
    import resource
else:
    resource = None

PROGRAM = "tesseract"
# What one picture, and all pictures of one file, may take; seconds.
PATIENCE = 60.0
BUDGET = 600.0
MEMORY = 4 * 1024**3
# Below this a page's words are guesses for the most part.
POOR = 60
# Lines whose height is within this of the usual one are of the usual print: boxes of lines
# without tall letters are low.
_USUAL = (0.6, 1.45)


class Seen(NamedTuple):
    """What was seen on one page: its lines in reading order, and how sure the program is."""

    lines: list[Line]
    words: int
    confidence: float


NOTHING = Seen([], 0, 0.0)


def is_there() -> bool:
    """Whether the program is installed."""
    return bool(program(PROGRAM))


def demand_program(what: str) -> None:
    """Raise CannotRead for a scan where the program that reads it is missing."""
    if not is_there():
        raise CannotRead(
            f"This is {what}; the program that reads scans, tesseract, is not installed.",
            way_out="Install it (on Debian: apt-get install tesseract-ocr, and tesseract-ocr-rus "
            "and the like for other languages), then build again.",
        )


def check_languages(languages: str) -> str:
    """The languages as given ("rus+eng"), English for none; CannotRead for one without data."""
    languages = languages or ENGLISH
    missing = [one for one in languages.split("+") if one not in _languages()]
    if missing:
        raise CannotRead(
            f"tesseract has no data for {', '.join(missing)[:200]}.",
            way_out=f"Install it (on Debian: apt-get install tesseract-ocr-"
            f"{missing[0][:40].replace('_', '-')}), or name other languages under [[ocr]].",
        )
    return languages


@cache
def version() -> str:
    """The program's version as it prints it, "" where it cannot be run."""
    return _said("--version").partition("\n")[0].removeprefix(f"{PROGRAM} ").strip()[:40]


@cache
def _languages() -> frozenset[str]:
    return frozenset(_said("--list-langs").split("\n")[1:])


def _said(question: str) -> str:
    try:
        found = subprocess.run(  # noqa: S603 - a fixed program, no shell
            [program(PROGRAM), question], capture_output=True, timeout=20, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return (found.stdout or found.stderr).decode("utf-8", "replace")


class Clock:
    """How much of a file's time is left."""

    def __init__(self, budget: float = BUDGET) -> None:
        self._end = time.monotonic() + budget

    @property
    def left(self) -> float:
        """Seconds that may still be spent on the next picture; 0 when the file's are spent."""
        return min(PATIENCE, max(0.0, self._end - time.monotonic()))


def see_file(path: Path, languages: str, patience: float) -> list[Seen]:
    """The pages of a picture file. Raises CannotRead where the program cannot read it."""
    return _pages(_run([str(path.absolute())], languages, None, patience))


def see_picture(picture: bytes, languages: str, patience: float, scale: float = 1.0) -> Seen:
    """The one page that a picture in memory shows; places are multiplied by `scale`."""
    pages = _pages(_run(["stdin"], languages, picture, patience), scale)
    return pages[0] if pages else NOTHING


def _run(source: list[str], languages: str, given: bytes | None, patience: float) -> str:
    command = [program(PROGRAM), *source, "stdout", "-l", languages, "tsv"]
    # One thread: the build uses every core by itself.
    environment = {**os.environ, "OMP_THREAD_LIMIT": "1"}
    process = subprocess.Popen(  # noqa: S603 - a fixed program, no shell
        command,
        stdin=subprocess.PIPE if given is not None else subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment,
    )
    if resource is not None:
        with contextlib.suppress(OSError, ValueError):
            resource.prlimit(process.pid, resource.RLIMIT_AS, (MEMORY, MEMORY))
    try:
        said, complaint = process.communicate(given, timeout=patience)
    except subprocess.TimeoutExpired as error:
        raise CannotRead(
            f"Reading the scan took more than {patience:.0f} seconds.",
            way_out="Save it smaller or cleaner; languages = [] under [[ocr]] leaves it out.",
        ) from error
    finally:
        if process.poll() is None:
            process.kill()
            process.communicate()
    if process.returncode:
        reason = " ".join(complaint.decode("utf-8", "replace").split())[-160:]
        raise CannotRead(
            f"tesseract cannot read the picture ({reason or process.returncode}).",
            way_out="The picture is damaged or of a rare kind: save it anew as PNG.",
        )
    return said.decode("utf-8", "replace")


class _Word(NamedTuple):
    line: tuple[str, ...]
    box: tuple[int, int, int, int]
    sure: float
    text: str


def _pages(table: str, scale: float = 1.0) -> list[Seen]:
    """The pages of tesseract's table: page, block, paragraph, line, word, box, confidence."""
    pages: dict[str, list[_Word]] = {}
    heights: dict[str, int] = {}
    for row in table.split("\n")[1:]:
        cells = row.split("\t")
        if len(cells) != 12:
            continue
        page, words = cells[1], pages.setdefault(cells[1], [])
        left, top, width, height = map(int, cells[6:10])
        if cells[0] == "1":
            heights[page] = height
        elif cells[0] == "5" and (text := clean(tidy(cells[11])).strip()):
            box = (left, top, left + width, top + height)
            words.append(_Word(tuple(cells[1:5]), box, float(cells[10]), text))
    return [_seen(words, heights.get(page, 0), scale) for page, words in pages.items()]


def _seen(words: Sequence[_Word], height: int, scale: float) -> Seen:
    lines: dict[tuple[str, ...], list[_Word]] = {}
    for word in words:
        lines.setdefault(word.line, []).append(word)
    letters = sum(len(word.text) for word in words)
    sure = sum(word.sure * len(word.text) for word in words) / letters if letters else 0.0
    return Seen(_even([_line(line, height, scale) for line in lines.values()]), len(words), sure)


def _line(words: Sequence[_Word], height: int, scale: float) -> Line:
    """The line of these words, its place counted from the page's lower left corner."""
    boxes = [word.box for word in words]
    return Line(
        min(box[0] for box in boxes) * scale,
        (height - max(box[3] for box in boxes)) * scale,
        max(box[2] for box in boxes) * scale,
        (height - min(box[1] for box in boxes)) * scale,
        " ".join(word.text for word in words),
    )


def _even(lines: list[Line]) -> list[Line]:
    """The lines with one height where theirs differ by their letters only."""
    usual = median(line.height for line in lines) if lines else 0.0
    return [
        line._replace(top=line.bottom + usual)
        if _USUAL[0] * usual <= line.height <= _USUAL[1] * usual
        else line
        for line in lines
    ]


def told(pages: Sequence[tuple[int, Seen]], languages: str) -> Flag:
    """The sentence that says how well a record's scans (page numbers from 1) could be read."""
    letters = sum(sum(len(line.text) for line in page.lines) for _, page in pages)
    weighed = sum(page.confidence * sum(len(line.text) for line in page.lines) for _, page in pages)
    mean = weighed / letters if letters else 0.0
    poor = [str(number) for number, page in pages if page.confidence < POOR]
    less = f"; below {POOR}: page {', '.join(poor[:20])}" if poor and len(pages) > 1 else ""
    return Flag(
        kind="ocr",
        message=f"Read from a scan by tesseract {version()} ({languages}): "
        f"mean confidence {mean:.0f} of 100{less}.",
    )
