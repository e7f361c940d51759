"""Bytes to text: the encoding told, line ends made one, letters composed (NFC).

The encoding is told in this order: a byte order mark; one that the file itself declares;
UTF-8 when the bytes are UTF-8; else the likeliest of the encodings that archives of the
last century were typed in.
"""

from __future__ import annotations

import codecs
import re
import unicodedata

from charset_normalizer import from_bytes

from regesta.errors import CannotRead
from regesta.read.reader import Source

MAX_TEXT_BYTES = 64 * 1024 * 1024
SAMPLE_BYTES = 32_768

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CANDIDATES = [
    "cp1251", "koi8_r", "gb18030", "big5", "cp1252", "cp1250", "cp866", "shift_jis", "euc_kr",
]  # fmt: skip
_DECLARED = re.compile(
    rb"""<(?:meta|\?xml)[^>]{0,200}?(?:charset|encoding)\s*=\s*["']?([\w.:-]+)""", re.I
)
# C0 controls other than tab, newline, form feed, carriage return; and DEL.
_CONTROLS = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f]")
# The same one by one, and what else `even_lines` has to mend. Each is sought by the machine's
# own search for a byte, which in a long text is ten times quicker than any expression.
_UNTIDY = tuple(chr(code) for code in (*range(9), 11, *range(13, 32), 127))
_UNEVEN = ("\t", *_UNTIDY)
_BLANKS = re.compile(r"[ \t\u00a0\u3000]+")
_SHORT = 200
_NOT_TEXT = bytes(b for b in range(32) if b not in b"\t\n\x0b\x0c\r\x1b")


def read_bytes(source: Source, limit: int = MAX_TEXT_BYTES) -> bytes:
    """The file's bytes; raises CannotRead for a file above `limit` bytes or one out of reach."""
    if source.size > limit:
        raise CannotRead(
            f"The file has {source.size:,} bytes, more than the {limit:,} that are read at once.",
            way_out="Split it into its documents.",
        )
    try:
        with source.path.open("rb") as stream:
            data = stream.read(limit + 1)
    except OSError as error:
        raise CannotRead(f"The file cannot be opened: {error.strerror or error}.") from error
    if len(data) > limit:
        raise CannotRead("The file grew while it was being read.", way_out="Build again.")
    return data


def looks_like_text(head: bytes) -> bool:
    """Whether these first bytes are text in some encoding: no runs of control bytes."""
    if head.startswith(tuple(mark for mark, _ in _BOMS)):
        return True
    stripped = len(head.translate(None, _NOT_TEXT))
    return len(head) - stripped <= len(head) // 200


def encoding_of(head: bytes, *, whole: bool = True) -> str:
    """The Python name of the encoding of these first bytes; CannotRead where none fits.

    `whole` says that `head` is the whole file, so that a letter cut at its end is an error.
    """
    for mark, name in _BOMS:
        if head.startswith(mark):
            return name
    declared = _DECLARED.search(head[:4096])
    if declared and (name := _known_codec(declared[1].decode("ascii", "replace"))):
        return name
    if is_utf8(head, whole=whole):
        return "utf-8"
    if not looks_like_text(head):
        raise CannotRead("The file is not text: it holds control bytes.")
    best = from_bytes(head[:SAMPLE_BYTES], cp_isolation=_CANDIDATES, threshold=0.4).best()
    return best.encoding if best is not None else "cp1252"


def is_utf8(head: bytes, *, whole: bool) -> bool:
    """Whether the bytes decode as UTF-8; a letter cut short at the end is let pass in a part."""
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head, final=whole)
    except UnicodeDecodeError:
        return False
    return True


def _known_codec(name: str) -> str:
    """The codec's name when Python has it and it is a text encoding, else ""."""
    try:
        info = codecs.lookup(name)
        "".encode(info.name)  # refuses codecs that do not give text, such as "hex"
    except (LookupError, ValueError, UnicodeError):
        return ""
    # A page that declares Latin-1 is, in practice, in Windows-1252 (WHATWG encoding standard).
    if info.name in {"iso8859-1", "ascii"}:
        return "cp1252"
    return "gb18030" if info.name in {"gb2312", "gbk"} else info.name


def decode(data: bytes) -> str:
    """The text of these bytes, with "\\n" line ends, NFC, and no control characters.

    Bytes that the encoding cannot tell become U+FFFD. Raises CannotRead for what is no text.
    """
    encoding = encoding_of(data)
    try:
        text = data.decode(encoding, "replace")
    except (UnicodeError, ValueError, LookupError) as error:
        raise CannotRead(f"The file cannot be decoded as {encoding}.") from error
    return tidy(text)


def tidy(text: str) -> str:
    """The text in NFC with "\\n" line ends, without control characters or lone surrogates."""
    if len(text) < _SHORT and text.isprintable():  # then it has none of what is mended below
        return text if text.isascii() else unicodedata.normalize("NFC", text)
    plain = _as_bytes(text)
    if plain is None or any(map(plain.__contains__, _UNTIDY)):
        text = text.replace("\r\n", "\n").replace("\r", "\n")
        text = _CONTROLS.sub("", text).encode("utf-8", "replace").decode("utf-8")
    if "\ufeff" in text:
        text = text.replace("\ufeff", "")
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def _as_bytes(text: str) -> str | None:
    """The text's bytes in UTF-8, a letter each, in which signs below U+0080 are quickly found.

    None for a text with surrogates.
    """
    if text.isascii():
        return text
    try:
        return text.encode("utf-8").decode("latin-1")
    except UnicodeEncodeError:
        return None


def squeeze(text: str) -> str:
    """The line with runs of blanks made one space, and none at its ends."""
    if "  " in text or "\t" in text or "\u00a0" in text or "\u3000" in text:
        text = _BLANKS.sub(" ", text)
    return text.strip()


def even_lines(text: str) -> str:
    """The text tidy, its lines without blanks at their ends or two in a row, none empty outside."""
    if len(text) < _SHORT and text.isprintable() and "  " not in text:
        return (text if text.isascii() else unicodedata.normalize("NFC", text)).strip()
    plain = _as_bytes(text)
    if (
        plain is None
        or "  " in plain
        or any(map(plain.__contains__, _UNEVEN))
        or "\u00a0" in text
        or ("\xe3" in plain and "\u3000" in text)
        or "\ufeff" in text
    ):
        return "\n".join(map(squeeze, tidy(text).split("\n"))).strip()
    if plain is not text:
        text = unicodedata.normalize("NFC", text)
    return "\n".join(map(str.strip, text.split("\n"))).strip()


def read_text(source: Source, limit: int = MAX_TEXT_BYTES) -> str:
    """The whole file as text; raises CannotRead as `read_bytes` and `decode` do."""
    return decode(read_bytes(source, limit))
