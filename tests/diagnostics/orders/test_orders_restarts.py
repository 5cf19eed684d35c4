"""The keeper of an agent that was started anew."""

from dataclasses import replace
from pathlib import Path

import pytest

from tests.diagnostics.orders.doubles import (
    eventually,
)
from tests.diagnostics.orders.keeping import MakeBench, Until


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
