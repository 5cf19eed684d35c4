"""One POST: over a connection that is kept, within a time, no larger than it may be."""

import time
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from diagnostics import __version__
from diagnostics.link import understand
from diagnostics.link.address import base
from diagnostics.link.errors import Garbled, NoConnection
from diagnostics.link.trust import Trust

# Loaded where something is sent: it is a third of the agent's start, and most runs send nothing.
if TYPE_CHECKING:
    import urllib3

_CONNECT_S = 5
_LARGEST_ANSWER = 2**20
_CHUNK = 2**16
#: Report, poll and words may be under way at once.
_CONNECTIONS = 4


class Transport:
    """Raises ValueError where ``address`` is none, or cannot be trusted as asked."""

    def __init__(self, address: str, trust: Trust, language: str, backoff_s: float) -> None:
        self._base = base(address)
        self._address = address
        self._language = language
        self._backoff_s = backoff_s
        self._pool = _pool(self._base, trust)

    def post(
        self, path: str, body: bytes, headers: dict[str, str], *, tries: int, read_s: float
    ) -> understand.Document:
        """The document that the server answers. Raises the family of NotSent."""
        from http.client import HTTPException  # noqa: PLC0415 - see above

        import urllib3  # noqa: PLC0415

        try:
            response = self._pool.request(
                "POST",
                self._base + path,
                body=body,
                headers={**self._headers(), **headers},
                retries=_retries(tries, self._backoff_s),
                timeout=urllib3.Timeout(connect=_CONNECT_S, read=read_s),
                preload_content=False,
            )
            content = _content(response, read_s)
        except urllib3.exceptions.HTTPError as error:
            raise understand.failure(error, self._address) from error
        except (OSError, HTTPException) as error:  # while reading: urllib3 passes some on as is
            raise NoConnection(f"{self._address}: {error}") from error
        return understand.document(response.status, content, response.headers)

    def close(self) -> None:
        self._pool.clear()

    def _headers(self) -> dict[str, str]:
        return {
            "Content-Type": "application/json",
            "Accept": "application/json",
            "Accept-Language": self._language,
            # A laptop with a dead battery says 2009: the server sets this off against its own.
            "X-Atelier-Clock": datetime.now(UTC).isoformat(),
            "X-Atelier-Agent": __version__,
            "User-Agent": f"atelier-agent/{__version__}",
        }


def _pool(address: str, trust: Trust) -> "urllib3.PoolManager":
    import urllib3  # noqa: PLC0415 - see above

    # A wrong clock is told in words of our own; this one would be printed across the screen.
    urllib3.disable_warnings(urllib3.exceptions.SystemTimeWarning)
    if address.startswith("https:"):
        return urllib3.PoolManager(maxsize=_CONNECTIONS, **trust.pool_options())
    if trust.fingerprint:
        raise ValueError(f"{address} has no certificate to compare: write https://")
    return urllib3.PoolManager(maxsize=_CONNECTIONS)


def _retries(tries: int, backoff_s: float) -> "urllib3.Retry":
    import urllib3  # noqa: PLC0415 - see above

    return urllib3.Retry(
        total=tries - 1,
        other=0,  # a certificate does not get better
        redirect=False,  # the token goes to the server that was named, and to no other
        backoff_factor=backoff_s,
        respect_retry_after_header=False,  # a person stands waiting
        status_forcelist=understand.TRY_AGAIN,
        allowed_methods={"POST"},
        raise_on_status=False,
        raise_on_redirect=False,
    )


def _content(response: Any, seconds: float) -> bytes:
    """All of the answer; a server that sends without end, or drop by drop, is left alone."""
    try:
        content = _all(response, seconds)
    except BaseException:
        response.close()
        raise
    response.drain_conn()  # gives the connection back
    return content


def _all(response: Any, seconds: float) -> bytes:
    read, ends, content = _reader(response), time.monotonic() + seconds, bytearray()
    while part := read(_CHUNK):
        content += part
        if len(content) > _LARGEST_ANSWER or time.monotonic() > ends:
            raise Garbled("the server's answer is too long, or comes too slowly")
    if len(content) < _told_length(response.headers):  # urllib3 1.26 does not mind
        raise NoConnection("the server's answer broke off")
    return bytes(content)


def _told_length(headers: Mapping[str, str]) -> int:
    told = headers.get("Content-Length", "")
    return int(told) if told.isascii() and told.isdigit() else 0


def _reader(response: Any) -> Any:
    """Reads what is there already; urllib3 1.26 itself can only wait for all that is asked for."""
    return getattr(response, "read1", None) or response._fp.read1  # noqa: SLF001
