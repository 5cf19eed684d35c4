"""The keeper, one rule at a time; all rules at once are in test_orders_schedules."""

import threading
import time
from dataclasses import replace

import pytest

from diagnostics.orders.outcome import Failure, Outcome, done
from diagnostics.orders.work import Work
from diagnostics.run import MissingTool, TimedOut
from diagnostics.wire import Disk
from tests.diagnostics.orders.doubles import (
    FAST,
    Acting,
    Ground,
    disk,
    eventually,
)
from tests.diagnostics.orders.keeping import MakeBench, Raises, Until


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
