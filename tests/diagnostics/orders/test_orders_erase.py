"""The order to erase a disk: done only when plainly erased, and every other end says why."""

import threading
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from diagnostics.link import spool
from diagnostics.orders.notes import Note, Notes
from tests.diagnostics.erasure.faulty import FaultyDisk
from tests.diagnostics.orders.doubles import disk, eventually
from tests.diagnostics.orders.erasing import SIZE, Shelf, SlowDisk, eraser, evidence
from tests.diagnostics.orders.keeping import Bench, MakeBench

ONE, TWO = disk(1), disk(2)


def shelf(**more: Any) -> Shelf:
    return Shelf({str(ONE.serial): FaultyDisk(SIZE, **more), str(TWO.serial): FaultyDisk(SIZE)})


def first(found: Shelf) -> FaultyDisk:
    return found.disks[str(ONE.serial)]


def text(bench: Bench, order: str) -> str:
    final = bench.server.final(order)
    assert final
    return final.message or ""


def test_a_disk_that_is_plainly_erased(bench: MakeBench) -> None:
    found = shelf()
    before = bytes(first(found).medium)
    b = bench(erase=eraser(found))
    order = b.issue("erase", ONE)
    assert b.end(order) == ("done", None)
    told = evidence(b, order)
    assert (told.result, told.method, told.order_id) == ("erased", "overwrite", order)
    assert told.machine == b.box.machine()
    assert told.boot_id == b.box.boot_id
    assert first(found).left(before) == 0
    other = found.disks[str(TWO.serial)]
    assert not other.writes
    assert eventually(lambda: b.keeper.wish() == "probe"), "the machine is measured anew"


def test_the_policy_of_the_order_holds(bench: MakeBench) -> None:
    found = shelf()
    b = bench(erase=eraser(found))
    policy = {"pattern": "a5", "sufficient": {"virtual": "clear"}}
    order = b.issue("erase", ONE, parameters={"policy": policy, "full": True})
    assert b.end(order) == ("done", None)
    told = evidence(b, order)
    assert told.pattern == "a5"
    assert told.verification
    assert told.verification.method == "full"
    assert set(first(found).medium) == {0xA5}


@pytest.mark.parametrize(
    ("parameters", "says"),
    [
        ({"policy": {"pattern": "x"}}, "pattern"),
        ({"policy": {"sufficient": {"virtual": "none"}}}, "sufficient"),
        ({"full": "perhaps"}, "full"),
    ],
)
def test_what_cannot_be_understood_erases_nothing(
    bench: MakeBench, parameters: dict[str, Any], says: str
) -> None:
    found = shelf()
    b = bench(erase=eraser(found))
    order = b.issue("erase", ONE, parameters=parameters)
    assert b.end(order) == ("failed", "error")
    assert says in text(b, order)
    assert not first(found).writes


def test_a_policy_that_asks_for_more_than_the_disk_can(bench: MakeBench) -> None:
    found = shelf()
    b = bench(erase=eraser(found))
    policy = {"sufficient": {"virtual": "purge"}}
    order = b.issue("erase", ONE, parameters={"policy": policy})
    assert b.end(order) == ("failed", "unsupported")
    assert evidence(b, order).reasons == ("level_too_low",)
    assert not first(found).writes


def test_another_disk_is_left_alone(bench: MakeBench) -> None:
    found = shelf()
    b = bench(erase=eraser(found))
    order = b.issue("erase", disk(7))
    assert b.end(order) == ("failed", "other_disk")
    assert not b.server.known[order].result
    assert not found.found


def test_a_disk_that_was_swapped_meanwhile(bench: MakeBench) -> None:
    found = shelf()
    erase = eraser(found)

    def swapped(work: Any, here: Any) -> Any:
        ground = found(work, here)
        ground.swapped_after = 2
        return ground

    b = bench(erase=type(erase)(ground=swapped, manner=erase.manner))
    order = b.issue("erase", ONE)
    assert b.end(order) == ("failed", "other_disk")
    assert evidence(b, order).reasons == ("identity_changed",)
    assert not first(found).writes


@pytest.mark.parametrize("fault", ["unwritable", "unreadable"])
def test_a_bad_block_is_never_plainly_erased(bench: MakeBench, fault: str) -> None:
    found = shelf(**{fault: {3: float("inf")}})
    b = bench(erase=eraser(found))
    order = b.issue("erase", ONE)
    assert b.end(order) == ("failed", "wrong")
    told = evidence(b, order)
    assert told.result == "erased_with_exceptions"
    assert text(b, order).startswith("erased with exceptions: ")


def test_a_write_that_was_dropped_is_found(bench: MakeBench) -> None:
    found = shelf(dropped={700})
    b = bench(erase=eraser(found))
    order = b.issue("erase", ONE)
    assert b.end(order) == ("failed", "wrong")
    assert evidence(b, order).result == "not_erased"


# Stopped.


def slow() -> Shelf:
    return Shelf({str(ONE.serial): SlowDisk(), str(TWO.serial): FaultyDisk(SIZE)})


def test_a_stop_tells_how_far_it_was(bench: MakeBench) -> None:
    found = slow()
    stuck = first(found)
    assert isinstance(stuck, SlowDisk)
    b = bench(erase=eraser(found))
    order = b.issue("erase", ONE)
    stuck.let(8)
    assert eventually(lambda: b.server.order(order).checkpoint.get("inner", {}).get("offset"))
    b.server.change(order, stop=True)
    b.look()
    stuck.let(99)
    assert b.end(order) == ("failed", "stopped")
    told = evidence(b, order)
    assert told.result == "not_erased"
    assert told.reasons == ("stopped",)
    assert told.fraction
    assert f"at {told.fraction:.0%}" in text(b, order)
    assert [(a.method, a.outcome) for a in told.attempts] == [("overwrite", "stopped")]


def test_a_stop_does_not_wait_for_a_disk_that_hangs(bench: MakeBench) -> None:
    found = slow()
    stuck = first(found)
    assert isinstance(stuck, SlowDisk)
    b = bench(erase=eraser(found))
    order = b.issue("erase", ONE)
    stuck.let(4)
    assert stuck.waits.wait(5)
    assert eventually(lambda: len(stuck.writes) == 4)
    b.server.change(order, stop=True)
    b.look()
    assert b.end(order) == ("failed", "stopped")
    assert evidence(b, order).reasons == ("stopped",)
    stuck.let(99)
    assert eventually(lambda: "disk-work" not in [one.name for one in threading.enumerate()])
    assert len(stuck.writes) <= 6, "only what was under way already"


# Several.


def test_a_dead_disk_stops_no_other(bench: MakeBench) -> None:
    found = slow()
    dead = first(found)
    assert isinstance(dead, SlowDisk)
    b = bench(erase=eraser(found, silence_s=0.6))
    orders = [b.issue("erase", ONE), b.issue("erase", TWO)]
    assert b.end(orders[1]) == ("done", None)
    assert b.end(orders[0]) == ("failed", "wrong")
    assert evidence(b, orders[0]).reasons == ("disk_gone",)
    dead.let(99)


def test_the_machine_is_measured_once_all_have_ended(bench: MakeBench) -> None:
    found = slow()
    last = first(found)
    assert isinstance(last, SlowDisk)
    b = bench(erase=eraser(found))
    orders = [b.issue("erase", ONE), b.issue("erase", TWO)]
    assert b.end(orders[1]) == ("done", None)
    assert b.keeper.wish() is None, "a disk that is at work is not asked how it is"
    last.let(99)
    assert b.end(orders[0]) == ("done", None)
    assert eventually(lambda: b.keeper.wish() == "probe")


def test_namespaces_go_one_after_another(bench: MakeBench) -> None:
    found = slow()
    one = first(found)
    assert isinstance(one, SlowDisk)
    b = bench(erase=eraser(found))
    b.box.disks = {"nvme0n1": ONE, "nvme0n2": TWO}
    orders = [b.issue("erase", ONE)]
    assert one.waits.wait(5)
    orders.append(b.issue("erase", TWO))
    waiting = "Wacht tot een ander deel van dezelfde schijf gewist is."
    assert eventually(lambda: waiting in [run.sentence for run in b.keeper.running()])
    assert not found.disks[str(TWO.serial)].writes
    one.let(99)
    assert [b.end(order) for order in orders] == [("done", None)] * 2
    assert [name for name, _serial in found.found] == ["nvme0n1", "nvme0n2"]


def test_two_controllers_do_not_wait_for_each_other(bench: MakeBench) -> None:
    found = slow()
    one = first(found)
    assert isinstance(one, SlowDisk)
    b = bench(erase=eraser(found))
    b.box.disks = {"nvme0n1": ONE, "nvme1n1": TWO}
    orders = [b.issue("erase", ONE), b.issue("erase", TWO)]
    assert b.end(orders[1]) == ("done", None)
    one.let(99)
    assert b.end(orders[0]) == ("done", None)


# Restarted.


@pytest.mark.parametrize("power", [True, False])
def test_it_goes_on_where_it_was(bench: MakeBench, power: bool) -> None:
    found = slow()
    stuck = first(found)
    assert isinstance(stuck, SlowDisk)
    before = bytes(stuck.medium)
    b = bench(erase=eraser(found))
    order = b.issue("erase", ONE)
    stuck.let(8)
    assert eventually(lambda: b.server.order(order).checkpoint.get("inner", {}).get("offset"))
    _cut(b, stuck, power=power)
    stuck.let(999)
    b.start()
    b.look()
    assert b.end(order) == ("done", None)
    told = evidence(b, order)
    assert [one.kind for one in told.interruptions] == ["power_cut" if power else "agent_ended"]
    assert told.interruptions[0].resumed_at_bytes
    assert told.verification
    assert told.verification.fraction == 1
    assert stuck.left(before) == 0
    if power:
        assert found.found[-1] == ("sdb", ONE.serial), "names swap between starts"


def _cut(b: Bench, stuck: SlowDisk, *, power: bool) -> None:
    """The agent is killed; what it had under way goes nowhere."""
    b.keeper.close()
    stuck.let(4)
    assert eventually(lambda: not b.keeper.running())
    assert eventually(lambda: "disk-work" not in [one.name for one in threading.enumerate()])
    if power:
        b.journal.unlink()
        b.box.restart(lambda disks: disks.reverse())
        stuck.power_cut()


def test_another_disk_in_its_place_after_a_power_cut(bench: MakeBench) -> None:
    found = slow()
    stuck = first(found)
    assert isinstance(stuck, SlowDisk)
    b = bench(erase=eraser(found))
    order = b.issue("erase", ONE)
    stuck.let(8)
    assert eventually(lambda: b.server.order(order).checkpoint.get("inner", {}).get("offset"))
    _cut(b, stuck, power=True)
    b.box.disks = {"sda": disk(7), "sdb": TWO}
    b.start()
    b.look()
    assert b.end(order) == ("failed", "other_disk")
    assert len(found.found) == 1


def test_a_stop_that_came_while_the_machine_was_off(bench: MakeBench) -> None:
    found = slow()
    stuck = first(found)
    assert isinstance(stuck, SlowDisk)
    b = bench(erase=eraser(found))
    order = b.issue("erase", ONE)
    stuck.let(8)
    assert eventually(lambda: b.server.order(order).checkpoint.get("inner", {}).get("offset"))
    _cut(b, stuck, power=True)
    written = len(stuck.writes)
    b.server.change(order, stop=True)
    b.start()
    b.look()
    assert b.end(order) == ("failed", "stopped")
    told = evidence(b, order)
    assert told.reasons == ("stopped",)
    assert len(stuck.writes) == written


def test_how_far_it_is_makes_few_notes(bench: MakeBench) -> None:
    """The server keeps each for ever: hours of work may not be thousands."""
    found = shelf()
    b = bench(erase=replace(eraser(found), often_s=3600))
    order = b.issue("erase", ONE)
    assert b.end(order) == ("done", None)
    words = b.server.known[order].words.values()
    assert len({word.checkpoint["inner"]["offset"] for word in words if word.checkpoint}) == 1


# Kept while the server is away.


def notes(folder: Path) -> Notes:
    return Notes(spool.in_folder(folder / "stick").place)


def test_a_server_that_is_away_is_stood_in_for_by_the_stick(
    bench: MakeBench, tmp_path: Path
) -> None:
    found = slow()
    stuck = first(found)
    assert isinstance(stuck, SlowDisk)
    b = bench(erase=eraser(found))
    b.keeper.close()
    (tmp_path / "stick").mkdir()
    b.start(notes=notes(tmp_path))
    order = b.issue("erase", ONE)
    assert stuck.waits.wait(5)
    b.server.down = True
    stuck.let(99)
    assert eventually(lambda: not b.keeper.running())
    assert b.server.final(order) is None
    assert (left := notes(tmp_path).find(order))
    assert left.final, "how it ended is on the stick"
    b.crash()
    b.journal.unlink()
    b.box.restart()
    b.server.down = False
    b.start(notes=notes(tmp_path))
    b.look()
    assert b.end(order) == ("done", None)
    assert evidence(b, order).result == "erased"
    assert len(found.found) == 1, "nothing is erased twice"
    assert eventually(lambda: notes(tmp_path).find(order) is None)


def test_what_the_server_heard_is_not_on_the_stick(bench: MakeBench, tmp_path: Path) -> None:
    b = bench(erase=eraser(shelf()))
    b.keeper.close()
    (tmp_path / "stick").mkdir()
    b.start(notes=notes(tmp_path))
    assert b.end(b.issue("erase", ONE)) == ("done", None)
    assert notes(tmp_path).all() == ()


def test_the_newest_note_counts(bench: MakeBench, tmp_path: Path) -> None:
    """A stick with an older note than the server's: the server knows better."""
    found = slow()
    stuck = first(found)
    assert isinstance(stuck, SlowDisk)
    b = bench(erase=eraser(found))
    b.keeper.close()
    (tmp_path / "stick").mkdir()
    b.start(notes=notes(tmp_path))
    order = b.issue("erase", ONE)
    stuck.let(8)
    assert eventually(lambda: b.server.order(order).checkpoint.get("inner", {}).get("offset"))
    _cut(b, stuck, power=True)
    older = notes(tmp_path)
    assert older.keep(Note(id=order, number=1, checkpoint={"spoiled": True}))
    stuck.let(999)
    b.start(notes=older)
    b.look()
    assert b.end(order) == ("done", None)
    assert evidence(b, order).interruptions[0].resumed_at_bytes
