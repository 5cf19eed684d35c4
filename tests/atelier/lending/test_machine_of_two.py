"""Two people at once, each held between two statements while the other goes on.

Whatever they do and wherever they are held, what must hold, holds: halfway, and afterwards. Of two
who want the same thing, one has it. More than every run does: ``ATELIER_MACHINE_STEPS=5000``.
"""

import inspect
import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import pytest
import sqlalchemy as sa
from apiflask import APIFlask
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from atelier.db import db, reading
from atelier.lending.models import Gift, LendingEvent, Loan
from atelier.stock.models import Hold, PlaceKind, Posting, Transfer
from tests.atelier.lending.desk_hands import Hands
from tests.atelier.lending.hands import LEAVING
from tests.atelier.lending.test_machine import CHECKS, STEPS
from tests.atelier.lending.turns import Outcome, Two

SOME, FEW, PLACE, DESK = st.integers(0, 3), st.integers(1, 3), st.integers(0, 4), st.integers(0, 1)
OVER = st.sampled_from([None, "dringend"])
ACTS: dict[str, tuple[st.SearchStrategy[Any], ...]] = {
    "allocate": (),
    "arrive": (SOME, SOME),
    "ask": (DESK, FEW, SOME),
    "ask_for": (DESK, SOME, OVER),
    "bring": (FEW, PLACE),
    "cancel": (SOME,),
    "cancel_transfer": (SOME,),
    "cancel_unit": (SOME,),
    "carry": (FEW, PLACE, PLACE),
    "change": (SOME, st.one_of(st.none(), SOME), OVER),
    "close_count": (),
    "close_transfer": (SOME,),
    "correct": (SOME,),
    "count": (FEW,),
    "expire": (st.integers(0, 20),),
    "find": (SOME, PLACE),
    "give": (SOME, st.integers(0, 1)),
    "hand_over": (DESK, SOME, st.integers(0, 2)),
    "insist": (SOME, PLACE),
    "leave": (SOME, st.sampled_from(list(LEAVING))),
    "make_unit_ready": (SOME,),
    "move": (SOME, PLACE),
    "open_count": (PLACE,),
    "open_transfer": (PLACE, PLACE),
    "pack": (SOME, SOME),
    "pack_articles": (SOME, FEW),
    "pick": (SOME, SOME),
    "prepare": (SOME,),
    "put_back": (SOME, SOME),
    "see": (SOME,),
    "send": (SOME,),
    "settle": (SOME, st.sampled_from(["arrived", "stayed", "lost"])),
    "swap": (SOME, SOME),
    "take_back_gift": (SOME,),
    "take_back": (SOME, PLACE, st.integers(0, 2)),
    "undo": (SOME,),
    "write_off": (SOME, st.sampled_from(["lost", "stolen", "given"])),
}
ACT = st.sampled_from(sorted(ACTS)).flatmap(
    lambda name: st.tuples(st.just(name), st.tuples(*ACTS[name]))
)
#: How many statements each goes on before the other has its turn.
TURNS = st.lists(st.integers(1, 25), max_size=6)

SHELF, THE_DESK = 0, 3
#: So many ways in which the one is stopped and the other goes on, of each of these.
EACH = max(3, STEPS // 80)

Doing = tuple[str, tuple[Any, ...]]


class Bench:
    """One workshop, and two people in it who work at the same time."""

    def __init__(self, engine: sa.Engine) -> None:
        self.two = Two(engine)
        first, second = (side.session for side in self.two.sides)
        mine = Hands(first)
        self.hands = (mine, Hands.beside(mine, second))
        self.seen: Counter[str] = Counter()

    def close(self) -> None:
        self.two.__exit__(None, None, None)

    def alone(self, name: str, *args: Any) -> Any:
        """By the first, while the other rests."""
        done = self.act(0, name, args)()
        self.hands[0].session.commit()
        return done

    def act(
        self, side: int, name: str, args: tuple[Any, ...], client_id: str = ""
    ) -> Callable[[], Any]:
        method = getattr(self.hands[side], name)
        more = {"client_id": client_id or str(uuid.uuid4())}
        takes = "client_id" in inspect.signature(method).parameters
        return partial(method, *args, **(more if takes else {}))

    def race(
        self, one: tuple[str, tuple[Any, ...]], other: tuple[str, tuple[Any, ...]], turns: list[int]
    ) -> tuple[Outcome, Outcome]:
        """What came of each; whoever looks while they are at it sees nothing half done."""
        acts = self.act(0, *one), self.act(1, *other)
        outcomes = self.two.run(acts, turns, halfway=self.look)
        self.look()
        self.seen.update(outcomes)
        self.seen["met"] += self.two.met
        assert set(outcomes) <= {"done", "refused"}, self.two.why
        return outcomes

    def look(self) -> None:
        with reading(), Session(db.engine) as session:
            wrong = {name: [str(one) for one in check(session)] for name, check in CHECKS.items()}
        assert {name: found for name, found in wrong.items() if found} == {}

    def written(self) -> int:
        """Lines of the ledger and of what desks do."""
        counted = (
            sa.select(sa.func.count()).select_from(one) for one in (Posting, LendingEvent, Gift)
        )
        with reading(), Session(db.engine) as session:
            return sum(session.scalar(wanted) or 0 for wanted in counted)

    # What is there before two people want the same; each gives the numbers to do it with

    def on_shelf(self) -> tuple[int]:
        """A device that is ready in the workshop."""
        self.alone("make")
        return (len(self.hands[0].all_devices()) - 1,)

    def lent(self) -> tuple[int]:
        """A loan."""
        (device,) = self.on_shelf()
        self.alone("hand_over", 0, device, 0)
        return (len(self.hands[0].all(Loan)) - 1,)

    def promised(self) -> tuple[int, int, int]:
        """A device that is promised to a desk, and two transfers that are packed for there."""
        (device,) = self.on_shelf()
        self.alone("ask_for", 0, device, None)
        for _ in range(2):
            self.alone("open_transfer", SHELF, THE_DESK)
        count = len(self.hands[0].all(Transfer))
        return device, count - 2, count - 1


#: What has to be there, and who then want the same: exactly one of them may have it.
RACES: dict[str, tuple[Callable[[Bench], tuple[int, ...]], Callable[..., tuple[Doing, Doing]]]] = {
    "lent at two desks": (
        Bench.on_shelf,
        lambda device: (("hand_over", (0, device, 0)), ("hand_over", (1, device, 0))),
    ),
    "lent, and scrapped": (
        Bench.on_shelf,
        lambda device: (
            ("hand_over", (0, device, 0)),
            ("leave", (device, PlaceKind.SCRAPPED)),
        ),
    ),
    "lent, and promised to another": (
        Bench.on_shelf,
        lambda device: (("hand_over", (0, device, 0)), ("ask_for", (1, device, None))),
    ),
    "lent, and given": (
        Bench.on_shelf,
        lambda device: (("hand_over", (0, device, 0)), ("give", (device, 0))),
    ),
    "promised to two": (
        Bench.on_shelf,
        lambda device: (("ask_for", (0, device, None)), ("ask_for", (1, device, None))),
    ),
    "picked for two vans": (
        Bench.promised,
        lambda device, one, other: (("pick", (one, device)), ("pick", (other, device))),
    ),
    "picked, and given to another": (
        Bench.promised,
        lambda device, one, other: (("pick", (one, device)), ("ask_for", (1, device, "dringend"))),
    ),
    "back at two places": (
        Bench.lent,
        lambda loan: (("take_back", (loan, 0, 0)), ("take_back", (loan, 1, 0))),
    ),
    "back, and stolen": (
        Bench.lent,
        lambda loan: (("take_back", (loan, 0, 0)), ("write_off", (loan, "stolen"))),
    ),
    "back, and never lent": (
        Bench.lent,
        lambda loan: (("take_back", (loan, 0, 0)), ("undo", (loan,))),
    ),
}


@pytest.fixture
def bench(app: APIFlask) -> Iterator[Bench]:
    made = Bench(db.engine)
    yield made
    made.close()


def times(number: int) -> Any:
    return settings(
        max_examples=number,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )


def test_whatever_two_people_do_at_once(bench: Bench) -> None:
    @times(STEPS // 4)
    @given(st.booleans(), ACT, ACT, TURNS)
    def try_out(same: bool, one: Any, other: Any, turns: list[int]) -> None:
        if len(bench.hands[0].all_devices()) < 9:
            bench.alone("make")
        bench.race(one, one if same else other, turns)

    try_out()
    assert bench.seen["done"] > 0
    assert bench.seen["met"] > 0


@pytest.mark.parametrize("race", list(RACES))
def test_of_two_who_want_the_same_one_has_it(bench: Bench, race: str) -> None:
    scene, acts = RACES[race]

    @times(EACH)
    @given(TURNS)
    def try_out(turns: list[int]) -> None:
        first, second = acts(*scene(bench))
        assert sorted(bench.race(first, second, turns)) == ["done", "refused"]

    try_out()


def test_what_is_free_is_promised_once(bench: Bench) -> None:
    """Each of two desks asks for all that there is."""
    hands = bench.hands[0]

    @times(EACH)
    @given(TURNS)
    def try_out(turns: list[int]) -> None:
        bench.on_shelf()
        free = len(hands.all_devices()) - promised()
        hands.session.commit()
        everything = ("ask", (0, free, 3)), ("ask", (1, free, 3))
        assert bench.race(*everything, turns) == ("done", "done")
        assert promised() == len(hands.all_devices())
        hands.session.commit()

    def promised() -> int:
        mine = Hold.organisation_id == hands.world.organisation.id
        live = sa.select(sa.func.count()).where(mine, Hold.resolved_at.is_(None))
        return hands.session.scalar(live) or 0

    try_out()


#: What has to be there, and the form that is sent about it.
FORMS: dict[str, tuple[Callable[[Bench], tuple[int, ...]], Callable[..., Doing]]] = {
    "hand over": (Bench.on_shelf, lambda device: ("hand_over", (0, device, 0))),
    "give": (Bench.on_shelf, lambda device: ("give", (device, 0))),
    "reserve": (Bench.on_shelf, lambda device: ("ask_for", (0, device, None))),
    "ask": (Bench.on_shelf, lambda _device: ("ask", (0, 1, 3))),
    "move": (Bench.on_shelf, lambda device: ("move", (device, 1))),
    "take back": (Bench.lent, lambda loan: ("take_back", (loan, 0, 0))),
    "write off": (Bench.lent, lambda loan: ("write_off", (loan, "lost"))),
    "undo": (Bench.lent, lambda loan: ("undo", (loan,))),
    "insist": (Bench.promised, lambda device, *_: ("insist", (device, 4))),
}


@pytest.mark.parametrize("form", list(FORMS))
def test_a_form_that_arrives_twice_at_once_counts_once(bench: Bench, form: str) -> None:
    """Both are told that it is done, and as much is written as of one."""
    scene, sent = FORMS[form]

    @times(EACH)
    @given(TURNS)
    def try_out(turns: list[int]) -> None:
        doing = sent(*scene(bench))
        before = bench.written()
        bench.alone(*_flat(doing))
        once = bench.written() - before
        name, args = sent(*scene(bench))
        before, client_id = bench.written(), str(uuid.uuid4())
        acts = bench.act(0, name, args, client_id), bench.act(1, name, args, client_id)
        assert bench.two.run(acts, turns, halfway=bench.look) == ("done", "done")
        bench.look()
        assert bench.written() - before == once

    try_out()


def _flat(doing: Doing) -> tuple[Any, ...]:
    name, args = doing
    return name, *args
