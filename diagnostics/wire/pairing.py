"""Pairing: how a machine that found a server by itself comes to trust it, and to be trusted.

The machine's screen shows a short code; a coordinator types it on the server's page *Stations*. The
code itself never travels over the network. From it both sides derive a key, and with that

- the machine proves (``seen_mac``) which certificate it saw, so that the server can refuse when
  somebody stands between them; where a known issuer vouches for a server that announced itself,
  which address that was: anybody may have a good certificate for a name of their own;
- the server proves (``answer_mac``) that the person's code reached *it*, and hides the token.

The code has 40 random bits, is good for one pairing and for ten minutes, and the derivation is
slow: whoever listens cannot try all codes in that time.
"""

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlsplit

#: Crockford's base 32: nothing in it is mistaken for something else, aloud or on paper.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE_LENGTH = 8
#: A pairing that nobody approved is over after so many seconds.
GOOD_FOR_S = 600
_LOOK_ALIKE = str.maketrans("OILU", "011V", "- ")
_SCRYPT = {"n": 2**14, "r": 8, "p": 1, "maxmem": 64 * 2**20, "dklen": 32}

PairingState = Literal["waiting", "approved", "refused", "expired"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """The machine asks to be paired. Asked twice (same ``id``), it counts once."""

    #: Made by the machine (UUID); salt of the key as well.
    id: str
    #: ``proof(key, "code")``: by this the server recognises the code that a person types.
    code_mac: str
    #: SHA-256 of the certificate that the machine saw (hexadecimal), empty where its issuer is
    #: one the machine trusts anyway.
    seen_certificate: str
    #: ``seen(key, seen_certificate, address)``
    seen_mac: str
    agent_version: str
    #: What the machine is, for the person who approves: maker and model.
    name: str = ""
    #: SHA-256 (hexadecimal) of a secret that the machine sends along when it asks how it stands.
    secret_hash: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Enquiry:
    """The machine asks how its pairing stands: ``POST /pairings/<id>``."""

    #: What ``Asked.secret_hash`` was made from.
    secret: str
    #: How long the server may wait for something new before it answers, in seconds.
    wait_s: float = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How a pairing stands."""

    state: PairingState
    #: The station's token, hidden by ``hide``; only when approved.
    hidden_token: str = ""
    #: ``proof(key, "token", token, seen_certificate)``
    answer_mac: str = ""
    #: The name that the coordinator gave the station.
    station: str = ""


def new_code() -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))


def shown(code: str) -> str:
    """``ABCD EFGH``: as it stands on the screen."""
    return f"{code[:4]} {code[4:]}"


def tidy(typed: str) -> str:
    """What a person typed as a code; whatever looks alike counts as the same."""
    return typed.upper().translate(_LOOK_ALIKE)


def derive(code: str, pairing_id: str) -> bytes:
    """The key of both sides. Takes some 50 ms and 16 MB, on purpose."""
    return hashlib.scrypt(tidy(code).encode(), salt=pairing_id.encode(), **_SCRYPT)


def proof(key: bytes, what: str, *words: str) -> str:
    """HMAC-SHA-256 over what is claimed, in hexadecimal. Compare with ``hmac.compare_digest``."""
    message = "\0".join(("atelier.pairing", what, *words)).encode()
    return hmac.new(key, message, hashlib.sha256).hexdigest()


def seen(key: bytes, certificate: str, address: str = "") -> str:
    """Which server the machine has before it: its certificate, or the address that it announced.

    ``address`` is left out where a person said it, and does not count beside a certificate.
    """
    words = ("", _place(address)) if address and not certificate else (certificate,)
    return proof(key, "seen", *words)


def hide(key: bytes, token: str) -> str:
    """The token XORed with a stream that only holders of the key can make; in hexadecimal.

    A key is used for one token: the pairing's id is in it, and a pairing gives one station.
    """
    return _xor(key, token.encode()).hex()


def reveal(key: bytes, hidden: str) -> str:
    """Raises ValueError where ``hidden`` is not what ``hide`` makes with this key."""
    return _xor(key, bytes.fromhex(hidden)).decode("ascii")


def _place(address: str) -> str:
    """``host:port``, however the address was written; what is no address stays as it is."""
    try:
        parts = urlsplit(address.strip())
        return f"{(parts.hostname or '').rstrip('.')}:{parts.port or 443}"
    except ValueError:
        return address


def _xor(key: bytes, text: bytes) -> bytes:
    stream = hashlib.shake_256(key + b"\0atelier.pairing\0token").digest(len(text))
    return bytes(one ^ other for one, other in zip(text, stream, strict=True))
