"""Where the sentence around a place begins and ends."""

from __future__ import annotations

import re

# A point ends a sentence unless it stands after a title, an initial or an abbreviation.
# It begins with one of few signs, which is what the pattern is quickly looked for by.
END = re.compile(
    r"[.!?][\"”’)\]]*\s+(?=[\"“‘(\[]*[A-ZÀ-ÞА-Я0-9])"
    r"|[。！？](?:[\"”’)\]]*\s+(?=[\"“‘(\[]*[A-ZÀ-ÞА-Я0-9]))?|\n"
)
ABBREVIATION = re.compile(
    r"(?:\b(?:Mr|Mrs|Ms|Dr|Gen|Col|Lt|Capt|Adm|Amb|Sec|Gov|Sen|Rep|St|No|Nos|vol|vols|p|pp|"
    r"art|para|cf|ca|ed|eds|approx|Jan|Feb|Mar|Apr|Aug|Sept|Oct|Nov|Dec|[A-Za-z]|a\.m|p\.m|"
    r"U\.S|U\.N|U\.K))\.$"
)
REACH = 700


def sentence_at(body: str, place: int) -> tuple[int, int]:
    """Return start and end of the sentence that holds the character at `place`.

    Looks no further than 700 characters to each side, so that its cost is bounded.
    """
    floor, ceiling = max(0, place - REACH), min(len(body), place + REACH)
    start, end = floor, ceiling
    for match in END.finditer(body, max(0, floor - 1), ceiling):
        sign, stop = body[match.start()], match.start()
        if sign in ".!?":
            stop += 1
        if body[stop - 1 : stop] == "." and ABBREVIATION.search(body, max(0, stop - 8), stop):
            continue
        if match.end() <= place:
            start = match.end()
        elif stop > place:
            end = stop
            break
    return start, end


class Sentences:
    """The sentences of a text, looked for once each by who asks in the order of places."""

    def __init__(self, body: str) -> None:
        self._body = body
        self._last = 0, 0

    def at(self, place: int) -> tuple[int, int]:
        """Return what `sentence_at` returns, or the sentence just returned where it holds this."""
        if not self._last[0] <= place < self._last[1]:
            self._last = sentence_at(self._body, place)
        return self._last
