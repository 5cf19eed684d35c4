"""The one HTTP client of the agent: reports, presence, words of orders, pairings."""

from types import TracebackType
from typing import Self

from diagnostics.link.answer import Answer
from diagnostics.link.trust import Trust
from diagnostics.wire import Presence, View, Word, WordTaken
from diagnostics.wire.pairing import Asked, Standing


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
        """Raises ValueError where the address is none."""
        raise NotImplementedError

    def send_report(self, content: bytes) -> Answer:
        """Send an encoded report; twice is harmless."""
        raise NotImplementedError

    def poll(self, presence: Presence) -> View:
        """Say that the machine is there; waits up to ``presence.wait_s`` for something new."""
        raise NotImplementedError

    def say(self, order_id: str, word: Word) -> WordTaken:
        raise NotImplementedError

    def ask_pairing(self, asked: Asked) -> Standing:
        raise NotImplementedError

    def pairing(self, pairing_id: str, secret: str, wait_s: float = 0) -> Standing:
        raise NotImplementedError

    def close(self) -> None:
        raise NotImplementedError

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()
