"""Each report arrives, or is kept where it survives; and the board says which."""

import json
import threading
import time
from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta

import pytest

from diagnostics.link.answer import Answer
from diagnostics.link.errors import (
    Forbidden,
    NoConnection,
    NotThere,
    NotTrusted,
    Refused,
    TooOld,
    WrongToken,
)
from diagnostics.link.spool import Outcome, Sender
from diagnostics.resident import reporting
from diagnostics.resident.contact import Contact
from diagnostics.resident.facts import Facts, Kept
from diagnostics.resident.reporting import Reporting
from tests.diagnostics.resident.conftest import REPORT
from tests.diagnostics.resident.doubles import FakeServer, FakeSpool, a_board, ids, until

TAKEN = Answer(state="matched", tag="4217 0385 61")
LATER = replace(REPORT, id="22222222-2222-4222-8222-222222222222")


class Desk:
    def __init__(self, spool: FakeSpool | None = None, grace_s: float = 5) -> None:
        self.board = a_board(Facts())
        self.contact = Contact(self.board)
        self.spool = spool or FakeSpool()
        self.reporting = Reporting(self.board, self.contact, self.spool, grace_s=grace_s)
        self.board.start(self.reporting.run, "reporting")

    def seen(self, **facts: object) -> None:
        until(lambda: all(getattr(self.board.facts, k) == v for k, v in facts.items()))


@pytest.fixture
def desk() -> Desk:
    return Desk()


def test_a_report_is_sent_as_soon_as_there_is_a_server(desk: Desk) -> None:
    server = FakeServer([TAKEN])
    desk.reporting.hand(REPORT)
    desk.contact.make(server)
    desk.seen(taken=REPORT, answer=TAKEN, error=None, kept=None)
    assert ids(server.reports) == [REPORT.id]
    assert desk.spool.writes == 0  # the stick is not worn out for nothing


def test_without_a_server_it_is_kept_and_sent_once_there_is_one() -> None:
    desk = Desk(grace_s=0.01)
    desk.reporting.hand(REPORT)
    until(lambda: desk.board.facts.kept)
    assert desk.board.facts.kept.at.endswith(f"{REPORT.id}.json")
    server = FakeServer([TAKEN])
    desk.contact.make(server)
    desk.seen(taken=REPORT, kept=None)
    until(lambda: not desk.spool.kept)


def test_a_server_that_does_not_answer_is_tried_again(desk: Desk) -> None:
    server = FakeServer([NoConnection("away"), NoConnection("away"), TAKEN])
    desk.contact.make(server)
    desk.reporting.hand(REPORT)
    until(lambda: desk.board.facts.kept)
    assert isinstance(desk.board.facts.error, NoConnection)
    until(lambda: (desk.contact.hurry(), desk.board.facts.taken)[1])
    assert desk.spool.writes == 1
    desk.seen(error=None, kept=None)


def test_a_report_that_the_server_will_not_have_is_put_aside(desk: Desk) -> None:
    error = Refused("too large", code="too_large")
    server = FakeServer([error])
    desk.contact.make(server)
    desk.reporting.hand(REPORT)
    until(lambda: desk.spool.aside == [REPORT.id])
    assert desk.board.facts.error is error
    desk.seen(kept=Kept(at=f"ATELIER/reports/refused/atelier-{REPORT.id}.json", aside=True))
    desk.contact.hurry()
    time.sleep(0.05)
    assert ids(server.reports) == [REPORT.id] * 2  # itself, and to be put aside


GENERAL = [
    Forbidden("not this station", code="forbidden"),
    TooOld("old", code="agent_too_old"),
    NotThere("an older server"),
    Refused("the server has moved"),
]


@pytest.mark.parametrize("error", GENERAL)
def test_what_may_be_put_right_is_kept_and_tried_again_at_a_calm_pace(
    desk: Desk, error: Refused, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reporting, "_CALM_S", 0.05)
    server = FakeServer([error, error, TAKEN])
    desk.contact.make(server)
    desk.reporting.hand(REPORT)
    until(lambda: desk.board.facts.kept)
    assert desk.board.facts.error is error
    desk.seen(taken=REPORT, error=None, kept=None)
    until(lambda: not desk.spool.kept)
    assert desk.spool.writes == 1


@pytest.mark.parametrize("error", GENERAL)
def test_a_server_that_refuses_is_not_asked_over_and_over(desk: Desk, error: Refused) -> None:
    server = FakeServer([error])
    desk.contact.make(server)
    desk.reporting.hand(REPORT)
    until(lambda: desk.board.facts.kept)
    time.sleep(0.1)
    assert ids(server.reports) == [REPORT.id]
    desk.contact.make(other := FakeServer([TAKEN]))  # another, or the same with another token
    desk.seen(taken=REPORT)
    assert REPORT.id in ids(other.reports)


def test_a_newer_report_does_not_wait_for_that_calm_pace(desk: Desk) -> None:
    server = FakeServer([GENERAL[0], TAKEN])
    desk.contact.make(server)
    desk.reporting.hand(REPORT)
    until(lambda: desk.board.facts.kept)
    desk.reporting.hand(LATER)
    desk.seen(taken=LATER)


@pytest.mark.parametrize("error", [WrongToken("unknown"), NotTrusted("who", "other")])
def test_a_server_that_does_not_let_us_in_is_given_up(desk: Desk, error: Exception) -> None:
    desk.contact.make(FakeServer([error]))  # type: ignore[list-item]
    desk.reporting.hand(REPORT)
    until(lambda: desk.contact.server is None)
    assert desk.board.facts.error is error
    other = FakeServer([TAKEN])
    desk.contact.make(other)  # paired anew
    desk.seen(taken=REPORT, error=None)
    assert REPORT.id in ids(other.reports)


def test_a_stick_that_is_out_is_said(desk: Desk) -> None:
    desk.spool.out = True
    desk.contact.make(FakeServer([NoConnection("away")]))
    desk.reporting.hand(REPORT)
    until(lambda: desk.board.facts.kept)
    assert desk.board.facts.kept.at is None
    assert "stick" in str(desk.board.facts.kept.why)


def test_a_newer_report_does_not_push_out_one_that_was_not_sent() -> None:
    desk = Desk(grace_s=60)
    desk.reporting.hand(REPORT)
    desk.reporting.hand(LATER)
    assert list(desk.spool.kept) == [REPORT.id]
    server = FakeServer([TAKEN])
    desk.contact.make(server)
    desk.seen(taken=LATER)
    until(lambda: set(ids(server.reports)) == {REPORT.id, LATER.id})


def test_each_report_is_kept_while_there_is_no_server() -> None:
    """A person answers the checks, or measures once more, where no network is."""
    desk = Desk(grace_s=0.01)
    desk.reporting.hand(REPORT)
    until(lambda: REPORT.id in desk.spool.kept)
    desk.reporting.hand(LATER)
    until(lambda: set(desk.spool.kept) == {REPORT.id, LATER.id})
    assert desk.spool.writes == 2


def test_a_stick_that_is_put_back_still_gets_the_report() -> None:
    desk = Desk(FakeSpool(out=True), grace_s=0.01)
    desk.reporting.hand(REPORT)
    until(lambda: desk.board.facts.kept)
    desk.spool.out = False
    until(lambda: desk.board.facts.kept.at)
    assert desk.spool.writes == 1


def test_what_is_kept_while_others_are_sent_is_sent_too(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reporting, "_CALM_S", 0.05)

    class Slow(FakeSpool):
        """Is done with all that it saw, when one more is kept."""

        def send_all(self, sender: Sender) -> Outcome:
            outcome = super().send_all(sender)
            if self.writes == 0:
                desk.reporting.hand(replace(REPORT, id="b"))
                desk.reporting.hand(LATER)
            return outcome

    desk.reporting._spool = desk.spool = Slow()
    desk.contact.make(FakeServer([TAKEN]))
    desk.reporting.hand(REPORT)
    until(lambda: desk.spool.writes)
    until(lambda: not desk.spool.kept)


def test_what_a_slow_stick_got_too_late_is_sent_too(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And the screen does not go on to say that it waits."""
    monkeypatch.setattr(reporting, "_CALM_S", 0.05)
    ready = threading.Event()

    class Slow(FakeSpool):
        def keep(self, content: bytes, report_id: str) -> str:
            if report_id == REPORT.id:
                ready.wait(60)
            return super().keep(content, report_id)

    class Meanwhile(FakeServer):
        """Two more are handed in while the first is under way."""

        def send_report(self, content: bytes) -> Answer:
            if not self.reports:
                desk.reporting.hand(REPORT)
                desk.board.start(lambda: desk.reporting.hand(LATER), "measuring")
                until(lambda: desk.reporting._newest is LATER)
            return super().send_report(content)

    desk.reporting._spool = desk.spool = Slow()
    desk.reporting.hand(replace(REPORT, id="first"))
    desk.contact.make(server := Meanwhile([TAKEN]))
    desk.seen(taken=LATER)
    until(lambda: desk.reporting._left is False)
    assert REPORT.id not in ids(server.reports)
    ready.set()
    until(lambda: REPORT.id in ids(server.reports))
    desk.seen(kept=None)


def test_what_waited_and_is_refused_is_said(desk: Desk) -> None:
    desk.spool.kept = {"a": b'{"id": "a"}', "b": b'{"id": "b"}'}
    desk.contact.make(FakeServer([TAKEN, Refused("no", code="invalid"), TAKEN]))
    desk.reporting.hand(REPORT)
    until(lambda: desk.board.facts.notes)
    assert str(desk.board.facts.notes[0]).startswith(
        "De server weigert 1 bewaarde verslagen. Ze staan in ATELIER/reports/refused."
    )
    assert desk.board.facts.kept is None


def test_what_waited_from_before_is_sent_and_said(desk: Desk) -> None:
    desk.spool.kept = {"a": b'{"id": "a"}', "b": b'{"id": "b"}'}
    server = FakeServer([TAKEN])
    desk.contact.make(server)
    desk.reporting.hand(REPORT)
    until(lambda: desk.board.facts.notes)
    assert ids(server.reports) == [REPORT.id, "a", "b"]
    assert str(desk.board.facts.notes[0]) == "2 bewaarde verslagen zijn verzonden."


def test_a_newer_report_goes_between_those_that_waited(desk: Desk) -> None:
    class Slow(FakeServer):
        def send_report(self, content: bytes) -> Answer:
            if ids([content]) == ["a"]:
                desk.reporting.hand(LATER)
            return super().send_report(content)

    desk.spool.kept = {name: f'{{"id": "{name}"}}'.encode() for name in "abc"}
    server = Slow([TAKEN])
    desk.contact.make(server)
    desk.reporting.hand(REPORT)
    until(lambda: not desk.spool.kept)
    assert ids(server.reports) == [REPORT.id, "a", LATER.id, "b", "c"]


def test_what_waited_goes_on_later_where_the_connection_went(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reporting, "_CALM_S", 0.05)
    desk.spool.kept = {"a": b'{"id": "a"}', "b": b'{"id": "b"}'}
    server = FakeServer([TAKEN, TAKEN, NoConnection("away"), TAKEN])
    desk.contact.make(server)
    desk.reporting.hand(REPORT)
    until(lambda: not desk.spool.kept)
    assert ids(server.reports) == [REPORT.id, "a", "b", "b"]


def test_a_report_that_the_server_forgot_is_sent_again(desk: Desk) -> None:
    server = FakeServer([TAKEN])
    desk.contact.make(server)
    desk.reporting.hand(REPORT)
    desk.seen(taken=REPORT)
    desk.reporting.again("another")
    desk.reporting.again(REPORT.id)
    until(lambda: ids(server.reports) == [REPORT.id, REPORT.id])


def test_what_no_server_took_is_kept_when_the_agent_ends() -> None:
    desk = Desk(grace_s=60)
    desk.reporting.put_by()
    desk.reporting.hand(REPORT)
    desk.reporting.put_by()
    desk.reporting.put_by()
    assert (list(desk.spool.kept), desk.spool.writes) == ([REPORT.id], 1)


def test_where_nothing_can_keep_it_the_server_gets_a_moment_to_take_it() -> None:
    """Started over the network, and switched off right after the checks."""
    sending, answers = threading.Event(), threading.Event()

    class Slow(FakeServer):
        def send_report(self, content: bytes) -> Answer:
            sending.set()
            answers.wait(60)
            return super().send_report(content)

    desk = Desk(FakeSpool(out=True))
    desk.contact.make(server := Slow([TAKEN]))
    desk.reporting.hand(REPORT)
    assert sending.wait(60)
    desk.reporting.put_by(0.01)  # not for ever
    assert server.reports == []
    threading.Timer(0.05, answers.set).start()
    desk.reporting.put_by(60)
    assert ids(server.reports) == [REPORT.id]


def test_what_was_taken_is_not_kept_when_the_agent_ends(desk: Desk) -> None:
    desk.contact.make(FakeServer([TAKEN]))
    desk.reporting.hand(REPORT)
    desk.seen(taken=REPORT)
    desk.reporting.put_by()
    assert desk.spool.writes == 0


# A clock that is set right between measuring and sending: the report says when it was made.

AHEAD = timedelta(days=200, hours=3)
RIGHT = "2026-07-20T03:00:00+01:00"


def dates(contents: Iterable[bytes]) -> list[str]:
    return [json.loads(content)["made_at"] for content in contents]


@pytest.mark.parametrize("kept", [True, False])
def test_a_report_made_by_a_wrong_clock_gets_the_right_date(kept: bool) -> None:
    """On the stick as well: two reports of one number, and not alike, would be refused."""
    desk = Desk(grace_s=0.01 if kept else 60)
    desk.reporting.clock_was_set(AHEAD)  # nothing waits
    desk.reporting.hand(REPORT)
    if kept:
        until(lambda: desk.spool.kept)
    desk.reporting.clock_was_set(AHEAD)
    assert dates(desk.spool.kept.values()) == ([RIGHT] if kept else [])
    desk.contact.make(server := FakeServer([TAKEN]))
    until(lambda: desk.board.facts.taken)
    until(lambda: len(server.reports) == (2 if kept else 1))
    assert ids(server.reports) == [REPORT.id] * len(server.reports)
    assert set(dates(server.reports)) == {RIGHT}


def test_it_gets_the_right_date_while_a_slow_stick_writes_it() -> None:
    writing, ready = threading.Event(), threading.Event()

    class Slow(FakeSpool):
        def keep(self, content: bytes, report_id: str) -> str:
            writing.set()
            ready.wait(60)
            return super().keep(content, report_id)

    desk = Desk(Slow(), grace_s=0.01)
    desk.reporting.hand(REPORT)
    assert writing.wait(60)
    desk.board.start(lambda: desk.reporting.clock_was_set(AHEAD), "reaching")
    until(lambda: desk.reporting._newest is not REPORT)
    ready.set()
    until(lambda: dates(desk.spool.kept.values()) == [RIGHT])
