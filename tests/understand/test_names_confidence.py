"""How sure a named person is: in bounds, and rising with the evidence."""

from __future__ import annotations

import pytest

from regesta.understand.names_confidence import chosen, most_sure, stated

RULES = ["title and surname", "surname", "given name and surname", "initials and surname",
         "full name"]  # fmt: skip


@pytest.mark.parametrize("rule", RULES)
def test_more_evidence_is_never_less_sure(rule: str) -> None:
    shares = [chosen(rule, share / 100) for share in range(20, 101)]
    assert shares == sorted(shares)
    assert all(0 < share <= 1 for share in shares)


@pytest.mark.parametrize("rule", RULES)
def test_another_spelling_is_less_sure(rule: str) -> None:
    assert most_sure(rule, False, False) < stated(rule, False) <= most_sure(rule, True, False)


@pytest.mark.parametrize(
    ("rule", "share", "sure"),
    [("surname", 0.75, 0.35), ("surname", 0.795, 0.475), ("surname", 0.9, 0.6),
     ("surname", 1.0, 0.8), ("title and surname", 0.4, 0.5),
     ("given name and surname", 0.99, 0.87)],
)  # fmt: skip
def test_shares_lie_on_the_line(rule: str, share: float, sure: float) -> None:
    assert chosen(rule, share) == pytest.approx(sure, abs=0.011)


def test_the_office_beside_a_name_makes_the_choice_surer() -> None:
    assert chosen("surname", 0.6) < chosen("surname", 0.6, beside=True) < stated("surname", False)
