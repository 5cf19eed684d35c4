"""What a tag number promises: one spelling, and no single misread or swap goes unseen."""

from itertools import combinations, product

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.be import ogm_vcs

from labels import tags

NUMBER = "4217038523"

payloads = st.integers(0, 10**8 - 1).map("{:08}".format).filter(lambda text: len(set(text)) > 1)
numbers = payloads.map(lambda payload: payload + tags.check_digits(payload))
places = st.integers(0, 9)


def replaced(number: str, place: int, digit: str) -> str:
    return number[:place] + digit + number[place + 1 :]


def swapped(number: str, one: int, other: int) -> str:
    digits = list(number)
    digits[one], digits[other] = digits[other], digits[one]
    return "".join(digits)


def test_check_digits_worked_by_hand() -> None:
    assert 97 * 434746 + 23 == 42170385
    assert tags.check_digits("42170385") == "23"


@given(numbers)
def test_check_digits_are_those_of_a_belgian_payment_reference(number: str) -> None:
    # A reference has ten digits before its check digits; two zeros in front change no remainder.
    assert ogm_vcs.is_valid("00" + number)


def test_a_remainder_of_zero_is_written_97() -> None:
    assert tags.check_digits("00000194") == "97"


def test_new_numbers_are_valid_and_not_in_sequence() -> None:
    drawn = [tags.new() for _ in range(500)]
    assert all(map(tags.is_valid, drawn))
    assert len({number[:4] for number in drawn}) > 400
    assert {number[0] for number in drawn} == set("0123456789")


def test_new_never_draws_one_digit_eight_times(monkeypatch: pytest.MonkeyPatch) -> None:
    draws = iter([77777777, 0, 42170385])
    monkeypatch.setattr(tags.secrets, "randbelow", lambda _: next(draws))
    assert tags.new() == NUMBER


def test_a_tag_is_printed_grouped() -> None:
    assert tags.format_tag(NUMBER) == "4217 0385 23"


@pytest.mark.parametrize(
    "text",
    [
        "4217038523",
        "4217 0385 23",
        "  4217 0385 23\r\n",
        "4217.0385.23",
        "4217-0385-23",
        "4217–0385–23",
        "4217\u00a00385\u202f23",
    ],
)
def test_parse_takes_what_people_type(text: str) -> None:
    assert tags.parse(text) == NUMBER


BELGIAN = dict(zip("1234567890", "&é\"'(§è!çà", strict=True))
FRENCH = dict(zip("1234567890", "&é\"'(-è_çà", strict=True))


@pytest.mark.parametrize("row", [BELGIAN, FRENCH], ids=["belgian", "french"])
@given(number=numbers)
def test_parse_takes_a_scan_typed_on_an_azerty_keyboard(row: dict[str, str], number: str) -> None:
    assert tags.parse("".join(row[digit] for digit in number)) == number


def test_parse_takes_accents_as_two_characters_and_curly_quotes() -> None:
    number = "27934701" + tags.check_digits("27934701")
    typed = "e\u0301e\u0300c\u0327”’e\u0300a\u0300&" + number[8:].translate(str.maketrans(BELGIAN))
    assert tags.parse(typed) == number


def test_parse_takes_an_azerty_scan_on_caps_lock() -> None:
    number = "27901234" + tags.check_digits("27901234")
    assert tags.parse("".join(BELGIAN[digit] for digit in number).upper()) == number


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "421703852",
        "42170385231",
        "PF0A1B2C",
        "To Be Filled By O.E.M.",
        "４２１７０３８５２３",  # digits, but of another script
        "²²²²²²²²²²",
        "4217038523\x00",
        "é217038523",  # half a keyboard: something is wrong, do not guess
        "𝟜" * 10,
        "9" * 100_000,
    ],
)
def test_parse_refuses_what_is_no_tag(text: str) -> None:
    with pytest.raises(tags.NotATag) as refusal:
        tags.parse(text)
    assert refusal.value.text == text
    assert "10 cijfers" in refusal.value.message


@given(st.text())
def test_parse_answers_any_text_with_a_valid_number_or_a_tag_error(text: str) -> None:
    try:
        number = tags.parse(text)
    except tags.TagError:
        return
    assert tags.is_valid(number)


@given(numbers)
def test_a_number_survives_printing_and_typing(number: str) -> None:
    assert tags.parse(tags.format_tag(number)) == number


@given(numbers, places, st.sampled_from("0123456789"))
def test_any_single_misread_digit_is_caught(number: str, place: int, digit: str) -> None:
    misread = replaced(number, place, digit)
    assert tags.is_valid(misread) == (misread == number)


@given(numbers, places, places)
def test_any_two_swapped_digits_are_caught(number: str, one: int, other: int) -> None:
    mixed = swapped(number, one, other)
    assert tags.is_valid(mixed) == (mixed == number)


def test_no_misread_or_swap_keeps_the_remainder_whatever_the_number() -> None:
    """The proof by exhaustion: what each mistake adds to N - c, for every place and digit."""
    weights = [10**power for power in range(7, -1, -1)] + [-10, -1]
    misreads = [change * weight for weight, change in product(weights, range(1, 10))]
    swaps = [
        change * (one - other)
        for (one, other), change in product(combinations(weights, 2), range(1, 10))
    ]
    assert len(misreads) == 90
    assert len(swaps) == 405
    assert all(change % tags.MODULUS for change in misreads + swaps)


def test_each_payload_has_one_spelling() -> None:
    for payload in ("42170385", "00000194", "00000195", "00000196"):
        spellings = [payload + f"{end:02}" for end in range(100)]
        assert [one for one in spellings if tags.is_valid(one)] == [
            payload + tags.check_digits(payload)
        ]


@pytest.mark.parametrize("digit", "0123456789")
def test_one_digit_eight_times_is_never_a_tag(digit: str) -> None:
    payload = digit * 8
    with pytest.raises(tags.WrongCheckDigits):
        tags.check(payload + tags.check_digits(payload))


@pytest.mark.parametrize("number", ["421703852", "4217 0385 23", "٤٢١٧٠٣٨٥٢٣"])
def test_check_takes_plain_digits_only(number: str) -> None:
    with pytest.raises(tags.NotATag):
        tags.check(number)


@given(numbers, places, st.sampled_from("0123456789"))
def test_a_misread_digit_is_answered_with_what_was_meant(
    number: str, place: int, digit: str
) -> None:
    misread = replaced(number, place, digit)
    if misread == number:
        return
    with pytest.raises(tags.WrongCheckDigits) as refusal:
        tags.parse(misread)
    assert number in refusal.value.suggestions


@given(numbers, places, places)
def test_swapped_digits_are_answered_with_what_was_meant(number: str, one: int, other: int) -> None:
    mixed = swapped(number, one, other)
    if mixed != number:
        assert number in tags.suggestions(mixed)


def test_neighbours_swapped_are_suggested_first() -> None:
    assert tags.suggestions("2417 0385 23")[0] == NUMBER


@given(numbers, places, st.sampled_from("0123456789"))
def test_suggestions_are_valid_and_few(number: str, place: int, digit: str) -> None:
    found = tags.suggestions(replaced(number, place, digit))
    assert all(map(tags.is_valid, found))
    assert len(set(found)) == len(found) < 20


def test_suggestions_keep_to_tags_in_use() -> None:
    misread = replaced(NUMBER, 3, "1")
    assert tags.suggestions(misread, exists=lambda number: number == NUMBER) == (NUMBER,)
    assert tags.suggestions(misread, exists=lambda _: False) == ()


@pytest.mark.parametrize("text", ["", "4217", NUMBER, "PF0A1B2C"])
def test_nothing_is_suggested_for_a_good_number_or_for_no_number(text: str) -> None:
    assert tags.suggestions(text) == ()
