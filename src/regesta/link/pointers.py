"""Where a pointer of the edition or a link of the source leads: "see Document 178", "supra"."""

from __future__ import annotations

import re

from regesta.link.cues import Cue
from regesta.link.keys import Index
from regesta.model import Description, Reference

_BESIDE = {"supra": -1, "infra": 1}


def point(cue: Cue, citing: int, index: Index) -> Reference | None:
    """Return where a pointer of the edition or a link of the source leads."""
    mention, here = cue.mention, index.headers[citing]
    target = _pointed(cue, citing, index)
    if not target or target == here.id:
        return None
    index.asked_ids.add(target)
    held = target in index.by_id
    return Reference(
        start=mention.start,
        end=mention.end,
        quote=mention.quote,
        status="held" if held else "absent",
        describes=Description(edition=mention.edition or target),
        target=target if held else "",
        relation="encloses" if mention.rule == "attached part" else "see",
        confidence=1.0 if mention.target else 0.97,
        why=f"The edition itself points to {target}.",
        rule=mention.rule,
        text=mention.text,
        note=mention.note,
    )


def _pointed(cue: Cue, citing: int, index: Index) -> str:
    mention, here = cue.mention, index.headers[citing]
    if mention.target:
        return re.sub(r"#.*", "", mention.target)
    if mention.number:
        place = index.by_edition.get((here.volume, mention.number))
        return index.headers[place].id if place is not None else ""
    step = _BESIDE.get(mention.edition)
    if step is not None:
        return _neighbour(citing, step, index)
    pages = index.by_page.get((here.volume, mention.edition.removeprefix("p. ")), [])
    return index.headers[pages[0]].id if len(pages) == 1 else ""


def _neighbour(citing: int, step: int, index: Index) -> str:
    place = citing + step
    here = index.headers[citing]
    while 0 <= place < len(index.headers) and index.headers[place].volume == here.volume:
        if not index.headers[place].parent:
            return index.headers[place].id
        place += step
    return ""
