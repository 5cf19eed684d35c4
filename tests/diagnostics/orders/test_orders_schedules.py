"""Random schedules: answers lost and doubled, agents and machines started anew, disks changed.

Whatever happens, an order acts only on its own machine and disk, one at a time on each, after the
server knows of it; and each order ends, once.
"""

import random
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from diagnostics.orders import Keeper
from diagnostics.orders.executors import power_off, probe, reboot
from diagnostics.wire import Order
from tests.diagnostics.orders.doubles import (
    FAST,
    Acting,
    Box,
    Ground,
    Server,
    disk,
    eventually,
    faults,
)

SCHEDULES, AT_ONCE = 240, 8


class Schedule:
    """One machine's day, by its seed."""

    def __init__(self, seed: int, folder: Path) -> None:
        self.chance = random.Random(seed)
        self.journal = folder / "run/orders.json"
        self.server = Server(faults(self.chance, self.chance.choice([0, 0.2, 0.5])))
        self.box = Box(folder, disks={"sda": disk(1), "sdb": disk(2), "sdc": disk(3)})
        if self.chance.random() < 0.2:
            self.box.uuid, self.box.serial = "", "To be filled by O.E.M."
        self.ground = Ground(self.box, self.server)
        self.last: tuple[Order, ...] = ()
        self.keeper = self.start()

    def start(self) -> Keeper:
        acting = Acting(self.ground, self.chance.choice([1, 5, 30]), step_s=0.006)
        return Keeper(
            self.server,
            self.box.host(),
            boot_id=self.box.boot_id,
            journal=self.journal,
            identity=lambda: self.box,
            executors={
                "self_test": acting,
                "stress": acting,
                "probe": probe,
                "reboot": reboot,
                "power_off": power_off,
            },
            pace=FAST,
        )

    def run(self) -> None:
        for _ in range(self.chance.randint(8, 20)):
            self.chance.choices(*zip(*self.events(), strict=True))[0]()
        self.server.down, self.server.fault = False, lambda: None
        assert eventually(self.all_ended, 20), self.left_over()
        self.end_keeper()

    def events(self) -> list[tuple[Callable[[], None], int]]:
        """Each with how often it happens."""
        often = [(self.issue, 2), (self.look, 3), (self.pause, 3), (self.begin, 2)]
        seldom = (self.stop, self.crash, self.restart, self.swap, self.cut)
        return [*often, *((event, 1) for event in seldom), (self.mark_lost, 1)]

    def issue(self) -> None:
        kind = self.chance.choice(["self_test"] * 4 + ["stress", "probe", "reboot", "power_off"])
        target = self.chance.choice([*self.box.disks.values()] * 3 + [disk(9)])
        order = self.box.order(kind, target if kind == "self_test" else None)
        if self.chance.random() < 0.1:
            other = "11111111-2222-4333-8444-555555555555"
            order = type(order)(
                id=order.id,
                kind=kind,
                disk=order.disk,
                machine=type(order.machine)(report_id="elsewhere", uuid=other),
            )
        self.server.issue(order)

    def begin(self) -> None:
        """Until something is at work, or nothing comes of it; often the agent then crashes."""
        self.issue()
        self.look()
        eventually(lambda: any(one.state == "running" for one in self.keeper.running()), 0.06)
        self.pause()
        self.chance.choice([self.crash, self.restart, self.look])()

    def look(self) -> None:
        """A poll of the resident loop; sometimes it gets an old View."""
        if not self.server.down:
            old, self.last = self.last, self.server.view()
            self.keeper.take(old if self.chance.random() < 0.2 else self.last)
        match self.keeper.wish():
            case "probe":
                self.box.report_id = f"report-{self.chance.getrandbits(60)}"
            case "reboot" | "power_off":
                self.restart()

    def pause(self) -> None:
        eventually(lambda: False, self.chance.choice([0.003, 0.02, 0.05]))

    def stop(self) -> None:
        open_ones = self.server.view()
        if open_ones:
            self.server.change(self.chance.choice(open_ones).id, stop=True)

    def crash(self) -> None:
        """The agent alone; its journal stays."""
        self.end_keeper()
        if self.chance.random() < 0.2:
            self.journal.parent.mkdir(exist_ok=True)
            self.journal.write_bytes(b'{"half')
        self.keeper = self.start()

    def restart(self) -> None:
        """By an order, or as the power went."""
        self.end_keeper()
        self.journal.unlink(missing_ok=True)
        self.box.restart(self.chance.shuffle)
        self.keeper = self.start()

    def swap(self) -> None:
        """A disk is taken out and another put in, while nothing works on it."""
        self.end_keeper()
        self.box.disks[self.chance.choice(list(self.box.disks))] = disk(self.chance.randint(1, 5))
        self.keeper = self.start()

    def cut(self) -> None:
        self.server.down = not self.server.down

    def mark_lost(self) -> None:
        for order in self.server.view():
            if order.state in {"accepted", "running"} and self.chance.random() < 0.5:
                self.server.change(order.id, state="lost")

    def end_keeper(self) -> None:
        """The next agent asks for a view of its own."""
        self.last = ()
        self.keeper.close()
        assert eventually(lambda: not self.keeper.running())

    def all_ended(self) -> bool:
        self.look()
        return not self.server.view()

    def left_over(self) -> str:
        return "\n".join(
            f"{order.kind} {order.state} {self.server.known[order.id].states}"
            for order in self.server.view()
        )


def run_one(seed: int, folder: Path) -> Schedule:
    schedule = Schedule(seed, folder)
    schedule.run()
    return schedule


@pytest.fixture(scope="module")
def schedules(tmp_path_factory: pytest.TempPathFactory) -> list[Schedule]:
    folder = tmp_path_factory.mktemp("schedules")
    with ThreadPoolExecutor(AT_ONCE) as pool:
        running = [pool.submit(run_one, seed, folder / str(seed)) for seed in range(SCHEDULES)]
        return [one.result() for one in running]


def test_nothing_acts_where_or_when_it_must_not(schedules: list[Schedule]) -> None:
    assert [wrong for one in schedules for wrong in one.ground.wrong] == []


def test_every_order_ends_and_counts_once(schedules: list[Schedule]) -> None:
    ends = [len(known.finals) for one in schedules for known in one.server.known.values()]
    assert set(ends) == {1}


def test_the_schedules_reach_what_they_are_about(schedules: list[Schedule]) -> None:
    """Of 240 days, the rarest has some ten; fewer would say that the days have become tame."""
    finals = [
        (known.order.kind, final.reason or final.state)
        for one in schedules
        for known in one.server.known.values()
        for final in known.finals
    ]
    seen = Counter(finals)
    for kind in ("self_test", "stress"):
        for reason in ("done", "busy", "stopped", "interrupted", "other_machine"):
            assert seen[kind, reason] > 0, (kind, reason, seen)
    for kind in ("probe", "reboot", "power_off"):
        assert seen[kind, "done"] > 0, (kind, seen)
    assert seen["self_test", "other_disk"] > 0
    assert not {reason for _kind, reason in seen} & {"error", "unknown_kind"}, seen


def test_nobody_is_stopped_or_refused_and_yet_at_work_later(schedules: list[Schedule]) -> None:
    """An order of another machine or disk never acted at all."""
    for one in schedules:
        for order_id, known in one.server.known.items():
            if known.finals[0].reason == "other_machine":
                assert order_id not in one.ground.acts
