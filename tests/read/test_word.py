"""Word documents: what is in them comes out in order; hostile packages are refused."""

from __future__ import annotations

import io
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import docx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from regesta.errors import Refusal
from regesta.model import Record
from regesta.read import extras, registry, word
from regesta.read.reader import Item, Source
from regesta.read.registry import read_source
from regesta.read.sources import source_of

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
FOOTNOTES = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"
NOTES = (
    f'<w:footnotes xmlns:w="{W}"><w:footnote w:type="separator" w:id="0"><w:p/></w:footnote>'
    '<w:footnote w:id="2"><w:p><w:r><w:t>By rail.</w:t></w:r></w:p></w:footnote></w:footnotes>'
)


def items(folder: Path, content: bytes, name: str = "a.docx") -> list[Item]:
    path = folder / name
    path.write_bytes(content)
    source = source_of(path, name)
    assert isinstance(source, Source)
    return list(read_source(source))


def document() -> bytes:
    made = docx.Document()
    made.add_paragraph("Letter about the coal", style="Title")
    made.add_paragraph("Kelmar, May 4, 1953")
    made.add_heading("The coal", 2)
    made.add_paragraph("It has come in two trains.")
    made.add_paragraph("Iron", style="List Bullet")
    table = made.add_table(rows=1, cols=2)
    table.cell(0, 0).text, table.cell(0, 1).text = "Coal", "7 t"
    made.add_paragraph("Orsk")
    content = io.BytesIO()
    made.save(content)
    return content.getvalue()


def changed(content: bytes, change: Callable[[str, bytes], bytes], **more: bytes) -> bytes:
    """The package with its parts changed, and more parts (names with `__` for `/`)."""
    packed = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name)))
        for name, data in more.items():
            new.writestr(name.replace("__", "/"), data)
    return packed.getvalue()


def with_note(name: str, data: bytes) -> bytes:
    if name == "word/document.xml":
        return data.replace(
            b"two trains.", b'two </w:t></w:r><w:r><w:footnoteReference w:id="2"/></w:r>'
            b"<w:del><w:r><w:delText>slow </w:delText></w:r></w:del>"
            b"<w:ins><w:r><w:t>long </w:t></w:r></w:ins><w:r><w:t>trains."
        )  # fmt: skip
    if name == "word/_rels/document.xml.rels":
        end = b"</Relationships>"
        made = f'<Relationship Id="r99" Type="{FOOTNOTES}" Target="footnotes.xml"/>'
        return data.replace(end, made.encode() + end)
    if name == "[Content_Types].xml":
        kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
        end = b"</Types>"
        made = f'<Override PartName="/word/footnotes.xml" ContentType="{kind}"/>'
        return data.replace(end, made.encode() + end)
    return data


def test_a_document(tmp_path: Path) -> None:
    (found,) = items(tmp_path, document())
    assert isinstance(found, Record)
    text = found.texts[0]
    assert found.title == "Letter about the coal"
    assert [(b.kind, text.body[b.start : b.end]) for b in text.blocks] == [
        ("dateline", "Kelmar, May 4, 1953"),
        ("heading", "The coal"),
        ("paragraph", "It has come in two trains."),
        ("item", "Iron"),
        ("row", "Coal\t7 t"),
        ("paragraph", "Orsk"),
    ]
    assert (found.provenance[0].reader, found.provenance[0].file) == ("word", "a.docx")


def test_footnotes_and_tracked_changes(tmp_path: Path) -> None:
    content = changed(document(), with_note, **{"word__footnotes.xml": NOTES.encode()})
    (found,) = items(tmp_path, content)
    assert isinstance(found, Record)
    text = found.texts[0]
    assert "It has come in two long trains." in text.body
    (note,) = text.notes
    assert (note.label, note.body) == ("1", "By rail.")
    assert text.body[: note.anchor].endswith("in two ")


def test_macros_and_what_is_embedded_are_told(tmp_path: Path) -> None:
    more = {"word__vbaProject.bin": b"x", "word__embeddings__book.xlsx": b"y"}
    (found,) = items(tmp_path, changed(document(), lambda _, data: data, **more))
    assert isinstance(found, Record)
    assert [flag.kind for flag in found.flags] == ["attachment", "macros"]


def test_without_the_library_the_way_out_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(extras, "is_installed", lambda module: False)
    (found,) = items(tmp_path, document())
    assert isinstance(found, Refusal)
    assert 'pip install "regesta[docx]"' in found.way_out
    assert extras.version_with("1", "docx") != word.VERSION
    assert f"word/{word.VERSION}" in registry.version()


def bomb(name: str, data: bytes) -> bytes:
    if name == "word/document.xml":
        return data.replace(b"two trains.", b"two trains." + b" " * 300_000_000)
    return data


def entities(name: str, data: bytes) -> bytes:
    if name == "word/document.xml":
        start = data.index(b"<w:document")
        declared = b'<!DOCTYPE d [<!ENTITY a "' + b"x" * 9_000 + b'"><!ENTITY b "&a;&a;&a;">]>'
        return data[:start] + declared + data[start:].replace(b"two trains.", b"&b;" * 999)
    return data


@pytest.mark.parametrize(
    "content",
    [
        document()[:-200],
        document()[:2_000] + b"\0" * 500 + document()[2_500:],
        changed(document(), bomb),
        changed(document(), lambda name, data: b"<a>" if name == "word/document.xml" else data),
        changed(document(), lambda name, data: b"" if name == "[Content_Types].xml" else data),
        changed(document(), with_note, **{"word__footnotes.xml": b"<cut"}),
    ],
)
def test_hostile_packages_are_refused_soon_and_in_words(tmp_path: Path, content: bytes) -> None:
    started = time.perf_counter()
    found = items(tmp_path, content)
    assert time.perf_counter() - started < 10
    assert len(found) == 1
    assert isinstance(found[0], Refusal)
    assert "failed on this file" not in found[0].reason, found[0]


def test_entities_are_not_expanded_and_paths_lead_nowhere(tmp_path: Path) -> None:
    content = changed(document(), entities, **{"..__..__escaped.txt": b"x"})
    (found,) = items(tmp_path, content)
    assert isinstance(found, Refusal) or "xxx" not in found.texts[0].body  # type: ignore[union-attr]
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["a.docx"]


WHOLE = document()


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.integers(4, len(WHOLE) - 1), st.binary(min_size=1, max_size=8))
def test_no_damage_ends_the_reader(
    tmp_path_factory: pytest.TempPathFactory, at: int, put: bytes
) -> None:
    damaged = WHOLE[:at] + put + WHOLE[at + len(put) :]
    for one in items(tmp_path_factory.getbasetemp(), damaged):
        assert not (isinstance(one, Refusal) and "failed on this file" in one.reason), one
