"""Web archives, WARC and WACZ: the pages in them, each read as a saved page would be.

Read with warcio (the extra `web`), in one pass, nothing is unpacked to the disk but the one
page that is being read. What a page is made of besides (styles, programs, pictures, fonts) is
passed over. An archive inside an archive is not opened. Source: ISO 28500; WACZ 1.1.1.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import re
import tempfile
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO, Any

from msgspec.structs import replace

from regesta.errors import CannotRead, Refusal
from regesta.model import Provenance, Record
from regesta.read import archive_html, open_text, pdf, rtf, web_article, word
from regesta.read.extras import demand, version_with
from regesta.read.markup import MAX_HTML_BYTES
from regesta.read.naming import slug_of
from regesta.read.packages import FAULTS, MAGIC, parts_of
from regesta.read.reader import HEAD_BYTES, Item, Reader, Source

NAME = "web-archive"
VERSION = version_with(
    f"2+{archive_html.VERSION}+{web_article.VERSION}+{word.VERSION}+{pdf.VERSION}"
    f"+{open_text.VERSION}+{rtf.VERSION}",
    "warcio",
)

# Readers that run on what is inside; the first that knows a page takes it.
INSIDE: Sequence[Reader] = (
    pdf.READER, word.READER, open_text.READER, rtf.READER, web_article.READER, archive_html.READER,
)  # fmt: skip
MAX_REFUSED = 200
# So much may come out of a packed file: this many bytes, or so many for each byte of it.
MIN_BUDGET = 1 << 30
MAX_RATIO = 100

MAX_ENTRY = MAX_HTML_BYTES + (1 << 20)
MAX_LINE = 65_536
MAX_HEAD_LINES = 1_000
_LENGTH = re.compile(rb"^Content-Length:[ \t]*(\d{1,15})[ \t]*\r?$", re.I | re.M)
_WANTED = re.compile(rb"^WARC-Type:[ \t]*(?:response|resource)\b", re.I | re.M)
_GZIP = b"\x1f\x8b"
_FURNITURE = (
    "text/css", "text/javascript", "application/javascript", "application/x-javascript", "image/",
    "font/", "application/font", "application/vnd.ms-fontobject", "audio/", "video/",
    "application/json", "text/plain", "application/manifest+json", "application/xml", "text/xml",
    "application/rss+xml", "application/atom+xml", "application/octet-stream",
)  # fmt: skip
_READ = (
    "text/html", "application/xhtml+xml", "application/pdf",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "application/vnd.oasis.opendocument.text", "application/rtf", "text/rtf",
)  # fmt: skip


def looks_like(source: Source) -> bool:
    """A WARC, packed or not, or a package with WARCs in its folder `archive`."""
    if source.head.startswith(b"WARC/"):
        return True
    if source.head.startswith(_GZIP):
        try:
            return zlib.decompressobj(31).decompress(source.head, 16).startswith(b"WARC/")
        except zlib.error:
            return False
    return source.head.startswith(MAGIC) and any(map(_is_warc, parts_of(source)))


def _is_warc(name: str) -> bool:
    return name.startswith("archive/") and name.endswith((".warc", ".warc.gz"))


def read(source: Source) -> Iterator[Item]:
    """The records of the pages, in the order of the archive."""
    demand("warcio", "web", "a web archive")
    walk = _Walk(source)
    if not source.head.startswith(MAGIC):
        with source.path.open("rb") as stream:
            yield from walk.pages(stream, "")
        return
    try:
        with zipfile.ZipFile(source.path) as package:
            for name in sorted(filter(_is_warc, package.namelist())):
                with package.open(name) as stream:
                    yield from walk.pages(stream, f"{name}, ")
    except FAULTS as error:
        raise CannotRead("The web archive is damaged.", way_out="Fetch it again.") from error


class _DamagedError(Exception):
    """The archive breaks off, or what comes is no entry of one."""


_DAMAGE = (_DamagedError, *FAULTS, ValueError, UnicodeError, AttributeError, IndexError, KeyError)


class _Frames:
    """The entries of a WARC as they stand in it, each with bounds on all its parts.

    The library reads lines of any length and costs their square; so it is given whole entries.
    """

    def __init__(self, stream: IO[bytes], budget: int) -> None:
        self._stream = stream
        self._left = budget
        self.passed_over = 0

    def __iter__(self) -> Iterator[bytes]:
        while (head := self._head()) is not None:
            found = _LENGTH.search(head)
            if found is None:
                raise _DamagedError("an entry without a length")
            length = int(found[1])
            answer = _WANTED.search(head) is not None
            wanted = answer and length <= MAX_ENTRY
            self.passed_over += answer and not wanted
            body = self._take(length, keep=wanted)
            if wanted:
                yield head + body + b"\r\n\r\n"

    def _head(self) -> bytes | None:
        """The head of the next entry with the blank line behind it, None at the end."""
        lines: list[bytes] = []
        for _ in range(MAX_HEAD_LINES):
            line = self._stream.readline(MAX_LINE)
            self._spend(len(line))
            if not line:
                if lines:
                    raise _DamagedError("the end of the file in an entry's head")
                return None
            if not lines and not line.startswith(b"WARC/"):
                if line.strip():
                    raise _DamagedError("no entry")
                continue
            lines.append(line)
            if not line.strip():
                return b"".join(lines)
        raise _DamagedError("a head without end")

    def _take(self, length: int, *, keep: bool) -> bytes:
        kept: list[bytes] = []
        while length:
            data = self._stream.read(min(length, 1 << 20))
            self._spend(len(data))
            if not data:
                raise _DamagedError("the end of the file in an entry")
            length -= len(data)
            if keep:
                kept.append(data)
        return b"".join(kept)

    def _spend(self, size: int) -> None:
        self._left -= size
        if self._left < 0:
            raise CannotRead("The web archive unpacks to more than any archive holds.")


class _Walk:
    """One pass through an archive; knows which pages it gave."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self._seen: set[tuple[str, str]] = set()
        self._refused = 0
        self._budget = max(MIN_BUDGET, MAX_RATIO * source.size)

    def pages(self, stream: IO[bytes], within: str) -> Iterator[Item]:
        """What the pages of one WARC hold; where it breaks, that is told, and the rest is lost."""
        from warcio.archiveiterator import ArchiveIterator  # noqa: PLC0415 - an extra
        from warcio.exceptions import ArchiveLoadFailed  # noqa: PLC0415

        is_packed = stream.read(2) == _GZIP
        stream.seek(0)
        plain: Any = gzip.GzipFile(fileobj=stream) if is_packed else stream
        count = 0
        frames = _Frames(plain, self._budget)
        try:
            for data in frames:
                count += 1
                try:
                    for entry in ArchiveIterator(io.BytesIO(data)):
                        yield from self._entry(entry, within)
                except (ArchiveLoadFailed, *_DAMAGE):
                    yield from self._refuse(f"{within}entry {count}", "The entry is damaged.")
        except _DAMAGE:
            yield Refusal(
                source=self.source.name,
                place=f"{within}behind entry {count}",
                reason="The web archive is damaged or cut off there.",
                way_out="What stands before was read; fetch the archive again for the rest.",
            )
        if frames.passed_over:
            reason = (
                f"{frames.passed_over} answers of more than {MAX_ENTRY:,} bytes were passed over."
            )
            yield Refusal(source=self.source.name, place=within.rstrip(", "), reason=reason)

    def _entry(self, entry: Any, within: str) -> Iterator[Item]:
        """The items of one entry, none for what is no page."""
        address = (entry.rec_headers.get_header("WARC-Target-URI") or "").strip(" <>")
        if entry.rec_type not in {"response", "resource"} or not address.startswith("http"):
            return
        status = entry.http_headers.get_statuscode() if entry.http_headers else "200"
        kind = entry.content_type or ""
        if entry.http_headers:
            kind = entry.http_headers.get_header("Content-Type") or ""
        kind = kind.partition(";")[0].strip().casefold()
        if status != "200" or not kind or kind.startswith(_FURNITURE):
            return
        place = f"{within}{address[:500]}"
        if kind not in _READ:
            yield from self._refuse(place, f"This is of the type {kind[:80]}, which is not read.")
            return
        data = entry.content_stream().read(MAX_HTML_BYTES + 1)
        digest = hashlib.sha256(data).hexdigest()
        if (address, digest) in self._seen:
            return
        self._seen.add((address, digest))
        if len(data) > MAX_HTML_BYTES:
            yield from self._refuse(place, f"The page has more than {MAX_HTML_BYTES:,} bytes.")
            return
        yield from self._page(data, digest, address, place)

    def _refuse(self, place: str, reason: str) -> Iterator[Refusal]:
        self._refused += 1
        if self._refused <= MAX_REFUSED:
            yield Refusal(source=self.source.name, place=place, reason=reason)

    def _page(self, data: bytes, digest: str, address: str, place: str) -> Iterator[Item]:
        with tempfile.TemporaryDirectory(prefix="regesta-") as folder:
            path = Path(folder) / "page"
            path.write_bytes(data)
            name = f"{self.source.name}/{address.partition('://')[2]}"
            page = Source(
                name=name, path=path, sha256=digest, head=data[:HEAD_BYTES], size=len(data)
            )
            reader = next((one for one in INSIDE if one.looks_like(page)), None)
            if reader is None:
                yield from self._refuse(place, "The answer is no page that can be read.")
                return
            try:
                items = list(reader.read(page))
            except CannotRead as error:
                yield from self._refuse(place, error.message)
                return
        for item in items:
            yield (
                self._of_archive(item, reader, address, place) if isinstance(item, Record) else item
            )

    def _of_archive(self, record: Record, reader: Reader, address: str, place: str) -> Record:
        """The record with the page's address and where in the archive it stands."""
        own = Provenance(
            file=self.source.name, place=place, reader=reader.name, version=reader.version
        )
        ident = (
            record.id
            if record.record_id
            else slug_of(f"{self.source.name}/{address.partition('://')[2]}")
        )
        return replace(record, id=ident, url=record.url or address, provenance=(own,))


READER = Reader(NAME, VERSION, looks_like, read)
