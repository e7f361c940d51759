"""What the editors put in brackets, and the author's own words without it.

The kinds are those of documentary editing: words supplied to complete a name, a gloss
(another name for what stands before), an interpolation (words that make the sentence
whole), an omission, `[sic]`, a doubtful reading, an editor's summary.
"""

from __future__ import annotations

import re

from regesta.model import Apparatus, ApparatusKind, Text

# Signs before which no blank stands, and the end of the text.
_AFTER_BLANK = ("", *" .,;:)?!\n")
LONGEST = 4_000
"""A bracket not closed within this many characters is a stray one."""

# Each a literal, which `re` looks for at full speed.
_OPENING = re.compile(r"\[")
_CLOSING = re.compile(r"\]")
_OMISSION = re.compile(
    r"(?:\.{2,}|…|(?:\. ){2,}\.?|—|–|-)\Z"
    r"|(?P<extent>(?:less than |more than |about )?(?:\d[\d½/.,]*|½|[a-z]+)(?: ?(?:[-–]|to|"
    r"and) ?[\d½]+)?(?: (?:and|or) (?:a half|\d+))?"
    r"(?:-| )(?:[a-z]+ )?(?:lines?|words?|pages?|paragraphs?|names?|sections?|sentences?|phrases?|"
    r"titles?|columns?|dollar amount|figures?|numbers?|digits?|letters?|groups?|tables?|charts?|"
    r"maps?|items?|"
    r"footnotes?|headings?|documents?|attachments?|characters?|bullet points?))\b.*"
    r"|(?:(?P<what>text|name|names|place|word|line|title|dollar amount|amount|number|portion|"
    r"passage|date|"
    r"country|document|attachment|table|map|signature|group|part|page|section|sentence|codeword|"
    r"file name|"
    r"handling restriction|distribution indicator|organization|location|source|language)s? )?"
    r"(?:of [\w ]{1,40})?(?:is |was |were |are |has been |"
    r"have been )?(?:here )?(?:not declassified|omitted|deleted|excised|missing|"
    r"illegible|unintelligible|garbled?|blank|not printed|not legible|indecipherable|torn|"
    r"unreadable|withheld|sanitized|"
    r"not indicated|not found|undecipherable|inaudible)\b.*",
    re.IGNORECASE | re.DOTALL,
)
_SUMMARY = re.compile(
    r"(?:here follow|there follow|omitted here|the remainder|the rest of|for the remainder|"
    r"the following|"
    r"here is|here are|at this point|in the (?:first|next|remaining|last|following|opening|"
    r"introductory)|"
    r"the (?:first|next|last|remaining|opening|concluding|introductory) (?:paragraph|section|"
    r"part|portion)|"
    r"the discussion|discussion of|continues? with|note by|editor)",
    re.IGNORECASE,
)
_SIC = re.compile(r"(?:sic|thus|so in (?:the )?original)[!.?]?\Z", re.IGNORECASE)
_CORRECTION = re.compile(
    r"(?:recte|read|should (?:be|read)|i\.e\.,? should read|correctly)\b:?", re.IGNORECASE
)
_GLOSS_WORDS = re.compile(
    r"(?:i\. ?e\.|viz\.|=|(?:that is|now|formerly|alias|or|also known as|known as|later|today)\b)",
    re.IGNORECASE,
)
# "[Omitted here is a list of …]" tells what is left out, as "[Here follows …]" does.
_TOLD = re.compile(r"(?:here follow|there follow|omitted here)", re.IGNORECASE)
_NUMBER = re.compile(r"\d{1,3}[a-z]?\Z|\*+\Z|†+\Z")
_CAPITALISED = re.compile(r"[A-ZÀ-ÖØ-ÞА-ЯЁ][\w.’'-]*(?:[ -][A-ZÀ-ÖØ-ÞА-ЯЁa-z][\w.’'-]*){0,5}\Z")
_NAME_BEFORE = re.compile(
    r"(?:^|[^\w.])(?P<word>[A-ZÀ-ÖØ-ÞА-ЯЁ][\w.’'-]*[\w.])[\"”’]? ?\Z|[\u3400-\u9fff] ?\Z"
)
_NAME_AFTER = re.compile(r" ?[A-ZÀ-ÖØ-ÞА-ЯЁ\u3400-\u9fff]")
_MONTHS_OR_DIGITS = re.compile(r"[\d,./ ]+\??\Z")
_TITLES = frozenset(
    [
        "Comrade",
        "Comrades",
        "Mr",
        "Mr.",
        "Mrs",
        "Mrs.",
        "Dr",
        "Dr.",
        "Gen",
        "Gen.",
        "General",
        "Chairman",
        "Marshal",
        "President",
        "Premier",
        "Minister",
        "Ambassador",
        "Secretary",
        "Senator",
        "Prince",
        "King",
        "Colonel",
        "Col",
        "Col.",
        "Admiral",
        "Professor",
        "Prime",
        "Foreign",
        "Vice",
        "The",
        "Sir",
        "Lord",
        "Madame",
    ]
)


def find_apparatus(text: Text) -> tuple[Apparatus, ...]:
    """Return the apparatus of a text: what its reader found, its brackets, its note anchors.

    Spans include the brackets; they come in order of place. A bracket inside another is
    told apart only where the outer one is not an omission or a summary.
    """
    found = list(text.apparatus)
    taken = {(one.start, one.end) for one in found}
    anchored = {one.note for one in found if one.kind == "note"}
    for start, end, depth in _brackets(text.body):
        if (start, end) in taken or (depth and _inside(found, start, end)):
            continue
        one = _bracket(text.body, start, end)
        if one is not None:
            found.append(one)
    for note in text.notes:
        if note.id not in anchored:
            place = min(max(note.anchor, 0), len(text.body))
            found.append(
                Apparatus(kind="note", start=place, end=place, note=note.id, rule="note-anchor")
            )
    found.sort(key=_place)
    return tuple(found)


def _place(one: Apparatus) -> tuple[int, int]:
    return one.start, -one.end


def _inside(found: list[Apparatus], start: int, end: int) -> bool:
    """Tell whether the last wide bracket already says all of this place."""
    return any(
        one.start < start and end < one.end and one.kind in ("omission", "summary")
        for one in found[-4:]
    )


def _brackets(body: str) -> list[tuple[int, int, int]]:
    """Return (start, end, depth) of the balanced brackets, outer before inner."""
    opened: list[int] = []
    pairs: list[tuple[int, int, int]] = []
    places = [sign.start() for one in (_OPENING, _CLOSING) for sign in one.finditer(body)]
    for place in sorted(places):
        while opened and place - opened[0] > LONGEST:
            opened.pop(0)  # never closed: a stray bracket
        if body[place] == "[":
            if len(opened) < 8:
                opened.append(place)
        elif opened:
            start = opened.pop()
            pairs.append((start, place + 1, len(opened)))
    pairs.sort()
    return pairs


def _bracket(body: str, start: int, end: int) -> Apparatus | None:
    content = body[start + 1 : end - 1].strip()
    if not content or (_NUMBER.match(content) and not _completes(body, start, end)):
        return None
    stop = end
    kind, extent, rule, sure = _kind(body, start, end, content)
    if body.startswith("?", end) and kind in ("supplied", "gloss", "interpolation"):
        kind, rule, stop = "doubtful", "bracket-questioned", end + 1
    return Apparatus(
        kind=kind, start=start, end=stop, content=content, extent=extent, rule=rule, confidence=sure
    )


def _completes(body: str, start: int, end: int) -> bool:
    """Tell a supplied number ("January [3]", "19[50]") from the mark of a footnote."""
    before, after = body[max(0, start - 12) : start], body[end : end + 1]
    return after.isalnum() or bool(re.search(r"(?:\d|[A-Z][a-z]{2,8}\.? |No\. )\Z", before))


Reading = tuple[ApparatusKind, str, str, float]
"""What a bracket is: its kind, its extent, the rule, how sure."""


def _kind(body: str, start: int, end: int, content: str) -> Reading:
    """Tell the kind of a bracket by its words first, then by the words around it."""
    if _TOLD.match(content):
        return "summary", "", "summary", 0.95
    omission = _OMISSION.match(content)
    if omission:
        extent = omission["extent"] or omission["what"] or ""
        return "omission", extent.strip(), "omission", 0.98
    if content.endswith(("not declassified", "not declassified.")):
        return (
            "omission",
            content.split(" of ", maxsplit=1)[0].removesuffix(" not declassified"),
            "omission",
            0.95,
        )
    for pattern, kind, sure in _BY_WORDS:
        if pattern.match(content):
            return kind, "", kind, sure
    return _by_place(body[max(0, start - 40) : start], body[end : end + 2], content)


_BY_WORDS: tuple[tuple[re.Pattern[str], ApparatusKind, float], ...] = (
    (_SIC, "sic", 0.99),
    (_SUMMARY, "summary", 0.95),
    (_CORRECTION, "correction", 0.9),
)


def _by_place(before: str, after: str, content: str) -> Reading:
    """Tell a supplied part, a gloss, an interpolation by what stands around it."""
    if before[-1:].isalnum() or after[:1].isalnum():
        return "supplied", "", "letters-completed", 0.95
    if content.endswith("?"):
        return "doubtful", "", "questioned-inside", 0.9
    if _MONTHS_OR_DIGITS.match(content):
        return "supplied", "", "figures-supplied", 0.9
    if _CAPITALISED.match(bare := content.rstrip(" ,")):
        if bare != content:
            return "supplied", "", "place-supplied", 0.9  # "[Washington,] May 3"
        return _name(before, after, content)
    gloss = _GLOSS_WORDS.match(content) is not None
    return "gloss" if gloss else "interpolation", "", "gloss-word" if gloss else "clause", 0.85


def _name(before: str, after: str, content: str) -> Reading:
    """Tell "[Zhou] Enlai" (supplied) from "Lushun [Port Arthur]" (gloss)."""
    previous = _NAME_BEFORE.search(before)
    word = previous["word"] if previous else None
    if _NAME_AFTER.match(after) and (previous is None or word in _TITLES):
        return "supplied", "", "name-completed", 0.95
    if previous is not None and word not in _TITLES:
        return "gloss", "", "name-beside-name", 0.85
    if word in _TITLES:
        return "supplied", "", "name-completed", 0.85
    return "interpolation", "", "name-inserted", 0.7


def additions(text: Text) -> list[tuple[int, int]]:
    """Return the spans that the editors added to a text, in order, none within another."""
    spans: list[tuple[int, int]] = []
    for start, end in sorted((one.start, one.end) for one in text.apparatus):
        if start >= end:  # the anchor of a note
            continue
        if spans and start <= spans[-1][1]:
            spans[-1] = (spans[-1][0], max(end, spans[-1][1]))
        else:
            spans.append((start, end))
    return spans


def without_apparatus(text: Text) -> str:
    """Return the author's own words: the body without what its kept apparatus spans.

    A blank left double, or before a sign, by what goes, goes too.

    >>> without_apparatus(Text(body="a [b] c.", apparatus=find_apparatus(Text(body="a [b] c."))))
    'a c.'
    """
    body, pieces, position = text.body, [], 0
    for start, end in additions(text):
        piece = body[position:start]
        following = body[end : end + 1]
        if piece.endswith(" ") and following in _AFTER_BLANK:
            piece = piece[:-1]
        pieces.append(piece)
        # What begins a line leaves no blank at its head.
        begins = piece.endswith("\n") or not (piece or position)
        position = end + (begins and following == " ")
    return "".join((*pieces, body[position:]))
