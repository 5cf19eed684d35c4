"""Read back what was chosen, and locate all that should not be there."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from diagnostics.blockio.buffers import MIB
from diagnostics.blockio.device import Device
from diagnostics.blockio.faults import MOST_BLOCKS, Faults
from diagnostics.blockio.lanes import Lanes
from diagnostics.blockio.reader import Reader, Stretch
from diagnostics.blockio.speed import Speed
from diagnostics.erasure.verification.confidence import confidence_of, left_over_at
from diagnostics.erasure.verification.content import Content, Judge
from diagnostics.erasure.verification.places import Places
from diagnostics.wire.erasure import MOST_PLACES, Verification

#: A disk with more blocks than this that hold the wrong thing was not erased; reading on tells
#: nothing more, and the next method waits.
MOST_MISMATCHES = 10_000
#: Mismatches side by side are one place; so many places are kept.
_KEPT_PLACES = 1_000

Pulse = Callable[[float, float | None], None]


def _silent(_fraction: float, _left_s: float | None) -> None: ...


@dataclass(slots=True, kw_only=True)
class ReadingBack:
    """``run`` it once; what it found is there also when that ended with an exception."""

    device: Device
    places: Places
    judge: Judge
    #: ``(fraction, seconds left)``, often; whatever it raises ends the work.
    progress: Pulse = _silent
    #: Blocks that would not be written: what stands there is told already, as an exception.
    unwritable: Faults = field(default_factory=Faults)
    #: Smaller than what is written at once: the next ones and this fit a processor's cache.
    chunk_bytes: int = 2 * MIB
    in_flight: int = 2
    most_faults: int = MOST_BLOCKS
    clock: Callable[[], float] = time.monotonic

    faults: Faults = field(init=False)
    bytes_read: int = field(init=False, default=0)
    #: Logical blocks that hold what they should not.
    mismatches: int = field(init=False, default=0)
    #: Where, in bytes; neighbours as one.
    mismatched: list[Stretch] = field(init=False, default_factory=list)
    #: Whether it came to the end of what it was to read.
    complete: bool = field(init=False, default=False)

    def __post_init__(self) -> None:
        self.faults = Faults(self.most_faults)

    def run(self) -> None:
        """Raises Unusable (Gone), TooManyFaults, and whatever ``progress`` raises."""
        speed, left_s, fraction = Speed(self.places.bytes), None, 0.0
        with Lanes(self.in_flight) as lanes:
            reader = Reader(
                self.device,
                self.chunk_bytes,
                lanes,
                self.faults,
                pulse=lambda: self.progress(fraction, left_s),
            )
            for offset, data in reader.read(self.places.stretches):
                self.bytes_read = reader.bytes_read
                for stretch in self.judge.wrong(offset, data):
                    self._note(stretch)
                if self.mismatches > MOST_MISMATCHES:
                    return
                fraction = min(self.bytes_read / self.places.bytes, 1.0)
                left_s = speed.left_s(self.bytes_read, self.clock())
                self.progress(fraction, left_s)
        self.complete = True

    @property
    def unreadable(self) -> int:
        """Logical blocks."""
        return self.faults.blocks("read")

    @property
    def clean(self) -> bool:
        return self.complete and not self.mismatches and not self.unreadable

    def _note(self, stretch: Stretch) -> None:
        block = self.device.block_bytes
        for offset in range(stretch[0], stretch[0] + stretch[1], block):
            if self.unwritable.covers(offset // block):
                continue
            self.mismatches += 1
            if self.mismatched and sum(self.mismatched[-1]) == offset:
                self.mismatched[-1] = (self.mismatched[-1][0], self.mismatched[-1][1] + block)
            elif len(self.mismatched) < _KEPT_PLACES:
                self.mismatched.append((offset, block))

    def verification(self, started: str, ended: str, compared: int | None = None) -> Verification:
        """As the evidence tells it; ``started`` and ``ended`` in RFC 3339.

        ``compared``: how many places were known from before. What looks random proves something
        at those alone, so then the confidence rests on no more than them, however many were read.
        """
        content: Content = "other" if self.mismatches or not self.bytes_read else self.judge.content
        sure = self.places.samples
        if compared is not None and content in ("random", "mixed"):
            sure = compared if sure is None else min(compared, sure)
        left_over, confidence = self._sure(sure)
        return Verification(
            method="full" if self.places.samples is None else "sampled",
            started=started,
            ended=ended,
            fraction=min(self.bytes_read / self.places.size_bytes, 1.0),
            bytes_read=self.bytes_read,
            strata=self.places.strata,
            samples=self.places.samples,
            seed=self.places.seed,
            confidence=confidence,
            left_over=left_over,
            content=content,
            mismatches=self.mismatches,
            first_mismatches=tuple(offset for offset, _ in self.mismatched[:MOST_PLACES]),
            unreadable=self.unreadable,
        )

    def _sure(self, samples: int | None) -> tuple[float, float]:
        """Left over at most, and how sure that is; of what was not read to its end, nothing."""
        if not self.complete or self.mismatches:
            return 1.0, 0.0
        if samples is None:
            return 0.0, 1.0
        left_over = left_over_at(samples)
        return left_over, confidence_of(samples, left_over)
