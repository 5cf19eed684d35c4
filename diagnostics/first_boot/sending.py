"""One POST to the server, believed exactly as the medium believed it."""

import hashlib
import hmac
import ssl
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import Literal
from urllib.parse import urlsplit

from diagnostics.first_boot.settings import Settings
from diagnostics.link import address
from diagnostics.wire import Malformed, decode, encode
from diagnostics.wire.imaging import FirstBoot, FirstBootTaken

#: *taken*: it knows now. *unknown*: it does not know our key (any more). *later*: try again.
Outcome = Literal["taken", "unknown", "later"]

_PATH = "/first-boots"
_TIMEOUT_S = 30
_LARGEST_ANSWER = 2**16
_UNKNOWN = frozenset({401, 410})


def send(settings: Settings, told: FirstBoot) -> tuple[Outcome, str]:
    """What came of it, and why, without the server's address: that is to be forgotten."""
    try:
        status, content = _post(settings, encode(told))
    except (OSError, HTTPException, ValueError) as error:
        return "later", type(error).__name__
    if status in _UNKNOWN:
        return "unknown", f"status {status}"
    if status in {200, 201} and _is_answer(content):
        return "taken", f"status {status}"
    return "later", f"status {status}"


def _is_answer(content: bytes) -> bool:
    """A hotel's sign-in page says 200 as well."""
    try:
        decode(FirstBootTaken, content)
    except Malformed:
        return False
    return True


def _post(settings: Settings, body: bytes) -> tuple[int, bytes]:
    """Raises OSError, HTTPException, ValueError."""
    where = urlsplit(address.base(settings.server))
    connection = _connection(settings, where.scheme, where.hostname or "", where.port)
    headers = {
        "Authorization": f"Bearer {settings.key}",
        "Content-Type": "application/json",
        "Accept": "application/json",
    }
    try:
        connection.connect()
        _require_pinned(connection, settings.fingerprint)
        connection.request("POST", where.path + _PATH, body, headers)
        answer = connection.getresponse()
        return answer.status, answer.read(_LARGEST_ANSWER)
    finally:
        connection.close()


def _connection(settings: Settings, scheme: str, host: str, port: int | None) -> HTTPConnection:
    if scheme == "https":
        context = settings.trust.context()
        return HTTPSConnection(host, port, timeout=_TIMEOUT_S, context=context)
    if settings.fingerprint:
        raise ValueError("a certificate is to be compared, and the address has none")
    return HTTPConnection(host, port, timeout=_TIMEOUT_S)


def _require_pinned(connection: HTTPConnection, fingerprint: str | None) -> None:
    """Before a byte of ours is sent. Raises OSError."""
    if fingerprint is None:
        return
    sock = connection.sock
    raw = sock.getpeercert(binary_form=True) if isinstance(sock, ssl.SSLSocket) else None
    if raw is None or not hmac.compare_digest(hashlib.sha256(raw).hexdigest(), fingerprint):
        raise ssl.SSLError("the server shows another certificate")
