"""What my bench shows, in a fixed number of queries whatever lies on it."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from atelier.bench import orders, present, working
from atelier.bench.models import Order, Presence
from atelier.bench.working import Work
from atelier.db import today
from atelier.devices import history
from atelier.devices.lifecycle import READY, Step, fold, next_step
from atelier.people.models import Account
from atelier.web.devices.action import Action, action_for
from atelier.web.my_bench import queue


@dataclass(frozen=True, kw_only=True)
class Card:
    """A device that somebody works on. ``came_from``: where it was fetched; empty: unknown."""

    work: Work
    step: Step
    here: Sequence[Presence]
    orders: Sequence[Order]
    came_from: str

    @property
    def action(self) -> Action:
        return action_for(self.step, self.work.device.kind)

    @property
    def is_ready(self) -> bool:
        return self.step.key == READY

    @property
    def is_on_the_way(self) -> bool:
        """It is at work by itself: nothing to press."""
        return bool(self.orders)


@dataclass(frozen=True, kw_only=True)
class View:
    cards: Sequence[Card]
    #: How many wait for somebody, as far as they are counted.
    waiting: int

    @property
    def more_wait(self) -> bool:
        return self.waiting == queue.COUNT_LIMIT


def view(session: Session, account: Account) -> View:
    return View(
        cards=cards(session, account),
        waiting=queue.waiting(session, account),
    )


def cards(session: Session, account: Account) -> list[Card]:
    works = working.open_of(session, account)
    if not works:
        return []
    owners = history.owners(session, [work.device.id for work in works])
    events = history.events_of_many(session, owners)
    open_orders = orders.open_of_many(session, account.organisation_id, owners)
    here = present.here_of_many(session, owners)
    origins = working.came_from(session, works)
    day = today()
    return [
        Card(
            work=work,
            step=next_step(
                fold(history.facts(events.get(work.device.id, []))), work.device.kind, day
            ),
            here=here.get(work.device.id, []),
            orders=open_orders.get(work.device.id, []),
            came_from=origins.get(work.row.id, ""),
        )
        for work in works
    ]
