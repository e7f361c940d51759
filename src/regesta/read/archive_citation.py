"""A record's own citation, as its page prints it, taken apart.

    "Cable, A to B," January 02, 1950, REPOSITORY, PLACE OF THE ORIGINAL. https://HOST/document/4711

Before it, some pages print the summary in the same block.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from regesta.read.archive_labels import record_url, repositories
from regesta.read.blocks import join_lines
from regesta.read.facts import Facts

_QUOTED = re.compile(r'["“„](?P<title>.{3,600}?),?["”],?\s*(?P<rest>.*)', re.S)
_DATE = re.compile(
    r"(?:circa )?(?:[A-Z][a-z]+ \d{1,2}, \d{4}|\d{1,2} [A-Z][a-z]+ \d{4}"
    r"|[A-Z][a-z]+,? \d{4}|\d{4}(?:-\d\d)*)"
)
_REPOSITORY = re.compile(
    r"(?:[A-Z][\w’'-]* (?:(?:of|for|and|the) )?){1,8}Archive, (?=[A-Z][a-z]{3})"
)
_URL = re.compile(r"<?(https?://[^\s<>\"”]+)>?\.?\s*$")


def parse_citation(lines: Sequence[str], facts: Facts) -> None:
    """Fill `facts` from the lines of a citation block; what is stated elsewhere stays.

    The citation begins at the first line that opens with a quotation mark; what stands
    before it is the summary.
    """
    start = next((n for n, line in enumerate(lines) if line[:1] in '"“„'), None)
    if start is None:
        start = next((n for n, line in enumerate(lines) if _URL.search(line)), 0)
    if start and "summary" not in facts:
        facts.add("summary", join_lines(lines[:start]))
    citation = join_lines(lines[start:])
    facts.add("citation", citation)
    rest = citation
    if url := _URL.search(rest):
        rest = rest[: url.start()].rstrip()
        if "url" not in facts:
            facts.add("url", url[1])
        if "record_id" not in facts and (found := record_url().search(url[1])):
            facts.add("record_id", found[1])
    if quoted := _QUOTED.match(rest):
        rest = quoted["rest"]
        if "title" not in facts:
            facts.add("title", quoted["title"])
    if date := _DATE.match(rest):
        rest = rest[date.end() :].lstrip(" ,")
        if "date" not in facts:
            facts.add("date", date[0])
    if "source" not in facts:
        facts.add("source", rest[_repository_end(rest) :].lstrip(" ,."))


def _repository_end(rest: str) -> int:
    """Where the name of the repository that publishes the record ends, 0 where none is told."""
    name = next((name for name in repositories() if rest.startswith(name)), "")
    if name:
        return len(name)
    # An unknown one: "NAME Archive, " before the name of the place that holds the original.
    found = _REPOSITORY.match(rest)
    return found.end() if found else 0
