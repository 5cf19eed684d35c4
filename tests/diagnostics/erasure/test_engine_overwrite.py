"""The engine on a disk that can only be overwritten: results, reasons, figures, going on."""

import errno
import json
from dataclasses import replace
from typing import Any

import pytest

from diagnostics.erasure.engine import Run
from diagnostics.erasure.planning import Surroundings, Use
from diagnostics.identity import Changed
from diagnostics.wire.documents import encode
from diagnostics.wire.erasure import Checking, Sufficient, understand
from tests.diagnostics.erasure.faulty import FaultyDisk, PowerCut
from tests.diagnostics.erasure.grounds import MemoryGround, Notebook, erase, task

SIZE = 2**20 + 512
SAMPLED = {"checking": Checking(full_below_bytes=0, strata=10, samples=2, fraction=0.1)}
FOR_EVER = float("inf")


def test_an_erased_disk() -> None:
    disk, notebook = FaultyDisk(SIZE, volatile=True), Notebook()
    told = erase(MemoryGround(disk), notebook)
    assert (told.result, told.level, told.method) == ("erased", "clear", "overwrite")
    assert bytes(disk.medium) == bytes(SIZE)
    assert (told.bytes_written, told.passes, told.fraction) == (SIZE, 1, 1.0)
    assert told.verification
    assert (told.verification.method, told.verification.fraction) == ("full", 1.0)
    assert told.errors == told.reasons == ()
    assert [one.outcome for one in told.attempts] == ["done"]
    assert notebook.fractions == sorted(notebook.fractions)
    assert understand(encode(told)) == told


def test_a_sample_says_how_sure_it_is() -> None:
    told = erase(MemoryGround(FaultyDisk(64 * 2**20)), **SAMPLED)
    assert told.result == "erased"
    check = told.verification
    assert check
    assert (check.method, check.samples, check.strata) == ("sampled", 20, 10)
    assert check.left_over == 0.21
    assert check.confidence >= 0.99
    assert check.seed
    assert 0.1 < check.fraction < 0.14


@pytest.mark.parametrize(
    ("fault", "result", "reasons"),
    [
        ({"unwritable": {7: FOR_EVER}}, "erased_with_exceptions", ("write_errors",)),
        ({"unwritable": {7: 2}}, "erased", ()),
        ({"unreadable": {7: FOR_EVER}}, "erased_with_exceptions", ("read_errors",)),
        ({"unreadable": {7: 2}}, "erased", ()),
        ({"dropped": {7}}, "not_erased", ("wrong_content",)),
        ({"corrupted": {7: 1}}, "not_erased", ("wrong_content",)),
        ({"misdirected": {7: 9}}, "not_erased", ("wrong_content",)),
        ({"failing_flushes": 2, "volatile": True}, "erased", ()),
        ({"failing_flushes": 99, "volatile": True}, "not_erased", ("flush_failed",)),
        ({"gone_after": 1}, "not_erased", ("disk_gone",)),
        ({"unwritable": dict.fromkeys(range(300), FOR_EVER)}, "not_erased", ("too_many_errors",)),
        ({"unreadable": dict.fromkeys(range(300), FOR_EVER)}, "not_erased", ("too_many_errors",)),
        ({"unwritable": {0: FOR_EVER}, "error": errno.EROFS}, "not_erased", ("error",)),
        (
            {"unwritable": {7: FOR_EVER}, "dropped": {9}},
            "not_erased",
            ("write_errors", "wrong_content"),
        ),
    ],
)
def test_what_a_fault_makes_of_it(
    fault: dict[str, Any], result: str, reasons: tuple[str, ...]
) -> None:
    told = erase(MemoryGround(FaultyDisk(SIZE, **fault)))
    assert (told.result, told.reasons[: len(reasons)]) == (result, reasons)
    assert bool(told.reasons) == (result != "erased")
    assert (told.level is None) == (result == "not_erased")


def test_faults_are_located_and_counted() -> None:
    disk = FaultyDisk(SIZE, unwritable={7: FOR_EVER, 8: FOR_EVER}, unreadable={99: FOR_EVER})
    told = erase(MemoryGround(disk))
    found = {errors.kind: (errors.count, errors.first) for errors in told.errors}
    assert found == {"write": (2, (7 * 512, 8 * 512)), "read": (1, (99 * 512,))}
    assert all(errors.retries for errors in told.errors)


@pytest.mark.parametrize(
    "fault",
    [{"unwritable": {7: 2}}, {"failing_flushes": 1, "volatile": True}, {"unreadable": {0: 2}}],
)
def test_all_is_read_back_after_anything_went_wrong(fault: dict[str, Any]) -> None:
    told = erase(MemoryGround(FaultyDisk(8 * 2**20, **fault)), **SAMPLED)
    assert told.verification
    if "unreadable" in fault:  # it gave in: nothing is left that a sample would not show
        assert told.verification.method == "sampled"
    else:
        assert told.verification.method == "full"


def test_a_block_that_a_sample_cannot_read_has_all_of_it_read() -> None:
    disk = FaultyDisk(8 * 2**20, unreadable={0: FOR_EVER, 9000: FOR_EVER})
    told = erase(MemoryGround(disk), **SAMPLED)
    assert told.verification
    assert (told.verification.method, told.verification.unreadable) == ("full", 2)


def test_a_power_cut_is_gone_on_from_and_told() -> None:
    disk, notebook = FaultyDisk(4 * 2**20, volatile=True), Notebook()
    cut_after(notebook, 0.2)
    with pytest.raises(PowerCut):
        erase(MemoryGround(disk), notebook)
    disk.power_cut()
    notebook.then = lambda _fraction: None
    told = erase(MemoryGround(disk), notebook, boot="boot-2", **SAMPLED)
    assert told.result == "erased"
    assert bytes(disk.medium) == bytes(disk.size_bytes)
    assert [one.kind for one in told.interruptions] == ["power_cut"]
    assert told.interruptions[0].resumed_at_bytes
    assert told.bytes_written >= disk.size_bytes
    assert told.verification
    assert told.verification.method == "full", "a pass in two parts is read back in full"


def test_power_cuts_upon_power_cuts_keep_one_evidence() -> None:
    disk, notebook = FaultyDisk(SIZE, volatile=True), Notebook()
    cut_after(notebook, 0.0)
    ids = set()
    for boot in range(5):
        with pytest.raises(PowerCut):
            erase(MemoryGround(disk), notebook, boot=f"boot-{boot}")
        disk.power_cut()
        ids.add(notebook.note["id"])
        assert len(json.dumps(notebook.note)) < 8192
    notebook.then = lambda _fraction: None
    told = erase(MemoryGround(disk), notebook, boot="boot-9")
    assert ids == {told.id}
    assert (told.result, len(told.interruptions)) == ("erased", 5)


def test_many_bad_places_and_power_cuts_fit_what_a_server_keeps_of_it() -> None:
    """Past what is kept it goes back to the first bad place that is not, and finds it again."""
    bad = dict.fromkeys(range(0, SIZE // 512, 21), FOR_EVER)
    disk, notebook = FaultyDisk(SIZE, volatile=True, unwritable=bad), Notebook()
    cut_after(notebook, 0.4)
    for boot in range(70):
        with pytest.raises(PowerCut):
            erase(MemoryGround(disk), notebook, boot=f"boot-{boot}", pattern="a5" * 512)
        disk.power_cut()
        assert len(json.dumps(notebook.note)) < 8192
    notebook.then = lambda _fraction: None
    told = erase(MemoryGround(disk), notebook, boot="boot-99", pattern="a5" * 512)
    assert (told.result, told.reasons) == ("erased_with_exceptions", ("write_errors",))
    assert [(errors.kind, errors.count) for errors in told.errors] == [("write", len(bad))]
    assert told.interruptions
    assert told.interruptions[-1].resumed_at_bytes


def cut_after(notebook: Notebook, fraction: float) -> None:
    def then(reached: float | None) -> None:
        if notebook.note and (reached or 0) >= fraction:
            raise PowerCut

    notebook.then = then


def test_stopped_it_says_honestly_how_far_it_came() -> None:
    disk, notebook = FaultyDisk(SIZE), Notebook()
    notebook.then = raise_at(0.0)
    run = Run(task(), MemoryGround(disk), notebook)
    with pytest.raises(KeyboardInterrupt):
        run.run()
    told = run.broken_off("stopped")
    assert told
    assert (told.result, told.reasons, told.method) == ("not_erased", ("stopped",), "overwrite")
    assert told.fraction == 0.0
    assert [one.outcome for one in told.attempts] == ["stopped"]


def test_stopped_while_it_is_read_back_it_is_not_erased() -> None:
    disk, notebook = FaultyDisk(SIZE), Notebook()
    notebook.then = raise_at(0.6)
    run = Run(task(), MemoryGround(disk), notebook)
    with pytest.raises(KeyboardInterrupt):
        run.run()
    told = run.broken_off("stopped")
    assert told
    assert (told.result, told.fraction) == ("not_erased", 1.0)


def raise_at(fraction: float) -> Any:
    def then(reached: float | None) -> None:
        if reached is not None and reached >= fraction:
            raise KeyboardInterrupt

    return then


def test_nothing_is_begun_on_a_disk_in_use() -> None:
    disk = FaultyDisk(SIZE)
    ground = MemoryGround(disk, surroundings=Surroundings(uses=(Use(code="mounted", detail="/"),)))
    told = erase(ground)
    assert (told.result, told.reasons, told.method) == ("not_erased", ("in_use",), None)
    assert disk.calls == 0


def test_nothing_is_begun_where_nothing_suffices() -> None:
    disk = FaultyDisk(SIZE)
    told = erase(MemoryGround(disk), sufficient=Sufficient(virtual="purge"))
    assert told.reasons == ("level_too_low",)
    assert disk.calls == 0


def test_a_disk_that_is_not_there_has_no_evidence() -> None:
    with pytest.raises(Changed):
        erase(MemoryGround(FaultyDisk(SIZE), swapped_after=0))


@pytest.mark.parametrize("questions", [1, 2])
def test_another_disk_in_its_place_is_left_alone(questions: int) -> None:
    disk = FaultyDisk(SIZE)
    told = erase(MemoryGround(disk, swapped_after=questions))
    assert told.reasons == ("identity_changed",)
    assert disk.writes == []


def test_shingled_disks_with_zones_of_their_own_are_left_to_be_destroyed() -> None:
    disk = FaultyDisk(SIZE)
    ground = MemoryGround(disk)
    ground.report = type(ground.report)(
        name="sda",
        serial="FAULTY-1",
        size_bytes=SIZE,
        transport="sas",
        rotational=True,
        zoned="host-managed",
    )
    told = erase(ground)
    assert (told.result, told.reasons) == ("not_erased", ("level_too_low",))
    assert [one.code for one in told.plan.obstacles if one.blocking] == ["zoned"]
    assert (disk.calls, told.attempts) == (0, ())


def test_what_a_sample_could_not_read_and_the_whole_could_is_no_error_that_stayed() -> None:
    """Read to its last byte in the end, and as written: erased; that it was tried again is told."""
    disk = FaultyDisk(8 * 2**20, unreadable={0: 18})
    told = erase(MemoryGround(disk), **SAMPLED)
    assert told.verification
    assert (told.result, told.verification.method) == ("erased", "full")
    assert [(errors.kind, errors.count) for errors in told.errors] == [("read", 0)]
    assert told.errors[0].retries > 15


def test_a_disk_of_another_size_than_was_asked_for_is_left_alone() -> None:
    disk = FaultyDisk(SIZE)
    ground = MemoryGround(disk)
    ground.report = replace(ground.report, size_bytes=SIZE + 512)
    told = erase(ground)
    assert (told.result, told.reasons) == ("not_erased", ("capacity_changed",))
    assert disk.writes == []
