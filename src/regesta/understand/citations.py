"""Source citations parsed into works: printed editions and archival units.

Printed works follow the Chicago note form ("Author, ed., Title [Translated title], vol. 1
(Place: Publisher, Year), pages"); Russian archives count fonds, opis, delo, list ("f. 558,
op. 11, d. 97, ll. 67-70"); American ones name collection, lot, box and decimal file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec.structs import replace

from regesta.model import CitedWork, SourceCitation

LONGEST = 4_000

LEAD = re.compile(
    r"^(?P<translation>(?:English )?translat(?:ion|ed) (?:from|in)|trans\. (?:from|in))\s+"
    r"|^(?P<reprint>(?:re)?printed in|published in|cited in|copy in|also in)\s+"
    r"|^(?P<translators>translated (?:for \S+ )?by|trans\.(?: by)?)\s+"
    r"|^(?P<obtained>obtained (?:for \S+ )?by|provided by|courtesy of)\s+",
    re.I,
)
RUSSIAN = re.compile(
    r"\b[fF](?:ond)?\.?\s*(?P<fonds>[\w/-]+),\s*(?:op|inv)(?:is)?\.?\s*(?P<series>[\w/-]+)"
    r"(?:,\s*(?:por|pap|p)\.?\s*(?P<box>[\w/-]+))?"
    r"(?:,\s*(?:d|ed\. khr)(?:elo)?\.?\s*(?P<file>[\w/-]+))?"
    r"(?:,\s*ll?(?:ist)?\.?\s*(?P<leaves>[\w/,\s–-]*[\w]))?"
)
RUSSIAN_CYRILLIC = re.compile(
    r"\b[Фф](?:онд)?\.?\s*(?P<fonds>[\w/-]+),\s*[Оо]п(?:ись)?\.?\s*(?P<series>[\w/-]+)"
    r"(?:,\s*[Пп](?:ап|ор)?\.?\s*(?P<box>[\w/-]+))?"
    r"(?:,\s*[Дд](?:ело)?\.?\s*(?P<file>[\w/-]+))?"
    r"(?:,\s*[Лл]{1,2}(?:ист)?\.?\s*(?P<leaves>[\w/,\s–-]*[\w]))?"
)
IMPRINT = re.compile(
    r"\((?P<place>[^():]{2,60}):\s*(?P<publisher>[^()]{2,120}),\s*(?P<year>\d{4})\)"
)
IMPRINT_SHORT = re.compile(r"\((?P<place>[^():,\d]{2,60}),\s*(?P<year>\d{4})\)")
PAGES = r"(?:pp?\.\s*)?(?P<pages>\d+(?:\s?[-–]\s?\d+)?(?:,\s?\d+(?:\s?[-–]\s?\d+)?)*)"
PAGES_AT_END = re.compile(rf",\s*{PAGES}\.?\s*$")
VOLUME = re.compile(r",\s*(?:vol(?:ume)?\.?|bd\.|t\.|tom)\s*(?P<volume>[\dIVXLC]+)", re.I)
TRANSLATED = re.compile(r"\s*\[(?P<title>[^\[\]]{3,200})\]")
EDITORS = re.compile(r"^(?P<names>[^\[\]():]{3,120}?),\s*(?:eds?|hrsg)\.?,\s+", re.I)
AND = re.compile(r",\s+and\s+|\s+and\s+|,\s+(?=[A-Z])|\s*&\s*")
ARCHIVAL = re.compile(
    r"\b(?:Archives?|Library|Papers|Files|Records|RG \d+|Lot \d|Box \d|Collection)\b"
)
BOX = re.compile(r"\b(?:Box|box)(?:es)? (?P<box>[\w-]+)")
DECIMAL = re.compile(
    r"\b(?P<file>\d{3}[A-Za-z]?\.[\w.]*(?:/[\w–-]+)?|(?:POL|DEF|PET|ORG|FN|AID|CSM) [\w–\-. ]+)"
)
LEAVES = re.compile(r"\b(?:leaf|leaves|folio|fol\.|sheet)\s+(?P<leaves>\d+(?:\s?[-–]\s?\d+)?)")
FILE = re.compile(r"\b(?:file|folder|dossier)\s+(?P<file>[\w./-]+)", re.I)
SENTENCE = re.compile(r"\.\s+(?=[A-Z])")
SIGNS = re.compile(r"[()\[\];]")


def parse_source(source: SourceCitation) -> SourceCitation:
    """Return the citation with its works parsed; the raw words stay as given."""
    if source.parsed or not source.raw:
        return source
    return replace(source, parsed=tuple(parse_works(source.raw)))


def parse_works(raw: str) -> list[CitedWork]:
    """Parse a citation into works, in order; a phrase that names none is left out.

    "A [B], vol. 1 (P: Q, 1987), 213; translation from X and Y, eds., Z, 132-3." gives the
    edition and the translation it was taken from; "translated by X" adds X to the work
    before it.
    """
    works: list[CitedWork] = []
    for piece in _pieces(raw[:LONGEST]):
        words, lead = piece, LEAD.match(piece)
        relation = ""
        if lead is not None:
            words = piece[lead.end() :]
            relation = "translation" if lead["translation"] else "reprint"
            if lead["translators"]:
                names = _names(words)
                if works:
                    works[-1] = replace(works[-1], translators=works[-1].translators + names)
                continue
            if lead["obtained"]:
                continue
        work = _work(words)
        # What is no more than words after a work ("Priority", a remark) is not another one.
        if work != CitedWork() and not (works and work == CitedWork(title=work.title)):
            works.append(replace(work, relation=relation))
    return works


def _pieces(raw: str) -> Iterator[str]:
    """Split at semicolons outside brackets."""
    depth, start = 0, 0
    for sign in SIGNS.finditer(raw) if ";" in raw else ():
        if sign[0] in "([":
            depth += 1
        elif sign[0] in ")]":
            depth = max(0, depth - 1)
        elif not depth:
            yield raw[start : sign.start()].strip(" .\n")
            start = sign.end()
    yield raw[start:].strip(" .\n")


def _work(words: str) -> CitedWork:
    words = words.removeprefix("Source: ").strip()
    russian = RUSSIAN.search(words) if "op" in words or "inv" in words else None
    if russian is None and not words.isascii():
        russian = RUSSIAN_CYRILLIC.search(words)
    if russian:
        return _russian(words, russian)
    imprint = "(" in words and (IMPRINT.search(words) or IMPRINT_SHORT.search(words))
    if imprint or EDITORS.match(words):
        return _printed(words)
    if ARCHIVAL.search(words) or DECIMAL.search(words):
        return _archival(words)
    return _printed(words) if PAGES_AT_END.search(words) else CitedWork(title=words)


def _russian(words: str, match: re.Match[str]) -> CitedWork:
    name = words[: match.start()].strip(" ,.")
    translated = TRANSLATED.search(name)
    return CitedWork(
        archive=TRANSLATED.sub("", name).strip(" ,"),
        title_translated=translated["title"] if translated else "",
        fonds=match["fonds"] or "",
        series=match["series"] or "",
        box=match["box"] or "",
        file=match["file"] or "",
        leaves=(match["leaves"] or "").strip(),
    )


def _printed(words: str) -> CitedWork:
    editors = EDITORS.match(words)
    rest = words[editors.end() :] if editors else words
    imprint = IMPRINT.search(rest) or IMPRINT_SHORT.search(rest)
    pages = PAGES_AT_END.search(rest)
    volume = VOLUME.search(rest)
    ends = [match.start() for match in (imprint, pages, volume) if match]
    title = rest[: min(ends)] if ends else rest
    translated = TRANSLATED.search(title)
    facts = imprint.groupdict() if imprint else {}
    return CitedWork(
        editors=_names(editors["names"]) if editors else (),
        title=TRANSLATED.sub("", title).strip(" ,"),
        title_translated=translated["title"] if translated else "",
        volume=volume["volume"] if volume else "",
        place=facts.get("place", ""),
        publisher=facts.get("publisher", ""),
        year=facts.get("year", ""),
        pages=pages["pages"] if pages else "",
    )


def _archival(words: str) -> CitedWork:
    """The first sentence of a source note: "Archive, Collection, Box 1, file"."""
    place = SENTENCE.split(words, maxsplit=1)[0].rstrip(".")
    archive, _, rest = place.partition(", ")
    decimal, box, leaves = DECIMAL.search(place), BOX.search(place), LEAVES.search(place)
    folder = FILE.search(place)
    inner = rest
    for match in (box, decimal, leaves, folder):
        if match:
            inner = inner.split(match[0])[0]
    file = decimal["file"] if decimal else folder["file"] if folder else ""
    return CitedWork(
        archive="" if decimal and archive.startswith(decimal[0]) else archive,
        fonds=inner.strip(" ,:"),
        box=box["box"] if box else "",
        file=file.strip(),
        leaves=leaves["leaves"] if leaves else "",
    )


def _names(words: str) -> tuple[str, ...]:
    return tuple(name.strip(" ,.") for name in AND.split(words) if name.strip(" ,."))
