"""PDF: columns, heads, numbers, hyphens; scans and damage are refused in words."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.making.papers import pdf

from regesta.errors import Refusal
from regesta.model import Record
from regesta.read import extras
from regesta.read.anchors import mark, take_marks
from regesta.read.blocks import Part
from regesta.read.reader import Item, Source
from regesta.read.registry import read_source
from regesta.read.sources import source_of

Print = tuple[float, float, float, str]
LINE = 12.0


def column(left: float, top: float, *lines: str) -> list[Print]:
    return [(left, top - LINE * number, 10, line) for number, line in enumerate(lines)]


def items(folder: Path, content: bytes, name: str = "a.pdf") -> list[Item]:
    path = folder / name
    path.write_bytes(content)
    source = source_of(path, name)
    assert isinstance(source, Source)
    return list(read_source(source))


def only(found: list[Item]) -> Record:
    assert len(found) == 1
    assert isinstance(found[0], Record), found[0]
    return found[0]


BOOK = pdf(
    [
        (50, 800, 10, "THE COAL OF KELMAR"), (500, 800, 10, "11"), (50, 760, 16, "Coal"),
        *column(50, 730, "The coal came in two trains, and the govern-", "ment of the town knew"
                " nothing of it. It was the", "anti-iron party that had sent for it."),
        *column(60, 694, "Iron came later. It stood for a week on the"),
    ],
    [
        (50, 800, 10, "THE COAL OF KELMAR"), (500, 800, 10, "12"),
        *column(50, 730, "bridge, and the anti-iron party asked all who came what the gov-",
                "ernment would do with it."),
    ],
    [(50, 800, 10, "THE COAL OF KELMAR"), (500, 800, 10, "13"), *column(50, 730, "The end.")],
    title="Coal and iron",
)  # fmt: skip


def test_a_book(tmp_path: Path) -> None:
    found = only(items(tmp_path, BOOK))
    text = found.texts[0]
    assert found.title == "Coal and iron"
    assert [(block.kind, text.body[block.start : block.end]) for block in text.blocks] == [
        ("heading", "Coal"),
        ("paragraph", "The coal came in two trains, and the government of the town knew nothing of"
         " it. It was the anti-iron party that had sent for it."),
        ("paragraph", "Iron came later. It stood for a week on the bridge, and the anti-iron party"
         " asked all who came what the government would do with it."),
        ("paragraph", "The end."),
    ]  # fmt: skip
    assert [(page.number, text.body[page.offset :][:6]) for page in text.pages] == [
        ("11", "Coal\nT"), ("12", "bridge"), ("13", "The en"),
    ]  # fmt: skip
    assert found.provenance[0].reader == "pdf"


def test_columns_are_read_one_after_the_other(tmp_path: Path) -> None:
    left = [f"left line number {n} runs on" for n in range(7)]
    right = [f"right line number {n} runs on" for n in range(7)]
    rows = [one for pair in zip(column(50, 700, *left), column(320, 700, *right), strict=True)
            for one in pair]  # fmt: skip
    page = [(50.0, 740.0, 10.0, "One line over both of the columns, from the left to the right edge"
             " of them all"), *rows]  # fmt: skip
    body = only(items(tmp_path, pdf(page))).texts[0].body
    assert body.index("One line") < body.index("left line number 6") < body.index("right line num")


def test_a_page_without_a_number_has_its_place_in_the_file(tmp_path: Path) -> None:
    pages = [column(50, 700, f"These are words that stand on page {n} of the file.") for n in "ab"]
    text = only(items(tmp_path, pdf(*pages))).texts[0]
    assert [page.number for page in text.pages] == ["1", "2"]


def test_a_scan_is_refused_and_how_to_get_its_text_is_told(tmp_path: Path) -> None:
    (found,) = items(tmp_path, pdf([], []))
    assert isinstance(found, Refusal)
    assert "pictures of pages" in found.reason
    assert "ocrmypdf" in found.way_out


def test_pages_without_text_among_others_are_told(tmp_path: Path) -> None:
    page = column(50, 700, *["These are words that stand on this page of the file."] * 3)
    found = only(items(tmp_path, pdf(page, [], page)))
    assert found.flags[0].message.startswith("Pages of the file without text: 2.")


def test_without_the_library_the_way_out_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(extras, "is_installed", lambda module: False)
    (found,) = items(tmp_path, BOOK)
    assert isinstance(found, Refusal)
    assert 'pip install "regesta[pdf]"' in found.way_out


def test_marks_are_taken_out_and_their_places_kept() -> None:
    parts = [Part(mark("a")), Part(f"x {mark('b')} y{mark('c')}"), Part(mark("d"))]
    plain, marks = take_marks(parts)
    assert [part.text for part in plain] == ["x y"]
    assert marks == [(0, 0, "a"), (0, 2, "b"), (0, 3, "c"), (0, 3, "d")]


FULL = [(float(n % 50) * 11, float(n // 50) * 2, 2.0, "w" * 4) for n in range(20_000)]


@pytest.mark.parametrize(
    "content",
    [
        BOOK[: len(BOOK) // 2],
        BOOK[:100],
        b"%PDF-1.7\n" + b" " * 1_000_000,
        BOOK.replace(b"/Count 3", b"/Count 999999999"),
        BOOK.replace(b"/Kids [6 0 R", b"/Kids [2 0 R"),
        BOOK.replace(b"/FlateDecode", b"/LZWDecode  "),
        pdf(FULL),
        pdf([(50, 700, 10, " " * 30_000_000)]),
        pdf([(50, 700, 10, "words of a page that are moved ")] * 3_000),
    ],
)
def test_hostile_files_end_soon_and_in_words(tmp_path: Path, content: bytes) -> None:
    started = time.perf_counter()
    found = items(tmp_path, content)
    assert time.perf_counter() - started < 10
    assert found
    for one in found:
        assert not (isinstance(one, Refusal) and "failed on this file" in one.reason), one


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.integers(5, len(BOOK) - 1), st.binary(min_size=1, max_size=6))
def test_no_damage_ends_the_reader(
    tmp_path_factory: pytest.TempPathFactory, at: int, put: bytes
) -> None:
    damaged = BOOK[:at] + put + BOOK[at + len(put) :]
    for one in items(tmp_path_factory.getbasetemp(), damaged, "any.pdf"):
        assert not (isinstance(one, Refusal) and "failed on this file" in one.reason), one


def test_several_documents_are_parted_by_the_rule_of_the_archive(tmp_path: Path) -> None:
    lines = [
        (50.0, 730.0, 16.0, "No. 1"), *column(50, 700, "The first letter, about the coal."),
        (50.0, 640.0, 16.0, "No. 2"), *column(50, 610, "The second letter, about the iron."),
    ]  # fmt: skip
    (tmp_path / "a.pdf").write_bytes(pdf(lines))
    source = source_of(tmp_path / "a.pdf", "a.pdf", rules={"split": r"^No\. \d"})
    assert isinstance(source, Source)
    first, second = read_source(source)
    assert isinstance(first, Record)
    assert isinstance(second, Record)
    assert (first.title, second.title) == ("No. 1", "No. 2")
    assert second.texts[0].body == "No. 2\nThe second letter, about the iron."
    assert second.id == f"{first.id.removesuffix('1')}2"


def test_two_columns_of_justified_print_and_a_line_below_them(tmp_path: Path) -> None:
    """As browsers print: each word set for itself, a gutter hardly wider than the print."""
    left = [
        "The coal that the board",
        "had asked for came on",
        "Monday in two trains,",
        "and it was",
    ]
    right = ["counted at the station", "by two men of the office", "who wrote it down at", "once."]

    def words(x: float, y: float, line: str, wide: float) -> list[Print]:
        every = line.split()
        letters = sum(map(len, every)) * 5.2
        gap = (wide - letters) / max(len(every) - 1, 1) if len(every) > 2 else 4.0
        found, at = [], x
        for word in every:
            found.append((at, y, 10.0, word))
            at += len(word) * 5.2 + gap
        return found

    shown: list[Print] = [(50.0, 760.0, 10.0, "Kelmar, May 4, 1953")]
    for x, lines in ((50.0, left), (190.0, right)):
        for n, line in enumerate([*lines, *lines]):
            shown += words(x, 730 - 12 * n, line, 128)
    shown.append((50.0, 590.0, 10.0, "Orsk"))
    body = only(items(tmp_path, pdf(shown))).texts[0].body
    assert body.startswith("Kelmar, May 4, 1953\nThe coal that the board had asked for")
    assert body.endswith("\nOrsk")
    assert body.index("Monday in two trains") < body.index("counted at the station")


def test_headings_with_numbers_are_no_running_heads(tmp_path: Path) -> None:
    pages: list[list[Print]] = [
        [(50.0, 800.0, 16.0, f"No. {n * n + 5}"), (500.0, 20.0, 10.0, f"Page {n + 1} of 4"),
         *column(50, 700, f"Words of the document {n * 7} that are long enough.")]
        for n in range(4)
    ]  # fmt: skip
    text = only(items(tmp_path, pdf(*pages))).texts[0]
    assert [text.body.count(f"No. {n * n + 5}") for n in range(4)] == [1, 1, 1, 1]
    assert "of 4" not in text.body
    assert [page.number for page in text.pages] == ["1", "2", "3", "4"]
