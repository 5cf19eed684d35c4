"""Orders that the resident loop carries out: measure, restart, switch off."""

import time
from dataclasses import replace
from typing import Any

import pytest

from diagnostics.link.errors import Forbidden, NotThere, Refused, WrongToken
from diagnostics.orders.executors import power_off, probe, reboot, telling
from tests.diagnostics.orders.doubles import (
    FAST,
    eventually,
)
from tests.diagnostics.orders.keeping import MakeBench, Until


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


@pytest.mark.parametrize(
    "error",
    [WrongToken("revoked", "not_signed_in"), Forbidden("no", "forbidden"),
     NotThere("unknown", "not_found"), Refused("nonsense", "invalid")],
)  # fmt: skip
@pytest.mark.parametrize("kind", ["reboot", "power_off"])
def test_the_machine_stays_on_when_the_server_will_not_hear_of_it(
    bench: MakeBench, monkeypatch: pytest.MonkeyPatch, kind: str, error: Refused
) -> None:
    monkeypatch.setattr(telling, "_LIMIT_S", 0.2)
    b = bench(reboot=reboot, power_off=power_off)
    order = b.server.issue(b.box.order(kind))
    say = b.server.say

    def refusing(order_id: str, word: Any) -> Any:
        if word.state == "running":
            raise error
        return say(order_id, word)

    b.server.say = refusing  # type: ignore[method-assign]
    b.look()
    assert b.end(order.id) == ("failed", "error")
    assert b.keeper.wish() is None
    final = b.server.final(order.id)
    assert final is not None
    assert "nothing was done" in (final.message or "")


def test_a_refusal_that_is_taken_back_in_time_holds_nothing_up(bench: MakeBench) -> None:
    b = bench(reboot=reboot)
    order = b.server.issue(b.box.order("reboot"))
    say, refusals = b.server.say, [WrongToken("not yet", "not_signed_in")] * 3

    def refusing_at_first(order_id: str, word: Any) -> Any:
        if word.state == "running" and refusals:
            raise refusals.pop()
        return say(order_id, word)

    b.server.say = refusing_at_first  # type: ignore[method-assign]
    b.look()
    assert eventually(lambda: b.keeper.wish() == "reboot")
    assert b.server.order(order.id).started_in == b.box.boot_id


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


def test_a_wish_that_was_stopped_is_not_handed_out(bench: MakeBench) -> None:
    """However short before: its own thread has not looked yet."""
    b = bench(reboot=reboot)
    b.keeper.close()
    b.start(pace=replace(FAST, tick_s=2.5))
    order = b.issue("reboot")
    assert eventually(lambda: b.keeper._wishes)
    b.server.change(order, stop=True)
    b.look()
    assert b.keeper.wish() is None
    assert b.end(order) == ("failed", "stopped")


def test_a_machine_that_is_restarting_is_stopped_no_more(bench: MakeBench) -> None:
    """It does restart: what comes of the order the next start says, and nobody before."""
    b = bench(reboot=reboot)
    order = b.issue("reboot")
    assert eventually(lambda: b.keeper.wish() == "reboot")
    b.server.change(order, stop=True)
    b.look()
    time.sleep(0.1)
    assert b.keeper.running()
    assert b.server.final(order) is None
    b.crash()
    b.box.restart()
    b.server.change(order, stop=False)
    b.journal.unlink()
    b.start()
    b.look()
    assert b.end(order) == ("done", None)
