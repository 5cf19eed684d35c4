"""What can go wrong, in words a person can act on; one renderer for pages and JSON.

``text`` is a Dutch msgid with ``%(name)s`` placeholders, translated where it is shown.
"""

from typing import Any


class AtelierError(Exception):
    """Base of all errors that a person or a client is told about."""

    status = 400
    code = "bad_request"

    def __init__(self, text: str, *, field: str | None = None, **values: Any) -> None:
        super().__init__(text % values if values else text)
        self.text = text
        self.field = field
        self.values = values


class Invalid(AtelierError):
    """What was sent cannot be used; ``field`` says which part."""

    status = 422
    code = "invalid"


class NotFound(AtelierError):
    status = 404
    code = "not_found"


class Conflict(AtelierError):
    """It clashes with what is already there."""

    status = 409
    code = "conflict"


class Forbidden(AtelierError):
    status = 403
    code = "forbidden"


class NotSignedIn(AtelierError):
    status = 401
    code = "not_signed_in"


class TooLarge(AtelierError):
    status = 413
    code = "too_large"


class TooMany(AtelierError):
    """Too many attempts; try later."""

    status = 429
    code = "too_many"
