"""What people at desks do, in any order: part of ``hands`` for the machine of states."""

from datetime import timedelta
from typing import Literal

import sqlalchemy as sa

from atelier import ids
from atelier.lending import gifts
from atelier.lending.fitting import Wish
from atelier.lending.loans import changing, ending, handing_over
from atelier.lending.loans.changing import Swap
from atelier.lending.loans.ending import Back
from atelier.lending.loans.handing_over import Terms
from atelier.lending.models import Borrower, Gift, Loan, LoanArticle, Reservation
from atelier.lending.reservations import allocating, asking, fulfilling, reassigning
from atelier.lending.reservations.overruling import overruling
from atelier.people.actor import SYSTEM
from atelier.stock import found, ledger
from atelier.stock.models import Place
from tests.atelier.lending.hands import DEFAULTS, TODAY, NothingThereError, StockHands
from tests.lent import register


class Hands(StockHands):
    """Beside what is done in stock: reservations and loans."""

    def ask(self, desk: int, quantity: int, days: int, *, client_id: str) -> None:
        asking.ask(
            self.session,
            desk=self.one(self.desks, desk),
            wish=Wish(kind="screen"),
            quantity=quantity,
            wanted_by=TODAY + timedelta(days=days),
            actor=self.world.actor,
            client_id=client_id,
        )

    def ask_for(self, desk: int, number: int, over: str | None, *, client_id: str) -> None:
        asking.ask_for(
            self.session,
            desk=self.one(self.desks, desk),
            device=self.device(number),
            wanted_by=TODAY,
            over=over,
            actor=self.world.actor,
            client_id=client_id,
        )

    def allocate(self) -> None:
        allocating.allocate(self.session, self.world.organisation.id, actor=SYSTEM)

    def change(self, number: int, device: int | None, over: str | None) -> None:
        chosen = None if device is None else self.device(device)
        reassigning.change(
            self.session, self.unit(number), chosen, actor=self.world.actor, over=over
        )

    def make_unit_ready(self, number: int) -> None:
        fulfilling.make_ready(
            self.session, self.unit(number), DEFAULTS, actor=self.world.actor, today=TODAY
        )

    def cancel(self, number: int, *, client_id: str) -> None:
        reservation = self.one(self.all(Reservation), number)
        asking.cancel(self.session, reservation, actor=self.world.actor, client_id=client_id)

    def cancel_unit(self, number: int) -> None:
        asking.cancel_unit(self.session, self.unit(number), actor=self.world.actor)

    def expire(self, days: int) -> None:
        fulfilling.expire(
            self.session, self.world.organisation.id, today=TODAY + timedelta(days=days)
        )

    # Loans

    def hand_over(self, desk: int, number: int, goods: int, *, client_id: str) -> None:
        there = self.one(self.desks, desk)
        handing_over.hand_over(
            self.session,
            desk=there,
            device=self.device(number),
            borrower=self._borrower(there, client_id),
            terms=Terms(tariff="gewoon", articles={self.article.id: goods}),
            defaults=DEFAULTS,
            actor=self.world.actor,
            client_id=client_id,
        )

    def take_back(self, number: int, to: int, came: int, *, client_id: str) -> None:
        loan = self._loan(number)
        ending.take_back(
            self.session,
            loan,
            self.place(to),
            Back(articles=self._came(loan, came)),
            actor=self.world.actor,
            client_id=client_id,
        )

    def swap(self, number: int, device: int, *, client_id: str) -> None:
        loan = self._loan(number)
        changing.swap(
            self.session,
            loan,
            self.session.get_one(Place, loan.place_id),
            Swap(self.device(device), Back(articles=self._came(loan, 9)), {}),
            DEFAULTS,
            actor=self.world.actor,
            client_id=client_id,
        )

    def write_off(
        self, number: int, how: Literal["lost", "stolen", "given"], *, client_id: str
    ) -> None:
        ending.write_off(
            self.session, self._loan(number), how, actor=self.world.actor, client_id=client_id
        )

    def undo(self, number: int, *, client_id: str) -> None:
        ending.undo(
            self.session,
            self._loan(number),
            note="vergist",
            actor=self.world.actor,
            client_id=client_id,
        )

    # Without a loan

    def give(self, number: int, goods: int, *, client_id: str) -> None:
        device = self.device(number)
        here = ledger.place_of(self.session, device)
        if here is None:
            raise NothingThereError
        gifts.give(
            self.session,
            place=here,
            device=device,
            borrower=self._borrower(self.desks[0], client_id),
            goods={self.article.id: goods},
            note="",
            actor=self.world.actor,
            client_id=client_id,
        )

    def take_back_gift(self, number: int) -> None:
        mine = Gift.workshop_id == self.world.organisation.id
        given = self.session.scalars(sa.select(Gift).where(mine).order_by(Gift.id)).all()
        gifts.undo(self.session, self.one(given, number), note="vergist", actor=self.world.actor)

    def insist(self, number: int, to: int, *, client_id: str) -> None:
        """It goes there, whoever waits for it elsewhere."""
        device, place, actor = self.device(number), self.place(to), self.world.actor
        session = self.session
        with overruling(session, device, place, why="dringend", actor=actor, client_id=client_id):
            ledger.post(session, device, place, reason="moved", actor=actor, client_id=client_id)

    def find(self, number: int, to: int) -> None:
        """What was lost is there."""
        found.find(self.session, self.device(number), self.place(to), actor=self.world.actor)

    def _loan(self, number: int) -> Loan:
        return self.one(self.all(Loan), number)

    def _came(self, loan: Loan, most: int) -> dict[int, int]:
        lines = sa.select(LoanArticle).where(LoanArticle.loan_id == loan.id)
        return {line.article_id: min(most, line.quantity) for line in self.session.scalars(lines)}

    def _borrower(self, desk: Place, client_id: str) -> Borrower:
        return register(self.session, desk, client_id=ids.part(client_id, "borrower"))
