"""When the agent ends, its threads do: wherever they wait."""

import threading
from collections.abc import Callable

import pytest

from diagnostics.resident.board import Board
from diagnostics.resident.contact import Contact
from diagnostics.resident.ending import Ended
from diagnostics.resident.facts import Facts
from diagnostics.resident.measuring import Measuring
from diagnostics.resident.presence import Polling
from diagnostics.resident.reaching import Reaching
from diagnostics.resident.reporting import Reporting
from diagnostics.resident.watching import watch
from tests.diagnostics.conftest import MakeHost
from tests.diagnostics.resident.conftest import REPORT
from tests.diagnostics.resident.doubles import FakeServer, FakeSpool, a_board, until
from tests.diagnostics.resident.test_reaching import NORTH, SOUTH, World

Part = Callable[[Board, Contact], Callable[[], None]]


def _reaching(**world: object) -> Part:
    made = World()
    for name, value in world.items():
        setattr(made, name, value)
    return lambda board, contact: Reaching(board, contact, made).run


def _reporting(board: Board, contact: Contact) -> Callable[[], None]:
    reporting = Reporting(board, contact, FakeSpool(), grace_s=0.01)
    reporting.hand(REPORT)
    return reporting.run


def _polling(board: Board, contact: Contact) -> Callable[[], None]:
    return Polling(board, contact, "boot", lambda _: None, lambda _: None).run


def _polling_at_work(board: Board, contact: Contact) -> Callable[[], None]:
    board.change(taken=REPORT)
    contact.make(FakeServer())
    return _polling(board, contact)


@pytest.mark.parametrize(
    "part",
    [
        pytest.param(lambda board, _: lambda: board.rest(3600), id="rests"),
        pytest.param(_reporting, id="has a report and no server"),
        pytest.param(_polling, id="has no server to ask"),
        pytest.param(_polling_at_work, id="asks over and over"),
        pytest.param(_reaching(), id="has a server"),
        pytest.param(_reaching(servers=(NORTH, SOUTH)), id="a person chooses"),
        pytest.param(_reaching(servers=()), id="finds nobody"),
        pytest.param(_reaching(is_online=False), id="has no network"),
        pytest.param(_reaching(wait=lambda _: None), id="nobody types the code"),
    ],
)
def test_a_thread_ends_wherever_it_is(part: Part) -> None:
    board = a_board(Facts())
    board.start(part(board, Contact(board)), "part")
    assert not board.join(0.05)
    board.end()
    assert board.join(10)
    assert board.failure is None


def test_measuring_and_watching_end_too(make_host: MakeHost) -> None:
    board = a_board(Facts())
    board.start(Measuring(board, make_host(), lambda _: None).run, "measuring")
    board.start(lambda: watch(board, make_host(), lambda: None, board.rest), "watching")
    until(lambda: board.facts.network)
    board.end()
    assert board.join(10)
    assert board.failure is None


def test_what_begins_after_the_end_does_not_wait() -> None:
    board = a_board(Facts())
    board.end()
    with pytest.raises(Ended):
        Contact(board).wait()


def test_a_thread_that_fails_is_told_and_is_no_end() -> None:
    board, woken = Board(Facts()), threading.Event()
    board.on_change(woken.set)
    board.start(lambda: 1 // 0, "fails")  # type: ignore[arg-type, return-value]
    assert woken.wait(10)
    assert isinstance(board.failure, ZeroDivisionError)
