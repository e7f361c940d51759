"""Workbooks and Parquet: a document a row; hostile ones end soon and in words."""

from __future__ import annotations

import io
import time
import zipfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import polars
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from regesta.errors import Refusal
from regesta.model import Record
from regesta.read import extras
from regesta.read.reader import Item, Source
from regesta.read.registry import read_source
from regesta.read.sources import source_of

HEADER = ["Title", "Date", "From", "To", "Text", "Shelf"]
ROWS: list[list[Any]] = [
    ["Letter", datetime(1953, 5, 4), "Orsk", "Lin Ko; Ana Ruvo", "Coal.\n\nIron.", 7],
    ["", "", "", "", "", 8],
]


def items(folder: Path, content: bytes, name: str) -> list[Item]:
    path = folder / name
    path.write_bytes(content)
    source = source_of(path, name)
    assert isinstance(source, Source)
    return list(read_source(source))


def workbook(*sheets: tuple[str, list[list[Any]]]) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets:
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def parquet(**columns: list[Any]) -> bytes:
    content = io.BytesIO()
    polars.DataFrame(columns).write_parquet(content)
    return content.getvalue()


WORKBOOK = workbook(("Letters", [HEADER, *ROWS]))
PARQUET = parquet(
    title=["Letter", None], date=["1953-05-04", None], sender=["Orsk", ""],
    recipients=[["Lin Ko", "Ana Ruvo"], []], text=["Coal.\n\nIron.", ""], shelf=[7, 8],
)  # fmt: skip


@pytest.mark.parametrize(
    ("name", "content", "place"),
    [("a.xlsx", WORKBOOK, "row 3"), ("a.parquet", PARQUET, "row 2")],
)
def test_a_row_is_a_document(tmp_path: Path, name: str, content: bytes, place: str) -> None:
    first, second = items(tmp_path, content, name)
    assert isinstance(first, Record)
    assert isinstance(second, Refusal)
    assert (first.title, first.stated.date_machine) == ("Letter", "1953-05-04")
    assert [agent.name for agent in first.senders] == ["Orsk"]
    assert [agent.name for agent in first.recipients] == ["Lin Ko", "Ana Ruvo"]
    assert first.texts[0].body == "Coal.\nIron."
    assert second.place == place


def test_sheets_are_read_each_by_its_own_columns(tmp_path: Path) -> None:
    content = workbook(("One", [HEADER, ROWS[0]]), ("Two", [["a", "b"], [1, 2]]))
    first, second = items(tmp_path, content, "a.xlsx")
    assert isinstance(first, Record)
    assert first.id == "a.xlsx/One-row-2"
    assert isinstance(second, Refusal)
    assert (second.place, "front matter" in second.way_out) == ("Two row 1", True)


def test_a_formula_is_not_run(tmp_path: Path) -> None:
    content = workbook(("S", [HEADER, ["Letter", "=1+1", "x", "", '=HYPERLINK("http://a")', ""]]))
    (found,) = items(tmp_path, content, "a.xlsx")
    assert isinstance(found, Record)
    assert (found.stated.date, found.texts) == ("", ())


@pytest.mark.parametrize(
    ("name", "content", "extra"),
    [("a.xlsx", WORKBOOK, "tables"), ("a.parquet", PARQUET, "data")],
)
def test_without_the_library_the_way_out_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, content: bytes, extra: str
) -> None:
    monkeypatch.setattr(extras, "is_installed", lambda module: False)
    (found,) = items(tmp_path, content, name)
    assert isinstance(found, Refusal)
    assert f'pip install "regesta[{extra}]"' in found.way_out


def changed(change: Callable[[str, bytes], bytes]) -> bytes:
    packed = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(WORKBOOK)) as old,
        zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name)))
    return packed.getvalue()


def in_sheet(old: bytes, new: bytes) -> bytes:
    return changed(lambda name, data: data.replace(old, new) if "sheet1" in name else data)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("cut.xlsx", WORKBOOK[:-100]),
        ("bomb.xlsx", in_sheet(b"<sheetData>", b"<sheetData>" + b" " * 200_000_000)),
        ("far.xlsx", in_sheet(b'r="3"', b'r="1048576"')),
        ("wide.xlsx", in_sheet(b'r="F3"', b'r="XFD3"')),
        (
            "entity.xlsx",
            in_sheet(b"<worksheet", b'<!DOCTYPE a [<!ENTITY a "b">]><worksheet x="&a;"'),
        ),
        ("broken.xlsx", in_sheet(b"</sheetData>", b"<row>")),
        ("cut.parquet", PARQUET[: len(PARQUET) // 2]),
        ("bad.parquet", PARQUET[:20] + b"\xff" * 60 + PARQUET[80:]),
        ("other.parquet", parquet(a=[1], b=[2])),
    ],
)
def test_hostile_tables(tmp_path: Path, name: str, content: bytes) -> None:
    started = time.perf_counter()
    found = items(tmp_path, content, name)
    assert time.perf_counter() - started < 10
    assert found
    for one in found:
        assert not (isinstance(one, Refusal) and "failed on this file" in one.reason), one


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.integers(4, len(WORKBOOK) - 1), st.binary(min_size=1, max_size=6))
def test_no_damage_ends_the_reader(
    tmp_path_factory: pytest.TempPathFactory, at: int, put: bytes
) -> None:
    damaged = WORKBOOK[:at] + put + WORKBOOK[at + len(put) :]
    for one in items(tmp_path_factory.getbasetemp(), damaged, "any.xlsx"):
        assert not (isinstance(one, Refusal) and "failed on this file" in one.reason), one
