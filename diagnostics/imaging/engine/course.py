"""What one run hands to each of its parts."""

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from diagnostics.blockio.speed import Speed
from diagnostics.imaging.engine.ground import Ground
from diagnostics.imaging.engine.record import Record
from diagnostics.imaging.finisher import Finisher, Home
from diagnostics.imaging.pieces import Order
from diagnostics.imaging.sources import Awaited, Source
from diagnostics.imaging.writing import Manner
from diagnostics.report import Disk
from diagnostics.wire import Machine
from diagnostics.wire.imaging import Interruption, Manifest, Map, Parameters

#: What is done now; *waiting*: the server is away; *gathering*: the others are not there yet.
Phase = Literal["waiting", "gathering", "writing", "reading", "finishing"]

_AWAITING: Mapping[Awaited, Phase] = {"server": "waiting", "others": "gathering"}

#: ``(phase, fraction, seconds left, checkpoint)``: None where it is not known, or as it was.
#: Whatever it raises ends the run.
Progress = Callable[[Phase, float | None, float | None, Mapping[str, Any] | None], None]

#: Of the whole work. What is written comes over the network, and is unpacked; and most disks are
#: read faster than written.
_SHARES: Mapping[Phase, tuple[float, float]] = {
    "writing": (0.0, 0.6),
    "reading": (0.6, 0.97),
    "finishing": (0.97, 1.0),
}
#: Beside writing, reading back takes so much.
_READING = 0.37 / 0.6
#: Seconds that finishing takes, about.
_FINISHING_S = 30.0


class Over(Exception):
    """The run was given up, or stopped: whatever still works for it ends."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """What was asked, and where."""

    order_id: str
    machine: Machine
    boot_id: str
    parameters: Parameters
    home: Home | None
    manner: Manner = field(default_factory=Manner)


@dataclass(frozen=True, slots=True, kw_only=True)
class Image:
    """What was ordered, understood."""

    manifest: Manifest
    map: Map
    order: Order

    @property
    def written_bytes(self) -> int:
        return self.manifest.written_bytes


@dataclass(slots=True)
class Course:
    """One image on one disk, on its way."""

    task: Task
    ground: Ground
    source: Source
    finisher: Finisher
    record: Record
    disk: Disk
    progress: Progress
    #: Set when it is over: nothing is written any more.
    ended: threading.Event
    #: When this start of the agent took it up, by the ground's clock.
    since: float
    #: An agent ended in this start of the machine: what it may have left mounted, only the finisher
    #: can tell from what others use.
    was_finishing: bool = False
    #: None: not fetched yet, or not understood.
    image: Image | None = None
    _phase: Phase = "writing"
    _speed: Speed | None = None

    @property
    def seconds(self) -> float:
        return self.record.seconds + self.ground.now() - self.since

    @property
    def fetched(self) -> int:
        return self.record.fetched + self.source.fetched

    @property
    def retries(self) -> int:
        return self.record.retries + self.source.retries

    @property
    def known(self) -> Image:
        assert self.image is not None  # noqa: S101 - fetched before anything else
        return self.image

    def stamp(self) -> str:
        return self.ground.wall().isoformat(timespec="seconds")

    def begin(self, phase: Phase, total: int) -> None:
        """``total``: bytes of it."""
        self._phase, self._speed = phase, Speed(total)

    def tell(self, done: int) -> None:
        """Bytes of this phase. Raises what a person's stop raises."""
        total = self._speed.total if self._speed else 0
        self.tell_part(done / total if total else 1.0, self._left_s(done))

    def tell_part(self, part: float | None, left_s: float | None = None) -> None:
        if part is not None:
            begin, end = _SHARES[self._phase]
            self.record.fraction = begin + min(part, 1.0) * (end - begin)
        awaited = self.source.awaits
        phase = _AWAITING[awaited] if awaited else self._phase
        self.progress(phase, self.record.fraction, left_s, None)

    def keep(self) -> None:
        """How far it is, where no power cut takes it, if that can be had within a moment."""
        self.progress(self._phase, self.record.fraction, None, self.note())

    def note(self) -> dict[str, Any]:
        return self.record.as_json(seconds=self.seconds, fetched=self.fetched, retries=self.retries)

    def check(self) -> None:
        """Before each write, in any thread. Raises Over."""
        if self.ended.is_set():
            raise Over

    def say(self, message: str) -> None:
        self.record.messages.append(message)

    def interrupted(self, kind: Literal["power_cut", "agent_ended", "network"]) -> None:
        self.record.interruptions.append(Interruption(kind=kind, at=self.stamp()))

    def resumed_at(self, done: int) -> None:
        """Of the last interruption: so many pieces were on the disk."""
        blocks = sum(1 for piece in self.known.order.all[:done] if piece.block)
        rows = self.record.interruptions
        if rows and rows[-1].kind != "network":
            rows[-1] = replace(rows[-1], resumed_at_block=blocks)

    def _left_s(self, done: int) -> float | None:
        if self._speed is None:
            return None
        left_s = self._speed.left_s(done, self.ground.now())
        if left_s is None:
            return None
        if self._phase == "writing" and done < self._speed.total:
            left_s += left_s / (1 - done / self._speed.total) * _READING
        return left_s + _FINISHING_S
