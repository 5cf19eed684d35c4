"""What goes along with a device, and comes back with it: chargers, bags."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from atelier import ids
from atelier.errors import Invalid, NotFound
from atelier.lending.models import Loan, LoanArticle
from atelier.people.actor import Actor
from atelier.stock import articles, ledger, places
from atelier.stock.models import Place, PlaceKind
from atelier.words import N_

LENT, RETURNED = "lent", "returned"


def lines(session: Session, loan: Loan) -> Sequence[LoanArticle]:
    wanted = sa.select(LoanArticle).where(LoanArticle.loan_id == loan.id)
    return session.scalars(wanted.order_by(LoanArticle.article_id)).all()


@dataclass(frozen=True, slots=True)
class Goods:
    """Of one loan, in the hands of one person; ``client_id``: of what that person asked."""

    session: Session
    loan: Loan
    actor: Actor
    client_id: str

    def take_along(self, desk: Place, number: int, quantity: int) -> None:
        """Raises NotFound for an unknown article, Conflict where the desk has not so many."""
        article = articles.get(self.session, self.loan.workshop_id, number)
        ledger.post_articles(
            self.session,
            article,
            quantity,
            origin=desk,
            to=self._account(PlaceKind.LENT),
            reason=LENT,
            actor=self.actor,
            client_id=ids.part(self.client_id, f"article {number}"),
        )
        self.session.add(LoanArticle(loan_id=self.loan.id, article_id=number, quantity=quantity))
        self.session.flush()

    def bring_back(self, to: Place, came: Mapping[int, int]) -> None:
        """By number of the article. What did not come is lost: nobody waits for it.

        Raises NotFound for what did not go along, Invalid for more than that.
        """
        there = {line.article_id: line for line in lines(self.session, self.loan)}
        if strange := came.keys() - there.keys():
            article = articles.get(self.session, self.loan.workshop_id, min(strange))
            raise NotFound(N_("%(name)s ging niet mee met dit toestel."), name=article.name)
        for number, line in there.items():
            quantity = came.get(number, 0)
            if not 0 <= quantity <= line.quantity:
                raise Invalid(
                    N_("Er gingen er %(most)s mee. Geef een aantal van 0 tot %(most)s."),
                    field="articles",
                    most=line.quantity,
                )
            self._bring(line, quantity, to)
            self._bring(line, line.quantity - quantity, self._account(PlaceKind.LOST))
            line.returned = quantity

    def leave_with(self, account: Place) -> None:
        """All of it goes where the device goes."""
        for line in lines(self.session, self.loan):
            self._bring(line, line.quantity, account)

    def _bring(self, line: LoanArticle, quantity: int, to: Place) -> None:
        if quantity:
            ledger.post_articles(
                self.session,
                articles.get(self.session, self.loan.workshop_id, line.article_id),
                quantity,
                origin=self._account(PlaceKind.LENT),
                to=to,
                reason=RETURNED,
                actor=self.actor,
                client_id=ids.part(self.client_id, f"article {line.article_id} {to.id}"),
            )

    def _account(self, kind: PlaceKind) -> Place:
        return places.virtual(self.session, self.loan.workshop_id, kind)
