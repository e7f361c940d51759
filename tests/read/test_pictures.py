"""Where a picture lies that a source names: beside it, in the volume's folder, never outside."""

from __future__ import annotations

from pathlib import Path

import pytest

from regesta.read.pictures import Pictures, kind_of, names_of


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "archive"
    for name in (
        "sources/letters/p1.png", "sources/letters/scans/p2.jpg", "sources/v1/0014.webp",
        "sources/other/p9.png", "sources/letters/.hidden/p3.png",
    ):  # fmt: skip
        (made / name).parent.mkdir(parents=True, exist_ok=True)
        (made / name).write_bytes(b"x")
    (tmp_path / "secret.png").write_bytes(b"x")
    (made / "sources" / "letters" / "way-out.png").symlink_to(tmp_path / "secret.png")
    elsewhere = tmp_path / "data"
    elsewhere.mkdir()
    for name in ("v2.xml", "v3.xml", "p7.png"):
        (elsewhere / name).write_bytes(b"x")
    return made


@pytest.mark.parametrize(
    ("image", "source", "volume", "found"),
    [
        ("p1.png", "sources/letters/a.xml", "", "archive/sources/letters/p1.png"),
        ("scans/p2.jpg", "sources/letters/a.xml", "", "archive/sources/letters/scans/p2.jpg"),
        ("p1", "sources/letters/a.xml", "", "archive/sources/letters/p1.png"),
        ("0014", "sources/v1.xml", "v1", "archive/sources/v1/0014.webp"),
        ("../other/p9.png", "sources/letters/a.xml", "", "archive/sources/other/p9.png"),
        ("p7.png", "data/v2.xml", "", "data/p7.png"),
        ("p1.png", "sources/other/a.xml", "", ""),
        ("../../../secret.png", "sources/letters/a.xml", "", ""),
        ("../secret.png", "data/v2.xml", "", ""),
        ("/etc/passwd", "sources/letters/a.xml", "", ""),
        ("way-out.png", "sources/letters/a.xml", "", ""),
        (".hidden/p3.png", "sources/letters/a.xml", "", ""),
        ("https://elsewhere.example/p1.png", "sources/letters/a.xml", "", ""),
        ("p1.png\0.xml", "sources/letters/a.xml", "", ""),
        ("p7.png", "data/unknown.xml", "", ""),
        ("", "sources/letters/a.xml", "", ""),
    ],
)
def test_find(folder: Path, image: str, source: str, volume: str, found: str) -> None:
    pictures = Pictures(folder, [str(folder.parent / "data" / "*.xml")])
    path = pictures.find(image, source, volume)
    assert (path.relative_to(folder.parent).as_posix() if path else "") == found


def test_names_and_kinds() -> None:
    assert list(names_of("p1.png", "sources/a.xml", "v1")) == [
        "sources/p1.png", "sources/v1/p1.png",
    ]  # fmt: skip
    assert kind_of("scan.JPG") == "image/jpeg"
    assert kind_of("scan.tif") == ""
