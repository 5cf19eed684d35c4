"""The threads of the orders are guarded as all others: what fails in them ends the agent."""

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
