"""What an HTTP answer means: a document, or what went wrong."""

import json
import re
import ssl
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from diagnostics.link.answer import Answer
from diagnostics.link.errors import (
    Doubt,
    Forbidden,
    Garbled,
    NoConnection,
    NotSent,
    NotThere,
    NotTrusted,
    Refused,
    TooOld,
    WrongToken,
)

if TYPE_CHECKING:
    import urllib3

Document = dict[str, Any]

#: A server that is being restarted, or too busy: worth another try.
TRY_AGAIN = (429, 502, 503, 504)
_KINDS: Mapping[int, type[Refused]] = {
    401: WrongToken,
    403: Forbidden,
    404: NotThere,
    405: NotThere,
    426: TooOld,
}
#: OpenSSL's numbers, see x509_vfy.h.
_DOUBTS: Mapping[int, Doubt] = {
    9: "dates",
    10: "dates",
    18: "unknown_issuer",
    19: "unknown_issuer",
    20: "unknown_issuer",
    21: "unknown_issuer",
    62: "other_name",
    64: "other_name",
}


def document(status: int, body: bytes, headers: Mapping[str, str]) -> Document:
    """The JSON object of a good answer. Raises the family of NotSent."""
    if 300 <= status < 400:
        raise Refused(f"the server has moved to {headers.get('Location', 'an unknown address')}")
    found = _object(body)
    if status not in {200, 201, 202}:
        raise _refusal(status, found)
    if found is None:
        raise _stranger(status)
    return found


def answer(found: Document) -> Answer:
    """What became of a report. Raises Garbled."""
    if not isinstance(found.get("state"), str):
        raise _stranger(200)
    device, step = _part(found, "device"), _part(found, "next_step")
    return Answer(
        state=found["state"],
        tag=_text(device, "tag"),
        url=_text(device, "url"),
        next_name=_text(step, "name"),
        next_text=_text(step, "text"),
    )


def failure(error: "urllib3.exceptions.HTTPError", address: str) -> NoConnection:
    """What urllib3 met, in words."""
    from urllib3.exceptions import SSLError  # noqa: PLC0415 - a third of the agent's start

    cause = getattr(error, "reason", None) or error
    text = f"{address}: {_bare(cause)}"
    if isinstance(cause, SSLError):
        return NotTrusted(text, _doubt(cause))
    return NoConnection(text)


def doubt(error: ssl.SSLError) -> Doubt:
    """Why Python's own TLS does not trust a server."""
    return _DOUBTS.get(getattr(error, "verify_code", 0), "other")


def _doubt(error: Exception) -> Doubt:
    cause = error.args[0] if error.args else None
    if "ingerprint" in str(error):
        return "other_certificate"
    if "doesn't match" in str(error):
        return "other_name"
    return doubt(cause) if isinstance(cause, ssl.SSLError) else "other"


def _bare(cause: object) -> str:
    """Without the ``<… object at 0x7f…>: `` that urllib3 puts first."""
    return re.sub(r"^.*object at 0x[0-9a-f]+>?: ", "", str(cause))


def _object(body: bytes) -> Document | None:
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def _refusal(status: int, found: Document | None) -> NotSent:
    error = _part(found or {}, "error")
    message = _text(error, "message")
    if status >= 500 or status in TRY_AGAIN:
        return NoConnection(message or f"the server is in trouble (status {status})")
    if message is None:
        return _stranger(status)
    code = _text(error, "code") or ""
    kind = _KINDS.get(status, Refused)
    return kind(message, code, _text(error, "field"), _text(error, "expected"))


def _stranger(status: int) -> Garbled:
    return Garbled(f"that is no Atelier server: it answered with status {status}")


def _part(found: Document, key: str) -> Document:
    part = found.get(key)
    return part if isinstance(part, dict) else {}


def _text(part: Document, key: str) -> str | None:
    """Whatever the server says is text to show, never anything to act on."""
    value = part.get(key)
    return None if value is None else str(value)
