"""What class of person a list's entry speaks of: ranks and offices from its words."""

from __future__ import annotations

import re

from regesta.model import Entity
from regesta.understand.persons_parts import NameParts, name_words

# The class a description speaks of, by the words of the office; first column as in the
# table of titles, so that "General" before a name finds the general of the list.
_OFFICES = (
    ("president", r"(?<!the )President(?! of the (?:General Assembly|Senate|Council)|['’]s| [A-Z])|"
     r"Head of State"),
    ("vice-president", r"Vice President"),
    ("secretary", r"Secretary (?:of|for)|Under ?[Ss]ecretary|Assistant Secretary|"
     r"Secretary[- ]General|First Secretary"),
    ("minister", r"Minister|Premier|Chancellor"),
    ("ambassador", r"Ambassador|Chargé|Representative|Consul|High Commissioner|"
     r"Counselor|Delegate|Minister to|Envoy"),
    ("legislator", r"Senator|Congress|Speaker|Representative from|Representative \(|"
     r"House of Representatives|\b[DR]-|Member of Parliament"),
    ("general", r"General|\bGen\.|Marshal|Army|Commander[ -]in[ -]Chief"),
    ("admiral", r"Admiral|\bUSN\b|Navy|Naval"),
    ("officer", r"Colonel|\bCol\.|Major\b|Lieutenant|Commander\b|Captain"),
    ("judge", r"Justice|Judge"),
    ("governor", r"Governor|Mayor"),
    ("doctor", r"\bDr\.|Professor|[Ss]cientist|[Ee]conomist|physician"),
    ("sir", r"\bSir\b|\bLord\b|King\b|Prince\b|Queen\b|Shah\b|Emperor|Emir|Amir|"
     r"Sheikh|Ruler|Sultan"),
    ("director", r"Director|Administrator|Chairman|Executive Secretary|Executive Director"),
    ("clergy", r"Archbishop|Bishop|Pope|Cardinal|Patriarch|[Mm]onk|Rev\."),
)  # fmt: skip
_PATTERNS = tuple((kind, re.compile(pattern)) for kind, pattern in _OFFICES)

# How likely a bare surname means this one of several bearers: the office named first.
_RANKS = (
    (6, re.compile(r"^(?:\w+ ){0,3}?President of the United States")),
    (5, re.compile(r"^(?:U\.S\. )?Secretary of State\b")),
    (4, re.compile(r"^(?:\w+ ){0,4}?(?:(?<!Vice )President of|Prime Minister|Premier|Chancellor|"
                   r"King\b|Shah\b|Chairman of the Council of Ministers)|^Secretary of Defense")),
    (3, re.compile(r"^(?:\w+ ){0,4}?(?:Foreign Minister|Minister (?:of|for) Foreign|"
                   r"Vice President|Secretary[- ]General)|^Secretary of|^Under Secretary of State|"
                   r"^(?:Special )?Assistant to the President for|"
                   r"^President['’]s (?:Special )?Assist")),
    (2, re.compile(r"^(?:\w+ ){0,4}?(?:Ambassador|Assistant Secretary|Director of|Deputy|Chairman|"
                   r"Under Secretary|Special Assistant|Minister|President['’]s|"
                   r"Assistant to the President)")),
)  # fmt: skip


def classes_of(parts: NameParts, description: str) -> frozenset[str]:
    """Return the classes of person that the titles in the name and the description tell."""
    titles = name_words().titles
    found = {kind for title in parts.titles for kind in titles.get(title, ())}
    found.update(kind for kind, pattern in _PATTERNS if pattern.search(description))
    return frozenset(found)


def rank_of(title: str) -> float:
    """Return 1-6.5: how prominent an office is, by which a bare surname is read.

    Half a step more for a foreign ministry's own people, whom its papers name most.
    """
    for rank, pattern in _RANKS:
        if pattern.search(title):
            return rank + (0.5 if "of State" in title else 0.0)
    return 1.5 if "of State" in title else 1.0


def ranks_of(entity: Entity) -> tuple[tuple[float, str, str], ...]:
    """Return (rank, since, until) of each office that an entry tells of."""
    if not entity.roles:
        return ((rank_of(entity.description), "", ""),)
    return tuple((rank_of(role.title), role.since, role.until) for role in entity.roles)


_SEE = re.compile(r"^\(?see (?:also )?(?P<name>[^;.()]+)", re.IGNORECASE)


def pointed_at(entity: Entity) -> str:
    """Return the name to which an entry points ("Thieu, see Nguyen Van Thieu"), or ""."""
    match = _SEE.match(entity.description)
    return match["name"].strip(" ,") if match else ""
