"""Files of forms that no library here writes, made by hand: OpenDocument, scans, rich text."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Mapping

ODF = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for name in ("office", "text", "table", "style")
)


def odt(
    body: str, styles: str = "", title: str = "", more: Mapping[str, bytes] | None = None
) -> bytes:
    """An OpenDocument text with this body (XML), and more parts by their names."""
    content = (
        f"<office:document-content {ODF}><office:automatic-styles>{styles}"
        f"</office:automatic-styles><office:body><office:text>{body}</office:text>"
        "</office:body></office:document-content>"
    )
    meta = (
        f'<office:document-meta {ODF} xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<office:meta><dc:title>{title}</dc:title><dc:language>en-GB</dc:language>"
        "</office:meta></office:document-meta>"
    )
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("mimetype", "application/vnd.oasis.opendocument.text", zipfile.ZIP_STORED)
        package.writestr("content.xml", content)
        package.writestr("meta.xml", meta)
        for name, data in (more or {}).items():
            package.writestr(name, data)
    return packed.getvalue()


def png(width: int, height: int, rows: bytes, said: tuple[int, int] | None = None) -> bytes:
    """A picture in greys of these rows; `said` is the size that its head states."""
    pixels = b"".join(b"\0" + rows[n * width : (n + 1) * width] for n in range(height))
    head = struct.pack(">IIBBBBB", *(said or (width, height)), 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in ((b"IHDR", head), (b"IDAT", zlib.compress(pixels)), (b"IEND", b""))
    )


def tiff(*pages: tuple[int, int, bytes]) -> bytes:
    """A file of pictures in greys, each with its width, its height and its rows."""
    content = b"II*\0" + struct.pack("<I", 8)
    for number, (width, height, rows) in enumerate(pages, 1):
        tags = [
            (256, width), (257, height), (258, 8), (259, 1), (262, 1), (273, 0), (277, 1),
            (278, height), (279, len(rows)),
        ]  # fmt: skip
        start = len(content) + 2 + 12 * len(tags) + 4
        content += struct.pack("<H", len(tags))
        for tag, value in tags:
            content += struct.pack("<HHII", tag, 4, 1, start if tag == 273 else value)
        content += struct.pack("<I", start + len(rows) if number < len(pages) else 0) + rows
    return content


def picture_of(page: bytes, dots: float = 150) -> tuple[int, int, bytes]:
    """The first page of a PDF drawn in greys: width, height, rows."""
    import pypdfium2  # noqa: PLC0415 - an extra

    document = pypdfium2.PdfDocument(page)
    bitmap = document[0].render(scale=dots / 72, grayscale=True)
    data = bytes(bitmap.buffer)
    rows = range(0, bitmap.stride * bitmap.height, bitmap.stride)
    width, height = bitmap.width, bitmap.height
    lines = b"".join(data[start : start + width] for start in rows)
    document.close()
    return width, height, lines


def pdf(*pages: list[tuple[float, float, float, str]], title: str = "") -> bytes:
    """A PDF of these pages: each line of print with its left edge, its height and its size."""
    parts: dict[int, bytes] = {
        1: b"<< /Type /Catalog /Pages 2 0 R >>",
        3: b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        4: f"<< /Title ({title}) >>".encode(),
    }
    for number, page in enumerate(pages):
        shown = "\n".join(f"BT /F1 {s} Tf {x} {y} Td ({t}) Tj ET" for x, y, s, t in page)
        parts[5 + 2 * number] = _stream(zlib.compress(shown.encode("latin-1")), b"")
        parts[6 + 2 * number] = (
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents %d 0 R"
            b" /Resources << /Font << /F1 3 0 R >> >> >>" % (5 + 2 * number)
        )
    kids = b" ".join(b"%d 0 R" % (6 + 2 * number) for number in range(len(pages)))
    parts[2] = b"<< /Type /Pages /Kids [%s] /Count %d >>" % (kids, len(pages))
    return _file(parts)


def scanned(*pages: tuple[int, int, bytes]) -> bytes:
    """A PDF whose pages are pictures in greys and hold no text."""
    parts: dict[int, bytes] = {1: b"<< /Type /Catalog /Pages 2 0 R >>", 4: b"<< >>"}
    for number, (width, height, rows) in enumerate(pages):
        first = 5 + 3 * number
        parts[first] = _stream(
            zlib.compress(rows),
            b"/Type /XObject /Subtype /Image /Width %d /Height %d /ColorSpace /DeviceGray"
            b" /BitsPerComponent 8" % (width, height),
        )
        parts[first + 1] = _stream(zlib.compress(b"595 0 0 842 0 0 cm /Im Do"), b"")
        parts[first + 2] = (
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents %d 0 R"
            b" /Resources << /XObject << /Im %d 0 R >> >> >>" % (first + 1, first)
        )
    kids = b" ".join(b"%d 0 R" % (7 + 3 * number) for number in range(len(pages)))
    parts[2] = b"<< /Type /Pages /Kids [%s] /Count %d >>" % (kids, len(pages))
    return _file(parts)


def _stream(packed: bytes, more: bytes) -> bytes:
    return b"<< /Length %d /Filter /FlateDecode %s >>\nstream\n%s\nendstream" % (
        len(packed), more, packed,
    )  # fmt: skip


def _file(parts: dict[int, bytes]) -> bytes:
    content, places = b"%PDF-1.4\n", {}
    for number in sorted(parts):
        places[number] = len(content)
        content += b"%d 0 obj\n%s\nendobj\n" % (number, parts[number])
    last = max(parts)
    table = b"".join(
        b"%010d 00000 n \n" % places[number] if number in places else b"0000000000 65535 f \n"
        for number in range(1, last + 1)
    )
    return content + (
        b"xref\n0 %d\n0000000000 65535 f \n%strailer << /Size %d /Root 1 0 R /Info 4 0 R >>\n"
        b"startxref\n%d\n%%%%EOF" % (last + 1, table, last + 1, len(content))
    )
