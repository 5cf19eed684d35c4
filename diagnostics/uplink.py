"""Send a report to the server, and understand what it answers.

Sending again is harmless: the report carries an id of its own, and the server counts it once.
"""

import gzip
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from diagnostics import __version__
from diagnostics.link.answer import Answer
from diagnostics.link.errors import NoConnection, NotSent, Refused

# Loaded where something is sent: it is a third of the agent's start, and most runs send nothing.
if TYPE_CHECKING:
    import urllib3

__all__ = ["PATH", "Answer", "NoConnection", "NotSent", "Refused", "endpoint", "send"]

PATH = "/api/agent/v1/reports"
_TRIES = 5
_CONNECT_S, _READ_S = 5, 30
#: A server that is being restarted, or too busy: worth another try.
_TRY_AGAIN = (429, 502, 503, 504)
_LARGEST_ANSWER = 2**20


def send(content: bytes, url: str, token: str, backoff_s: float = 0.5) -> Answer:
    """POST an encoded report. Raises NoConnection, Refused or ValueError (a wrong address)."""
    import urllib3  # noqa: PLC0415 - see above

    address = endpoint(url)
    timeout = urllib3.Timeout(connect=_CONNECT_S, read=_READ_S)
    with urllib3.PoolManager(retries=_retries(backoff_s), timeout=timeout) as pool:
        try:
            response = pool.request(
                "POST", address, body=gzip.compress(content), headers=_headers(token)
            )
        except urllib3.exceptions.HTTPError as error:
            raise NoConnection(f"{url}: {_reason(error)}") from error
    return _understand(response.status, response.data[:_LARGEST_ANSWER], response.headers)


def endpoint(url: str) -> str:
    """The full address below a server's, such as ``https://atelier.example``."""
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ValueError(f"{url!r} is no address: expected something like http://server:8000")
    return url.rstrip("/").removesuffix(PATH) + PATH


def _retries(backoff_s: float) -> "urllib3.Retry":
    import urllib3  # noqa: PLC0415 - see above

    return urllib3.Retry(
        total=_TRIES - 1,
        redirect=False,  # the token goes to the server that was named, and to no other
        backoff_factor=backoff_s,
        respect_retry_after_header=False,  # a person stands waiting
        status_forcelist=_TRY_AGAIN,
        allowed_methods={"POST"},
        raise_on_status=False,
        raise_on_redirect=False,
    )


def _headers(token: str) -> dict[str, str]:
    return {
        "Authorization": f"Bearer {token}",
        "Content-Type": "application/json",
        "Content-Encoding": "gzip",
        "Accept": "application/json",
        # A laptop with a dead battery says 2009: the server sets this off against its own clock.
        "X-Atelier-Clock": datetime.now(UTC).isoformat(),
        "User-Agent": f"atelier-agent/{__version__}",
    }


def _reason(error: "urllib3.exceptions.HTTPError") -> str:
    cause = getattr(error, "reason", None) or error
    return str(cause).rpartition("object at 0x")[2].partition(": ")[2] or str(cause)


def _understand(status: int, body: bytes, headers: Mapping[str, str]) -> Answer:
    if 300 <= status < 400:
        raise Refused(f"the server has moved to {headers.get('Location', 'an unknown address')}")
    document = _document(body)
    if status in {200, 201, 202} and isinstance(document.get("state"), str):
        return _answer(document)
    raise _refusal(status, document)


def _document(body: bytes) -> dict[str, Any]:
    try:
        document = json.loads(body)
    except ValueError:
        return {}
    return document if isinstance(document, dict) else {}


def _answer(document: dict[str, Any]) -> Answer:
    device, step = _part(document, "device"), _part(document, "next_step")
    return Answer(
        state=document["state"],
        tag=_text(device, "tag"),
        url=_text(device, "url"),
        next_name=_text(step, "name"),
        next_text=_text(step, "text"),
    )


def _refusal(status: int, document: dict[str, Any]) -> NotSent:
    error = _part(document, "error")
    message = _text(error, "message")
    if status >= 500:
        return NoConnection(message or f"the server is in trouble (status {status})")
    if message is None:
        return Refused(f"that is no Atelier server: it answered with status {status}")
    code = _text(error, "code") or ""
    return Refused(message, code, _text(error, "field"), _text(error, "expected"))


def _part(document: dict[str, Any], key: str) -> dict[str, Any]:
    part = document.get(key)
    return part if isinstance(part, dict) else {}


def _text(part: dict[str, Any], key: str) -> str | None:
    """Whatever the server says is text to show, never anything to act on."""
    value = part.get(key)
    return None if value is None else str(value)
