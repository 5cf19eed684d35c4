"""The order to put an image on a disk: done exactly when it is installed."""

import threading
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from diagnostics.imaging.finisher import Finished, Finishing, NotFinished
from diagnostics.link import spool
from diagnostics.orders.executors import EXECUTORS
from diagnostics.orders.executors.image import IMAGE
from diagnostics.orders.executors.image.keeping import SENTENCES
from diagnostics.orders.notes import Notes
from tests.diagnostics.imaging.imaging import (
    make_ends_small,
    parameters,
)
from tests.diagnostics.orders.doubles import disk, eventually
from tests.diagnostics.orders.erasing import SlowDisk
from tests.diagnostics.orders.imaging import (
    ONE_LANE,
    ORDERED,
    TWO,
    Files,
    Shelf,
    cut,
    evidence,
    first,
    imager,
    issue,
    no_work,
    shelf,
)
from tests.diagnostics.orders.keeping import Bench, MakeBench


@pytest.fixture(autouse=True)
def small_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    make_ends_small(monkeypatch)


def test_an_image_is_put_on_a_disk(bench: MakeBench) -> None:
    found = shelf()
    b = bench(image=imager(found))
    order = issue(b)
    assert b.end(order) == ("done", None)
    told = evidence(b, order)
    assert (told.result, told.image, told.order_id) == ("installed", ORDERED.sha256, order)
    assert told.machine == b.box.machine()
    assert told.boot_id == b.box.boot_id
    assert ORDERED.is_on(first(found).medium)
    assert not found.disks[str(TWO.serial)].writes
    assert eventually(lambda: b.keeper.wish() == "probe"), "the machine is measured anew"


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"image": "x"}, "image"),
        ({"tag": "17"}, "tag"),
        ({"over": "anything"}, "over"),
        ({"first_boot": "perhaps"}, "first_boot"),
    ],
)
def test_what_cannot_be_understood_writes_nothing(
    bench: MakeBench, changed: dict[str, Any], says: str
) -> None:
    found = shelf()
    b = bench(image=imager(found))
    order = issue(b, **changed)
    assert b.end(order) == ("failed", "error")
    final = b.server.final(order)
    assert final
    assert says in (final.message or "")
    assert not first(found).writes


def test_another_disk_is_left_alone(bench: MakeBench) -> None:
    found = shelf()
    b = bench(image=imager(found))
    order = issue(b, disk(7))
    assert b.end(order) == ("failed", "other_disk")
    assert not b.server.known[order].result
    assert not found.found


@pytest.mark.parametrize(
    ("faults", "reason", "why"),
    [
        ({"dropped": {700}}, "wrong", "read_back_differs"),
        ({"unwritable": {700: 999.0}}, "wrong", "write_errors"),
        ({"unreadable": {700: 999.0}}, "wrong", "read_errors"),
        ({"gone_after": 20}, "wrong", "disk_gone"),
        ({"block_bytes": 4096}, "unsupported", "other_hardware"),
    ],
)
def test_a_disk_that_does_wrong(
    bench: MakeBench, faults: dict[str, Any], reason: str, why: str
) -> None:
    b = bench(image=imager(shelf(**faults)))
    order = issue(b)
    assert b.end(order) == ("failed", reason)
    assert evidence(b, order).reasons == (why,)
    final = b.server.final(order)
    assert final
    assert (final.message or "").startswith(f"not installed: {why} (")


def test_an_image_that_the_server_has_no_more(bench: MakeBench) -> None:
    b = bench(image=imager(shelf(), Files(gone=True)))
    order = issue(b)
    assert b.end(order) == ("failed", "error")
    assert evidence(b, order).reasons == ("no_image",)


def test_a_tool_that_is_missing(bench: MakeBench) -> None:
    def finish(_job: Finishing) -> Finished:
        raise NotFinished("missing_tool", "sgdisk is not installed")

    b = bench(image=imager(shelf(), finisher=finish))
    order = issue(b)
    assert b.end(order) == ("failed", "missing_tool")


def test_the_first_boot_is_told_whom_to_call(bench: MakeBench) -> None:
    jobs: list[Finishing] = []

    def finish(job: Finishing) -> Finished:
        jobs.append(job)
        return Finished()

    b = bench(image=imager(shelf(), finisher=finish))
    assert b.end(issue(b)) == ("done", None)
    assert b.end(issue(b, TWO, first_boot=False)) == ("done", None)
    assert jobs[0].home
    assert jobs[0].home.address == "https://workshop.example"
    assert jobs[0].home.trust.fingerprint == "f" * 64
    assert jobs[1].home is None


# -- meanwhile ----------------------------------------------------------------------------------


def test_the_screen_says_what_is_done(bench: MakeBench) -> None:
    found, files, seen = shelf(SlowDisk), Files(), set()
    gate = threading.Event()

    def finish(_job: Finishing) -> Finished:
        gate.wait(20)
        return Finished()

    b = bench(image=imager(found, files, finisher=finish))
    files.down.set()
    order = issue(b)

    def says(sentence: str) -> bool:
        seen.update(one.sentence for one in b.keeper.running())
        return sentence in [one.sentence for one in b.keeper.running()]

    assert eventually(lambda: says(SENTENCES["waiting"]))
    files.down.clear()
    assert eventually(lambda: says(SENTENCES["writing"]))
    first(found).let(999)
    assert eventually(lambda: says(SENTENCES["finishing"]))
    gate.set()
    assert b.end(order) == ("done", None)
    assert [one.kind for one in evidence(b, order).interruptions] == ["network"]


def test_a_stop_while_the_server_is_away(bench: MakeBench) -> None:
    files = Files()
    files.down.set()
    b = bench(image=imager(shelf(), files))
    order = issue(b)
    assert eventually(lambda: files.asked > 1)
    b.server.change(order, stop=True)
    b.look()
    assert b.end(order) == ("failed", "stopped")
    assert evidence(b, order).reasons == ("stopped",)
    assert eventually(no_work)


def test_a_stop_does_not_wait_for_a_disk_that_hangs(bench: MakeBench) -> None:
    found = shelf(SlowDisk)
    b = bench(image=imager(found))
    order = issue(b)
    assert first(found).waits.wait(5)
    b.server.change(order, stop=True)
    b.look()
    assert b.end(order) == ("failed", "stopped")
    before = len(first(found).writes)
    first(found).let(99)
    assert eventually(no_work)
    assert len(first(found).writes) <= before + ONE_LANE.lanes, "only what was under way already"


def test_a_dead_disk_stops_no_other(bench: MakeBench) -> None:
    found = shelf(SlowDisk)
    b = bench(image=imager(found, silence_s=0.6))
    orders = [issue(b), issue(b, TWO)]
    assert b.end(orders[1]) == ("done", None)
    assert b.end(orders[0]) == ("failed", "wrong")
    assert evidence(b, orders[0]).reasons == ("disk_gone",)
    first(found).let(99)
    assert eventually(no_work)


# -- restarted ----------------------------------------------------------------------------------


def begun(b: Bench, found: Shelf) -> str:
    """Some of it is on the disk, and the server knows."""
    order = issue(b)
    first(found).let(7)
    assert eventually(lambda: b.server.order(order).checkpoint.get("done", 0) > 2)
    return order


@pytest.mark.parametrize("power", [True, False])
def test_it_goes_on_where_it_was(bench: MakeBench, power: bool) -> None:
    found = shelf(SlowDisk, volatile=True)
    b = bench(image=imager(found))
    order = begun(b, found)
    cut(b, found, power=power)
    first(found).let(9999)
    b.start()
    b.look()
    assert b.end(order) == ("done", None)
    told = evidence(b, order)
    assert [one.kind for one in told.interruptions] == ["power_cut" if power else "agent_ended"]
    assert told.interruptions[0].resumed_at_block
    assert ORDERED.is_on(first(found).medium)
    if power:
        assert found.found[-1] == "sdb", "names swap between starts"


def test_a_stop_that_came_while_the_machine_was_off(bench: MakeBench) -> None:
    found = shelf(SlowDisk)
    b = bench(image=imager(found))
    order = begun(b, found)
    cut(b, found, power=True)
    written = len(first(found).writes)
    b.server.change(order, stop=True)
    b.start()
    b.look()
    assert b.end(order) == ("failed", "stopped")
    assert evidence(b, order).reasons == ("stopped",)
    assert len(first(found).writes) == written


def test_a_stop_while_the_server_is_looked_for_after_a_restart(bench: MakeBench) -> None:
    """What is on the disk by then is told all the same."""
    found, known, looked = shelf(SlowDisk), [Files()], threading.Event()

    def server() -> Files | None:
        if not known:
            looked.set()
        return next(iter(known), None)

    b = bench(image=replace(imager(found), server=server))
    order = begun(b, found)
    cut(b, found, power=True)
    known.clear()
    b.start()
    b.look()
    assert looked.wait(20)
    b.server.change(order, stop=True)
    b.look()
    assert b.end(order) == ("failed", "stopped")
    told = evidence(b, order)
    assert told.reasons == ("stopped",)
    assert [one.kind for one in told.interruptions] == ["power_cut"]


def test_another_disk_in_its_place_after_a_power_cut(bench: MakeBench) -> None:
    found = shelf(SlowDisk)
    b = bench(image=imager(found))
    order = begun(b, found)
    cut(b, found, power=True)
    b.box.disks = {"sda": disk(7), "sdb": TWO}
    b.start()
    b.look()
    assert b.end(order) == ("failed", "other_disk")
    assert len(found.found) == 1


def test_how_far_it_is_makes_few_notes(bench: MakeBench) -> None:
    """The server keeps each for ever."""
    b = bench(image=imager(shelf(), often_s=3600))
    order = issue(b)
    assert b.end(order) == ("done", None)
    words = b.server.known[order].words.values()
    notes = [word.checkpoint for word in words if word.checkpoint]
    kept = {(note["stage"], note["done"]) for note in notes}
    pieces = len(ORDERED.places.blocks) + len(ORDERED.places.zeros)
    assert kept <= {("writing", 0), ("reading", pieces), ("finishing", pieces)}


def test_how_it_ended_is_on_the_stick_while_the_server_is_away(
    bench: MakeBench, tmp_path: Path
) -> None:
    found = shelf(SlowDisk)
    b = bench(image=imager(found))
    b.keeper.close()
    (tmp_path / "stick").mkdir()
    notes = Notes(spool.in_folder(tmp_path / "stick").place)
    b.start(notes=notes)
    order = issue(b)
    assert first(found).waits.wait(5)
    b.server.down = True
    first(found).let(999)
    assert eventually(lambda: not b.keeper.running())
    left = notes.find(order)
    assert left
    assert left.final
    b.crash()
    b.journal.unlink()
    b.box.restart()
    b.server.down = False
    b.start(notes=notes)
    b.look()
    assert b.end(order) == ("done", None)
    assert len(found.found) == 1, "nothing is written twice"


# -- put together -------------------------------------------------------------------------------


def test_the_real_one_is_registered_and_waits_for_a_server(bench: MakeBench) -> None:
    assert EXECUTORS["image"] is IMAGE
    found = shelf()
    b = bench(image=replace(IMAGE, ground=found))
    order = issue(b)
    assert eventually(lambda: b.server.order(order).state == "running")
    assert not found.found
    b.server.change(order, stop=True)
    b.look()
    assert b.end(order)[1] == "stopped"
    assert not first(found).writes
    assert parameters(ORDERED).image == ORDERED.sha256
