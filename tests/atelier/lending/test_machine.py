"""Whatever people do, in whatever order, sent twice or broken off: what must hold, holds.

More than the few hundred steps of every run: ``ATELIER_MACHINE_STEPS=5000 pytest …``.
"""

import os
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

import sqlalchemy as sa
from apiflask import APIFlask
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import event
from sqlalchemy.orm import Session

from atelier.checks import articles, handed, ledger, lending, transfers
from atelier.db import db
from atelier.errors import AtelierError
from atelier.lending.models import LendingEvent
from atelier.stock.models import Posting
from tests.atelier.lending.desk_hands import Hands
from tests.atelier.lending.hands import LEAVING, NothingThereError

STEPS_A_LIFE = 50
STEPS = int(os.environ.get("ATELIER_MACHINE_STEPS", "250"))
CHECKS = {
    **articles.CHECKS,
    **transfers.CHECKS,
    **lending.CHECKS,
    **handed.CHECKS,
    "places": ledger.places_follow_from_moves,
    "moves": ledger.moves_follow_each_other,
    "organisations": ledger.nothing_crosses_organisations,
}

SOME = st.integers(0, 11)
FEW = st.integers(1, 3)
PLACE = st.integers(0, 4)
DESK = st.integers(0, 1)
OVER = st.sampled_from([None, "dringend"])
#: After so many statements the process is gone; None: it lives.
CRASH = st.one_of(st.none(), st.none(), st.integers(1, 40))


class CrashError(Exception):
    """The process ended in the middle."""


class Workshop(RuleBasedStateMachine):
    """One life, in a transaction of its own that nothing remains of: a commit is a savepoint."""

    def __init__(self, engine: sa.Engine) -> None:
        super().__init__()
        self.connection = engine.connect()
        self.whole = self.connection.begin()
        self.session = Session(self.connection, join_transaction_mode="create_savepoint")
        self.hands = Hands(self.session)

    def teardown(self) -> None:
        self.session.close()
        self.whole.rollback()
        self.connection.close()

    @invariant()
    def all_holds(self) -> None:
        found = {name: [str(one) for one in check(self.session)] for name, check in CHECKS.items()}
        self.session.rollback()
        assert {name: said for name, said in found.items() if said} == {}

    @rule(crash=CRASH)
    def make(self, crash: int | None) -> None:
        if len(self.hands.all_devices()) < 9:
            self._do(self.hands.make, crash)

    @rule(number=SOME, crash=CRASH)
    def prepare(self, number: int, crash: int | None) -> None:
        self._do(partial(self.hands.prepare, number), crash)

    @rule(number=SOME, crash=CRASH)
    def breaks(self, number: int, crash: int | None) -> None:
        self._do(partial(self.hands.breaks, number), crash)

    @rule(place=PLACE, crash=CRASH)
    def close_or_open(self, place: int, crash: int | None) -> None:
        self._do(partial(self.hands.close_or_open, place), crash)

    @rule(number=SOME, to=PLACE, crash=CRASH)
    def move(self, number: int, to: int, crash: int | None) -> None:
        self._once(self.hands.move, number, to, crash=crash)

    @rule(number=SOME, kind=st.sampled_from(list(LEAVING)), crash=CRASH)
    def leave(self, number: int, kind: Any, crash: int | None) -> None:
        self._once(self.hands.leave, number, kind, crash=crash)

    @rule(quantity=FEW, to=PLACE, crash=CRASH)
    def bring(self, quantity: int, to: int, crash: int | None) -> None:
        self._once(self.hands.bring, quantity, to, crash=crash)

    @rule(quantity=FEW, origin=PLACE, to=PLACE, crash=CRASH)
    def carry(self, quantity: int, origin: int, to: int, crash: int | None) -> None:
        self._once(self.hands.carry, quantity, origin, to, crash=crash)

    @rule(back=SOME, crash=CRASH)
    def correct(self, back: int, crash: int | None) -> None:
        self._once(self.hands.correct, back, crash=crash)

    @rule(origin=PLACE, to=PLACE, crash=CRASH)
    def open_transfer(self, origin: int, to: int, crash: int | None) -> None:
        self._once(self.hands.open_transfer, origin, to, crash=crash)

    @rule(
        which=SOME,
        number=SOME,
        act=st.sampled_from(["pack", "pack", "pick", "pick", "put_back", "arrive", "arrive"]),
        crash=CRASH,
    )
    def handle(self, which: int, number: int, act: str, crash: int | None) -> None:
        self._do(partial(getattr(self.hands, act), which, number), crash)

    @rule(which=SOME, quantity=FEW, crash=CRASH)
    def pack_articles(self, which: int, quantity: int, crash: int | None) -> None:
        self._do(partial(self.hands.pack_articles, which, quantity), crash)

    @rule(
        which=SOME,
        act=st.sampled_from(["send", "send", "cancel_transfer", "close_transfer"]),
        crash=CRASH,
    )
    def dispatch(self, which: int, act: str, crash: int | None) -> None:
        self._do(partial(getattr(self.hands, act), which), crash, twice=True)

    @rule(number=SOME, how=st.sampled_from(["arrived", "stayed", "lost"]), crash=CRASH)
    def settle(self, number: int, how: Any, crash: int | None) -> None:
        self._do(partial(self.hands.settle, number, how), crash)

    @rule(place=PLACE, crash=CRASH)
    def open_count(self, place: int, crash: int | None) -> None:
        self._once(self.hands.open_count, place, crash=crash)

    @rule(number=SOME, crash=CRASH)
    def see(self, number: int, crash: int | None) -> None:
        self._once(self.hands.see, number, crash=crash)

    @rule(quantity=FEW, crash=CRASH)
    def count(self, quantity: int, crash: int | None) -> None:
        self._once(self.hands.count, quantity, crash=crash)

    @rule(crash=CRASH)
    def close_count(self, crash: int | None) -> None:
        self._do(self.hands.close_count, crash, twice=True)

    @rule(desk=DESK, quantity=FEW, days=SOME, crash=CRASH)
    def ask(self, desk: int, quantity: int, days: int, crash: int | None) -> None:
        self._once(self.hands.ask, desk, quantity, days, crash=crash)

    @rule(desk=DESK, number=SOME, over=OVER, crash=CRASH)
    def ask_for(self, desk: int, number: int, over: str | None, crash: int | None) -> None:
        self._once(self.hands.ask_for, desk, number, over, crash=crash)

    @rule(crash=CRASH)
    def allocate(self, crash: int | None) -> None:
        self._do(self.hands.allocate, crash)
        assert self.hands.promised_in_vain() == []

    @rule(number=SOME, device=st.one_of(st.none(), SOME), over=OVER, crash=CRASH)
    def change(self, number: int, device: int | None, over: str | None, crash: int | None) -> None:
        self._do(partial(self.hands.change, number, device, over), crash)

    @rule(number=SOME, act=st.sampled_from(["make_unit_ready", "cancel_unit"]), crash=CRASH)
    def one_unit(self, number: int, act: str, crash: int | None) -> None:
        self._do(partial(getattr(self.hands, act), number), crash)

    @rule(number=SOME, crash=CRASH)
    def cancel(self, number: int, crash: int | None) -> None:
        self._once(self.hands.cancel, number, crash=crash)

    @rule(days=st.integers(0, 20), crash=CRASH)
    def expire(self, days: int, crash: int | None) -> None:
        self._do(partial(self.hands.expire, days), crash, twice=True)

    @rule(desk=DESK, number=SOME, goods=st.integers(0, 2), crash=CRASH)
    def hand_over(self, desk: int, number: int, goods: int, crash: int | None) -> None:
        self._once(self.hands.hand_over, desk, number, goods, crash=crash)

    @rule(number=SOME, to=PLACE, came=st.integers(0, 2), crash=CRASH)
    def take_back(self, number: int, to: int, came: int, crash: int | None) -> None:
        self._once(self.hands.take_back, number, to, came, crash=crash)

    @rule(number=SOME, device=SOME, crash=CRASH)
    def swap(self, number: int, device: int, crash: int | None) -> None:
        self._once(self.hands.swap, number, device, crash=crash)

    @rule(number=SOME, how=st.sampled_from(["lost", "stolen", "given"]), crash=CRASH)
    def write_off(self, number: int, how: Any, crash: int | None) -> None:
        self._once(self.hands.write_off, number, how, crash=crash)

    @rule(number=SOME, crash=CRASH)
    def undo(self, number: int, crash: int | None) -> None:
        self._once(self.hands.undo, number, crash=crash)

    @rule(number=SOME, goods=st.integers(0, 1), crash=CRASH)
    def give(self, number: int, goods: int, crash: int | None) -> None:
        self._once(self.hands.give, number, goods, crash=crash)

    @rule(number=SOME, crash=CRASH)
    def take_back_gift(self, number: int, crash: int | None) -> None:
        self._do(partial(self.hands.take_back_gift, number), crash, twice=True)

    @rule(number=SOME, to=PLACE, crash=CRASH)
    def insist(self, number: int, to: int, crash: int | None) -> None:
        self._once(self.hands.insist, number, to, crash=crash)

    @rule(number=SOME, to=PLACE, crash=CRASH)
    def find(self, number: int, to: int, crash: int | None) -> None:
        self._do(partial(self.hands.find, number, to), crash, twice=True)

    def _once(self, act: Callable[..., Any], *args: Any, crash: int | None) -> None:
        """With one id, and so sent again as it stands."""
        self._do(partial(act, *args, client_id=str(uuid.uuid4())), crash, twice=True)

    def _do(self, act: Callable[[], Any], crash: int | None, *, twice: bool = False) -> None:
        """What breaks off leaves nothing; what is sent ``twice`` does nothing the second time."""
        if crash is not None:
            before = self._written()
            with _crashing(self.session, crash):
                self._tried(act, keep=False)
            assert self._written() == before
        if self._tried(act) and twice:
            before = self._written()
            self._tried(act)
            assert self._written() == before

    def _tried(self, act: Callable[[], Any], *, keep: bool = True) -> bool:
        """Whether it was done. A no that a person can read is an answer like any other."""
        try:
            act()
            self.session.flush()
        except (AtelierError, NothingThereError, CrashError):
            keep = False
        (self.session.commit if keep else self.session.rollback)()
        return keep

    def _written(self) -> tuple[int, ...]:
        counted = (sa.select(sa.func.count()).select_from(one) for one in (Posting, LendingEvent))
        return tuple(self.session.scalar(wanted) or 0 for wanted in counted)


#: Statements that end a transaction: a crash there is one just before or just after it.
_ENDS = ("ROLLBACK", "RELEASE", "SAVEPOINT")


@contextmanager
def _crashing(session: Session, after: int) -> Iterator[None]:
    left = [after]

    def count(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if statement.startswith(_ENDS):
            return
        left[0] -= 1
        if left[0] == 0:
            raise CrashError

    connection = session.connection()
    event.listen(connection, "before_cursor_execute", count)
    try:
        yield
    finally:
        event.remove(connection, "before_cursor_execute", count)


def test_whatever_people_do(app: APIFlask) -> None:
    begin: Any = partial(Workshop, db.engine)
    run_state_machine_as_test(
        begin,
        settings=settings(
            max_examples=max(1, STEPS // STEPS_A_LIFE),
            stateful_step_count=STEPS_A_LIFE,
            deadline=None,
            database=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        ),
    )
