"""Certificate numbers: ten random digits and two check digits, printed `4217 0385 2361`.

The check digits are made as those of a tag (``labels.tags``), and catch the same mistakes: one
misread digit and any two swapped ones, always. 10 is a primitive root of 97: for the exponents 0
to 9 its powers neither repeat nor reach -1, so that the proof there holds for ten digits too.
Two digits more than a tag has: neither is ever taken for the other, and nobody finds a certificate
by trying numbers.
"""

import secrets

from labels.words import N_

MODULUS = 97
PAYLOAD_DIGITS = 10
DIGITS = 12

_SEPARATORS = str.maketrans("", "", " .-‐‑–—·\u00a0\u202f")


class NotANumber(ValueError):
    """No certificate has this number. `message` is screen text, to be translated and shown."""

    message = N_("Dit is geen nummer van een certificaat. Typ de 12 cijfers die erop staan.")


class WrongCheckDigits(NotANumber):
    message = N_(
        "Dit nummer klopt niet: er is een cijfer fout. Kijk het na, bovenaan op het certificaat."
    )


def new() -> str:
    """Return a new random number. Whether it is in use already is for the caller to check."""
    payload = f"{secrets.randbelow(10**PAYLOAD_DIGITS):0{PAYLOAD_DIGITS}}"
    return payload + check_digits(payload)


def check_digits(payload: str) -> str:
    """Return the two check digits, 01 to 97, that belong to ten digits."""
    return f"{int(payload) % MODULUS or MODULUS:02}"


def parse(text: str) -> str:
    """Return the number in `text`, as typed: spaces, dots and dashes are ignored.

    Raises NotANumber when it is not twelve digits, WrongCheckDigits when one is misread.
    """
    number = text.strip().translate(_SEPARATORS)
    if not (len(number) == DIGITS and number.isascii() and number.isdigit()):
        raise NotANumber(NotANumber.message)
    if number[PAYLOAD_DIGITS:] != check_digits(number[:PAYLOAD_DIGITS]):
        raise WrongCheckDigits(WrongCheckDigits.message)
    return number


def format_number(number: str) -> str:
    """Group a number as it is printed everywhere: `4217 0385 2361`."""
    return f"{number[:4]} {number[4:8]} {number[8:]}"
