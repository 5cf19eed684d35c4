"""The method *overwrite*: one pattern over the whole disk, past every cache, and confirmed.

Only what an fdatasync confirmed is acknowledged: that is what the fraction says, what a checkpoint
holds, and where it goes on after a power cut (a little before, for disks that confirm too soon).
"""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

from diagnostics.blockio.buffers import MIB, aligned, round_down
from diagnostics.blockio.device import Device, Unusable, judge
from diagnostics.blockio.faults import MOST_BLOCKS, Faults, faults_from
from diagnostics.blockio.lanes import Lanes
from diagnostics.blockio.speed import Speed
from diagnostics.blockio.writer import Writer

Checkpoint = Mapping[str, Any]


class Progress(Protocol):
    def __call__(
        self, fraction: float | None, left_s: float | None, checkpoint: Checkpoint | None, /
    ) -> None:
        """Whatever it raises ends the work. ``checkpoint``: None where the last one still holds."""


class FlushFailed(Unusable):
    """The disk would not confirm what it was given."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Manner:
    """How it is written; measured with ``make bench``, see ``tests/benchmarks/erasure``."""

    chunk_bytes: int = 4 * MIB
    #: Writes under way at once. A disk that turns gets one: its writes stay strictly in order,
    #: which those with overlapping tracks (SMR) need to be fast at all.
    in_flight: int = 2
    #: After so many bytes or seconds, whichever comes first, what was written is confirmed.
    flush_bytes: int = 4096 * MIB
    flush_s: float = 5.0
    #: So much before the acknowledged offset it is written again after a restart: caches are
    #: smaller, and some disks confirm what is only there.
    margin_bytes: int = 512 * MIB
    #: An unconfirmed stretch is written anew so often.
    flush_retries: int = 3


def manner_for(*, rotational: bool | None) -> Manner:
    """For a disk of which it is not known whether it turns, as for one that does."""
    return Manner(in_flight=2 if rotational is False else 1)


@dataclass(slots=True, kw_only=True)
class Overwrite:
    """``run`` it once; what it counted is there also when that ended with an exception."""

    device: Device
    #: Repeated over the disk, from each logical block's beginning on; no longer than one.
    pattern: bytes
    progress: Progress
    #: What ``progress`` was last given, before a restart.
    checkpoint: Checkpoint = field(default_factory=dict)
    manner: Manner = field(default_factory=Manner)
    most_faults: int = MOST_BLOCKS
    clock: Callable[[], float] = time.monotonic

    _block: bytes = field(init=False)
    faults: Faults = field(init=False)
    #: Up to here, in bytes from the disk's beginning, it is confirmed.
    acknowledged: int = field(init=False, default=0)
    #: Where it went on after a restart; None: from the beginning.
    resumed_at: int | None = field(init=False, default=None)
    flush_failures: int = field(init=False, default=0)
    _written_before: int = field(init=False, default=0)
    _writer: Writer | None = field(init=False, default=None)
    _speed: Speed = field(init=False)
    _left_s: float | None = field(init=False, default=None)

    def __post_init__(self) -> None:
        self._block = block_of(self.pattern, self.device.block_bytes)
        self.faults = Faults(self.most_faults)

    @property
    def bytes_written(self) -> int:
        """All starts together."""
        return self._written_before + (self._writer.bytes_written if self._writer else 0)

    @property
    def fraction(self) -> float:
        return self.acknowledged / self.device.size_bytes

    def run(self) -> None:
        """Raises Unusable (Gone, FlushFailed), TooManyFaults, and whatever ``progress`` raises."""
        self._pick_up()
        # The first word is out before the first write: whoever goes on knows that it was begun.
        self.progress(self.fraction, None, self._note())
        with Lanes(self.manner.in_flight) as lanes:
            writer = self._writer = Writer(
                self.device,
                self._block,
                self.manner.chunk_bytes,
                lanes,
                self.faults,
                self._pulse,
            )
            self._speed = Speed(self.device.size_bytes)
            while self.acknowledged < self.device.size_bytes:
                end = self._write_from(self.acknowledged, writer)
                if self._confirmed():
                    self.acknowledged = end
                self._pulse(self._note())

    def _pulse(self, note: Checkpoint | None = None) -> None:
        self.progress(self.fraction, self._left_s, note)

    def _write_from(self, start: int, writer: Writer) -> int:
        """Up to the next confirmation; where that is."""
        until = self.clock() + self.manner.flush_s
        end = min(start + self.manner.flush_bytes, self.device.size_bytes)
        offset = start
        while offset < end and (offset == start or self.clock() < until):
            length = min(self.manner.chunk_bytes, end - offset)
            writer.write(offset, length)
            offset += length
            self._left_s = self._speed.left_s(offset, self.clock())
        writer.drain()
        return offset

    def _confirmed(self) -> bool:
        """After a failure the kernel calls the next one good: all since the last is unknown."""
        try:
            self.device.flush()
        except OSError as error:
            judge(error)
            self.flush_failures += 1
            if self.flush_failures > self.manner.flush_retries:
                raise FlushFailed(f"the disk would not confirm its writes: {error}") from error
            return False
        return True

    def _note(self) -> dict[str, Any]:
        """Of a limited size: bad places past that are found again, from the first of them on."""
        places = self.faults.places
        kept, beyond = places[:_NOTED_PLACES], places[_NOTED_PLACES:]
        offset = beyond[0].first * self.device.block_bytes if beyond else self.acknowledged
        return {
            "size": self.device.size_bytes,
            "pattern": self.pattern.hex(),
            "offset": min(offset, self.acknowledged),
            "written": self.bytes_written,
            "flush_failures": self.flush_failures,
            "faults": replace(self.faults, places=kept).as_json(),
        }

    def _pick_up(self) -> None:
        """Anything that does not fit begins anew: writing twice costs only time."""
        note = self.checkpoint
        try:
            if note["size"] != self.device.size_bytes or note["pattern"] != self.pattern.hex():
                return
            offset, written = int(note["offset"]), int(note["written"])
            flush_failures = int(note["flush_failures"])
            faults = faults_from(note["faults"], self.most_faults)
        except (KeyError, TypeError, ValueError):
            return
        # What went wrong before stays told, from wherever it is written now.
        self.faults, self.flush_failures, self._written_before = faults, flush_failures, written
        chunk = self.manner.chunk_bytes
        start = round_down(min(offset, self.device.size_bytes) - self.manner.margin_bytes, chunk)
        if start > 0 and self._still_there(start):
            self.acknowledged = self.resumed_at = start

    def _still_there(self, end: int) -> bool:
        """Whether the disk still begins as we left it: somebody may have used it meanwhile."""
        step = max(round_down(end // _LOOKS, self.device.block_bytes), self.device.block_bytes)
        places = [0, *range(step, end - _LOOK_BYTES, step)]
        into = memoryview(aligned(_LOOK_BYTES))
        expected = self._block * (_LOOK_BYTES // len(self._block))
        return all(self._is_at(place, into, expected) for place in places)

    def _is_at(self, place: int, into: memoryview, expected: bytes) -> bool:
        first = place // self.device.block_bytes
        blocks = range(first, first + _LOOK_BYTES // self.device.block_bytes)
        if any(self.faults.covers(block) for block in blocks):
            return True  # known, and told
        try:
            self.device.read(place, into)
        except OSError as error:
            judge(error)
            return False
        return expected == into


def block_of(pattern: bytes, block_bytes: int) -> bytes:
    """A logical block of the pattern. Raises ValueError."""
    if not 0 < len(pattern) <= block_bytes:
        raise ValueError(f"a pattern has from 1 to {block_bytes} bytes, not {len(pattern)}")
    return (pattern * (block_bytes // len(pattern) + 1))[:block_bytes]


_LOOKS, _LOOK_BYTES = 64, 64 * 1024
#: Half of what a server keeps of a work has room for so many.
_NOTED_PLACES = 64
