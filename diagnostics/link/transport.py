"""One POST, or one GET of a stretch of a file: over a connection that is kept, within a time."""

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
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
#: Of a file: what fits a processor's cache.
_PIECE = 2**18
#: Report, poll, words and an image may be under way at once.
_CONNECTIONS = 5


@dataclass(frozen=True, slots=True)
class Span:
    """Bytes of a file: ``length`` of them from ``start`` on; None: all that there are."""

    start: int = 0
    length: int | None = None

    @property
    def headers(self) -> dict[str, str]:
        if self.length is None:
            return {"Range": f"bytes={self.start}-"} if self.start else {}
        return {"Range": f"bytes={self.start}-{self.start + self.length - 1}"}


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
        with self._in_words():
            response = self._pool.request(
                "POST",
                self._base + path,
                body=body,
                headers={**self._headers(), **headers},
                retries=_retries(tries, self._backoff_s),
                timeout=_timeout(read_s),
                preload_content=False,
            )
            content = _content(response, read_s)
        return understand.document(response.status, content, response.headers)

    def get(
        self, path: str, headers: dict[str, str], *, wanted: Span, read_s: float
    ) -> Iterator[bytes]:
        """The bytes of a file, in pieces, all that were wanted. Raises the family of NotSent, also
        in the midst of it; what came by then is right.

        Once: whoever asks knows where to go on. ``read_s``: silence, in seconds, that is too long.
        """
        with self._in_words():
            response = self._pool.request(
                "GET",
                self._base + path,
                headers={**self._headers(), "Accept-Encoding": "identity", **headers}
                | wanted.headers,
                retries=False,
                timeout=_timeout(read_s),
                preload_content=False,
            )
        try:
            yield from self._pieces(response, wanted, read_s)
        except BaseException:  # whoever asked may have had enough
            response.close()
            raise
        response.drain_conn()  # gives the connection back

    def _pieces(self, response: Any, wanted: Span, read_s: float) -> Iterator[bytes]:
        with self._in_words():
            left = _told(response, wanted, read_s)
        while left:
            with self._in_words():
                piece = _reader(response)(min(_PIECE, left))
            if not piece:
                raise NoConnection(f"{self._address}: the server's answer broke off")
            left -= len(piece)
            yield piece

    @contextmanager
    def _in_words(self) -> Iterator[None]:
        """What the network does wrong, as the family of NotSent."""
        from http.client import HTTPException  # noqa: PLC0415 - see above

        import urllib3  # noqa: PLC0415

        try:
            yield
        except urllib3.exceptions.HTTPError as error:
            raise understand.failure(error, self._address) from error
        except (OSError, HTTPException) as error:  # while reading: urllib3 passes some on as is
            raise NoConnection(f"{self._address}: {error}") from error

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


def _timeout(read_s: float) -> "urllib3.Timeout":
    import urllib3  # noqa: PLC0415 - see above

    return urllib3.Timeout(connect=_CONNECT_S, read=read_s)


def _told(response: Any, wanted: Span, read_s: float) -> int:
    """How many bytes of a file are coming. Raises the family of NotSent where it is none."""
    if response.status not in {200, 206}:
        understand.document(response.status, _content(response, read_s), response.headers)
        raise Garbled(f"the server answered with status {response.status} where a file was asked")
    if response.headers.get("Content-Encoding", "identity") != "identity":
        raise Garbled("the server sends something else than the file itself")
    if response.status == 200 and wanted.headers:
        raise Garbled("the server, or what stands before it, cannot send a part of a file")
    length = _told_length(response.headers)
    if wanted.headers and response.headers.get("Content-Range", "").rpartition("/")[0] != (
        f"bytes {wanted.start}-{wanted.start + length - 1}"
    ):
        raise Garbled("the server sends another part of the file than was asked")
    if wanted.length not in {None, length}:
        raise Garbled(f"the server sends {length} bytes, and was asked for {wanted.length}")
    return length


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
