"""The blocks of an image as the server sends them to many at once (udpcast), as far as they come.

Whatever does not, is asked for by HTTP: what was sent before this machine listened, what comes
after the receiver gave up, and each block that is not what its hash says.
"""

import fcntl
import os
import select
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from diagnostics.imaging.sources import Awaited, Name, Source
from diagnostics.run import RunError, Running, Starter
from diagnostics.wire.imaging import Multicast

#: The sender waits for the last of its machines; and what goes on may pause for so long.
_START_S, _SILENT_S = 330, 60
_PIECE = 2**18
_LOOK_S = 0.2
#: Of the pipe, in bytes: the kernel's own most, for whoever is not asked.
_PIPE_BYTES = 2**20


@dataclass(slots=True)
class MulticastSource:
    """The first stretch that is asked for comes so; everything else from ``behind``."""

    behind: Source
    how: Multicast
    start: Starter
    #: As of ``HttpSource``: what it raises ends the work.
    rest: Callable[[float], None]
    #: Told once, in English: how much came so, and why no more.
    told: Callable[[str], None] = lambda _what: None
    start_s: int = _START_S
    silent_s: int = _SILENT_S
    #: For tests: the card to listen at; None: the one with the route there.
    interface: str | None = None
    _came: int = 0
    _used: bool = False
    #: The receiver listens, and nothing was sent yet.
    _listens: bool = False
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def fetched(self) -> int:
        return self._came + self.behind.fetched

    @property
    def retries(self) -> int:
        return self.behind.retries

    @property
    def awaits(self) -> Awaited | None:
        return "others" if self._listens else self.behind.awaits

    def document(self, name: Name, most_bytes: int, /, *, anew: bool = False) -> bytes:
        return self.behind.document(name, most_bytes, anew=anew)

    def stream(self, start: int, length: int, /, *, anew: bool = False) -> Iterator[bytes]:
        done = 0
        if not anew and self._is_first():
            for piece in self._received(start, length):
                done += len(piece)
                yield piece
        if done < length:
            yield from self.behind.stream(start + done, length - done, anew=anew)

    def _is_first(self) -> bool:
        with self._lock:
            used, self._used = self._used, True
            return not used

    def _received(self, start: int, length: int) -> Iterator[bytes]:
        """From ``start`` on, for as long as it comes; it begins at the beginning of the file."""
        try:
            for at, piece in self._all():
                part = piece[max(start - at, 0) : max(start + length - at, 0)]
                if part:
                    yield part
                if at + len(piece) >= start + length:
                    break
        except (RunError, OSError) as error:
            self.told(f"nothing more came by multicast: {error}")
        self.told(f"{self._came} bytes came by multicast")

    def _all(self) -> Iterator[tuple[int, bytes]]:
        """``(place in the file, bytes)``. Raises RunError, OSError."""
        with _pipe() as (path, descriptor):
            receiver = self.start(self._command(path))
            self._listens = True
            try:
                while piece := self._piece(receiver, descriptor):
                    self._listens = False
                    at, self._came = self._came, self._came + len(piece)
                    yield at, piece
            finally:
                self._listens = False
                receiver.stop()

    def _piece(self, receiver: Running, descriptor: int) -> bytes:
        """Empty: nothing more comes."""
        while True:
            over = receiver.wait() is not None  # asked first: what it left is read all the same
            if select.select([descriptor], [], [], 0 if over else _LOOK_S)[0]:
                return os.read(descriptor, _PIECE)
            if over:
                return b""
            self.rest(0)

    def _command(self, path: Path) -> list[str]:
        found = ["udp-receiver", "--nokbd", "--nosync", "--no-progress", "--file", str(path)]
        found += ["--portbase", str(self.how.port)]
        found += ["--start-timeout", str(self.start_s), "--receive-timeout", str(self.silent_s)]
        if self.how.rendezvous:
            found += ["--mcast-rdv-address", self.how.rendezvous]
        return found + (["--interface", self.interface] if self.interface else [])


@contextmanager
def _pipe() -> Iterator[tuple[Path, int]]:
    """A named one: the receiver waits where we are slower. Open both ways, it never ends early."""
    with tempfile.TemporaryDirectory(prefix="atelier-") as folder:
        path = Path(folder) / "blocks"
        os.mkfifo(path, 0o600)
        descriptor = os.open(path, os.O_RDWR | os.O_NONBLOCK)
        try:
            fcntl.fcntl(descriptor, fcntl.F_SETPIPE_SZ, _PIPE_BYTES)
            yield path, descriptor
        finally:
            os.close(descriptor)
