"""The server that is spoken with now: threads wait for it, and it may change or go."""

from collections.abc import Callable, Iterator
from typing import Protocol

from diagnostics.link.answer import Answer
from diagnostics.link.errors import NoConnection
from diagnostics.link.trust import Trust
from diagnostics.resident.board import Board
from diagnostics.wire import Presence, View, Word, WordTaken
from diagnostics.wire.erasure import EvidenceTaken


class Server(Protocol):
    """Such as ``link.client.Client``; all raise the family of NotSent."""

    address: str
    trust: Trust

    def send_report(self, content: bytes) -> Answer: ...
    def send_evidence(self, content: bytes) -> EvidenceTaken: ...
    def poll(self, presence: Presence) -> View: ...
    def say(self, order_id: str, word: Word) -> WordTaken: ...
    def image_file(
        self,
        image: str,
        name: str,
        /,
        *,
        start: int = 0,
        length: int | None = None,
        anew: bool = False,
    ) -> Iterator[bytes]: ...


class Contact:
    """Also a ``Line`` for the orders: it says them to whichever server is there.

    Whoever waits here is let go when the agent ends (``ending.Ended``).
    """

    def __init__(self, board: Board) -> None:
        self._server: Server | None = None
        self._changed = board.waiting()
        self._nudge = 0

    @property
    def server(self) -> Server | None:
        return self._server

    def make(self, server: Server | None) -> None:
        """From now on this one; None: none. Whoever rests tries again now."""
        with self._changed:
            self._server = server
            self._nudge += 1
            self._changed.notify_all()

    def lost(self, server: Server) -> None:
        """Our token is taken no more there; whoever waits for that goes on."""
        with self._changed:
            if self._server is server:
                self._server = None
            self._changed.notify_all()

    def wait(
        self, timeout_s: float | None = None, over: Callable[[], bool] = lambda: False
    ) -> Server | None:
        """The server, as soon as there is one; None after the timeout, or as soon as it is
        ``over``: whoever makes it so says ``hurry``.
        """
        with self._changed:
            self._changed.wait_for(lambda: self._server is not None or over(), timeout_s)
            return self._server

    def wait_until_gone(self, server: Server) -> None:
        with self._changed:
            self._changed.wait_for(lambda: self._server is not server)

    def rest(self, seconds: float, over: Callable[[], bool] = lambda: False) -> None:
        """Wait before another try; ``hurry``, or another server, ends it at once.

        ``over``: what ends it too, or already did; whoever makes it so says ``hurry``.
        """
        with self._changed:
            before = self._nudge
            self._changed.wait_for(lambda: self._nudge != before or over(), seconds)

    def hurry(self) -> None:
        """The network came back: whoever rests tries again now."""
        with self._changed:
            self._nudge += 1
            self._changed.notify_all()

    def say(self, order_id: str, word: Word) -> WordTaken:
        server = self._server
        if server is None:
            raise NoConnection("no server is known yet")
        return server.say(order_id, word)
