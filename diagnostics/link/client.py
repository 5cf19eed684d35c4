"""The one HTTP client of the agent: reports, evidence, presence, orders, images, pairings."""

import gzip
from collections.abc import Iterator
from types import TracebackType
from typing import Self, TypeVar
from urllib.parse import quote

from diagnostics.link import understand
from diagnostics.link.answer import Answer
from diagnostics.link.errors import Garbled
from diagnostics.link.transport import Span, Transport
from diagnostics.link.trust import Trust
from diagnostics.wire import Malformed, Presence, View, Word, WordTaken, decode, encode
from diagnostics.wire.erasure import EvidenceTaken
from diagnostics.wire.pairing import Asked, Enquiry, Standing

_REPORT_TRIES, _TRIES = 5, 2
_REPORT_S, _READ_S = 30, 15
#: Beyond what the server was allowed to wait, in seconds.
_AFTER_WAITING_S = 10
#: While a file comes: then it is asked for anew, from there on.
_SILENT_S = 20

T = TypeVar("T")


class Client:
    """One server, one token; connections are kept open. To be used by several threads.

    Every method raises the family of ``link.errors.NotSent``.
    """

    def __init__(
        self,
        address: str,
        trust: Trust | None = None,
        token: str = "",
        *,
        language: str = "nl",
        backoff_s: float = 0.5,
    ) -> None:
        """Raises ValueError where the address is none, or ``http`` with a certificate to pin."""
        self.address = address
        self.trust = trust or Trust()
        self._token = token
        self._transport = Transport(address, self.trust, language, backoff_s)

    def send_report(self, content: bytes) -> Answer:
        """Send an encoded report; twice is harmless."""
        headers = {**self._bearer(), "Content-Encoding": "gzip"}
        body = gzip.compress(content)
        return understand.answer(
            self._transport.post("/reports", body, headers, tries=_REPORT_TRIES, read_s=_REPORT_S)
        )

    def send_evidence(self, content: bytes) -> EvidenceTaken:
        """Send encoded evidence of an erasure that no order carried; twice is harmless."""
        return self._ask(EvidenceTaken, "/erasures", content)

    def poll(self, presence: Presence) -> View:
        """Say that the machine is there; waits up to ``presence.wait_s`` for something new."""
        return self._ask(View, "/presence", encode(presence), wait_s=presence.wait_s)

    def say(self, order_id: str, word: Word) -> WordTaken:
        return self._ask(WordTaken, f"/orders/{quote(order_id, safe='')}/words", encode(word))

    def ask_pairing(self, asked: Asked) -> Standing:
        return self._ask(Standing, "/pairings", encode(asked))

    def pairing(self, pairing_id: str, secret: str, wait_s: float = 0) -> Standing:
        body = encode(Enquiry(secret=secret, wait_s=wait_s))
        return self._ask(Standing, f"/pairings/{quote(pairing_id, safe='')}", body, wait_s=wait_s)

    def image_file(
        self,
        image: str,
        name: str,
        /,
        *,
        start: int = 0,
        length: int | None = None,
        anew: bool = False,
    ) -> Iterator[bytes]:
        """Of an image, by its hash: "manifest", "map", or these bytes of "blocks", in pieces.

        Each piece is right as it comes; what breaks off is told then (NotSent), and whoever asks
        goes on from there. ``anew``: not what a cache on the way has kept.
        """
        headers = self._bearer() | {"Accept": "*/*"}
        if anew:
            headers |= {"Cache-Control": "no-cache", "Pragma": "no-cache"}
        path = f"/images/{quote(image, safe='')}/{quote(name, safe='')}"
        wanted = Span(start, length)
        return self._transport.get(path, headers, wanted=wanted, read_s=_SILENT_S)

    def close(self) -> None:
        self._transport.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _ask(self, kind: type[T], path: str, body: bytes, wait_s: float = 0) -> T:
        read_s = wait_s + _AFTER_WAITING_S if wait_s else _READ_S
        found = self._transport.post(path, body, self._bearer(), tries=_TRIES, read_s=read_s)
        try:
            return decode(kind, found)
        except Malformed as error:
            raise Garbled(f"the server's answer cannot be read: {error}") from error

    def _bearer(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self._token}"} if self._token else {}
