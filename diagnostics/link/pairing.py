"""Pairing, the machine's side: a code on the screen becomes a token of the station's own."""

import hashlib
import hmac
import secrets
import uuid
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from diagnostics import __version__
from diagnostics.link import proof
from diagnostics.link.address import is_private
from diagnostics.link.client import Client
from diagnostics.link.errors import NotSent, NotTrusted
from diagnostics.link.trust import Trust
from diagnostics.wire import pairing as wire


class PairingOver(NotSent):
    """Refused by a person, or expired: ask anew, which gives another code."""

    def __init__(self, state: wire.PairingState) -> None:
        super().__init__(f"the pairing is {state}")
        self.state = state


class NotPrivate(NotSent):
    """The address is one of plain HTTP: whoever listens would have the token with its first use."""


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
    """A pairing that waits for a person. ``close`` it when it is over."""

    address: str
    id: str
    #: As it stands on the screen: ``ABCD EFGH``.
    shown: str = field(repr=False)
    #: SHA-256 of the certificate that was seen; empty where its issuer is trusted.
    seen_certificate: str
    client: Client = field(repr=False)
    key: bytes = field(repr=False)
    secret: str = field(repr=False)

    def close(self) -> None:
        self.client.close()


def ask(
    address: str,
    *,
    name: str = "",
    authority: str | None = None,
    language: str = "nl",
    announced: bool = False,
) -> Pending:
    """Ask the server at ``address`` to be paired. ``name``: maker and model of this machine.

    ``announced``: the server said its address itself, and no person did. That address is proven
    too then, as whoever announces it may have a good certificate for a name of their own.

    Over plain HTTP only a server on this machine is asked, also where a person wrote the address:
    a token that nobody carried here by hand is to stay between the two.

    Raises the family of NotSent, or ValueError (no address).
    """
    if not is_private(address):
        raise NotPrivate(f"{address}: pairing needs https")
    seen = _seen(address, authority)
    trust = Trust(fingerprint=seen) if seen else Trust(authority=authority)
    code, pairing_id = wire.new_code(), str(uuid.uuid4())
    pending = Pending(
        address=address,
        id=pairing_id,
        shown=wire.shown(code),
        seen_certificate=seen,
        client=Client(address, trust, language=language),
        key=wire.derive(code, pairing_id),
        secret=secrets.token_urlsafe(24),
    )
    try:
        _standing(pending.client.ask_pairing(_asked(pending, name, announced)))
    except BaseException:
        pending.close()
        raise
    return pending


def _asked(pending: Pending, name: str, announced: bool) -> wire.Asked:
    return wire.Asked(
        id=pending.id,
        code_mac=wire.proof(pending.key, "code"),
        seen_certificate=pending.seen_certificate,
        seen_mac=wire.seen(
            pending.key, pending.seen_certificate, pending.address if announced else ""
        ),
        agent_version=__version__,
        name=name,
        secret_hash=hashlib.sha256(pending.secret.encode()).hexdigest(),
    )


def wait(pending: Pending, wait_s: float = 25) -> Paired | None:
    """None: nobody approved it yet; call again.

    Raises PairingOver, PairingBroken, or another of the family of NotSent.
    """
    standing = _standing(pending.client.pairing(pending.id, pending.secret, wait_s))
    if standing.state == "waiting":
        return None
    return Paired(
        address=pending.address,
        token=_token(pending, standing),
        certificate=pending.seen_certificate or None,
        station=standing.station,
    )


def _seen(address: str, authority: str | None) -> str:
    """The certificate to be proven by the pairing itself; empty: its issuer vouches for it."""
    if urlsplit(address).scheme != "https":
        return ""
    try:
        proof.prove(address, Trust(authority=authority))
    except NotTrusted as error:
        # A wrong clock is set first; whoever pins because of it would pin what is renewed monthly.
        if error.doubt not in {"unknown_issuer", "other_name"}:
            raise
        return proof.fingerprint(address)
    return ""


def _standing(standing: wire.Standing) -> wire.Standing:
    if standing.state in {"refused", "expired"}:
        raise PairingOver(standing.state)
    return standing


def _token(pending: Pending, standing: wire.Standing) -> str:
    """Proven to come from whoever knows the code: the server on which it was typed."""
    try:
        token = wire.reveal(pending.key, standing.hidden_token)
    except ValueError:
        token = ""
    expected = wire.proof(pending.key, "token", token, pending.seen_certificate)
    answered = standing.answer_mac.encode()
    if not token or not hmac.compare_digest(expected.encode(), answered):
        raise PairingBroken("the server does not know the code: somebody may stand in between")
    return token
