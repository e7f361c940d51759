"""File numbers in an editor's note, which look like the numbers of documents and are none.

"Central Files 1967-69, DEF 12-5 JORDAN", "Records of the Joint Chiefs, CCS 381", "FRC 70 A 6649,
Laos 381": where a note says in which file a paper lies, a code and a number are the file's own,
unless a word says what document is meant ("telegram 302 to Vientiane"). The forms are those of
the State Department's decimal and subject-numeric files and of the records centers.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from regesta.model import Mention

_FILES = re.compile(
    r"\b(?:Central (?:Foreign Policy )?Files?|Decimal Files?|Subject Files?|(?:Files|Records)[,:]|"
    r"RG ?\d|Record Group|Lot (?:Files? )?\d|FRC \d|Records of |Material,|Papers,|[Ii]bid\.,)"
)
# Where what is said of the file ends: with its sentence or its brackets.
_END = re.compile(r"\.(?=\s|$)|[;)]")
_NOUN = re.compile(
    r"\b(?:telegrams?|tels?|despatch(?:es)?|airgrams?|letters?|memorand(?:um|a)|notes?|messages?|"
    r"circular|instruction|documents?|cables?)\b|[a-z]tels?\b",
    re.IGNORECASE,
)


def without_files(body: str, mentions: Iterable[Mention]) -> Iterator[Mention]:
    """Yield the mentions of a note that are no numbers of the files in which papers lie."""
    stretches: list[tuple[int, int]] | None = None
    for mention in mentions:
        if mention.kind != "numbered" or _NOUN.search(mention.quote):
            yield mention
            continue
        if stretches is None:
            stretches = list(_stretches(body))
        if not any(start <= mention.start < end for start, end in stretches):
            yield mention


def _stretches(body: str) -> Iterator[tuple[int, int]]:
    """Yield where a note tells of files: from the word that says so to the end of its sentence."""
    reached = 0
    for found in _FILES.finditer(body):
        if found.start() < reached:
            continue
        end = _END.search(body, found.end())
        reached = end.start() if end else len(body)
        yield found.start(), reached
