"""The files of an image from the server, by ranges of bytes; one that is away is waited for."""

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Protocol

from diagnostics.imaging.sources import Awaited, Name, NoImage, NotGiven, SomethingElse
from diagnostics.link.errors import Forbidden, Garbled, NotSent, NotThere, Refused, WrongToken

#: So much is asked for at once, and up to a multiple of it: what lies at a bench is kept in slices.
RANGE_BYTES = 16 * 2**20
#: Before another try, in seconds: the first one, and at most.
_FIRST_S, _MOST_S = 0.5, 10.0
#: A server that is away comes back. One whose proxy cannot find the files answers so for ever.
_STRANGE_S = 600.0


class Server(Protocol):
    """Such as ``link.client.Client``; raises the family of NotSent, also in the midst of it."""

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


@dataclass(slots=True)
class HttpSource:
    """``rest(seconds)`` waits; what it raises ends the work. ``lost`` is told of each outage once.

    ``server``: the one that is spoken with at the moment; None: there is none.
    """

    image: str
    server: Callable[[], Server | None]
    rest: Callable[[float], None]
    lost: Callable[[str], None] = lambda _why: None
    range_bytes: int = RANGE_BYTES
    first_s: float = _FIRST_S
    strange_s: float = _STRANGE_S
    clock: Callable[[], float] = time.monotonic
    fetched: int = 0
    retries: int = 0
    _away: bool = False
    #: Since when nothing came but what is no answer of ours.
    _strange_since: float | None = None
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def awaits(self) -> Awaited | None:
        return "server" if self._away else None

    def document(self, name: Name, most_bytes: int, /, *, anew: bool = False) -> bytes:
        pause_s = self.first_s
        while True:
            try:
                content = self._whole(name, most_bytes, anew=anew)
            except NotSent as error:
                self._wait(error, pause_s)
                pause_s = min(pause_s * 2, _MOST_S)
            else:
                self._is_back()
                return content

    def stream(self, start: int, length: int, /, *, anew: bool = False) -> Iterator[bytes]:
        at, end, pause_s = start, start + length, self.first_s
        while at < end:
            try:
                for piece in self._ask("blocks", at, self._until(at, end) - at, anew=anew):
                    at += len(piece)
                    pause_s = self.first_s
                    self._is_back()
                    yield piece
            except NotSent as error:
                self._wait(error, pause_s)
                pause_s = min(pause_s * 2, _MOST_S)

    def _until(self, at: int, end: int) -> int:
        return min((at // self.range_bytes + 1) * self.range_bytes, end)

    def _whole(self, name: Name, most_bytes: int, *, anew: bool) -> bytes:
        content = bytearray()
        for piece in self._ask(name, 0, None, anew=anew):
            content += piece
            if len(content) > most_bytes:
                raise NotGiven(f"the {name} of the image is more than {most_bytes} bytes")
        return bytes(content)

    def _ask(self, name: str, start: int, length: int | None, *, anew: bool) -> Iterator[bytes]:
        server = self.server()
        if server is None:
            raise NotSent("no server is known at the moment")
        for piece in server.image_file(self.image, name, start=start, length=length, anew=anew):
            with self._lock:
                self.fetched += len(piece)
            yield piece

    def _is_back(self) -> None:
        self._away, self._strange_since = False, None

    def _wait(self, error: NotSent, seconds: float) -> None:
        """Raises NoImage, NotGiven, SomethingElse where no waiting helps."""
        if isinstance(error, NotThere):
            raise NoImage(str(error)) from error
        # A station may be let in again, or paired anew, while we wait.
        if isinstance(error, Refused) and not isinstance(error, WrongToken | Forbidden):
            raise NotGiven(str(error)) from error
        self._bear(error)
        with self._lock:
            self.retries += 1
            told, self._away = self._away, True
        if not told:
            self.lost(str(error))
        self.rest(seconds)

    def _bear(self, error: NotSent) -> None:
        """What is no answer of ours may be a hotel's page, or a proxy that is set up by now."""
        if not isinstance(error, Garbled):
            self._strange_since = None
            return
        now = self.clock()
        if self._strange_since is None:
            self._strange_since = now
        if (seconds := now - self._strange_since) >= self.strange_s:
            message = f"for {seconds:.0f} s nothing of the image came: {error}"
            raise SomethingElse(message) from error
