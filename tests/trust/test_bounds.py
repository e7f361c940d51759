"""Files made to swell, to nest, to lead out: time and memory are bounded, nothing gets in."""

from __future__ import annotations

import gzip
import io
import json
import os
import subprocess
import sys
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path

import pytest
from starlette.testclient import TestClient
from tests.making.scripts import _docx

from regesta.keep.archive import Archive
from regesta.show.site.app import create_app

SECRET = "Orchardgate"
OUTSIDE = (
    "/static/../../secret.txt",
    "/static/%2e%2e/%2e%2e/secret.txt",
    "/facsimile/..%2f..%2fsecret.txt/1.txt",
    "/record/..%2f..%2fsecret.txt",
)
SECONDS = 90
MOST_MB = 1500
REFUSED = {"laughs.xml", "outside.xml", "swollen.docx", "bomb.odt", "link.txt", "pipe.txt"}
ZEROS = 20_000_000
MORE_ZEROS = 100_000_000
LAUGHS = '<!ENTITY l0 "lol lol lol">' + "".join(
    f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12)
)
TEI = '<TEI xmlns="http://www.tei-c.org/ns/1.0"><text><body><p>{}</p></body></text></TEI>'


def package(parts: Mapping[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in parts.items():
            made.writestr(name, data)
    return packed.getvalue()


def swollen(inside: str) -> bytes:
    """A Word file one part of which unpacks to much."""
    with zipfile.ZipFile(io.BytesIO(_docx())) as whole:
        parts = {name: whole.read(name) for name in whole.namelist()}
    return package({**parts, inside: parts.get(inside, b"") + b" " * ZEROS})


def pdf_bomb() -> bytes:
    stream = zlib.compress(b"BT (x) Tj ET " + b" " * MORE_ZEROS, 1)
    head = (
        "%PDF-1.4\n1 0 obj <</Type/Catalog/Pages 2 0 R>> endobj\n"
        "2 0 obj <</Type/Pages/Kids[3 0 R]/Count 1>> endobj\n"
        "3 0 obj <</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]/Contents 4 0 R>> endobj\n"
        f"4 0 obj <</Length {len(stream)}/Filter/FlateDecode>> stream\n"
    )
    return head.encode() + stream + b"\nendstream endobj\ntrailer <</Root 1 0 R>>\n%%EOF"


def warc_bomb() -> bytes:
    head = "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: http://a/"
    head += f"\r\nContent-Length: {MORE_ZEROS}"
    return gzip.compress(head.encode() + b"\r\n\r\n" + b" " * MORE_ZEROS, 1)


def hostile_files(secret: Path) -> Mapping[str, bytes]:
    outside = f'<!DOCTYPE TEI [<!ENTITY x SYSTEM "{secret.as_uri()}">]>' + TEI.format("&x;")
    include = TEI.format(
        f'<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="{secret.as_uri()}" '
        'parse="text"/>Words.'
    )
    return {
        "laughs.xml": f"<!DOCTYPE TEI [{LAUGHS}]>{TEI.format('&l11;')}".encode(),
        "outside.xml": outside.encode(),
        "include.xml": include.encode(),
        "deep.xml": (TEI.format("<hi>" * 50_000 + "x" + "</hi>" * 50_000)).encode(),
        "deep.html": b"<html><body>" + b"<div>" * 200_000 + b"Words of it" + b"</div>" * 200_000,
        "deep.json": b"[" * 200_000 + b"]" * 200_000,
        "deep.rtf": b"{\\rtf1 " + b"{" * 200_000 + b"x" + b"}" * 200_000,
        "wide.csv": b"title,text\n" + b'"' + b"word " * 2_000_000 + b'",x\n',
        "swollen.docx": swollen("word/document.xml"),
        "beside.docx": swollen("word/media/image.png"),
        "out.docx": package({"../../../evil.txt": b"x", "/etc/evil": b"x"}),
        "bomb.odt": package({"mimetype": b"application/vnd.oasis.opendocument.text",
                             "content.xml": b" " * ZEROS}),
        "bomb.pdf": pdf_bomb(),
        "bomb.warc.gz": warc_bomb(),
        "many.zip": package({f"{n}.txt": b"x" for n in range(30_000)}),
        "companion.txt": b"Letter\n\nWords of a letter.\n",
        "metadata.csv": (
            "file,title,original_text_file,facsimiles\n"
            f"companion.txt,Letter,../../{secret.name},../../{secret.name}\n"
            f"../../{secret.name},Secret,,\n"
        ).encode(),
        "picture.md": f"---\ntitle: P\nfacsimiles: [../../{secret.name}]\n---\nWords.\n".encode(),
    }  # fmt: skip


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, object]]:
    """The archive of all of them, and what the build told."""
    top = tmp_path_factory.mktemp("bounds")
    secret = top / "secret.txt"
    secret.write_text(f"{SECRET} is not for the archive.\n")
    sources = top / "archive" / "sources"
    sources.mkdir(parents=True)
    for name, data in hostile_files(secret).items():
        (sources / name).write_bytes(data)
    (sources / "link.txt").symlink_to(secret)
    (sources / "folder").symlink_to(top)
    os.mkfifo(sources / "pipe.txt")
    done = subprocess.run(
        [sys.executable, "-m", "regesta", "build", str(top / "archive"), "--json", "--jobs", "1"],
        capture_output=True, check=False, timeout=3 * SECONDS,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return top / "archive", json.loads(done.stdout)


def test_time_and_memory_are_bounded(built: tuple[Path, dict[str, object]]) -> None:
    report = built[1]
    assert float(str(report["cpu_seconds"])) < SECONDS
    assert float(str(report["peak_mb"])) < MOST_MB


def test_each_is_read_or_refused_in_a_sentence(built: tuple[Path, dict[str, object]]) -> None:
    root, report = built
    refused = report["refused"]
    assert isinstance(refused, list)
    named = {one["source"].rpartition("/")[2] for one in refused}
    assert {
        "laughs.xml",
        "outside.xml",
        "swollen.docx",
        "bomb.odt",
        "link.txt",
        "pipe.txt",
    } <= named
    for one in refused:
        assert "process that read it" not in one["reason"], one
        assert "failed on this file" not in one["reason"], one
    with Archive.open(root) as archive:
        read = {p.file.rpartition("/")[2] for r in archive.iter_records() for p in r.provenance}
    assert (read | named) >= set(hostile_files(root)) - {"metadata.csv"}


def test_nothing_from_outside_got_in(built: tuple[Path, dict[str, object]]) -> None:
    root, _ = built
    assert not (root.parent / "evil.txt").exists()
    with Archive.open(root) as archive:
        records = list(archive.iter_records())
        assert not [one.id for one in records if SECRET in repr(one)]
    with TestClient(create_app(root)) as client:
        for one in records:
            for path in (f"/facsimile/{one.id}/1.txt", f"/facsimile/{one.id}/1.png"):
                assert SECRET not in client.get(path).text
        for path in OUTSIDE:
            answer = client.get(path)
            assert answer.status_code == 404
            assert SECRET not in answer.text
