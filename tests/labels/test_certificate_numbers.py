"""Numbers of certificates: what a slip of the pen makes of one is never another certificate."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labels import tags
from labels.certificates import numbers

PAYLOADS = st.integers(0, 10**10 - 1).map(lambda value: f"{value:010}")
PLACES = st.integers(0, 11)


def is_valid(number: str) -> bool:
    try:
        return numbers.parse(number) == number
    except numbers.NotANumber:
        return False


@given(PAYLOADS, PLACES, st.sampled_from("0123456789"))
def test_one_misread_digit_is_always_seen(payload: str, place: int, digit: str) -> None:
    number = payload + numbers.check_digits(payload)
    assert is_valid(number)
    misread = number[:place] + digit + number[place + 1 :]
    assert is_valid(misread) is (misread == number)


@given(PAYLOADS, PLACES, PLACES)
def test_two_swapped_digits_are_always_seen(payload: str, one: int, other: int) -> None:
    digits = list(payload + numbers.check_digits(payload))
    swapped = digits.copy()
    swapped[one], swapped[other] = digits[other], digits[one]
    assert is_valid("".join(swapped)) is (swapped == digits)


@pytest.mark.parametrize("text", ["4217 0385 2392", " 4217-0385-2392\n", "4217.0385.2392"])
def test_a_number_is_read_as_people_write_it(text: str) -> None:
    assert numbers.parse(text) == "421703852392"
    assert numbers.format_number("421703852392") == "4217 0385 2392"


@pytest.mark.parametrize("text", ["", "4217038523", "x" * 12, "４２１７０３８５２３９２", "1" * 13])
def test_what_is_no_number_is_said_to_be_none(text: str) -> None:
    with pytest.raises(numbers.NotANumber, match="12 cijfers"):
        numbers.parse(text)


def test_a_misread_number_is_told_apart() -> None:
    with pytest.raises(numbers.WrongCheckDigits, match="cijfer fout"):
        numbers.parse("421703852393")


def test_new_numbers_are_valid_and_never_a_tag() -> None:
    made = {numbers.new() for _ in range(200)}
    assert len(made) == 200
    assert all(is_valid(number) and not tags.is_valid(number) for number in made)
