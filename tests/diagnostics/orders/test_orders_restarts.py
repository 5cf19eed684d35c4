"""The keeper of an agent that was started anew."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from diagnostics.orders.executors import power_off, probe, reboot
from tests.diagnostics.orders.doubles import (
    disk,
    eventually,
)
from tests.diagnostics.orders.keeping import Bench, MakeBench, Until


@pytest.mark.parametrize("journal", [True, False])
def test_an_agent_that_crashed_ends_its_orders(bench: MakeBench, journal: bool) -> None:
    stress = Until()
    b = bench(stress=stress)
    order = b.issue("stress")
    assert eventually(lambda: b.server.order(order).state == "running")
    b.crash()
    if not journal:
        b.journal.unlink()
    b.start()
    b.look()
    assert b.end(order) == ("failed", "interrupted")
    assert b.server.known[order].result["checkpoint"] == {"at": 1}
    assert stress.calls == 1


@pytest.mark.parametrize("told", [True, False])
def test_an_end_that_was_not_heard_is_told_by_the_next_agent(bench: MakeBench, told: bool) -> None:
    stress = Until()
    b = bench(stress=stress)
    order = b.issue("stress")
    assert stress.began.wait(5)
    b.server.down = True
    stress.go_on.set()
    assert eventually(lambda: not b.keeper.running())
    b.crash()
    b.server.down = False
    b.start()
    if told:  # also without being asked
        b.look()
    assert b.end(order) == ("done", None)
    assert stress.calls == 1


def test_numbers_rise_over_starts_without_a_journal(bench: MakeBench) -> None:
    b = bench(stress=Until())
    order = b.issue("stress")
    assert eventually(lambda: b.server.order(order).state == "running")
    b.crash()
    b.box.restart()
    b.start(journal=None)
    # A server that keeps no numbers either: the clock stands in for them.
    b.keeper.take([replace(one, last_number=None) for one in b.server.view()])
    assert b.end(order) == ("failed", "interrupted")


def test_an_end_that_did_not_count_is_said_anew(bench: MakeBench) -> None:
    """A word of an earlier start was on its way, and arrived after the order was looked at."""
    b = bench(stress=Until())
    order = b.server.issue(replace(b.box.order("stress"), state="running", last_number=3))
    view = b.server.view()
    b.server.known[order.id].number = 40
    b.server.change(order.id, last_number=40)
    b.keeper.take(view)
    assert eventually(lambda: "failed" in b.server.known[order.id].states)
    assert b.server.order(order.id).state == "running"
    assert eventually(lambda: b.look() or b.server.final(order.id))
    assert b.end(order.id) == ("failed", "interrupted")


def test_a_journal_that_cannot_be_read_is_put_aside(bench: MakeBench) -> None:
    stress = Until()
    b = bench(stress=stress)
    b.crash()
    b.journal.parent.mkdir(exist_ok=True)
    b.journal.write_bytes(b"\xff{half")
    b.start()
    stress.go_on.set()
    assert b.end(b.issue("stress")) == ("done", None)
    assert b.journal.with_name("orders.json.unreadable").read_bytes() == b"\xff{half"


def test_a_journal_that_cannot_be_written_holds_nothing_up(
    bench: MakeBench, tmp_path: Path
) -> None:
    stress = Until()
    b = bench(stress=stress)
    (tmp_path / "file").write_text("not a folder")
    b.start(journal=tmp_path / "file/orders.json")
    stress.go_on.set()
    assert b.end(b.issue("stress")) == ("done", None)


# A machine that bears no number of its own: the report in the order is of the start before.

FILLED = "To be filled by O.E.M."
NAMELESS = [("", ""), (FILLED, FILLED), ("03000200-0400-0500-0006-000700080009", "Default string")]


def nameless(bench: MakeBench, numbers: tuple[str, str], **executors: Any) -> Bench:
    b = bench(**executors)
    b.keeper.close()
    b.box.uuid, b.box.serial = numbers
    b.start()
    return b


def restart(b: Bench) -> None:
    b.crash()
    b.journal.unlink()
    b.box.restart()
    b.start()
    b.look()


@pytest.mark.parametrize("numbers", NAMELESS)
@pytest.mark.parametrize("kind", ["reboot", "power_off"])
def test_a_machine_without_numbers_that_went_off_by_an_order_did(
    bench: MakeBench, kind: str, numbers: tuple[str, str]
) -> None:
    b = nameless(bench, numbers, reboot=reboot, power_off=power_off)
    order = b.server.issue(b.box.order(kind))
    say = b.server.say

    def silent_at_the_end(order_id: str, word: Any) -> Any:
        b.server.down = word.state == "done"
        return say(order_id, word)

    b.server.say = silent_at_the_end  # type: ignore[method-assign]
    b.look()
    assert eventually(lambda: b.keeper.wish() == kind)
    b.crash()
    b.server.say, b.server.down = say, False  # type: ignore[method-assign]
    restart(b)
    assert b.end(order.id) == ("done", None)


def test_a_machine_without_numbers_that_was_restarted_at_work_says_so(bench: MakeBench) -> None:
    b = nameless(bench, NAMELESS[1], stress=Until(), probe=probe)
    order = b.issue("stress")
    assert eventually(lambda: b.server.order(order).state == "running")
    restart(b)
    assert b.end(order) == ("failed", "interrupted")


def test_a_machine_without_numbers_is_measured_again_after_a_restart(bench: MakeBench) -> None:
    b = nameless(bench, NAMELESS[1], probe=probe)
    order = b.issue("probe")
    assert eventually(lambda: b.keeper.wish() == "probe")
    restart(b)
    assert eventually(lambda: b.keeper.wish() == "probe")
    b.box.report_id = "report-2"
    assert b.end(order) == ("done", None)


def test_without_numbers_a_disk_still_has_to_prove_itself(bench: MakeBench) -> None:
    b = nameless(bench, NAMELESS[1], self_test=Until())
    order = b.issue("self_test", disk(1))
    assert eventually(lambda: b.server.order(order).state == "running")
    b.box.disks["sda"] = disk(7)
    restart(b)
    assert b.end(order) == ("failed", "other_disk")


def test_after_a_restart_what_differs_is_another_machine_still(bench: MakeBench) -> None:
    b = nameless(bench, NAMELESS[1], reboot=reboot)
    order = b.issue("reboot")
    assert eventually(lambda: b.keeper.wish() == "reboot")
    b.box.serial = "5CG0123XYZ"
    restart(b)
    assert b.end(order) == ("failed", "other_machine")


@pytest.mark.parametrize(
    ("kind", "end"),
    [("stress", ("failed", "interrupted")), ("self_test", ("failed", "other_disk"))],
)
def test_a_twin_that_takes_over_finds_nothing_good_of_its_own(
    bench: MakeBench, kind: str, end: tuple[str, str]
) -> None:
    """Two machines of the same numbers, and the one is switched on once the other fell silent.

    To itself it is that machine, restarted. It passes no test of the other's; and of a disk that it
    does not have it says so, which ends nothing on the server.
    """
    at_work = Until()
    b = bench(stress=at_work, self_test=at_work)
    order = b.issue(kind, disk(1) if kind == "self_test" else None)
    assert eventually(lambda: b.server.order(order).state == "running")
    b.box.disks = {"sda": disk(7)}
    restart(b)
    assert b.end(order) == end
    assert at_work.calls == 1


def test_without_numbers_nothing_is_begun_in_another_start(bench: MakeBench) -> None:
    stress = Until()
    b = nameless(bench, NAMELESS[1], stress=stress)
    order = b.server.issue(b.box.order("stress"))
    b.box.restart()
    b.keeper.close()
    b.start()
    b.look()
    assert b.end(order.id) == ("failed", "other_machine")
    assert stress.calls == 0


# An order that nobody began in its time.


def test_what_was_never_begun_is_not_called_interrupted(bench: MakeBench) -> None:
    """The server has the last word: it may be too late for it, or not."""
    stress = Until()
    stress.go_on.set()
    b = bench(stress=stress)
    order = b.server.issue(replace(b.box.order("stress"), state="lost"))
    b.look()
    assert b.end(order.id) == ("done", None)
    assert stress.calls == 1


def test_what_was_accepted_and_then_lost_was_begun(bench: MakeBench) -> None:
    stress = Until()
    b = bench(stress=stress)
    order = b.server.issue(replace(b.box.order("stress"), state="lost", last_number=2))
    b.look()
    assert b.end(order.id) == ("failed", "interrupted")
    assert stress.calls == 0
