"""Which undecided references are worth a look."""

import pytest

from regesta.model import Candidate, DateSpan, Description, Reference, Status

DAY = DateSpan(edtf="1951-02-01", earliest="1951-02-01T00:00", latest="1951-02-01T23:59")


@pytest.mark.parametrize(
    ("quote", "describes", "candidate", "status", "vague"),
    [
        ("The meeting", Description(genre="meeting"), 0.4, "unresolved", True),
        ("The meeting", Description(genre="meeting"), 0.5, "unresolved", False),
        ("The meeting", Description(genre="meeting"), 0.4, "held", False),
        ("a telegram", Description(genre="telegram"), 0.9, "unresolved", True),
        ("that four papers", Description(genre="paper"), 0.9, "unresolved", True),
        ("a telegram of 1 February", Description(date=DAY), 0.0, "unresolved", False),
        ("Embtel 302", Description(number="302"), 0.0, "unresolved", False),
    ],
)
def test_vague(
    quote: str, describes: Description, candidate: float, status: Status, vague: bool
) -> None:
    reference = Reference(
        start=0, end=len(quote), quote=quote, status=status, describes=describes,
        candidates=(Candidate(id="x", confidence=candidate),),
    )  # fmt: skip
    assert reference.vague is vague
