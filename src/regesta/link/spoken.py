"""What the text around a mention and at the head of a talk tells: other numbers, who was there."""

from __future__ import annotations

import re

from regesta.model import Mention

_REPEATED = re.compile(
    r"[\s;,(]{0,3}(?:(?:and )?(?:(?:sent|rptd|rpt|repeated|info)\b[\s,]*){1,3}(?:to )?|to )", re.I
)
_GAP = 24
_LIST_LINE, _LIST_REACH, _LIST_LINES = 150, 4_000, 80
_ABOUT = re.compile(r"\W*(?:subjects?|subj|topics?)\b\W*(?P<told>.*)", re.I)


def repeats(body: str, before: Mention | None, mention: Mention) -> bool:
    """Tell whether a number is another of the document named just before it.

    A telegram to several posts is cited by all its numbers ("Deptel 168 to Calcutta 39, rptd
    London 461"), a military message by number and group of day and hour.
    """
    if before is None or before.kind != "numbered" or before.text != mention.text:
        return False
    if not before.end < mention.start <= before.end + _GAP:
        return False
    between = body[before.end : mention.start]
    if mention.series == "DTG":
        return between.strip(" (,") == ""
    return not (before.series or mention.series) and _REPEATED.fullmatch(between) is not None


def attending(title: str, body: str) -> str:
    """Return what names those who took part in a talk: its title, and the lines before it.

    The list ends with the first line that is as long as a paragraph; what follows "SUBJECT"
    names what was spoken of.
    """
    lines, about = [title], False
    for line in body[:_LIST_REACH].split("\n", _LIST_LINES)[1:_LIST_LINES]:
        if len(line) > _LIST_LINE:
            break
        if subject := _ABOUT.match(line):
            about = not subject["told"]
        elif about:
            about = False
        else:
            lines.append(line)
    return "\n".join(lines)
