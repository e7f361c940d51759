"""Names that differ by print alone meet under one key."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regesta.understand.folding import compact_name, fold_name, simplify


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Hammarskjöld", "HAMMARSKJOLD"),
        ("O’Neill", "O'Neill"),
        ("Ch’iao Kuan–hua", "Ch'iao Kuan-hua"),
        ("周恩來", "周恩来"),
        ("Władysław Gomułka", "Wladyslaw Gomulka"),
        ("Đặng", "Dang"),
        ("Brass\u00e6ur", "Brassaeur"),
        ("Хрущёв", "ХРУЩЕВ"),
        ("V. K.  Koo", "V K Koo"),
    ],
)
def test_spellings_of_one_name_fold_alike(one: str, other: str) -> None:
    assert fold_name(one) == fold_name(other)


@pytest.mark.parametrize("other", ["Zhou En-lai", "Zhou En Lai", "ZHOU ENLAI"])
def test_hyphens_and_blanks_are_nothing_to_the_compact_key(other: str) -> None:
    assert compact_name("Zhou Enlai") == compact_name(other)


def test_different_names_stay_apart() -> None:
    assert fold_name("Chou En-lai") != fold_name("Chu Teh")


@given(st.text(max_size=40))
def test_folding_is_idempotent_in_case_and_blanks(text: str) -> None:
    folded = fold_name(text)
    assert folded == " ".join(folded.split())
    assert fold_name(folded) == fold_name(fold_name(folded))


def test_simplify_leaves_other_scripts() -> None:
    assert simplify("Seoul 서울") == "Seoul 서울"
