"""What the name of a paragraph's style says of it; the same in every word processor."""

from __future__ import annotations

import re

_HEADING = re.compile(r"(?:heading|überschrift|titre|заголовок|标题)\s*(\d)", re.I)


def heading_level(style: str) -> int:
    """The level of a heading's style, 0 for what is none.

    >>> heading_level("Heading 2"), heading_level("Titre 1"), heading_level("Body Text")
    (2, 1, 0)
    """
    found = _HEADING.match(style)
    return int(found[1]) if found else 0
