"""Genres as linking compares them: the noun of a mention against the genre of a record."""

from __future__ import annotations

import re
from functools import lru_cache

# From the most telling word to the least; the first that the title or genre holds decides.
_TOLD = (
    ("editorial", re.compile(r"editorial note", re.I)),
    ("conversation", re.compile(
        r"memorand\w+ of (?:an? )?(?:\w+ )?(?:conversation|discussion|meeting|conference|interview)"
        r"|record of (?:a )?(?:\w+ )?(?:conversation|meeting|discussion)|memcon|minutes|notes on"
        r"|notes of|conversation|discussion at|meeting of|summary record|transcript", re.I)),
    # the covering note under which a council or staff has a paper before it
    ("report", re.compile(r"^(?:no\. \d+ )?note by the (?:[\w-]+ ){0,3}secretar", re.I)),
    ("circular", re.compile(r"circular", re.I)),
    ("telegram", re.compile(r"telegram|cable|radiogram|backchannel", re.I)),
    ("airgram", re.compile(r"airgram", re.I)),
    ("despatch", re.compile(r"d[ei]spatch", re.I)),
    ("instruction", re.compile(r"instruction", re.I)),
    ("letter", re.compile(r"letter", re.I)),
    ("message", re.compile(r"message|communication", re.I)),
    ("aide-memoire", re.compile(r"aide[- ]m[ée]moire|note verbale|\bnote from|^note\b", re.I)),
    ("estimate", re.compile(r"estimate|\bNIE\b", re.I)),
    ("memorandum", re.compile(r"memorand|memo\b", re.I)),
    ("report", re.compile(r"report|study|paper|policy|directive|program|summary|draft|proposal"
                          r"|statement|NSC \d", re.I)),
)  # fmt: skip

# What a noun may mean beside its own genre.
_KIN = {
    "telegram": {"message", "circular", "airgram", "letter"},
    "message": {"telegram", "letter", "circular", "aide-memoire", "memorandum"},
    "despatch": {"report", "airgram", "telegram", "letter"},
    "airgram": {"despatch", "telegram", "message"},
    "letter": {"message", "telegram", "memorandum"},
    "note": {"aide-memoire", "letter", "memorandum", "message", "telegram"},
    "aide-memoire": {"memorandum", "letter", "telegram"},
    "memorandum": {"report", "conversation", "aide-memoire", "letter"},
    "memorandum-of-conversation": {"conversation", "memorandum", "telegram"},
    "report": {"memorandum", "telegram", "despatch", "estimate", "conversation", "letter"},
    "paper": {"report", "memorandum", "estimate"},
    "study": {"report", "memorandum", "estimate"},
    "estimate": {"report", "memorandum"},
    "draft": {"report", "memorandum", "telegram", "letter", "message"},
    "statement": {"report", "conversation", "telegram", "letter", "message"},
    "proposal": {"report", "memorandum", "telegram", "letter", "conversation", "message"},
    "reply": {"letter", "telegram", "message", "memorandum", "aide-memoire"},
    "instruction": {"telegram", "letter", "memorandum", "circular", "report"},
    "circular telegram": {"circular", "telegram"},
    "circular": {"telegram", "instruction"},
    "minutes": {"conversation"},
    "meeting": {"conversation", "telegram", "memorandum"},
    "conversation": {"telegram", "memorandum"},
    "discussion": {"conversation", "telegram", "memorandum"},
    "recommendation": {"memorandum", "telegram", "letter", "report"},
    "document": {"report", "memorandum", "letter", "aide-memoire", "telegram"},
}


@lru_cache(maxsize=65_536)
def genre_of(genre: str, title: str) -> str:
    """Return the genre of a record by its stated genre and title, "" where neither tells."""
    for name, pattern in _TOLD:
        if pattern.search(title):
            return name
    for name, pattern in _TOLD:
        if pattern.search(genre):
            return name
    return ""


@lru_cache(maxsize=4_096)
def genre_fit(mentioned: str, genre: str) -> str:
    """Return "same", "kin", "foreign", or "open" where either side is silent.

    >>> genre_fit("message", "telegram"), genre_fit("letter", "estimate")
    ('kin', 'foreign')
    """
    if not mentioned or not genre:
        return "open"
    if mentioned == genre:
        return "same"
    kin = _KIN.get(mentioned, set())
    if genre in kin:
        first = {
            "memorandum-of-conversation": "conversation",
            "meeting": "conversation",
            "discussion": "conversation",
            "minutes": "conversation",
            "paper": "report",
            "study": "report",
            "circular telegram": "circular",
            "note": "aide-memoire",
        }
        return "same" if first.get(mentioned) == genre else "kin"
    return "foreign"
