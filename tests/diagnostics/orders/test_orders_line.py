"""The keeper on a line that refuses, breaks, or is not ours any more."""

import time
from typing import Any

from diagnostics.link.errors import NotThere, Refused, WrongToken
from tests.diagnostics.orders.doubles import (
    disk,
    eventually,
)
from tests.diagnostics.orders.keeping import MakeBench, Until


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


def test_work_goes_on_while_the_server_does_not_know_the_start(bench: MakeBench) -> None:
    """A person has to choose its device, or it was paired anew: hours of work are worth more."""
    stress = Until()
    b = bench(stress=stress)
    order = b.issue("stress")
    assert eventually(lambda: b.server.order(order).state == "running")
    b.server.refusals[order] = NotThere("not yet", "not_found")
    for _ in range(10):
        time.sleep(0.02)
        b.look()
    assert b.keeper.running()
    del b.server.refusals[order]
    said = len(b.server.known[order].words)
    assert eventually(lambda: len(b.server.known[order].words) > said)
    stress.go_on.set()
    assert b.end(order) == ("done", None)
    assert stress.calls == 1


def test_a_person_stops_what_the_server_did_not_know_for_a_while(bench: MakeBench) -> None:
    b = bench(stress=Until())
    order = b.issue("stress")
    assert eventually(lambda: b.server.order(order).state == "running")
    b.server.refusals[order] = NotThere("not yet", "not_found")
    time.sleep(0.1)
    b.server.change(order, stop=True)
    del b.server.refusals[order]
    assert b.end(order) == ("failed", "stopped")


def test_what_was_not_yet_begun_is_left_when_the_server_does_not_know_it(
    bench: MakeBench,
) -> None:
    stress = Until()
    b = bench(stress=stress)
    order = b.server.issue(b.box.order("stress"))
    b.server.refusals[order.id] = NotThere("gone", "not_found")
    b.look()
    assert eventually(lambda: not b.keeper.running())
    assert stress.calls == 0
    # Listed again once it is known, it is begun as if nothing had been said.
    del b.server.refusals[order.id]
    stress.go_on.set()
    b.look()
    assert b.end(order.id) == ("done", None)


def test_an_order_that_is_no_longer_ours_stops(bench: MakeBench) -> None:
    b = bench(stress=Until())
    order = b.issue("stress")
    assert eventually(lambda: b.server.order(order).state == "running")
    b.server.refusals[order] = Refused("not you", "other_start")
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


def test_what_is_over_is_kept_no_longer(bench: MakeBench) -> None:
    stress = Until()
    stress.go_on.set()
    b = bench(stress=stress)
    for _ in range(3):
        b.end(b.issue("stress"))
        assert eventually(lambda: not b.keeper.running())
    assert eventually(lambda: not b.keeper._speaker._boxes)
