"""A transfer arrives: scanned in, closed with what is missing, and that settled by a person."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import sqlalchemy as sa
from sqlalchemy.orm import Session

from atelier import ids
from atelier.db import now
from atelier.devices.models import Device
from atelier.errors import Conflict, Invalid, NotFound
from atelier.people.actor import Actor
from atelier.stock import places
from atelier.stock.ledger import by_client_id, place_of, post, post_articles
from atelier.stock.models import Article, Place, PlaceKind, Transfer, TransferLine
from atelier.stock.transfers.standing import State, hold, lines
from atelier.words import N_

ARRIVED = "arrived"
How = Literal["arrived", "stayed", "lost"]
_SAID: Mapping[How, str] = {
    "arrived": N_("Iemand zei al iets anders: toch aangekomen. Kijk het samen na."),
    "stayed": N_("Iemand zei al iets anders: nooit vertrokken. Kijk het samen na."),
    "lost": N_("Iemand zei al iets anders: kwijt. Kijk het samen na."),
}


def arrive(session: Session, transfer: Transfer, device: Device, *, actor: Actor) -> TransferLine:
    """One device came out of the van; a second scan of it changes nothing.

    Raises NotFound for what is not in this transfer, Conflict before it left or once it is closed.
    """
    hold(session, transfer, State.UNDERWAY)
    line = session.scalar(
        sa.select(TransferLine).where(
            TransferLine.transfer_id == transfer.id, TransferLine.device_id == device.id
        )
    )
    if line is None:
        here = place_of(session, device)
        raise NotFound(
            N_("Dit toestel hoort niet bij deze zending. Volgens ons staat het op %(place)s."),
            place=places.spoken(here),
        )
    if line.settled_at is None:
        to = session.get_one(Place, transfer.to_place_id)
        _Unpacking(session, transfer, actor).bring(line, 1, to, ARRIVED)
    return line


def arrive_articles(
    session: Session, transfer: Transfer, article: Article, quantity: int, *, actor: Actor
) -> TransferLine:
    """So many of an article came, all in all; a lower number than before is refused.

    Raises Invalid, NotFound or Conflict as ``arrive``.
    """
    hold(session, transfer, State.UNDERWAY)
    line = session.scalar(
        sa.select(TransferLine).where(
            TransferLine.transfer_id == transfer.id, TransferLine.article_id == article.id
        )
    )
    if line is None:
        raise NotFound(N_("%(name)s hoort niet bij deze zending."), name=article.name)
    if not line.arrived <= quantity <= line.quantity:
        raise Invalid(
            N_("Geef een aantal van %(least)s tot %(most)s."),
            field="quantity",
            least=line.arrived,
            most=line.quantity,
        )
    if quantity > line.arrived:
        more = quantity - line.arrived
        to = session.get_one(Place, transfer.to_place_id)
        _Unpacking(session, transfer, actor).bring(line, more, to, ARRIVED)
    return line


def close(session: Session, transfer: Transfer, *, actor: Actor) -> list[TransferLine]:
    """Nothing more is expected from the van; what is missing then, which stays on its way until
    somebody says what became of it (``settle``).
    """
    session.refresh(transfer, with_for_update=True)
    if not (transfer.closed_at and transfer.sent_at):
        hold(session, transfer, State.UNDERWAY)
        transfer.closed_at, transfer.closed_by_id = now(), actor.account_id
        session.flush()
    return [line for line in lines(session, transfer) if line.settled_at is None]


def settle(
    session: Session,
    transfer: Transfer,
    line: TransferLine,
    how: How,
    *,
    actor: Actor,
) -> None:
    """What became of a line that was missing: it came after all, never left, or is lost.

    Raises Conflict before the transfer is closed, or where something else was said of it. Twice is
    once.
    """
    hold(session, transfer, State.RECEIVED)
    session.refresh(line, with_for_update=True)
    if line.settled_at is not None:
        if (said := _said(session, transfer, line)) not in (how, None):
            raise Conflict(_SAID[said])
        return
    to = _where(session, transfer, how)
    left = line.quantity - line.arrived
    _Unpacking(session, transfer, actor).bring(line, left, to, _reason(how))


def _said(session: Session, transfer: Transfer, line: TransferLine) -> How | None:
    """What became of a line that is settled, by the move of what was missing."""
    if line.arrived == line.quantity:
        return "arrived"
    for how in _SAID:
        client_id = _part(transfer, line, _where(session, transfer, how), _reason(how))
        if by_client_id(session, transfer.organisation_id, client_id) is not None:
            return how
    return None


def _reason(how: How) -> str:
    return ARRIVED if how == "arrived" else "counted"


def _part(transfer: Transfer, line: TransferLine, to: Place, reason: str) -> str:
    """The id of the next move of this line."""
    return ids.part(transfer.client_id, f"{reason} {line.id} {to.id} {line.arrived}")


def _where(session: Session, transfer: Transfer, how: How) -> Place:
    if how == "lost":
        return places.virtual(session, transfer.organisation_id, PlaceKind.LOST)
    there = transfer.to_place_id if how == "arrived" else transfer.from_place_id
    return session.get_one(Place, there)


@dataclass(frozen=True, slots=True)
class _Unpacking:
    """What comes out of one transfer, by the hand of one person."""

    session: Session
    transfer: Transfer
    actor: Actor

    def bring(self, line: TransferLine, quantity: int, to: Place, reason: str) -> None:
        client_id = _part(self.transfer, line, to, reason)
        if line.article_id is not None:
            self._bring_articles(line, quantity, to, reason, client_id)
        else:
            self._bring_device(line, to, reason, client_id)
        arrives = to.id == self.transfer.to_place_id
        line.arrived += quantity if arrives else 0
        if line.arrived == line.quantity or not arrives:
            line.settled_at = now()
        self.session.flush()

    def _bring_articles(
        self, line: TransferLine, quantity: int, to: Place, reason: str, client_id: str
    ) -> None:
        post_articles(
            self.session,
            self.session.get_one(Article, line.article_id),
            quantity,
            origin=self._transit(),
            to=to,
            reason=reason,
            actor=self.actor,
            client_id=client_id,
        )

    def _bring_device(self, line: TransferLine, to: Place, reason: str, client_id: str) -> None:
        device = self.session.get_one(Device, line.device_id)
        here = place_of(self.session, device)
        if here is None or here.id != self._transit().id:
            raise Conflict(
                N_("Dit toestel is niet meer onderweg: het staat op %(place)s."),
                place=places.spoken(here),
            )
        post(self.session, device, to, reason=reason, actor=self.actor, client_id=client_id)

    def _transit(self) -> Place:
        return places.virtual(self.session, self.transfer.organisation_id, PlaceKind.TRANSIT)
