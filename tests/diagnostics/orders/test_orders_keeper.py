"""The keeper, one rule at a time; all rules at once are in test_orders_schedules."""

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from diagnostics.link.errors import NotThere, Refused, WrongToken
from diagnostics.orders import Keeper
from diagnostics.orders.executors import power_off, probe, reboot, telling
from diagnostics.orders.outcome import Failure, Outcome, done
from diagnostics.orders.work import Work
from diagnostics.run import MissingTool, TimedOut
from diagnostics.wire import Disk
from tests.diagnostics.orders.doubles import (
    FAST,
    Acting,
    Box,
    Ground,
    Server,
    disk,
    eventually,
)


class Until:
    """Runs until the test lets it go on."""

    SENTENCE = "De schijf test zichzelf."

    def __init__(self) -> None:
        self.go_on = threading.Event()
        self.began = threading.Event()
        self.calls = 0

    def run(self, work: Work) -> Outcome:
        self.calls += 1
        work.progress(0.25, 60, checkpoint={"at": 1})
        self.began.set()
        while not self.go_on.is_set():
            work.sleep(0.005)
        return done({"calls": self.calls})

    def resume(self, work: Work) -> Outcome:
        raise Failure("interrupted", "it was at work", {"checkpoint": dict(work.checkpoint)})


class Raises:
    SENTENCE = ""

    def __init__(self, error: Exception) -> None:
        self.error = error

    def run(self, work: Work) -> Outcome:
        raise self.error

    resume = run


class Bench:
    """A machine, its server and its keeper."""

    def __init__(self, folder: Path, executors: dict[str, Any]) -> None:
        self.server = Server()
        self.box = Box(folder, disks={"sda": disk(1), "sdb": disk(2)})
        self.journal = folder / "run/orders.json"
        self.executors = executors
        self.keeper = self.start()

    def start(self, **more: Any) -> Keeper:
        told = {"boot_id": self.box.boot_id, "journal": self.journal, "pace": FAST, **more}
        identity, executors = (lambda: self.box), self.executors
        self.keeper = Keeper(
            self.server, self.box.host(), identity=identity, executors=executors, **told
        )
        return self.keeper

    def issue(self, kind: str, target: Disk | None = None, **more: Any) -> str:
        order = self.server.issue(self.box.order(kind, target, **more))
        self.look()
        return order.id

    def look(self) -> None:
        """As the resident loop does over and over."""
        self.keeper.take(self.server.view())

    def end(self, order_id: str) -> tuple[str, str | None]:
        """How it ended, as state and reason."""
        assert eventually(lambda: self.server.final(order_id)), self.server.known[order_id].states
        final = self.server.final(order_id)
        assert final is not None
        return final.state, final.reason

    def crash(self) -> None:
        self.keeper.close()
        assert eventually(lambda: not self.keeper.running())


MakeBench = Callable[..., Bench]


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[MakeBench]:
    made: list[Bench] = []

    def make(**executors: Any) -> Bench:
        made.append(Bench(tmp_path, executors))
        return made[-1]

    yield make
    for one in made:
        one.keeper.close()


def test_an_order_is_accepted_run_and_done(bench: MakeBench) -> None:
    stress = Until()
    b = bench(stress=stress)
    order = b.issue("stress")
    assert stress.began.wait(5)
    (shown,) = b.keeper.running()
    assert (shown.kind, shown.state, shown.fraction) == ("stress", "running", 0.25)
    assert shown.sentence == stress.SENTENCE
    stress.go_on.set()
    assert b.end(order) == ("done", None)
    assert b.server.known[order].states[:2] == ["accepted", "running"]
    assert b.server.known[order].result == {"calls": 1}
    assert eventually(lambda: not b.keeper.running())


def test_words_rise_in_number_and_say_which_start(bench: MakeBench) -> None:
    b = bench()
    b.executors["stress"] = Acting(Ground(b.box, b.server))
    order = b.issue("stress")
    b.end(order)
    words = list(b.server.known[order].words.values())
    assert [word.number for word in words] == sorted({word.number for word in words})
    assert {word.boot_id for word in words} == {b.box.boot_id}


def test_a_sign_of_life_is_given_where_nothing_moves(bench: MakeBench) -> None:
    stress = Until()
    b = bench(stress=stress)
    order = b.issue("stress")
    assert eventually(lambda: b.server.known[order].states.count("running") >= 3)
    fractions = {word.fraction for word in b.server.known[order].words.values()} - {None}
    assert fractions == {0.25}


def test_progress_is_not_said_more_often_than_wanted(bench: MakeBench) -> None:
    class Busy:
        SENTENCE = ""

        def run(self, work: Work) -> Outcome:
            for step in range(200):
                work.progress(step / 200)
                work.sleep(0.001)
            return done()

        resume = run

    b = bench(stress=Busy())
    b.start(pace=replace(FAST, progress_s=0.1, heartbeat_s=5))
    began = time.monotonic()
    order = b.issue("stress")
    b.end(order)
    most = (time.monotonic() - began) / 0.1 + 2
    assert 2 <= b.server.known[order].states.count("running") <= most


@pytest.mark.parametrize("line", ["up", "down"])
def test_a_stop_is_honoured(bench: MakeBench, line: str) -> None:
    stress = Until()
    b = bench(stress=stress)
    order = b.issue("stress")
    assert stress.began.wait(5)
    b.server.change(order, stop=True)
    view = b.server.view()
    b.server.down = line == "down"
    began = time.monotonic()
    b.keeper.take(view)
    assert eventually(lambda: not b.keeper.running())
    assert time.monotonic() - began < 1
    b.server.down = False
    assert b.end(order) == ("failed", "stopped")
    assert b.server.known[order].result["fraction"] == 0.25


def test_a_stop_is_heard_in_the_answer_to_a_word(bench: MakeBench) -> None:
    b = bench(stress=Until())
    order = b.issue("stress")
    b.server.change(order, stop=True)
    assert b.end(order) == ("failed", "stopped")


def test_what_does_not_end_when_stopped_is_said_to_be_stopped(bench: MakeBench) -> None:
    """It hangs in a disk that does not answer; the disk stays taken until it comes back."""
    hangs, released = threading.Event(), threading.Event()

    class Hangs:
        SENTENCE = ""

        def run(self, work: Work) -> Outcome:
            work.progress()
            hangs.set()
            released.wait(20)
            return done()

        resume = run

    b = bench(self_test=Hangs())
    order = b.issue("self_test", disk(1))
    assert hangs.wait(5)
    b.server.change(order, stop=True)
    b.look()
    assert b.end(order) == ("failed", "stopped")
    assert b.end(b.issue("self_test", disk(1))) == ("failed", "busy")
    released.set()
    assert eventually(lambda: not b.keeper.running())
    assert b.end(order) == ("failed", "stopped")


def test_nothing_begins_before_the_server_knows(bench: MakeBench) -> None:
    stress = Until()
    b = bench(stress=stress)
    order = b.server.issue(b.box.order("stress"))
    view = b.server.view()
    b.server.down = True
    b.keeper.take(view)
    assert not stress.began.wait(0.2)
    # A person takes it back meanwhile.
    b.server.change(order.id, state="failed")
    b.server.down = False
    assert eventually(lambda: not b.keeper.running())
    assert stress.calls == 0
    assert not b.server.known[order.id].finals


def test_an_order_closed_by_a_person_stops_at_work_and_says_nothing_more(bench: MakeBench) -> None:
    stress = Until()
    b = bench(stress=stress)
    order = b.issue("stress")
    assert stress.began.wait(5)
    b.server.change(order, state="failed")
    assert eventually(lambda: not b.keeper.running())
    assert not b.server.known[order].finals


@pytest.mark.parametrize(
    ("first", "second", "end"),
    [
        (("self_test", disk(1)), ("self_test", disk(1)), "busy"),
        # One disk, told in two ways.
        (("self_test", disk(1)), ("self_test", replace(disk(1), wwn=None)), "busy"),
        (("self_test", disk(1)), ("stress", None), "busy"),
        (("stress", None), ("self_test", disk(1)), "busy"),
        (("stress", None), ("stress", None), "busy"),
        (("self_test", disk(1)), ("self_test", disk(2)), None),
    ],
)
def test_one_at_a_time(
    bench: MakeBench,
    first: tuple[str, Disk | None],
    second: tuple[str, Disk | None],
    end: str | None,
) -> None:
    acting = Until()
    b = bench(self_test=acting, stress=acting)
    one = b.issue(*first)
    assert acting.began.wait(5)
    other = b.issue(*second)
    if end is None:
        assert eventually(lambda: acting.calls == 2)
        acting.go_on.set()
        assert b.end(other) == ("done", None)
    else:
        assert b.end(other) == ("failed", end)
        assert acting.calls == 1
        acting.go_on.set()
    assert b.end(one) == ("done", None)


def test_of_two_in_one_view_the_older_goes_first(bench: MakeBench) -> None:
    acting = Until()
    b = bench(self_test=acting, stress=acting)
    one = b.server.issue(b.box.order("stress"))
    other = b.server.issue(b.box.order("self_test", disk(1)))
    b.look()
    assert b.end(other.id) == ("failed", "busy")
    acting.go_on.set()
    assert b.end(one.id) == ("done", None)


@pytest.mark.parametrize(
    ("error", "reason", "message"),
    [
        (Failure("unsupported", "not this disk"), "unsupported", "not this disk"),
        (MissingTool("stress-ng"), "missing_tool", "stress-ng is not installed"),
        (TimedOut("smartctl", 15), "error", "smartctl gave no answer within 15 s"),
        (KeyError("nonsense"), "error", "KeyError: 'nonsense'"),
    ],
)
def test_whatever_goes_wrong_is_said(
    bench: MakeBench, error: Exception, reason: str, message: str
) -> None:
    b = bench(stress=Raises(error))
    order = b.issue("stress")
    assert b.end(order) == ("failed", reason)
    final = b.server.final(order)
    assert final is not None
    assert final.message == message


def test_a_kind_that_is_newer_than_the_agent_is_refused(bench: MakeBench) -> None:
    b = bench()
    assert b.end(b.issue("erase", disk(1))) == ("failed", "unknown_kind")


def test_another_disk_is_not_touched(bench: MakeBench) -> None:
    acting = Until()
    b = bench(self_test=acting)
    order = b.issue("self_test", disk(9))
    assert b.end(order) == ("failed", "other_disk")
    assert "accepted" not in b.server.known[order].states
    assert acting.calls == 0


def test_a_disk_changed_between_accepting_and_beginning_is_not_touched(bench: MakeBench) -> None:
    acting = Until()
    b = bench(self_test=acting)
    order = b.server.issue(b.box.order("self_test", disk(1)))
    view = b.server.view()
    b.server.down = True
    b.keeper.take(view)
    # The line is down, so the order waits until the server has heard that it is accepted.
    assert eventually(lambda: b.keeper.running()[0].disk == "sda")
    b.box.disks = {"sda": disk(3), "sdb": disk(2)}
    b.server.down = False
    assert b.end(order.id) == ("failed", "other_disk")
    assert "accepted" in b.server.known[order.id].states
    assert acting.calls == 0


# Started anew.


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


# A server that refuses.


def test_progress_that_is_refused_is_dropped_and_the_end_is_said(bench: MakeBench) -> None:
    stress = Until()
    b = bench(stress=stress)
    order = b.issue("stress")
    assert eventually(lambda: b.server.order(order).state == "running")
    b.server.refusals[order] = WrongToken("revoked", "unauthorised")
    time.sleep(0.1)
    assert b.keeper.running()
    stress.go_on.set()
    assert eventually(lambda: not b.keeper.running())
    del b.server.refusals[order]
    assert b.end(order) == ("done", None)


@pytest.mark.parametrize(
    "error", [NotThere("gone", "not_found"), Refused("not you", "other_start")]
)
def test_an_order_that_is_no_longer_ours_stops(bench: MakeBench, error: Refused) -> None:
    b = bench(stress=Until())
    order = b.issue("stress")
    assert eventually(lambda: b.server.order(order).state == "running")
    b.server.refusals[order] = error
    assert eventually(lambda: not b.keeper.running())
    # Listed again, it is ours again: it is ended as one that was begun.
    del b.server.refusals[order]
    b.look()
    assert b.end(order) == ("failed", "interrupted")


def test_one_order_that_is_refused_holds_no_other_up(bench: MakeBench) -> None:
    acting = Until()
    b = bench(self_test=acting)
    one = b.server.issue(b.box.order("self_test", disk(1)))
    b.server.refusals[one.id] = Refused("nonsense", "invalid")
    b.look()
    acting.go_on.set()
    assert b.end(b.issue("self_test", disk(2))) == ("done", None)
    del b.server.refusals[one.id]
    assert b.end(one.id) == ("done", None)


def test_a_line_that_breaks_in_an_unforeseen_way_is_tried_again(bench: MakeBench) -> None:
    stress = Until()
    stress.go_on.set()
    b = bench(stress=stress)
    say, broken = b.server.say, [ValueError("nonsense"), ZeroDivisionError()]

    def breaking(*args: Any) -> Any:
        if broken:
            raise broken.pop()
        return say(*args)

    b.server.say = breaking  # type: ignore[method-assign]
    assert b.end(b.issue("stress")) == ("done", None)


# What the resident loop does.


def test_probe_is_done_with_a_new_report(bench: MakeBench) -> None:
    b = bench(probe=probe)
    order = b.issue("probe")
    assert eventually(lambda: b.keeper.wish() == "probe")
    assert b.keeper.wish() is None
    assert b.server.final(order) is None
    b.box.report_id = "report-2"
    assert b.end(order) == ("done", None)
    assert b.server.known[order].result == {"report_id": "report-2"}


def test_an_earlier_report_of_this_start_still_proves_the_machine(bench: MakeBench) -> None:
    stress = Until()
    stress.go_on.set()
    b = bench(stress=stress, probe=probe)
    b.box.uuid = b.box.serial = ""
    b.start()
    order = b.box.order("stress")
    b.look()
    b.box.report_id = "report-2"
    b.look()
    b.crash()
    b.start()  # also when the agent was started anew
    b.server.issue(order)
    b.look()
    assert b.end(order.id) == ("done", None)


def test_reboot_is_done_when_the_machine_is_another_start(bench: MakeBench) -> None:
    b = bench(reboot=reboot)
    order = b.issue("reboot")
    assert eventually(lambda: b.keeper.wish() == "reboot")
    assert b.server.order(order).started_in == b.box.boot_id
    b.crash()
    b.journal.unlink()
    b.box.restart()
    b.start()
    b.look()
    assert b.end(order) == ("done", None)
    assert b.keeper.wish() is None


def test_an_agent_started_anew_did_not_restart_the_machine(bench: MakeBench) -> None:
    b = bench(reboot=reboot)
    order = b.issue("reboot")
    assert eventually(lambda: b.keeper.wish() == "reboot")
    b.crash()
    b.journal.unlink()
    b.start()
    b.look()
    assert b.end(order) == ("failed", "interrupted")


def test_the_machine_does_not_restart_when_nobody_can_know_of_it(
    bench: MakeBench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(telling, "_LIMIT_S", 0.1)
    b = bench(reboot=reboot)
    order = b.server.issue(b.box.order("reboot"))
    say = b.server.say

    def down_after_accepting(order_id: str, word: Any) -> Any:
        b.server.down = word.state == "running"
        return say(order_id, word)

    b.server.say = down_after_accepting  # type: ignore[method-assign]
    b.look()
    assert eventually(lambda: not b.keeper.running())
    assert b.keeper.wish() is None
    b.server.say = say  # type: ignore[method-assign]
    b.server.down = False
    assert b.end(order.id) == ("failed", "error")


def test_power_off_says_done_and_then_goes_off(bench: MakeBench) -> None:
    b = bench(power_off=power_off)
    order = b.issue("power_off")
    assert eventually(lambda: b.keeper.wish() == "power_off")
    assert b.end(order) == ("done", None)
    final = b.server.final(order)
    assert final is not None
    assert final.message == "said right before the machine goes off"


def test_power_off_is_not_held_up_by_a_server_that_is_away(bench: MakeBench) -> None:
    b = bench(power_off=power_off)
    order = b.server.issue(b.box.order("power_off"))
    say = b.server.say

    def away_at_the_end(order_id: str, word: Any) -> Any:
        b.server.down = word.state == "done"
        return say(order_id, word)

    b.server.say = away_at_the_end  # type: ignore[method-assign]
    b.look()
    assert eventually(lambda: b.keeper.wish() == "power_off")
    assert not b.server.known[order.id].finals
    b.crash()
    b.box.restart()
    b.journal.unlink()
    b.server.say, b.server.down = say, False  # type: ignore[method-assign]
    b.start()
    b.look()
    assert b.end(order.id) == ("done", None)


def test_a_wish_not_yet_taken_up_can_be_stopped(bench: MakeBench) -> None:
    b = bench(reboot=reboot)
    order = b.issue("reboot")
    assert eventually(lambda: b.server.order(order).state == "running")
    b.server.change(order, stop=True)
    b.look()
    assert b.end(order) == ("failed", "stopped")
    assert b.keeper.wish() is None
