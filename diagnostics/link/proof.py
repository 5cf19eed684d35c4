"""A look at a server's certificate that sends nothing: before anything is trusted."""

import contextlib
import hashlib
import http.client
import socket
import ssl
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

from diagnostics.link import understand
from diagnostics.link.errors import NoConnection, NotTrusted
from diagnostics.link.trust import Trust

_SECONDS = 8
#: X509_V_FLAG_NO_CHECK_TIME of OpenSSL, for which Python has no name.
_ANY_TIME = 0x200000


@dataclass(frozen=True, slots=True)
class Validity:
    """From when to when a certificate counts."""

    begins: datetime
    ends: datetime

    def covers(self, when: datetime) -> bool:
        return self.begins <= when <= self.ends


def prove(address: str, trust: Trust) -> None:
    """Raises NotTrusted where the server at ``address`` is not who ``trust`` asks for."""
    with _handshake(address, trust.context()) as connection:
        _compare(connection, trust, address)


def fingerprint(address: str) -> str:
    """SHA-256 of whatever certificate is shown. Raises NoConnection."""
    with _handshake(address, _unverified()) as connection:
        return _digest(connection)


def validity(address: str, trust: Trust) -> Validity | None:
    """Of a server that is who ``trust`` asks for, dates aside; None where it is pinned.

    Raises NotTrusted.
    """
    context = trust.context()
    context.verify_flags = ssl.VerifyFlags(context.verify_flags | _ANY_TIME)
    with _handshake(address, context) as connection:
        _compare(connection, trust, address)
        shown = connection.getpeercert() or {}
    if "notBefore" not in shown:
        return None
    return Validity(_time(str(shown["notBefore"])), _time(str(shown["notAfter"])))


def date(address: str) -> datetime:
    """What the server says the time is; nobody vouches for it. Raises NoConnection."""
    parts = urlsplit(address)
    connection = _connection(parts.scheme, parts.hostname or "", parts.port)
    try:
        connection.request("HEAD", "/")
        text = connection.getresponse().getheader("Date")
        return parsedate_to_datetime(text or "").astimezone(UTC)
    except (OSError, http.client.HTTPException, ValueError, OverflowError) as error:
        raise NoConnection(f"{address}: no date: {error}") from error
    finally:
        connection.close()


def _connection(scheme: str, host: str, port: int | None) -> http.client.HTTPConnection:
    if scheme == "https":
        return http.client.HTTPSConnection(host, port, timeout=_SECONDS, context=_unverified())
    return http.client.HTTPConnection(host, port, timeout=_SECONDS)


def _unverified() -> ssl.SSLContext:
    """Only to look: no token and no report goes over it."""
    return Trust(fingerprint="look").context()


@contextlib.contextmanager
def _handshake(address: str, context: ssl.SSLContext) -> Iterator[ssl.SSLSocket]:
    parts = urlsplit(address)
    host, port = parts.hostname or "", parts.port or 443
    try:
        with (
            socket.create_connection((host, port), timeout=_SECONDS) as plain,
            context.wrap_socket(plain, server_hostname=host) as connection,
        ):
            yield connection
    except ssl.SSLError as error:
        raise NotTrusted(f"{address}: {error}", understand.doubt(error)) from error
    except (OSError, ValueError) as error:
        raise NoConnection(f"{address}: {error}") from error


def _compare(connection: ssl.SSLSocket, trust: Trust, address: str) -> None:
    if trust.fingerprint and _digest(connection) != trust.fingerprint:
        raise NotTrusted(f"{address}: not the certificate of the pairing", "other_certificate")


def _digest(connection: ssl.SSLSocket) -> str:
    return hashlib.sha256(connection.getpeercert(binary_form=True) or b"").hexdigest()


def _time(text: str) -> datetime:
    return datetime.fromtimestamp(ssl.cert_time_to_seconds(text), UTC)
