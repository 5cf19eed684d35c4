"""The compressed blocks, in order, fetched ahead by a thread; no more than memory has room for."""

import threading
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Self

from diagnostics.imaging.sources import Source
from diagnostics.wire.imaging import Block

#: So much may wait, in bytes: enough to go on while the server thinks, little beside 1 GB.
AHEAD_BYTES = 16 * 2**20


class FeedClosed(Exception):
    """Whoever fed it has ended."""


@dataclass(slots=True)
class Feed:
    """``with Feed(source, runs) as feed:``, then ``next`` once for each block, in order."""

    source: Source
    #: Those together that lie one behind the other.
    runs: Sequence[Sequence[Block]]
    ahead_bytes: int = AHEAD_BYTES
    _frames: deque[bytes] = field(init=False, default_factory=deque)
    _waiting_bytes: int = field(init=False, default=0)
    _error: BaseException | None = field(init=False, default=None)
    _closed: bool = field(init=False, default=False)
    _changed: threading.Condition = field(init=False, default_factory=threading.Condition)
    _thread: threading.Thread = field(init=False)

    def __enter__(self) -> Self:
        self._thread = threading.Thread(target=self._fetch, name="image-fetch", daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """What still waits for the server ends with what the source itself waits by."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()

    def next(self) -> bytes:
        """The frame of the next block. Raises what the source raised, or FeedClosed."""
        with self._changed:
            self._changed.wait_for(lambda: self._frames or self._error or self._closed)
            if not self._frames:
                raise self._error or FeedClosed
            frame = self._frames.popleft()
            self._waiting_bytes -= len(frame)
            self._changed.notify_all()
            return frame

    def _fetch(self) -> None:
        try:
            for run in self.runs:
                for frame in _frames(self.source, run):
                    self._put(frame)
        except BaseException as error:  # noqa: BLE001 - handed to whoever asks for the next
            with self._changed:
                self._error = error
                self._changed.notify_all()

    def _put(self, frame: bytes) -> None:
        with self._changed:
            self._changed.wait_for(self._has_room)
            if self._closed:
                raise FeedClosed
            self._frames.append(frame)
            self._waiting_bytes += len(frame)
            self._changed.notify_all()

    def _has_room(self) -> bool:
        return self._closed or self._waiting_bytes < self.ahead_bytes


def _frames(source: Source, run: Sequence[Block]) -> Iterator[bytes]:
    start, length = run[0][2], sum(block[3] for block in run)
    pieces = source.stream(start, length)
    kept = bytearray()
    for block in run:
        while len(kept) < block[3]:
            kept += next(pieces)
        yield bytes(memoryview(kept)[: block[3]])
        del kept[: block[3]]
