"""Classification markings, and what the words of a rights statement come to."""

from __future__ import annotations

import re
import tomllib
from functools import cache, lru_cache
from importlib.resources import files

from msgspec.structs import replace

from regesta.model import Record, Text

# Executive Order 10290 (1951) and its followers; the British and wartime forms beside them.
LEVELS = (
    r"(?:(?:US |U\.S\. )?(?:TOP|MOST) SECRET|SECRET|CONFIDENTIAL|RESTRICTED|"
    r"(?:LIMITED )?OFFICIAL USE(?: ONLY)?|STRICTLY CONFIDENTIAL|UNCLASSIFIED|"
    r"NO CLASSIFICATION MARKING)"
)
HANDLING = (
    r"(?:PERSONAL|EYES ONLY|EYES ALONE|SENSITIVE|PRIORITY|IMMEDIATE|FLASH|NIACT|NODIS|EXDIS|"
    r"LIMDIS|LIMIT(?:ED)? DISTRIBUTION|ROGER CHANNEL|SECURITY INFORMATION|URGENT)"
)
MARKING = re.compile(rf"{LEVELS}(?:\s*[;,/–-]+\s*{HANDLING})*", re.I)
# In a source note the marking is a sentence of its own: "611.93/1-1558. Secret; Priority."
IN_SOURCE = re.compile(rf"(?:^|[.;]\s+){MARKING.pattern}(?=[.;,]|\s*$)", re.I)
ALONE = re.compile(rf"[\[(*\s]*(?P<marking>{MARKING.pattern})[\])*.\s]*", re.I)
HEAD_BLOCKS = 6
LONGEST_LINE = 80


def find_markings(record: Record) -> Record:
    """Fill the record's classification and rights term where the source's words tell them.

    The classification is looked for in the source note, then among the first lines of the
    text; it is given as printed, without brackets. What the source states itself stays.
    """
    classification = record.classification or _from_source(record) or _from_lines(record)
    term = record.rights_term or rights_term(record.rights)
    return replace(record, classification=classification, rights_term=term)


def _from_source(record: Record) -> str:
    match = IN_SOURCE.search(record.source.raw)
    return match[0].lstrip(".; \n") if match else ""


def _from_lines(record: Record) -> str:
    for text in record.texts:
        for line in _first_lines(text):
            if len(line) <= LONGEST_LINE and (match := ALONE.fullmatch(line)):
                return match["marking"]
    return ""


def _first_lines(text: Text) -> list[str]:
    return text.body[: HEAD_BLOCKS * LONGEST_LINE * 4].split("\n")[:HEAD_BLOCKS]


@cache
def _terms() -> tuple[tuple[re.Pattern[str], str], ...]:
    data = tomllib.loads((files(__package__) / "data" / "rights.toml").read_text("utf-8"))
    return tuple((re.compile(row["words"], re.I), row["uri"]) for row in data["term"])


@lru_cache(maxsize=256)
def rights_term(words: str) -> str:
    """Return the URI of rightsstatements.org or Creative Commons that the words allow, or ""."""
    for pattern, uri in _terms():
        if pattern.search(words):
            return uri
    return ""
