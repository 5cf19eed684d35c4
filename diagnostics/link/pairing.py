"""Pairing, the machine's side: a code on the screen becomes a token of the station's own."""

from dataclasses import dataclass, field

from diagnostics.link.client import Client
from diagnostics.link.errors import NotSent


class PairingOver(NotSent):
    """Refused by a person, or expired: ask anew, which gives another code."""


class PairingBroken(NotSent):
    """The answer does not come from the server on which the code was typed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Paired:
    address: str
    token: str = field(repr=False)
    #: The certificate to pin; None where its issuer is trusted anyway.
    certificate: str | None = None
    station: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pending:
    """A pairing that waits for a person."""

    address: str
    id: str
    #: As it stands on the screen: ``ABCD EFGH``.
    shown: str
    seen_certificate: str
    client: Client = field(repr=False)
    key: bytes = field(repr=False)
    secret: str = field(repr=False)


def ask(
    address: str, *, name: str = "", authority: str | None = None, language: str = "nl"
) -> Pending:
    """Ask the server at ``address`` to be paired. ``name``: maker and model of this machine.

    Raises the family of NotSent.
    """
    raise NotImplementedError


def wait(pending: Pending, wait_s: float = 25) -> Paired | None:
    """None: nobody approved it yet; call again.

    Raises PairingOver, PairingBroken, or another of the family of NotSent.
    """
    raise NotImplementedError
