"""The machine says that it is there, hears its view and orders, and bears with a server."""

from dataclasses import replace
from typing import Any

import pytest

from diagnostics.link.errors import (
    Forbidden,
    NoConnection,
    NotSent,
    NotThere,
    NotTrusted,
    Refused,
    WrongToken,
)
from diagnostics.resident import troubles
from diagnostics.resident.contact import Contact
from diagnostics.resident.facts import Facts
from diagnostics.resident.presence import UNKNOWN_REPORT, Polling, doing
from diagnostics.wire import Machine, Order, View
from tests.diagnostics.resident.conftest import REPORT, SELF_TEST, TAGGED, taken
from tests.diagnostics.resident.doubles import FakeServer, a_board, until

ORDER = Order(id="o", kind="probe", machine=Machine(report_id=REPORT.id))


class Desk:
    def __init__(self, server: FakeServer) -> None:
        self.board = a_board(Facts(taken=REPORT, language="fr"))
        self.contact = Contact(self.board)
        self.contact.make(server)
        self.orders: list[Any] = []
        self.again: list[str] = []
        self.polling = Polling(
            self.board, self.contact, "boot", self.orders.append, self.again.append
        )


def failing(*errors: NotSent) -> Desk:
    desk = Desk(FakeServer(views=[*errors, View(version="1")]))
    desk.board.start(desk.polling.run, "polling")
    return desk


def test_a_view_reaches_the_board_and_its_orders_the_keeper() -> None:
    view = replace(TAGGED, orders=(ORDER,))
    server = FakeServer(views=[view])
    desk = Desk(server)
    desk.polling.once(server, REPORT)
    desk.polling.once(server, REPORT)
    assert desk.board.facts.view == view
    assert desk.orders == [(ORDER,), (ORDER,)]
    first, second = server.presences
    assert (first.boot_id, first.report_id, first.language) == ("boot", REPORT.id, "fr")
    assert (first.seen, second.seen) == ("", "1")
    assert 0 < first.wait_s <= 25
    assert first.started_from == "medium"


def test_without_a_report_that_was_taken_nothing_is_asked() -> None:
    server = FakeServer()
    desk = Desk(server)
    desk.board.change(taken=None)
    desk.board.start(desk.polling.run, "polling")
    desk.board.change(taken=REPORT)
    until(lambda: (desk.contact.hurry(), server.presences)[1])


def test_a_silent_server_is_away_until_it_answers_again() -> None:
    desk = failing(NoConnection("away"), NoConnection("away"))
    until(lambda: desk.board.facts.away_since is not None)
    since = desk.board.facts.away_since
    until(lambda: (desk.contact.hurry(), desk.board.facts.view)[1])
    assert desk.board.facts.away_since is None
    assert since is not None


def test_a_server_that_forgot_the_report_gets_it_again() -> None:
    desk = failing(NotThere("unknown", code=UNKNOWN_REPORT))
    until(lambda: desk.again == [REPORT.id])
    assert desk.board.facts.error is None


def test_a_token_that_was_revoked_ends_the_contact() -> None:
    desk = failing(WrongToken("revoked"))
    until(lambda: desk.contact.server is None)
    assert isinstance(desk.board.facts.error, WrongToken)


def test_a_station_that_may_not_take_orders_says_so() -> None:
    desk = failing(Forbidden("no"))
    until(lambda: isinstance(desk.board.facts.error, Forbidden))


@pytest.mark.parametrize(
    "error",
    [
        Forbidden("no"),
        # Right after it was paired anew: to the server the old station speaks for it a while yet.
        Refused("Een ander station spreekt al voor dit toestel.", code="other_station"),
    ],
)
def test_what_was_wrong_is_said_no_more_once_the_server_answers(error: Refused) -> None:
    desk = failing(error)
    until(lambda: desk.board.facts.error is error)
    assert desk.contact.server is not None
    until(lambda: (desk.contact.hurry(), desk.board.facts.view)[1])
    assert desk.board.facts.error is None


def test_a_newer_report_that_was_refused_is_still_said_to_be() -> None:
    server = FakeServer()
    desk = Desk(server)
    refused = Refused("no such field")
    desk.board.change(error=refused)
    desk.polling.once(server, REPORT)
    assert desk.board.facts.error is refused


def test_a_server_that_shows_another_certificate_can_be_paired_with_anew() -> None:
    desk = failing(NotTrusted("other", "other_certificate"))
    until(lambda: desk.contact.server is None)
    desk.board.change(address="https://a.test")
    assert troubles.can_pair(desk.board.facts)


def test_an_answer_about_an_older_report_changes_nothing() -> None:
    server = FakeServer(views=[TAGGED])
    desk = Desk(server)
    desk.polling.once(server, replace(REPORT, id="older"))
    assert desk.board.facts.view is None
    assert desk.orders == []


def test_goodbye_does_not_wait_and_may_fail() -> None:
    server = FakeServer(views=[NoConnection("away")])
    desk = Desk(server)
    desk.board.change(going="power_off")
    desk.polling.say_goodbye()
    assert (server.presences[0].doing, server.presences[0].wait_s) == ("going_off", 0)


@pytest.mark.parametrize(
    ("facts", "word"),
    [
        (taken(), "waiting"),
        (taken(measuring=True), "measuring"),
        (taken(running=(SELF_TEST,), measuring=True), "working"),
        (taken(checking=True, running=(SELF_TEST,)), "checking"),
        (taken(going="reboot", running=(SELF_TEST,)), "going_off"),
    ],
)
def test_what_it_is_doing(facts: Facts, word: str) -> None:
    assert doing(facts) == word
