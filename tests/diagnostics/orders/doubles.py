"""A server, a machine and an executor to try the keeper with, and what must never happen."""

import json
import random
import threading
import time
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from diagnostics.link.errors import NoConnection, NotThere, Refused
from diagnostics.orders.outcome import Failure, Outcome, done
from diagnostics.orders.pace import Pace
from diagnostics.orders.work import Work
from diagnostics.probes.host import Host
from diagnostics.wire import FINAL, Disk, Machine, Order, Word, WordTaken, decode, encode
from tests.diagnostics.conftest import play

FAST = Pace(
    progress_s=0.01,
    heartbeat_s=0.05,
    stop_s=0.4,
    busy_s=0.05,
    settle_s=0.3,
    again_s=(0.002, 0.02),
    refused_s=0.03,
    tick_s=0.01,
    keep_s=0.2,
)


@dataclass
class Known:
    """What the server knows of one order."""

    order: Order
    number: int = 0
    words: dict[str, Word] = field(default_factory=dict)
    finals: list[Word] = field(default_factory=list)
    result: Mapping[str, Any] = field(default_factory=dict)

    @property
    def states(self) -> list[str]:
        return [word.state for word in self.words.values()]


class Server:
    """Counts a word once, and no older one; ``fault`` may lose what is said or what is answered."""

    def __init__(self, fault: Callable[[], str | None] = lambda: None) -> None:
        self.known: dict[str, Known] = {}
        self.fault = fault
        self.down = False
        self.refusals: dict[str, Refused] = {}
        self._lock = threading.Lock()

    def issue(self, order: Order) -> Order:
        with self._lock:
            self.known[order.id] = Known(order)
        return order

    def say(self, order_id: str, word: Word) -> WordTaken:
        word = decode(Word, encode(word))  # what does not survive the way must not be counted on
        fault = "lost" if self.down else self.fault()
        if fault == "lost":
            raise NoConnection("lost on the way there")
        with self._lock:
            if order_id in self.refusals:
                raise self.refusals[order_id]
            if order_id not in self.known:
                raise NotThere("no such order", "not_found")
            for _ in range(2 if fault == "twice" else 1):
                self._hear(self.known[order_id], word)
            order = self.known[order_id].order
        if fault == "unheard":
            raise NoConnection("lost on the way back")
        over = order.state in FINAL and word.state not in FINAL
        return WordTaken(state=order.state, stop=order.stop or over)

    def _hear(self, known: Known, word: Word) -> None:
        if word.id in known.words:
            return
        known.words[word.id] = word
        if known.order.state in FINAL or word.number <= known.number:
            return
        known.number = word.number
        started_in = known.order.started_in or (word.boot_id if word.state == "running" else None)
        known.order = replace(
            known.order,
            state=word.state,
            started_in=started_in,
            last_number=word.number,
            checkpoint=word.checkpoint or known.order.checkpoint,
        )
        if word.state in FINAL:
            known.finals.append(word)
            known.result = word.result

    def change(self, order_id: str, **what: Any) -> None:
        with self._lock:
            known = self.known[order_id]
            if known.order.state not in FINAL:
                known.order = replace(known.order, **what)

    def view(self) -> tuple[Order, ...]:
        with self._lock:
            orders = [known.order for known in self.known.values()]
        return tuple(decode(Order, encode(order)) for order in orders if order.state not in FINAL)

    def order(self, order_id: str) -> Order:
        return self.known[order_id].order

    def final(self, order_id: str) -> Word | None:
        return next(iter(self.known[order_id].finals), None)


@dataclass
class Box:
    """A machine: its numbers, its disks by name, its starts."""

    root: Path
    uuid: str = "4C4C4544-0051-3010-8052-B4C04F4E3132"
    serial: str = "5CG0123XYZ"
    disks: dict[str, Disk] = field(default_factory=dict)
    boot_id: str = field(default_factory=lambda: str(uuid.uuid4()))
    report_id: str = field(default_factory=lambda: str(uuid.uuid4()))

    @property
    def id(self) -> str:
        """It stands for its own last report."""
        return self.report_id

    def host(self) -> Host:
        folder = self.root / "sys/class/dmi/id"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "product_uuid").write_text(self.uuid)
        (folder / "product_serial").write_text(self.serial)
        return Host(root=self.root, run=self._run, is_root=True)

    def _run(self, args: Sequence[str], timeout_s: float = 10, accept: Any = (0,)) -> Any:
        if args[0] == "lsblk":
            answer = (0, json.dumps({"blockdevices": [self._row(name) for name in self.disks]}))
            return play({" ".join(args): answer})(args, timeout_s, accept)
        return play({})(args, timeout_s, accept)

    def _row(self, name: str) -> dict[str, Any]:
        disk = self.disks[name]
        return {
            "name": name,
            "type": "disk",
            "tran": "sata",
            "size": disk.size_bytes,
            "model": disk.model,
            "serial": disk.serial,
            "wwn": disk.wwn,
        }

    def machine(self) -> Machine:
        return Machine(report_id=self.report_id, uuid=self.uuid, serial=self.serial)

    def order(self, kind: str, disk: Disk | None = None, **more: Any) -> Order:
        return Order(id=str(uuid.uuid4()), kind=kind, machine=self.machine(), disk=disk, **more)

    def restart(self, shuffle: Callable[[list[Disk]], None] = lambda _: None) -> None:
        """Names of disks swap between starts."""
        disks = list(self.disks.values())
        shuffle(disks)
        self.disks = dict(zip(self.disks, disks, strict=True))
        self.boot_id, self.report_id = str(uuid.uuid4()), str(uuid.uuid4())


def disk(number: int) -> Disk:
    return Disk(
        serial=f"S4EVNX0M70{number:04}",
        wwn=f"5002538e40{number:06x}",
        model="Samsung SSD 860 EVO 500GB",
        size_bytes=500_107_862_016,
    )


class Ground:
    """Where executors act; notes down whatever must never happen."""

    def __init__(self, box: Box, server: Server) -> None:
        self.box = box
        self.server = server
        self.wrong: list[str] = []
        self.acts: list[str] = []
        self._at_work: list[Order] = []
        self._lock = threading.Lock()

    @contextmanager
    def act(self, work: Work) -> Iterator[None]:
        order = work.order
        with self._lock:
            self.acts.append(order.id)
            self._check(work, order)
            self._at_work.append(order)
        try:
            yield
        finally:
            with self._lock:
                self._at_work.remove(order)

    def _check(self, work: Work, order: Order) -> None:
        if order.machine.uuid != self.box.uuid:
            self.wrong.append(f"{order.id} acts on another machine")
        if order.disk and (work.disk is None or self.box.disks.get(work.disk.name) != order.disk):
            self.wrong.append(f"{order.id} acts on another disk")
        if self.server.order(order.id).state == "issued":
            self.wrong.append(f"{order.id} acts before the server knows")
        for other in self._at_work:
            if order.disk is None or other.disk is None or order.disk == other.disk:
                self.wrong.append(f"{order.id} acts beside {other.id}")


class Acting:
    """An executor that takes a few steps on the ground."""

    SENTENCE = "De schijf test zichzelf."

    def __init__(self, ground: Ground, steps: int = 5, step_s: float = 0.004) -> None:
        self.ground = ground
        self.steps = steps
        self.step_s = step_s

    def run(self, work: Work) -> Outcome:
        work.bind()
        with self.ground.act(work):
            for step in range(self.steps):
                work.progress(step / self.steps, checkpoint={"step": step})
                work.sleep(self.step_s)
        return done({"steps": self.steps})

    def resume(self, work: Work) -> Outcome:
        if work.checkpoint.get("step", 0) % 2:
            raise Failure("interrupted", "it was started anew")
        return self.run(work)


def eventually(what: Callable[[], Any], limit_s: float = 10) -> bool:
    until = time.monotonic() + limit_s
    while not what():
        if time.monotonic() > until:
            return False
        time.sleep(0.003)
    return True


def faults(chance: random.Random, share: float) -> Callable[[], str | None]:
    def fault() -> str | None:
        if chance.random() >= share:
            return None
        return chance.choice(["lost", "unheard", "twice"])

    return fault
