"""The orders' threads are guarded as all others; and which orders are carried out at all."""

import threading
from collections.abc import Iterator
from contextlib import closing

import pytest

from diagnostics.link import spool
from diagnostics.orders.keeper import Keeper
from diagnostics.orders.notes import Notes
from diagnostics.orders.speaker import Speaker
from diagnostics.resident import parts
from diagnostics.resident.board import Board
from diagnostics.resident.command import Options
from diagnostics.resident.contact import Contact
from diagnostics.resident.facts import Facts
from diagnostics.wire import Machine, Order
from tests.diagnostics.conftest import MakeHost
from tests.diagnostics.resident.doubles import PATIENCE_S

ORDER = Order(id="o", kind="probe", machine=Machine(report_id="r"))


class Broken(Exception):
    pass


def breaks(*_: object) -> None:
    raise Broken


@pytest.fixture
def board() -> Iterator[Board]:
    """``doubles.a_board`` would fail the test that it fails on purpose."""
    made = Board(Facts())
    yield made
    made.end()
    assert made.join(PATIENCE_S)


@pytest.mark.parametrize(
    ("owner", "method"),
    [(Keeper, "_look"), (Speaker, "_next"), (Keeper, "_outcome")],
    ids=["clock", "speaker", "order"],
)
def test_a_failure_reaches_the_board(
    board: Board,
    make_host: MakeHost,
    monkeypatch: pytest.MonkeyPatch,
    owner: type,
    method: str,
) -> None:
    monkeypatch.setattr(owner, method, breaks)
    told = threading.Event()
    board.on_change(told.set)
    host = make_host()
    notes = Notes(spool.in_folder(host.root / "spool").place)
    made = parts._keeper(board, Contact(board), host, Options(), start="boot", notes=notes)
    with closing(made) as keeper:
        keeper.take([ORDER])
        assert told.wait(PATIENCE_S)
        assert isinstance(board.failure, Broken)


@pytest.mark.parametrize(("medium", "refused"), [(True, False), (False, True)])
def test_a_computer_that_somebody_uses_is_neither_erased_nor_turned_off_from_afar(
    board: Board, make_host: MakeHost, medium: bool, refused: bool
) -> None:
    """An agent that is installed tells what it measures; only on our own medium it does more."""
    host = make_host()
    notes = Notes(spool.in_folder(host.root / "spool").place)
    options = Options(medium=medium)
    with closing(
        parts._keeper(board, Contact(board), host, options, start="boot", notes=notes)
    ) as keeper:
        assert {"erase", "reboot", "power_off"}.isdisjoint(keeper._executors) is refused
        assert {"probe", "self_test", "stress"} <= keeper._executors.keys()
