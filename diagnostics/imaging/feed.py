"""The compressed blocks, in order, fetched ahead by a thread; no more than memory has room for."""

import threading
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Self

from diagnostics.blockio.buffers import roomy
from diagnostics.imaging.sources import Source
from diagnostics.wire.imaging import Block

#: So many blocks may wait: enough to go on while the server thinks, little beside 1 GB.
AHEAD = 6


class FeedClosed(Exception):
    """Whoever fed it has ended."""


@dataclass(frozen=True, slots=True)
class Frame:
    """A compressed block; ``slot`` is the memory it lies in, for ``Feed.give_back``."""

    content: memoryview
    slot: memoryview


@dataclass(slots=True)
class Feed:
    """``with Feed(source, runs) as feed:``, then ``next`` once for each block, in order."""

    source: Source
    #: Those together that lie one behind the other.
    runs: Sequence[Sequence[Block]]
    ahead: int = AHEAD
    #: Always the same memory: fresh pages for each block would cost as much as reading it.
    _free: deque[memoryview] = field(init=False)
    _frames: deque[Frame] = field(init=False, default_factory=deque)
    _error: BaseException | None = field(init=False, default=None)
    _closed: bool = field(init=False, default=False)
    _changed: threading.Condition = field(init=False, default_factory=threading.Condition)

    def __post_init__(self) -> None:
        largest = max((block[3] for run in self.runs for block in run), default=1)
        self._free = deque(memoryview(roomy(largest)) for _ in range(self.ahead))

    def __enter__(self) -> Self:
        threading.Thread(target=self._fetch, name="image-fetch", daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """What still waits for the server ends with what the source itself waits by."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()

    def next(self) -> Frame:
        """The frame of the next block. Raises what the source raised, or FeedClosed."""
        with self._changed:
            self._changed.wait_for(lambda: self._frames or self._error or self._closed)
            if not self._frames:
                raise self._error or FeedClosed
            return self._frames.popleft()

    def give_back(self, frame: Frame) -> None:
        """It was unpacked."""
        with self._changed:
            self._free.append(frame.slot)
            self._changed.notify_all()

    def _fetch(self) -> None:
        try:
            for run in self.runs:
                self._fetch_run(run)
        except BaseException as error:  # noqa: BLE001 - handed to whoever asks for the next
            with self._changed:
                self._error = error
                self._changed.notify_all()

    def _fetch_run(self, run: Sequence[Block]) -> None:
        pieces = self.source.stream(run[0][2], sum(block[3] for block in run))
        rest = memoryview(b"")
        for block in run:
            slot = self._room()
            rest = _fill(slot[: block[3]], rest, pieces)
            self._put(Frame(slot[: block[3]], slot))

    def _room(self) -> memoryview:
        with self._changed:
            self._changed.wait_for(lambda: self._free or self._closed)
            if self._closed:
                raise FeedClosed
            return self._free.popleft()

    def _put(self, frame: Frame) -> None:
        with self._changed:
            self._frames.append(frame)
            self._changed.notify_all()


def _fill(into: memoryview, piece: memoryview, pieces: Iterator[bytes]) -> memoryview:
    """From what is left of the last piece, and the next ones; gives what is left then."""
    done = 0
    while True:
        part = piece[: len(into) - done]
        into[done : done + len(part)] = part
        done += len(part)
        if done == len(into):
            return piece[len(part) :]
        piece = memoryview(next(pieces))
