"""NIP, REGON and KRS: valid, mistyped, all zeros, foreign digits."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.intake.domain.identifiers import compact, is_krs, is_nip, is_regon

DIGIT = st.integers(0, 9)


def check(digits: list[int], weights: tuple[int, ...]) -> int:
    return sum(a * b for a, b in zip(digits, weights, strict=True)) % 11


@given(st.lists(DIGIT, min_size=9, max_size=9), DIGIT)
def test_a_nip_counts_only_with_its_check_digit(digits: list[int], last: int) -> None:
    right = check(digits, (6, 5, 7, 2, 3, 4, 5, 6, 7)) == last
    number = "".join(map(str, [*digits, last]))
    assert is_nip(number) == (right and set(number) != {"0"})


@given(st.lists(DIGIT, min_size=8, max_size=8), DIGIT)
def test_a_short_regon_counts_only_with_its_check_digit(digits: list[int], last: int) -> None:
    right = check(digits, (8, 9, 2, 3, 4, 5, 6, 7)) % 10 == last
    number = "".join(map(str, [*digits, last]))
    assert is_regon(number) == (right and set(number) != {"0"})


@pytest.mark.parametrize("number", ["0000000000", "", "١٢٣٤٥٦٧٨٩٠", "123", "001234567X"])
def test_what_cannot_be_a_nip_is_refused(number: str) -> None:
    assert not is_nip(number)


@pytest.mark.parametrize("number", ["000000000", "00000000000000", "", "99123456X", "9912345610"])
def test_what_cannot_be_a_regon_is_refused(number: str) -> None:
    assert not is_regon(number)


@pytest.mark.parametrize(
    ("number", "good"),
    [
        ("0009123456", True),
        ("0000000000", False),
        ("912345", False),
        ("00091234567", False),
        ("٠٠٠٩١٢٣٤٥٦", False),
    ],
)
def test_a_krs_has_ten_digits_and_not_all_zeros(number: str, good: bool) -> None:  # noqa: FBT001
    assert is_krs(number) == good


def test_a_regon_of_fourteen_digits_is_checked_twice() -> None:
    assert [is_regon(f"9912345610001{last}") for last in range(10)].count(True) == 1
    assert not any(is_regon(f"9912345620001{last}") for last in range(10))


def test_blanks_and_dashes_do_not_count() -> None:
    assert compact(" 001-234-56 73") == "0012345673"
