"""Read all of an image back from the disk, past every cache of ours, and hold it to its hashes."""

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from diagnostics.imaging.abreast import Abreast
from diagnostics.imaging.disk import NotRead, Target
from diagnostics.imaging.pieces import Piece
from diagnostics.imaging.unpack import Hand, is_it
from diagnostics.imaging.writing import Manner
from diagnostics.wire.imaging import BLOCK_BYTES, ReadBack
from diagnostics.wire.imaging.evidence import MOST_ROWS

#: With more bad places than this, reading on tells nothing more.
MOST_BAD = 64
_ZEROS = bytes(BLOCK_BYTES)


class _Enough(Exception):
    """It is bad, whatever the rest holds."""


@dataclass(slots=True, kw_only=True)
class ReadingBack:
    """``run`` it once; what was found is there also where that ended with an exception.

    ``pieces``: none longer than ``BLOCK_BYTES``.
    """

    target: Target
    pieces: Sequence[Piece]
    #: Told often, as long as anything moves: how many bytes are read.
    pulse: Callable[[int], None]
    manner: Manner = field(default_factory=Manner)

    blocks: int = field(init=False, default=0)
    bytes_read: int = field(init=False, default=0)
    zero_bytes: int = field(init=False, default=0)
    mismatched: list[int] = field(init=False, default_factory=list)
    unreadable: list[int] = field(init=False, default_factory=list)
    _lock: threading.Lock = field(init=False, default_factory=threading.Lock)

    def run(self) -> None:
        """Raises Unusable (Gone), and what ``pulse`` and ``target.check`` raise."""
        seen = -1
        manner = self.manner
        with Abreast(self.pieces, self._do, manner.lanes, manner.patience_s) as crew:
            try:
                while not crew.over:
                    crew.rest(manner.look_s)
                    if crew.moved != seen:
                        seen = crew.moved
                        self.pulse(self.bytes_read + self.zero_bytes)
            except _Enough:
                pass

    @property
    def is_sound(self) -> bool:
        """Nothing of what was read was wrong; whether it was all, the counts tell."""
        return not (self.mismatched or self.unreadable)

    def told(self, started: str, ended: str) -> ReadBack:
        """For the evidence; times in RFC 3339."""
        return ReadBack(
            started=started,
            ended=ended,
            blocks=self.blocks,
            bytes_read=self.bytes_read,
            zero_bytes=self.zero_bytes,
            mismatches=len(self.mismatched),
            first_mismatches=tuple(sorted(self.mismatched)[:MOST_ROWS]),
            unreadable=len(self.unreadable),
        )

    def _do(self, piece: Piece, hand: Hand) -> None:
        into = hand.buffer[: piece.length]
        try:
            self.target.read(piece.place, into)
        except NotRead:
            self._note(self.unreadable, piece)
            return
        right = _holds(piece, into)
        with self._lock:
            if piece.block is None:
                self.zero_bytes += piece.length
            else:
                self.blocks += 1
                self.bytes_read += piece.length
        if not right:
            self._note(self.mismatched, piece)

    def _note(self, places: list[int], piece: Piece) -> None:
        with self._lock:
            places.append(piece.place)
            if len(self.mismatched) + len(self.unreadable) >= MOST_BAD:
                raise _Enough


def _holds(piece: Piece, content: memoryview) -> bool:
    if piece.block is None:
        return content.tobytes() == _ZEROS[: len(content)]
    return is_it(content, piece.block[4])
