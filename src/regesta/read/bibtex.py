r"""BibTeX and biblatex: one record an entry, without text.

Braces, quotation marks, numbers, `@string` names and `#` are read; of TeX only what stands in
names and titles: accents (`\"{o}`), escaped signs (`\&`), dashes. Nothing is executed.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping

from regesta.errors import CannotRead, Refusal
from regesta.read.attachments import paths_of_field
from regesta.read.bibliography import Places, record_of_item
from regesta.read.decoding import looks_like_text, read_text
from regesta.read.reader import Item, Reader, Source
from regesta.read.tables import load

NAME = "bibtex"
VERSION = "1"

_ENTRY = re.compile(r"^[ \t]*@\s*([A-Za-z]{1,40})\s*([{(])", re.M)
_OPENING = re.compile(rb"^[ \t]*@\s*[A-Za-z]{3,40}\s*[{(]\s*[^\s,={}()\"]{1,200}\s*[,=]", re.M)
_KEY = re.compile(r"\s*([^\s,{}()\"=]{0,200})\s*,")
_FIELD = re.compile(r"[\s,]*([A-Za-z][\w:+.-]{0,60})\s*=\s*")
_BARE = re.compile(r"[^\s,{}\"#]{1,200}")
_JOINED = re.compile(r"\s*#\s*")
_CLOSED = re.compile(r"[\s,]*[})]")
_SIGN = re.compile(r'\\.|[{}"]', re.S)
MAX_REFUSED = 200
_SKIPPED = frozenset({"comment", "preamble", "set", "xdata"})
_ACCENTS = {
    "`": "\u0300", "'": "\u0301", "^": "\u0302", "~": "\u0303", "=": "\u0304", "u": "\u0306",
    ".": "\u0307", '"': "\u0308", "r": "\u030a", "H": "\u030b", "v": "\u030c", "c": "\u0327",
    "k": "\u0328",
}  # fmt: skip
_ACCENT = re.compile(r"\\([`'^~=.\"]|[uvHckr](?=[\s{]))\s*(?:\{\\?(\w)\}|\\?(\w))")
_LETTERS = {
    "ss": "ß", "ae": "æ", "AE": "Æ", "oe": "œ", "OE": "Œ", "o": "ø", "O": "Ø", "l": "ł", "L": "Ł",
    "aa": "å", "AA": "Å", "i": "ı", "textbackslash": "\\", "textasciitilde": "~",
    "textasciicircum": "^", "textendash": "–", "textemdash": "—",
}  # fmt: skip
_COMMAND = re.compile(r"\\([A-Za-z]{1,30})(?:\{\}|\s+|(?![A-Za-z]))")
_NO_BRACES = str.maketrans("", "", "{}")


def looks_like(source: Source) -> bool:
    """Text with an entry `@type{key,` at the beginning of a line."""
    return looks_like_text(source.head) and _OPENING.search(source.head) is not None


def read(source: Source) -> Iterator[Item]:
    """One record an entry; one that is never closed is refused."""
    text = read_text(source)
    strings: dict[str, str] = {}
    places = Places()
    refused = 0
    entries = list(_ENTRY.finditer(text))
    # An entry ends where the next begins at the latest: one left open costs itself only.
    ends = [*(entry.start() for entry in entries[1:]), len(text)]
    for found, limit in zip(entries, ends, strict=True):
        kind = found[1].casefold()
        if kind in _SKIPPED:
            continue
        key = _KEY.match(text, found.end(), limit) if kind != "string" else None
        start = key.end() if key else found.end()
        fields, closed = _fields(text[start:limit], strings)
        if kind == "string":
            strings |= {name: value for name, value in fields.items() if value}
        elif not closed:
            refused += 1
            if refused > MAX_REFUSED:
                raise CannotRead(f"More than {MAX_REFUSED} entries are never closed.")
            yield Refusal(
                source=source.name,
                place=f"line {text.count(chr(10), 0, found.start()) + 1}",
                reason=f"The entry “{key[1] if key else kind}” is never closed.",
                way_out="Close its braces, or export the library again.",
            )
        else:
            place = places.of(key[1] if key else "")
            yield record_of_item(source, place, _kind(kind, fields), _values(fields))


def _fields(text: str, strings: Mapping[str, str]) -> tuple[dict[str, str], bool]:
    """The fields of an entry, from behind its key, and whether it is closed."""
    fields: dict[str, str] = {}
    position = 0
    while found := _FIELD.match(text, position):
        position = found.end()
        parts: list[str] = []
        while True:
            value, position = _value(text, position, strings)
            if position < 0:
                return fields, False
            parts.append(value)
            joined = _JOINED.match(text, position)
            if joined is None:
                break
            position = joined.end()
        fields.setdefault(found[1].casefold(), "".join(parts))
    return fields, _CLOSED.match(text, position) is not None


def _value(text: str, position: int, strings: Mapping[str, str]) -> tuple[str, int]:
    """One value and where it ends; -1 where it is never closed."""
    opening = text[position : position + 1]
    if opening in {"{", '"'}:
        depth = 0
        for sign in _SIGN.finditer(text, position + 1):
            if sign[0] == "{":
                depth += 1
            elif sign[0] == "}" and depth:
                depth -= 1
            elif (sign[0] == "}" and opening == "{") or (
                sign[0] == '"' and opening == '"' and not depth
            ):
                return text[position + 1 : sign.start()], sign.end()
        return "", -1
    bare = _BARE.match(text, position)
    if bare is None:
        return "", -1
    return strings.get(bare[0].casefold(), bare[0]), bare.end()


def _kind(kind: str, fields: Mapping[str, str]) -> str:
    """The entry's type; what biblatex says is a letter is one."""
    letters = load("bibliography")["letters"]["types"]
    stated = plain(fields.get("entrysubtype", "") or fields.get("type", "")).casefold()
    return stated if stated in letters else kind


def _values(fields: Mapping[str, str]) -> dict[str, list[str]]:
    known = load("bibliography")["bibtex"]["fields"]
    values: dict[str, list[str]] = {}
    for key, raw in fields.items():
        field = known.get(key)
        if field in {"author", "editor", "translator", "recipient"}:
            found = [plain(name) for name in _names(raw)]
        elif field == "attachments":
            found = list(paths_of_field(raw))
        elif field == "topics":
            found = [plain(one) for one in re.split(r"[;,]", raw)]
        else:
            found = [plain(raw)]
        if field:
            values.setdefault(field, []).extend(filter(None, found))
    return values


def _names(raw: str) -> list[str]:
    """The names of a list, parted by "and" outside braces."""
    names, depth, start = [], 0, 0
    for sign in re.finditer(r"\\.|[{}]|\sand(?=\s)", raw, re.S):
        if sign[0] in "{}":
            depth = max(0, depth + (1 if sign[0] == "{" else -1))
        elif not depth and sign[0].endswith("and"):
            names.append(raw[start : sign.start()])
            start = sign.end()
    return [*names, raw[start:]]


def plain(raw: str) -> str:
    """The words without TeX: accents composed, escapes and braces gone."""
    text = _ACCENT.sub(_composed, raw) if "\\" in raw else raw
    if "\\" in text:
        text = _COMMAND.sub(lambda found: _LETTERS.get(found[1], ""), text)
        text = re.sub(r"\\([&%$#_{}~^ ])", _kept, text)
    text = text.translate(_NO_BRACES).replace("---", "—").replace("--", "–").replace("~", "\u00a0")
    return " ".join(text.replace("\ue000", "{").replace("\ue001", "}").split())


def _composed(found: re.Match[str]) -> str:
    return unicodedata.normalize("NFC", (found[2] or found[3]) + _ACCENTS[found[1]])


def _kept(found: re.Match[str]) -> str:
    """An escaped sign; braces are held back until the others are gone."""
    return {"{": "\ue000", "}": "\ue001"}.get(found[1], found[1])


READER = Reader(NAME, VERSION, looks_like, read)
