"""How one record speaks of another: mention, description, outcome; and what is wanted."""

from __future__ import annotations

import re
from typing import Literal

from msgspec import Struct

from regesta.model.annotation import Candidate
from regesta.model.date import DateSpan

Status = Literal["held", "absent", "unresolved"]
LIKELY = 0.5
_INDEFINITE = re.compile(
    r"^(?:an?|any|some|no|another)\b|\b(?:two|three|four|five|six|several|many|few)\b", re.I
)


class Description(Struct, frozen=True, gc=False, kw_only=True, omit_defaults=True):
    """All that is known of the document meant, worked out from the mention and its record.

    `sender`, `recipient` are names to show; `sender_entity`, `recipient_entity` their ids;
    `post` is the mission or place it was sent from; `number` as printed, `series` its
    prefix ("Embtel", "NSC", "A"); `edition` the number or page in the edition it points to.
    """

    genre: str = ""
    number: str = ""
    series: str = ""
    sender: str = ""
    recipient: str = ""
    sender_entity: str = ""
    recipient_entity: str = ""
    post: str = ""
    to_post: str = ""
    date: DateSpan | None = None
    edition: str = ""


class Mention(Struct, frozen=True, gc=False, kw_only=True, omit_defaults=True):
    """The words by which a record speaks of another document, before anything is resolved.

    `owner` is whose document the words say it is: "mine", "yours", "theirs", the name of
    a post ("Moscow"), an office ("Department", "Embassy"), or "" where they do not say.
    `order` is "before", "after", "attached" or "known" where the words say where it stands.
    `direction` is "from", "to" or "" when only a counterpart is named. `kind` is numbered,
    dated, relative, genre, pointer. `target` is an explicit target (a link of the source).
    """

    start: int
    end: int
    quote: str
    kind: Literal["numbered", "dated", "relative", "genre", "pointer"]
    rule: str
    genre: str = ""
    number: str = ""
    series: str = ""
    owner: str = ""
    order: str = ""
    sender: str = ""
    recipient: str = ""
    date: DateSpan | None = None
    edition: str = ""
    target: str = ""
    text: int = 0
    note: str = ""
    confidence: float = 1.0


class Reference(Struct, frozen=True, gc=False, kw_only=True, omit_defaults=True):
    """A mention and what it came to.

    `relation` is what the words make of it: "answers", "cites", "encloses", "repeats",
    "see" (an editor's pointer), "draft-of", "version-of". `why` is one sentence.
    """

    start: int
    end: int
    quote: str
    status: Status
    describes: Description
    target: str = ""
    wanted: str = ""
    relation: str = "cites"
    candidates: tuple[Candidate, ...] = ()
    confidence: float = 0.0
    why: str = ""
    rule: str = ""
    text: int = 0
    note: str = ""

    @property
    def vague(self) -> bool:
        """Whether it is undecided and its words tell little: no number, no date, no likely target.

        "The meeting" may be no more than a manner of speaking, and "a telegram" or "four
        papers" mean no one document, however like one they are.
        """
        definite = not _INDEFINITE.search(self.quote)
        likely = definite and any(one.confidence >= LIKELY for one in self.candidates)
        told = self.describes.number or self.describes.date
        return self.status == "unresolved" and not told and not likely


class Citing(Struct, frozen=True, gc=False, kw_only=True, omit_defaults=True):
    """Who cites: the record's id, its title and date, and the words."""

    id: str
    title: str = ""
    date: str = ""
    quote: str = ""
    relation: str = "cites"


class Wanted(Struct, frozen=True, gc=False, kw_only=True, omit_defaults=True):
    """An absent document, with all that its citations tell of it.

    `after` and `before` are the held records between which it falls in its exchange.
    """

    id: str
    title: str
    describes: Description
    cited_by: tuple[Citing, ...]
    after: str = ""
    before: str = ""


class Exchange(Struct, frozen=True, gc=False, kw_only=True, omit_defaults=True):
    """Records tied by answering and citing one another, in order of their dates.

    `members` are record ids; ids of wanted documents among them mark the gaps.
    """

    id: str
    title: str
    members: tuple[str, ...]
    correspondents: tuple[str, ...] = ()
    earliest: str = ""
    latest: str = ""
