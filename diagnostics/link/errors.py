"""What can go wrong between agent and server, by what can be done about it."""

from typing import Literal

#: Why a server is not trusted. ``dates``: its certificate or this machine's clock is wrong.
Doubt = Literal["dates", "unknown_issuer", "other_certificate", "other_name", "other"]


class NotSent(Exception):
    """It did not arrive, or was not taken; the message says why."""


class NoConnection(NotSent):
    """The server could not be reached, or did not answer in time. Later it may."""


class NotTrusted(NoConnection):
    """The server could not prove who it is; nothing was sent to it."""

    def __init__(self, message: str, doubt: Doubt) -> None:
        super().__init__(message)
        self.doubt = doubt


class Garbled(NoConnection):
    """The server answered something that is no answer (a hotel's sign-in page, a broken proxy)."""


class Refused(NotSent):
    """The server answered, and does not take it; sending it again will not help."""

    def __init__(
        self, message: str, code: str = "", field: str | None = None, expected: str | None = None
    ) -> None:
        super().__init__(message)
        self.code = code
        self.field = field
        self.expected = expected


class TooOld(Refused):
    """The server no longer takes this version of the agent: write a new medium (426)."""


class WrongToken(Refused):
    """The token is unknown or was revoked: pair again, or put the right one in (401)."""


class Forbidden(Refused):
    """The token is known, but may not do this (403)."""


class NotThere(Refused):
    """The server does not know the thing, or, an older one, the address itself (404, 405).

    ``code`` tells: ``unknown_report``, for one, is about the thing.
    """
