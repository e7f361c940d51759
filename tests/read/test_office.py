"""Rich text, OpenDocument and old Word: their words in order; damage and macros told in words."""

from __future__ import annotations

import stat
import subprocess
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.making.papers import odt

from regesta.errors import Refusal
from regesta.model import Record
from regesta.read import extras, old_word
from regesta.read.reader import Item, Source
from regesta.read.registry import read_source
from regesta.read.sources import source_of

RTF = (
    rb"{\rtf1\ansi\ansicpg1252\deff0{\fonttbl{\f0\fswiss Arial;}{\f1\fcharset204 Times;}}"
    rb"{\colortbl;\red0;}{\stylesheet{\s0 Normal;}{\s1\sbasedon0 heading 1;}{\s5 Quote;}"
    rb"{\*\cs3 Default;}}{\info{\title Coal \'e4 book}{\author X}}"
    rb"\pard\s1 The coal\par\pard\plain Dear \f1\'cf\'f0\'e8\'e2\'e5\'f2\f0  friend\u8217 ?s"
    rb"{\footnote \pard By {\i rail}.\par second} end \emdash  x.\par"
    rb"\pard\ls1\ilvl1{\listtext 1.\tab}Item one\par\pard\intbl A\cell B c\cell\row"
    rb"\pard\s5 Said he\par\pard {\v hidden}{\pict\bin5 {{{}}deadbeef}last {\*\unknown xx}"
    rb"{\field{\*\fldinst HYPERLINK x}{\fldrslt link}}\u-10179?\u-8704?\line next\par}"
)
ODT = odt(
    '<text:tracked-changes><text:p>gone</text:p></text:tracked-changes>'
    '<text:p text:style-name="P1">On coal</text:p>'
    '<text:h text:outline-level="2">The coal</text:h>'
    '<text:p>One<text:note text:note-class="footnote"><text:note-citation>1'
    "</text:note-citation><text:note-body><text:p>By rail.</text:p></text:note-body>"
    '</text:note> two<text:s text:c="3"/>three<office:annotation><text:p>mine</text:p>'
    "</office:annotation><text:line-break/>four</text:p>"
    "<text:list><text:list-item><text:p>A</text:p><text:list><text:list-item><text:p>B</text:p>"
    "</text:list-item></text:list></text:list-item></text:list>"
    "<table:table><table:table-row><table:table-cell><text:p>x</text:p></table:table-cell>"
    "<table:table-cell><text:p>y</text:p></table:table-cell></table:table-row></table:table>",
    styles='<style:style style:name="P1" style:parent-style-name="Title"/>',
)  # fmt: skip


def items(folder: Path, content: bytes, name: str) -> list[Item]:
    (folder / name).write_bytes(content)
    source = source_of(folder / name, name)
    assert isinstance(source, Source)
    return list(read_source(source))


def only(found: list[Item]) -> Record:
    assert len(found) == 1
    assert isinstance(found[0], Record), found[0]
    return found[0]


def test_rich_text_comes_in_order_with_its_kinds_and_notes(tmp_path: Path) -> None:
    record = only(items(tmp_path, RTF, "a.rtf"))
    text = record.texts[0]
    assert record.title == "Coal ä book"
    assert text.body.split("\n") == [
        "The coal", "Dear Привет friend’s end — x.", "Item one", "A\tB c", "Said he",
        "last link😀", "next",
    ]  # fmt: skip
    assert [(block.kind, block.level) for block in text.blocks[:5]] == [
        ("heading", 1), ("paragraph", 0), ("item", 2), ("row", 0), ("quote", 0),
    ]  # fmt: skip
    assert [(note.body, text.body[: note.anchor][-2:]) for note in text.notes] == [
        ("By rail.\nsecond", "’s")
    ]
    assert record.provenance[0].reader == "rtf"


def test_rich_text_that_breaks_off_is_read_so_far_and_told(tmp_path: Path) -> None:
    record, refusal = items(tmp_path, RTF[: RTF.index(b"Said")], "a.rtf")
    assert isinstance(record, Record)
    assert record.texts[0].body.endswith("A\tB c")
    assert isinstance(refusal, Refusal)
    assert (refusal.place, "breaks off" in refusal.reason) == ("behind paragraph 4", True)


@pytest.mark.parametrize(
    "content",
    [
        b"{\\rtf1 " + b"{" * 1_000_000,
        b"{\\rtf1 " + b"{\\b x}" * 200_000,
        b"{\\rtf1 " + b"\\'" * 500_000,
        b"{\\rtf1 " + b"\\u" * 500_000,
        b"{\\rtf1 \\bin999999999 x}",
        b"{\\rtf1 \\ansicpg99999 \\'e4 words\\par}",
        b"{\\rtf1 " + b"{\\footnote " * 4_000 + b"x",
        b"{\\rtf1 " + b" " * 20_000_000 + b"}",
        b"{\\rtf1 " + b"a\\par " * 300_000 + b"}",
    ],
)
def test_hostile_rich_text_ends_soon_and_in_words(tmp_path: Path, content: bytes) -> None:
    started = time.perf_counter()
    found = items(tmp_path, content, "a.rtf")
    assert time.perf_counter() - started < 10
    assert found
    assert not any("failed on" in one.reason for one in found if isinstance(one, Refusal)), found


@settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.sampled_from([RTF, ODT]), st.integers(6, 2_000), st.binary(min_size=1, max_size=8))
def test_no_damage_ends_a_reader(
    tmp_path_factory: pytest.TempPathFactory, content: bytes, at: int, put: bytes
) -> None:
    at %= len(content)
    damaged = content[:at] + put + content[at + len(put) :]
    for one in items(tmp_path_factory.getbasetemp(), damaged, "any"):
        assert not (isinstance(one, Refusal) and "failed on this file" in one.reason), one


def test_open_document_text_comes_in_order_with_its_kinds_and_notes(tmp_path: Path) -> None:
    record = only(items(tmp_path, ODT, "a.odt"))
    text = record.texts[0]
    assert (record.title, text.language) == ("On coal", "en-GB")
    assert text.body.split("\n") == ["The coal", "One two three", "four", "A", "B", "x\ty"]
    assert [(block.kind, block.level) for block in text.blocks] == [
        ("heading", 2), ("paragraph", 0), ("paragraph", 0), ("item", 1), ("item", 2), ("row", 0),
    ]  # fmt: skip
    assert [(note.label, note.body, note.anchor) for note in text.notes] == [("1", "By rail.", 12)]
    assert record.flags == ()


def test_a_flat_file_is_the_same(tmp_path: Path) -> None:
    flat = (
        b'<?xml version="1.0"?><office:document xmlns:office="urn:oasis:names:tc:opendocument:'
        b'xmlns:office:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
        b'office:mimetype="application/vnd.oasis.opendocument.text"><office:body><office:text>'
        b"<text:p>Words</text:p></office:text></office:body></office:document>"
    )
    assert only(items(tmp_path, flat, "a.fodt")).texts[0].body == "Words"


def packed(body: str, parts: dict[str, bytes]) -> bytes:
    return odt(body, more=parts)


def test_macros_and_objects_are_told_and_left(tmp_path: Path) -> None:
    content = packed(
        "<text:p>Words</text:p>", {"Basic/M/m.xml": b"<x/>", "Object 1/content.xml": b"<x/>"}
    )
    flags = only(items(tmp_path, content, "a.odt")).flags
    assert [flag.kind for flag in flags] == ["macros", "attachment"]
    rich = b"{\\rtf1 {\\object\\objemb{\\*\\objdata 0102}{\\result words}}\\par}"
    record = only(items(tmp_path, rich, "a.rtf"))
    assert (record.texts[0].body, record.flags[0].kind) == ("words", "attachment")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (odt("<text:p/>"), "no words"),
        (odt("<text:p>x</text:p>")[:150], "damaged"),
        (odt("<!DOCTYPE a [<!ENTITY b 'c'>]>"), "damaged"),
        (packed("<text:p>x</text:p>", {"big.xml": b" " * 60_000_000}), "by a factor"),
        (b"{\\rtf1 }", "no words"),
    ],
)
def test_what_cannot_be_read_is_refused_with_a_way_out(
    tmp_path: Path, content: bytes, said: str
) -> None:
    (found,) = items(tmp_path, content, "a")
    assert isinstance(found, Refusal)
    assert said in found.reason
    assert found.way_out or said == "no words"


# -- old Word ----------------------------------------------------------------------------

PLAIN = rb"{\rtf1\ansi The coal\par Dear \u1055?\u1072? friend{\footnote By rail.}.\par}"
OLD = old_word.MAGIC + bytes(40) + "WordDocument".encode("utf-16-le") + bytes(500)


def test_old_word_without_libreoffice_is_refused_with_a_way_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(old_word, "program", lambda *names: "")
    (found,) = items(tmp_path, OLD, "a.doc")
    assert isinstance(found, Refusal)
    assert "LibreOffice" in found.reason
    assert "save it as .docx" in found.way_out


@pytest.mark.parametrize(
    ("script", "said"),
    [
        ("exit 3", "ended with 3"),
        ("sleep 30 & sleep 30", "took more than"),
        ("true", "cannot open"),
    ],
)
def test_a_program_that_fails_or_hangs_costs_the_file_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str, said: str
) -> None:
    office = tmp_path / "office"
    office.write_text(f"#!/bin/sh\n{script}\n")
    office.chmod(office.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setattr(old_word, "program", lambda *names: str(office))
    monkeypatch.setattr(old_word, "PATIENCE", 0.3)
    (found,) = items(tmp_path, OLD, "a.doc")
    assert isinstance(found, Refusal)
    assert said in found.reason
    assert found.way_out


def test_old_word_is_read_by_libreoffice(tmp_path: Path) -> None:
    office = extras.program(*old_word.PROGRAMS)
    if not office:
        pytest.skip("LibreOffice is not installed")
    (tmp_path / "a.rtf").write_bytes(PLAIN)
    subprocess.run(
        [office, "--headless", f"-env:UserInstallation={(tmp_path / 'p').as_uri()}",
         "--convert-to", "doc:MS Word 97", "--outdir", str(tmp_path), str(tmp_path / "a.rtf")],
        check=True, capture_output=True, timeout=60,
    )  # fmt: skip
    source = source_of(tmp_path / "a.doc", "a.doc")
    assert isinstance(source, Source)
    record = only(list(read_source(source)))
    assert record.texts[0].body.startswith("The coal\nDear Па friend")
    assert (record.id, record.provenance[0].reader) == ("a.doc", "old-word")
