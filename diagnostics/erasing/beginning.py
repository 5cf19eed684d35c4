"""What a disk needs to be begun with: its ground, its task, and where an earlier try was."""

import threading
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, ClassVar, Protocol

from diagnostics import matching, wire
from diagnostics.erasing.confirming import Confirmed
from diagnostics.erasing.hand import Hand
from diagnostics.erasing.offers import wanted
from diagnostics.erasure.engine import RealGround, Run, Task
from diagnostics.identity import Identity
from diagnostics.link.spool import Place
from diagnostics.orders.notes import Note, Notes
from diagnostics.probes import system
from diagnostics.probes.host import Host
from diagnostics.report import Disk


class Asked(Protocol):
    """Such as ``command.Options``."""

    @property
    def full(self) -> bool: ...
    @property
    def may_sleep(self) -> bool: ...


@dataclass(slots=True)
class Begin:
    host: Host
    place: Place
    asked: Asked
    tag: str | None
    stop: threading.Event = field(default_factory=threading.Event)
    runs: dict[str, Run] = field(default_factory=dict)
    #: Another one for tests, of a process to be killed.
    hand: ClassVar[type[Hand]] = Hand

    def prepare(self, seen: Identity, given: Confirmed) -> Hand:
        """Nothing is written yet."""
        notes = Notes(self.place)
        earlier = _earlier(notes, seen.disk)
        was = (earlier and earlier.disk) or wanted(seen.disk)
        hand = self.hand(
            disk=seen.disk,
            wanted=was,
            notes=notes,
            note_id=earlier.id if earlier else str(uuid.uuid4()),
            stop=self.stop,
        )
        ground = RealGround(
            host=self.host,
            wanted=was,
            name=seen.disk.name,
            seen=seen,
            asked_to_sleep=self._may_sleep,
        )
        self.runs[seen.disk.name] = Run(
            task=self._task(given),
            ground=ground,
            progress=hand,
            checkpoint=_gone_on_with(earlier) if earlier else {},
        )
        return hand

    def _task(self, given: Confirmed) -> Task:
        return Task(
            machine=_machine(self.host),
            boot_id=self.host.read("proc/sys/kernel/random/boot_id") or str(uuid.uuid4()),
            full=self.asked.full,
            tag=given.tag or self.tag,
        )

    def _may_sleep(self) -> str | None:
        """The agent of the bench may be at work on other disks: a person has to say it."""
        if not self.asked.may_sleep:
            return "nobody has said that it may (--may-sleep)"
        if len(self.runs) > 1:
            return "another disk is at work"
        loaded = self.host.read("run/atelier/loaded-from")
        return "the system runs from the stick" if loaded == "stick" else None


def _earlier(notes: Notes, disk: Disk) -> Note | None:
    """A try that was cut off. The part of a disk that it made visible may hide again, or not."""
    return next((note for note in notes.all() if note.disk and _is_it(note.disk, disk)), None)


def _gone_on_with(note: Note) -> Mapping[str, Any]:
    """With evidence of its own: that of a try whose note could not be dropped is kept already."""
    return {**note.checkpoint, "id": str(uuid.uuid4())}


def _is_it(noted: wire.Disk, disk: Disk) -> bool:
    unsized = replace(noted, size_bytes=None)
    return matching.disk_doubt(unsized, disk) is None and matching.is_proven(unsized, disk)


def _machine(host: Host) -> wire.Machine:
    """No report of it was made: the number stands for none."""
    found = system.parse(system.collect(host))
    return wire.Machine(
        report_id=str(uuid.uuid4()),
        uuid=found.uuid,
        serial=found.serial,
        board_serial=found.board_serial,
    )
