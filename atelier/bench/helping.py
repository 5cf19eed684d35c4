"""A call for help from a bench: a coordinator sees it, says that they come, and closes it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
import structlog
from sqlalchemy.orm import Session, aliased

from atelier import ids
from atelier.bench.models import HelpCall
from atelier.db import key_of, lock, now
from atelier.devices.models import Device
from atelier.errors import Conflict, Forbidden, Invalid, NotFound
from atelier.people.models import Account
from atelier.people.text import tidy
from atelier.stock.models import Place
from atelier.words import N_

log = structlog.get_logger()

#: Goes before all others, whoever called first.
DANGER = "danger"
#: In the order in which they are offered.
REASONS: Mapping[str, str] = {
    "stuck": N_("Ik weet niet wat nu"),
    "fails": N_("Het lukt niet"),
    "missing": N_("Ik mis iets"),
    "heavy": N_("Te zwaar of te hoog"),
    DANGER: N_("Gevaar, of iemand heeft pijn"),
    "other": N_("Iets anders"),
}
ICONS: Mapping[str, str] = {
    "stuck": "question-circle",
    "fails": "arrow-repeat",
    "missing": "box-seam",
    "heavy": "arrows-expand-vertical",
    DANGER: "exclamation-octagon",
    "other": "chat-dots",
}
_MOST_SHOWN = 20
_OVER = N_("Die vraag is al opgelost. Heb je weer hulp nodig? Vraag het nog eens.")
_LONGEST = 200
#: On every page: made once, because two new aliases each time are what costs most of it.
_CALLER, _HELPER = aliased(Account), aliased(Account)
_OPEN = (
    sa.select(HelpCall, _CALLER, _HELPER.name, Place.name, Device)
    .join(_CALLER, _CALLER.id == HelpCall.account_id)
    .outerjoin(_HELPER, _HELPER.id == HelpCall.answered_by_id)
    .outerjoin(Place, Place.id == HelpCall.place_id)
    .outerjoin(Device, Device.id == HelpCall.device_id)
    .where(HelpCall.closed_at.is_(None))
    .order_by(sa.case((HelpCall.reason == DANGER, 0), else_=1), HelpCall.id)
    .limit(_MOST_SHOWN)
)


@dataclass(frozen=True, slots=True)
class Call:
    """``coming``: the name of who said that they come."""

    row: HelpCall
    caller: Account
    coming: str | None
    place: str | None
    device: Device | None


def call(
    session: Session,
    account: Account,
    *,
    reason: str,
    words: str = "",
    device: Device | None = None,
    place: Place | None = None,
    client_id: str,
) -> HelpCall:
    """Asks for help; who asked already, and was not helped yet, asked once. Danger is always told.

    Raises Invalid for a reason that there is not, Conflict for a form whose call is over.
    """
    client_id = ids.checked(client_id)
    if reason not in REASONS:
        raise Invalid(N_("Kies waarvoor je hulp nodig hebt."), field="reason")
    lock(session, key_of("help", str(account.id)))
    asked = sa.or_(
        HelpCall.client_id == client_id,
        sa.and_(HelpCall.account_id == account.id, HelpCall.closed_at.is_(None)),
    )
    own = HelpCall.organisation_id == account.organisation_id
    open_first = HelpCall.closed_at.is_not(None)
    wanted = sa.select(HelpCall).where(own, asked).order_by(open_first, HelpCall.id).limit(1)
    if known := session.scalars(wanted).first():
        if known.closed_at is not None:  # from a page of before: nobody would come
            raise Conflict(_OVER)
        if reason == DANGER != known.reason:
            _becomes_danger(session, known, words)
        return known
    made = HelpCall(
        organisation_id=account.organisation_id,
        client_id=client_id,
        account_id=account.id,
        device_id=device.id if device else None,
        place_id=place.id if place else None,
        reason=reason,
        words=tidy(words)[:_LONGEST],
    )
    session.add(made)
    session.flush()
    log.info("help_called", call=made.id, by=account.id)
    return made


def _becomes_danger(session: Session, known: HelpCall, words: str) -> None:
    """Whoever comes, comes for something less: all who may help see it anew, above all others."""
    known.reason, known.called_at = DANGER, now()
    known.words = tidy(words)[:_LONGEST] or known.words
    known.answered_at = known.answered_by_id = None
    session.flush()
    log.info("help_called", call=known.id, by=known.account_id)


def answer(session: Session, call_id: int, *, by: Account) -> HelpCall:
    """``by`` comes; of two who say so, the first. Raises NotFound."""
    found = _get(session, call_id, by)
    if found.answered_at is None and found.closed_at is None:
        found.answered_at, found.answered_by_id = now(), by.id
        session.flush()
    return found


def close(session: Session, call_id: int, *, by: Account) -> HelpCall:
    """It is over, says who helps or who asked. Raises NotFound or Forbidden."""
    found = _get(session, call_id, by)
    if found.account_id != by.id and not by.may("help.answer"):
        raise Forbidden(N_("Alleen wie hulp vroeg, of een coördinator, sluit dit af."))
    if found.closed_at is None:
        found.closed_at, found.closed_by_id = now(), by.id
        session.flush()
    return found


def seen_by(session: Session, account: Account) -> Sequence[Call]:
    """The open calls that this person sees: all of them, or their own. Danger first, then the
    oldest.
    """
    wanted = _OPEN.where(HelpCall.organisation_id == account.organisation_id)
    if not account.may("help.answer"):
        wanted = wanted.where(HelpCall.account_id == account.id)
    return [Call(*row) for row in session.execute(wanted).unique()]


def _get(session: Session, call_id: int, by: Account) -> HelpCall:
    """Nobody else answers or closes it meanwhile."""
    found = session.scalar(sa.select(HelpCall).where(HelpCall.id == call_id).with_for_update())
    if found is None or found.organisation_id != by.organisation_id:
        raise NotFound(N_("Deze vraag om hulp is er niet (meer)."))
    return found
