"""A disk tests itself: begun, followed, stopped, taken up again, and what came of it."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from diagnostics.orders import Keeper
from diagnostics.orders.executors import self_test
from diagnostics.orders.executors.self_test import following
from diagnostics.wire import Word
from tests.diagnostics.orders.doubles import FAST, Server, disk, eventually
from tests.diagnostics.orders.drives import (
    ABORTED,
    BAD_READ,
    PASSED,
    RESET,
    AtaDisk,
    NvmeDisk,
    TestingBox,
)


@pytest.fixture(autouse=True)
def fast(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, seconds in {"SOON_S": 0.01, "LATER_S": 0.01, "LOG_S": 0.02, "BEGIN_S": 0.1}.items():
        monkeypatch.setattr(following, name, seconds)
    monkeypatch.setattr(following, "SILENT_S", 0.2)


class Bench:
    def __init__(self, folder: Path, drive: AtaDisk | NvmeDisk) -> None:
        name = "nvme0n1" if isinstance(drive, NvmeDisk) else "sda"
        self.server = Server()
        self.box = TestingBox(folder, disks={name: disk(1), "sdb": disk(2)})
        self.box.drive = drive
        self.start()

    def start(self) -> None:
        self.keeper = Keeper(
            self.server,
            self.box.host(),
            boot_id=self.box.boot_id,
            journal=None,
            identity=lambda: self.box,
            executors={"self_test": self_test},
            pace=FAST,
        )

    def issue(self, **parameters: Any) -> str:
        order = self.server.issue(self.box.order("self_test", disk(1), parameters=parameters))
        self.keeper.take(self.server.view())
        return order.id

    def end(self, order_id: str) -> Word:
        assert eventually(lambda: self.server.final(order_id)), self.server.known[order_id].states
        final = self.server.final(order_id)
        assert final is not None
        return final

    def restart(self) -> None:
        self.keeper.close()
        assert eventually(lambda: not self.keeper.running())
        self.box.restart()
        self.start()
        self.keeper.take(self.server.view())


MakeBench = Callable[[AtaDisk | NvmeDisk], Bench]


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[MakeBench]:
    made: list[Bench] = []

    def make(drive: AtaDisk | NvmeDisk) -> Bench:
        made.append(Bench(tmp_path, drive))
        return made[-1]

    yield make
    for one in made:
        one.keeper.close()


def test_the_double_tells_what_a_disk_can_tell() -> None:
    """The status is one byte: the state in its upper half, tenths that remain in the lower."""
    drive = AtaDisk(looks=10_000)
    drive.begin("long")
    drive.look()
    drive.running = 4
    tenths = []
    while drive.running:
        status = drive.look()["ata_smart_data"]["self_test"]["status"]
        tenths.append(status["value"])
    assert tenths == [243, 242, 241, 0]
    drive.begin("long")
    first = drive.look()["ata_smart_data"]["self_test"]["status"]
    assert (first["value"], first["remaining_percent"]) == (249, 90)
    assert first["string"].endswith("in progress, 90% remaining")


def test_a_good_ata_disk_passes(bench: MakeBench) -> None:
    b = bench(AtaDisk(looks=4))
    final = b.end(order := b.issue(length="long"))
    assert (final.state, final.reason) == ("done", None)
    assert final.result == {
        "length": "long",
        "passed": True,
        "status": "Completed without error",
        "hours": 4660,
    }
    words = b.server.known[order].words.values()
    assert {0.0, 0.7, 0.8, 0.9} >= {w.fraction for w in words if w.fraction is not None}
    assert "-t long" in b.box.drive.calls
    assert not any("-C" in call for call in b.box.drive.calls)


def test_a_test_that_is_over_at_once_counts(bench: MakeBench) -> None:
    """QEMU's disk is done before it is looked at."""
    b = bench(AtaDisk(looks=0))
    assert b.end(b.issue()).result["passed"] is True


def test_a_bad_disk_fails_with_the_place_of_its_error(bench: MakeBench) -> None:
    b = bench(AtaDisk(ends_with=BAD_READ, lba=1_953_525))
    final = b.end(b.issue(length="short"))
    assert (final.state, final.reason) == ("failed", "wrong")
    assert final.result["passed"] is False
    assert final.result["first_error_lba"] == 1_953_525
    assert final.result["remaining_percent"] == 90
    assert final.message == "the disk failed its test: Completed: read failure"


def test_an_old_result_is_not_taken_for_the_new_one(bench: MakeBench) -> None:
    old = {"type": {"value": 1}, "status": BAD_READ, "lifetime_hours": 12, "lba": 7}
    b = bench(AtaDisk(log=[old], status=BAD_READ))
    assert b.end(b.issue()).state == "done"


def test_a_disk_that_keeps_no_log_is_believed_when_it_was_seen_at_it(bench: MakeBench) -> None:
    b = bench(AtaDisk(keeps_log=False))
    final = b.end(b.issue())
    assert (final.state, final.result["passed"]) == ("done", True)


def test_a_disk_that_takes_the_command_and_does_nothing_has_not_passed(bench: MakeBench) -> None:
    b = bench(AtaDisk(keeps_log=False, looks=0))
    final = b.end(b.issue())
    assert (final.state, final.reason) == ("failed", "error")
    assert "did not begin a test" in (final.message or "")


@pytest.mark.parametrize("drive", [AtaDisk(supported=False), NvmeDisk(self_test=False)])
def test_what_has_no_self_test_is_not_asked_for_one(
    bench: MakeBench, drive: AtaDisk | NvmeDisk
) -> None:
    b = bench(drive)
    assert b.end(b.issue()).reason == "unsupported"
    assert not any(call.startswith(("-t", "device-self-test")) for call in drive.calls)


def test_a_test_that_somebody_else_began_is_not_disturbed(bench: MakeBench) -> None:
    drive = AtaDisk(running=9)
    b = bench(drive)
    assert b.end(b.issue()).reason == "busy"
    assert not any("-t" in call or "-X" in call for call in drive.calls)


@pytest.mark.parametrize("drive", [AtaDisk(looks=10_000), NvmeDisk(looks=10)])
def test_a_stop_ends_the_test_in_the_disk_too(
    bench: MakeBench, drive: AtaDisk | NvmeDisk, monkeypatch: pytest.MonkeyPatch
) -> None:
    b = bench(drive)
    if isinstance(drive, NvmeDisk):
        monkeypatch.setattr(following, "SOON_S", 0.2)
    order = b.issue(length="long")
    assert eventually(lambda: (b.server.order(order).state == "running") and drive.running)
    b.server.change(order, stop=True)
    b.keeper.take(b.server.view())
    assert b.end(order).reason == "stopped"
    assert eventually(lambda: drive.running == 0)
    assert any("-X" in call or call.endswith("-s 0xf") for call in drive.calls)


def test_a_disk_that_answers_no_more_ends_the_order(bench: MakeBench) -> None:
    drive = AtaDisk(looks=10_000)
    b = bench(drive)
    order = b.issue()
    assert eventually(lambda: drive.running)
    drive.deaf = True
    final = b.end(order)
    assert final.reason == "error"
    assert "the disk answers no more: smartctl gave no answer within 15 s" in (final.message or "")


def test_a_disk_changed_for_another_is_noticed(bench: MakeBench) -> None:
    drive = AtaDisk(looks=10_000)
    b = bench(drive)
    order = b.issue()
    assert eventually(lambda: drive.running)
    drive.serial = "ANOTHER1"
    final = b.end(order)
    assert (final.reason, final.message) == (
        "interrupted",
        "another disk has taken its place while it was tested",
    )


@pytest.mark.parametrize("parameters", [{"length": "captive"}, {"length": 5}])
def test_a_length_that_is_none_is_refused(bench: MakeBench, parameters: dict[str, Any]) -> None:
    b = bench(AtaDisk())
    assert b.end(b.issue(**parameters)).reason == "error"
    assert not any("-t" in call for call in b.box.drive.calls)


# The machine is started anew in between.


def test_a_test_still_running_after_a_restart_is_followed(bench: MakeBench) -> None:
    drive = AtaDisk(looks=10_000)
    b = bench(drive)
    order = b.issue()
    assert eventually(lambda: b.server.order(order).state == "running" and drive.running)
    b.restart()
    assert eventually(lambda: b.server.order(order).state == "running")
    drive.running = 3
    assert b.end(order).result["passed"] is True
    assert sum("-t" in call for call in drive.calls) == 1


def test_a_stop_while_the_agent_was_away_ends_the_test_in_the_disk_too(bench: MakeBench) -> None:
    drive = AtaDisk(looks=10_000)
    b = bench(drive)
    order = b.issue()
    assert eventually(lambda: b.server.order(order).state == "running" and drive.running)
    b.keeper.close()
    assert eventually(lambda: not b.keeper.running())
    drive.running = 9
    b.server.change(order, stop=True)
    b.restart()
    assert b.end(order).reason == "stopped"
    assert eventually(lambda: drive.running == 0)


@pytest.mark.parametrize(
    ("ended", "reason", "passed"),
    [(PASSED, None, True), (BAD_READ, "wrong", False), (RESET, "interrupted", None),
     (ABORTED, "interrupted", None)],
)  # fmt: skip
def test_a_test_that_ended_meanwhile_has_its_result(
    bench: MakeBench, ended: dict[str, Any], reason: str | None, passed: bool | None
) -> None:
    drive = AtaDisk(looks=10_000)
    b = bench(drive)
    order = b.issue()
    assert eventually(lambda: b.server.order(order).state == "running" and drive.running)
    b.keeper.close()
    drive.end(ended)
    b.restart()
    final = b.end(order)
    assert final.reason == reason
    assert final.result.get("passed") is passed


def test_a_test_that_vanished_is_interrupted(bench: MakeBench) -> None:
    """Also where an older one passed: nothing in the log is new."""
    old = {"type": {"value": 1}, "status": PASSED, "lifetime_hours": 12}
    drive = AtaDisk(looks=10_000, log=[old])
    b = bench(drive)
    order = b.issue()
    assert eventually(lambda: b.server.order(order).state == "running" and drive.running)
    b.keeper.close()
    drive.running, drive.status = 0, PASSED
    b.restart()
    final = b.end(order)
    assert (final.state, final.reason) == ("failed", "interrupted")


def test_without_a_note_of_the_log_nothing_proves_that_it_passed(bench: MakeBench) -> None:
    b = bench(AtaDisk(log=[{"type": {"value": 1}, "status": PASSED, "lifetime_hours": 4660}]))
    order = b.box.order("self_test", disk(1))
    b.server.issue(replace(order, state="running", started_in="another start", last_number=4))
    b.keeper.take(b.server.view())
    assert b.end(order.id).reason == "interrupted"


# NVMe.


def test_an_nvme_disk_passes(bench: MakeBench) -> None:
    b = bench(NvmeDisk())
    final = b.end(b.issue(length="short"))
    assert final.state == "done"
    assert final.result == {
        "length": "short",
        "passed": True,
        "status": "completed without error",
        "hours": 1234,
    }
    assert "device-self-test /dev/nvme0 -s 1" in b.box.drive.calls


def test_an_nvme_disk_fails_with_the_place_of_its_error(bench: MakeBench) -> None:
    b = bench(NvmeDisk(result=7, lba=4096))
    final = b.end(b.issue(length="long"))
    assert (final.reason, final.result["first_error_lba"]) == ("wrong", 4096)
    assert final.result["length"] == "long"
    assert "device-self-test /dev/nvme0 -s 2" in b.box.drive.calls


@pytest.mark.parametrize("result", [2, 4, 8, 9])
def test_an_nvme_test_broken_off_says_nothing_of_the_disk(bench: MakeBench, result: int) -> None:
    b = bench(NvmeDisk(result=result))
    final = b.end(b.issue())
    assert final.reason == "interrupted"
    assert "passed" not in final.result
