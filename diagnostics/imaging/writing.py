"""Write the pieces of an image: each block unpacked, held to its hash, and only then written."""

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from diagnostics.imaging.abreast import PATIENCE_S, Abreast
from diagnostics.imaging.disk import Target
from diagnostics.imaging.feed import AHEAD, Feed, Frame
from diagnostics.imaging.pieces import Piece, stored_runs
from diagnostics.imaging.sources import Source
from diagnostics.imaging.unpack import Hand
from diagnostics.wire.imaging import Block

#: With the compressed content; None: zeros.
Task = tuple[Piece, Frame | None, Feed]


class WrongBlock(Exception):
    """A block is not what the map says, also when it was asked for again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Manner:
    """How it is done; the defaults suit every disk, tests take smaller ones."""

    #: More than most machines have processors: while one waits for the disk, another hashes.
    lanes: int = 4
    ahead: int = AHEAD
    #: It is flushed, and kept how far it is, after so much time.
    flush_s: float = 30.0
    #: How often it is looked how far it is.
    look_s: float = 0.2
    patience_s: float = PATIENCE_S


@dataclass(slots=True, kw_only=True)
class Writing:
    """``run`` it once: then all of ``pieces`` is written, and flushed."""

    target: Target
    source: Source
    pieces: Sequence[Piece]
    #: Told often, as long as anything moves, or is waited for: how many bytes are written.
    pulse: Callable[[int], None]
    #: Told after each flush: so many pieces, from the first on, are on the disk.
    flushed: Callable[[int], None]
    manner: Manner = field(default_factory=Manner)
    clock: Callable[[], float] = time.monotonic
    _bytes: int = field(init=False, default=0)
    _since: float = field(init=False, default=0.0)
    _seen: int = field(init=False, default=-1)
    _lock: threading.Lock = field(init=False, default_factory=threading.Lock)

    def run(self) -> None:
        """Raises WrongBlock, disk.NotWritten, Unusable (Gone), and what the source raises."""
        self._since = self.clock()
        runs = tuple(stored_runs(self.pieces))
        with (
            Feed(self.source, runs, self.manner.ahead) as feed,
            Abreast(self._tasks(feed), self._do, self.manner.lanes, self.manner.patience_s) as crew,
        ):
            try:
                self._follow(crew)
            finally:
                feed.close()  # or a lane waits for it
        self._flush(len(self.pieces))

    def _follow(self, crew: Abreast[Task]) -> None:
        while not crew.over:
            crew.rest(self.manner.look_s)
            if crew.moved != self._seen or self.source.awaits:
                self._seen = crew.moved
                self.pulse(self._bytes)
            if self.clock() - self._since >= self.manner.flush_s:
                self._flush(crew.done)

    def _flush(self, done: int) -> None:
        """``done`` was counted before: what is written meanwhile may not be confirmed."""
        self.target.flush()
        self._since = self.clock()
        self.pulse(self._bytes)
        self.flushed(done)

    def _tasks(self, feed: Feed) -> Iterator[Task]:
        for piece in self.pieces:
            yield piece, feed.next() if piece.block else None, feed

    def _do(self, task: Task, hand: Hand) -> None:
        piece, frame, feed = task
        if piece.block is None or frame is None:
            self.target.write_zeros(piece.place, piece.length)
        else:
            content = hand.unpack(frame.content, piece.length, piece.block[4])
            feed.give_back(frame)
            if content is None:
                content = self._again(piece.block, hand)
            self.target.write(piece.place, content)
        with self._lock:
            self._bytes += piece.length

    def _again(self, block: Block, hand: Hand) -> memoryview:
        place, length, stored_at, stored_length, sha256 = block
        frame = b"".join(self.source.stream(stored_at, stored_length, anew=True))
        content = hand.unpack(frame, length, sha256)
        if content is None:
            raise WrongBlock(f"the block for {place} is not what its hash says, asked for twice")
        return content
