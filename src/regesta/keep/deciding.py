"""What can be decided, and how a decision is made: its id, its time, its place among others.

    reference  RECORD#WORDS      accept, correct: the record meant is `value` ("absent" for a
                                 document that the archive does not hold); reject: none is
    date       RECORD            accept, correct: the record was written at `value` (EDTF);
                                 reject: it has no date
    person     RECORD#NAME       accept, correct: the name means the entity `value`; reject: nobody
               ENTITY            correct: it is called `value`
    entity     ENTITY            merge: it and `value` are one; split: they are two
    person, organisation, place, term: ENTITY   add: the authority has `value` as its name, or as
                                 one more where the entity is known
    record     RECORD            merge, correct: what had this id is now `value`
    any        any               note: `why` says it
    decision   ID                undo

Words that stand several times in one record are told apart by their number: `RECORD#WORDS~2`.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta

from regesta.errors import WrongUse
from regesta.model import Decision
from regesta.model.decision import Verdict
from regesta.understand.dates_edtf import edtf_span

ABSENT = "absent"
AGENTS = ("person", "organisation", "place", "term")
# For each verdict: what it can be about, and whether it needs a value.
CAN: Mapping[str, tuple[frozenset[str], bool]] = {
    "accept": (frozenset({"reference", "date", "person"}), False),
    "reject": (frozenset({"reference", "date", "person"}), False),
    "correct": (frozenset({"reference", "date", "person", "record"}), True),
    "merge": (frozenset({"entity", "record"}), True),
    "split": (frozenset({"entity"}), True),
    "add": (frozenset(AGENTS), True),
    "note": (frozenset({"reference", "date", "record", "entity", *AGENTS}), False),
    "undo": (frozenset({"decision"}), False),
}
LONGEST = 2000


def make_decision(
    who: str,
    verdict: Verdict,
    about: str,
    subject: str,
    *,
    value: str = "",
    why: str = "",
    earlier: Iterable[Decision] = (),
    now: datetime | None = None,
) -> Decision:
    """Return a new decision of now (UTC); raises `WrongUse` for one that means nothing.

    It is never before one of the `earlier` about the same, whatever the clock says: the last
    decision must be the one that counts.
    """
    value, why, subject = value.strip(), why.strip(), subject.strip()
    check_decision(verdict, about, subject, value, why)
    moment = (now or datetime.now(UTC)).astimezone(UTC)
    when = _stamp(moment)
    last = max((one.when for one in earlier if _same(one, about, subject)), default="")
    if last >= when:
        when = _stamp(_after(last, moment))
    return Decision(
        id=f"{when[:19].translate(_PLAIN)}-{secrets.token_hex(5)}",
        when=when, who=who, verdict=verdict, about=about, subject=subject, value=value, why=why,
    )  # fmt: skip


def check_decision(verdict: str, about: str, subject: str, value: str, why: str = "") -> None:
    """Raise `WrongUse` for a decision that could never be applied."""
    abouts, needs_value = CAN.get(verdict, (frozenset[str](), False))
    if about not in abouts:
        known = f"{verdict} can be about {', '.join(sorted(abouts))}" if abouts else _VERDICTS
        raise WrongUse(f"{verdict} {about!r} cannot be decided.", way_out=f"{known}.")
    if not subject:
        raise WrongUse("A decision needs a subject: the id of what it is about.")
    if verdict == "note" and not why:
        raise WrongUse("A note needs words.", way_out="Give them as the reason.")
    if needs_value and not value:
        raise WrongUse(f"{verdict} {about} needs a value: what holds instead.")
    if max(len(subject), len(value), len(why)) > LONGEST:
        raise WrongUse(f"A decision's parts have at most {LONGEST} characters.")
    if about == "date" and verdict in ("accept", "correct") and value:
        check_date(value)
    if about == "entity" and subject == value:
        raise WrongUse(f"{subject!r} cannot be merged with or split from itself.")


def check_date(value: str) -> None:
    """Raise `WrongUse` for what is no EDTF date of level 1."""
    if edtf_span(value) is None:
        raise WrongUse(
            f"{value!r} is no date.", way_out="Write it as EDTF: 1950-01-03, 1950-01, 1950-01-03?"
        )


def _same(one: Decision, about: str, subject: str) -> bool:
    return one.about == about and one.subject == subject


def _stamp(moment: datetime) -> str:
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _after(last: str, moment: datetime) -> datetime:
    """Return the moment just after `last`; `moment` where that cannot be read."""
    try:
        return datetime.fromisoformat(last).astimezone(UTC) + timedelta(milliseconds=1)
    except ValueError:
        return moment


_PLAIN = str.maketrans("", "", "-:")
_VERDICTS = f"The verdicts are {', '.join(CAN)}"
