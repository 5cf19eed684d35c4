"""Tag numbers: eight random digits and two check digits, printed `4217 0385 61`.

The check digits are those of a Belgian payment reference: the remainder of the eight digits
(the payload, N) divided by 97, written as two digits, with 97 in place of 0. So a number is valid
exactly when 1 <= c <= 97 and N - c is a multiple of 97, c being its last two digits.

What that catches, always:

* One misread digit, anywhere. It changes N by d * 10^i or c by d * 10^i, with d from 1 to 9. 97 is
  prime and divides neither d nor 10, so N - c is no longer a multiple of 97.
* Any two digits swapped, near or far. Both in the payload: N changes by d * (10^i - 10^j); both in
  the check digits: c changes by 9 * d; one in each: N - c changes by d * (10^i + w), w being 1 or
  10. 10 is a primitive root of 97: its powers repeat only after 96 steps and reach -1 only at the
  48th, so for the exponents 0 to 7 none of these factors is a multiple of 97.
* `00`, `98` and `99` as check digits: they would be second spellings of `97`, `01` and `02`, and
  are refused, so that a number is written in one way only.

Of all other mistakes, one in 97 goes unseen. Numbers are drawn at random (of 10^8, never in
sequence), so that even then it is hardly ever another device's.
"""

import secrets
import unicodedata
from collections.abc import Callable, Iterator
from itertools import combinations

from labels.words import N_

MODULUS = 97
PAYLOAD_DIGITS = 8
DIGITS = 10

# What the digit keys give when a scanner thinks the keyboard is QWERTY and the computer thinks it
# is AZERTY. The Belgian row (6 is § and 8 is !) and the French one (6 is - and 8 is _) differ in
# those two keys only. Capitals come from a computer on caps lock; typographic quotes from an
# application that improves what is typed.
_AZERTY = {
    "&": "1", "é": "2", '"': "3", "'": "4", "(": "5",
    "§": "6", "è": "7", "!": "8", "ç": "9", "à": "0", "_": "8",
    "É": "2", "È": "7", "Ç": "9", "À": "0",
    "“": "3", "”": "3", "‘": "4", "’": "4",
}  # fmt: skip
_FROM_AZERTY = str.maketrans(_AZERTY)
_FRENCH_SIX = "-"
_SEPARATORS = dict.fromkeys(map(ord, ".-‐‑–—·"))


class TagError(ValueError):
    """A text that is no valid tag number. `message` is screen text, to be translated and shown."""

    message = ""

    def __init__(self, text: str) -> None:
        super().__init__(self.message)
        self.text = text


class NotATag(TagError):
    """Not ten digits: perhaps a serial number, perhaps half a scan."""

    message = N_("Dit is geen nummer van een etiket. Scan het etiket, of typ de 10 cijfers.")


class WrongCheckDigits(TagError):
    """Ten digits, one of them misread. `suggestions` holds the valid numbers closest to it."""

    message = N_("Dit nummer klopt niet: er is een cijfer fout. Kijk het na op het etiket.")

    def __init__(self, number: str) -> None:
        super().__init__(number)
        self.suggestions = suggestions(number)


def new() -> str:
    """Return a new random tag number. Whether it is in use already is for the caller to check."""
    payload = f"{secrets.randbelow(10**PAYLOAD_DIGITS):0{PAYLOAD_DIGITS}}"
    return new() if _is_monotonous(payload) else payload + check_digits(payload)


def check_digits(payload: str) -> str:
    """Return the two check digits, 01 to 97, that belong to eight digits."""
    return f"{int(payload) % MODULUS or MODULUS:02}"


def is_valid(number: str) -> bool:
    """Tell whether `number` is ten plain digits, check digits right, not one digit eight times."""
    return _is_ten_digits(number) and _has_right_check_digits(number)


def check(number: str) -> str:
    """Return `number` when it is a valid tag number of ten plain digits.

    Raises NotATag when it is not ten digits, WrongCheckDigits when it cannot have been printed.
    """
    if not _is_ten_digits(number):
        raise NotATag(number)
    if not _has_right_check_digits(number):
        raise WrongCheckDigits(number)
    return number


def as_digits(text: str) -> str:
    """Return what a scanner meant that typed as if on another keyboard, without separators."""
    return _plain_digits(text)


def parse(text: str) -> str:
    """Return the tag number in `text`, as typed by a person or by a scanner.

    Spaces, dots and dashes are ignored; the digit row of an AZERTY keyboard counts as digits.
    Raises what `check` raises.
    """
    digits = _plain_digits(text)
    if not _is_ten_digits(digits):
        raise NotATag(text)
    return check(digits)


def format_tag(number: str) -> str:
    """Group a tag number as it is printed everywhere: `4217 0385 61`."""
    return f"{number[:4]} {number[4:8]} {number[8:]}"


def suggestions(text: str, exists: Callable[[str], bool] | None = None) -> tuple[str, ...]:
    """Return the valid numbers that may have been meant by `text`, the likeliest first.

    Those are the numbers with two neighbouring digits swapped back, then those with one digit
    changed, then those with two other digits swapped. With `exists`, only numbers it knows.
    Empty when `text` is not ten digits, or is valid.
    """
    number = _plain_digits(text)
    if not _is_ten_digits(number) or _has_right_check_digits(number):
        return ()
    meant = dict.fromkeys(filter(is_valid, _near(number)))
    return tuple(one for one in meant if exists is None or exists(one))


def _near(number: str) -> Iterator[str]:
    places = range(DIGITS)
    yield from (_swap(number, i, i + 1) for i in places[:-1])
    yield from (_replace(number, i, digit) for i in places for digit in "0123456789")
    yield from (_swap(number, i, j) for i, j in combinations(places, 2) if j > i + 1)


def _swap(number: str, i: int, j: int) -> str:
    return number[:i] + number[j] + number[i + 1 : j] + number[i] + number[j + 1 :]


def _replace(number: str, i: int, digit: str) -> str:
    return number[:i] + digit + number[i + 1 :]


def _plain_digits(text: str) -> str:
    compact = "".join(unicodedata.normalize("NFC", text).split())
    if not any("0" <= char <= "9" for char in compact):
        compact = _from_digit_row(compact)
    return compact.translate(_SEPARATORS)


def _from_digit_row(text: str) -> str:
    # A scanned code holds no dashes of its own: without a Belgian 6 or 8, a dash is the French 6.
    if not {"§", "!"} & set(text):
        text = text.replace(_FRENCH_SIX, "6")
    return text.translate(_FROM_AZERTY)


def _is_ten_digits(number: str) -> bool:
    # Not str.isdigit alone: it also accepts digits of other scripts and superscripts.
    return len(number) == DIGITS and number.isascii() and number.isdigit()


def _has_right_check_digits(number: str) -> bool:
    payload = number[:PAYLOAD_DIGITS]
    return number[PAYLOAD_DIGITS:] == check_digits(payload) and not _is_monotonous(payload)


def _is_monotonous(payload: str) -> bool:
    # 0000 0000 and the like are what people type to get past a field.
    return len(set(payload)) == 1
