"""Passwords: argon2id, with the library's current defaults."""

import threading

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError

from atelier.errors import Invalid
from atelier.words import N_

MIN_LENGTH = 10
_hasher = PasswordHasher()
#: Checked when the name is unknown, so that the answer takes as long.
_NOBODY = _hasher.hash("nobody has this password")
#: Each takes 64 MB: whoever sends many at once waits for themselves.
_FEW_AT_A_TIME = threading.BoundedSemaphore(4)


def make_hash(password: str) -> str:
    return _hasher.hash(password)


def check_new(password: str) -> str:
    """A new password that will do. Raises Invalid."""
    if len(password) < MIN_LENGTH:
        raise Invalid(
            N_("Kies een wachtwoord van minstens %(count)s tekens."),
            field="password",
            count=MIN_LENGTH,
        )
    if len(set(password)) < 4:
        raise Invalid(N_("Kies een wachtwoord met meer verschillende tekens."), field="password")
    return password


def matches(stored: str | None, password: str) -> bool:
    try:
        with _FEW_AT_A_TIME:
            return _hasher.verify(stored or _NOBODY, password) and stored is not None
    except (Argon2Error, InvalidHashError):
        return False


def is_outdated(stored: str) -> bool:
    return _hasher.check_needs_rehash(stored)
