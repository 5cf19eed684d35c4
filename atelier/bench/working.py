"""Who works on which device: taken, handed over, put back or finished. One person a device."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

import sqlalchemy as sa
import structlog
from sqlalchemy.orm import Session, contains_eager

from atelier import ids
from atelier.bench import leaving
from atelier.bench.models import BenchWork
from atelier.devices.models import Device
from atelier.errors import Conflict, Invalid, NotFound
from atelier.people.actor import Actor
from atelier.people.models import Account
from atelier.stock import holds, ledger
from atelier.stock.models import Holding, Place, Posting
from atelier.words import N_

log = structlog.get_logger()

How = Literal["scanned", "next"]
#: As the ledger notes them.
TAKEN, FINISHED = "taken", "finished"
NOT_YOURS = N_("Dit toestel ligt niet (meer) op jouw werkbank.")
_SOMEBODY = N_("%(name)s werkt al aan dit toestel. Neem een ander, of vraag het aan %(name)s.")
_NOT_HERE = N_("Dit toestel is nog niet ontvangen. Ontvang het eerst.")
_ELSEWHERE = N_("Dit toestel is niet in het atelier: %(place)s. Breng het eerst hierheen.")
_COLLEAGUE = N_("Kies een collega die aan toestellen werkt.")
_DONE = N_("Dat was al gedaan. Doe het nog eens als je een ander toestel bedoelt.")


@dataclass(frozen=True, slots=True)
class Work:
    """``place``: where the device is now."""

    row: BenchWork
    device: Device
    place: Place

    @property
    def is_over(self) -> bool:
        return self.row.ended_at is not None


def take(
    session: Session,
    device: Device,
    account: Account,
    *,
    bench: Place | None,
    how: How,
    client_id: str,
) -> BenchWork:
    """``account`` works on ``device`` from now on; it lies on ``bench`` where a screen says so.

    The same ``client_id`` (UUID) takes once; what somebody has, they may take again. Raises
    Conflict where another has it, or where it is not in the workshop.
    """
    client_id = ids.checked(client_id)
    holds.keep_still(session, [device.id])
    if known := by_client_id(session, device.organisation_id, client_id):
        return _same(known, device, account)
    there = of_device(session, device)
    if there is not None and not _is_of_who_left(session, there):
        return _mine_already(session, there, account)
    if bench is not None:
        _refuse_unknown(session, device)
        _move(session, device, bench, TAKEN, account=account, client_id=ids.part(client_id, "move"))
    _refuse_away(session, device)
    work = BenchWork(
        organisation_id=device.organisation_id,
        client_id=client_id,
        device_id=device.id,
        account_id=account.id,
        place_id=bench.id if bench else None,
        how=how,
    )
    session.add(work)
    session.flush()
    return work


def hand_over(session: Session, work: BenchWork, to: Account, *, client_id: str) -> BenchWork:
    """``to`` goes on with it; the same ``client_id`` (UUID) hands it over once.

    Raises Invalid for somebody who does not work on devices here, Conflict where it is over.
    """
    client_id = ids.checked(client_id)
    holds.keep_still(session, [work.device_id])
    if known := by_client_id(session, work.organisation_id, client_id):
        if (known.device_id, known.account_id) != (work.device_id, to.id):
            raise Conflict(_DONE)
        return known
    if to.organisation_id != work.organisation_id or not (to.active and to.may("bench.work")):
        raise Invalid(_COLLEAGUE)
    if to.id == work.account_id:
        return work
    if not leaving.end(session, BenchWork.id == work.id, "handed"):
        raise Conflict(NOT_YOURS)
    taken_over = BenchWork(
        organisation_id=work.organisation_id,
        client_id=client_id,
        device_id=work.device_id,
        account_id=to.id,
        from_id=work.account_id,
        how="handed",
    )
    session.add(taken_over)
    session.flush()
    return taken_over


def put_back(session: Session, work: BenchWork) -> None:
    """Whoever takes the next one may get it. Twice is once; raises Conflict where it went on."""
    holds.keep_still(session, [work.device_id])
    _end(session, work, "put_back")


def finish(session: Session, work: BenchWork, place: Place, *, by: Account, client_id: str) -> None:
    """It goes to ``place``, and nobody works on it any more. Twice is once.

    Raises Conflict where it went on, or has no business at ``place`` yet.
    """
    holds.keep_still(session, [work.device_id])
    device = session.get_one(Device, work.device_id)
    was_open = leaving.end(session, BenchWork.id == work.id, FINISHED)
    if not was_open and not _stands_at(session, work, device, place):
        raise Conflict(NOT_YOURS)  # from a page of before: it may be in other hands by now
    _move(session, device, place, FINISHED, account=by, client_id=ids.checked(client_id))


def of_device(session: Session, device: Device) -> BenchWork | None:
    """The open work on it."""
    return session.scalar(
        sa.select(BenchWork).where(BenchWork.device_id == device.id, BenchWork.ended_at.is_(None))
    )


def busy() -> sa.Select[int]:
    """Numbers of the devices that somebody works on who still works here."""
    return (
        sa.select(BenchWork.device_id)
        .join(Account, Account.id == BenchWork.account_id)
        .where(BenchWork.ended_at.is_(None), Account.active)
    )


def is_busy(session: Session, device: Device) -> bool:
    return session.scalar(busy().where(BenchWork.device_id == device.id)) is not None


def on(session: Session, device: Device) -> BenchWork | None:
    """The work that goes on at ``device``, with whose it is."""
    return session.scalar(
        sa.select(BenchWork)
        .join(BenchWork.account)
        .options(contains_eager(BenchWork.account))
        .where(BenchWork.device_id == device.id, BenchWork.ended_at.is_(None), Account.active)
    )


def get(session: Session, account: Account, work_id: int) -> Work:
    """Of this person, also when it is over. Raises NotFound."""
    row = session.execute(
        _works().where(BenchWork.id == work_id, BenchWork.account_id == account.id)
    ).one_or_none()
    if row is None:
        raise NotFound(NOT_YOURS)
    return Work(*row)


def open_of(session: Session, account: Account) -> Sequence[Work]:
    """What the person works on; what they just took stands first: that is what they do now."""
    rows = session.execute(
        _works()
        .where(BenchWork.account_id == account.id, BenchWork.ended_at.is_(None))
        .order_by(BenchWork.taken_at.desc(), BenchWork.id.desc())
    )
    return [Work(*row) for row in rows.unique()]


def came_from(session: Session, works: Iterable[Work]) -> dict[int, str]:
    """By number of the work: the name of the place that its device was taken from."""
    moves = {ids.part(work.row.client_id, "move"): work for work in works}
    if not moves:
        return {}
    organisation_id = next(iter(moves.values())).row.organisation_id
    rows = session.execute(
        sa.select(Posting.client_id, Place.name)
        .join(Place, Place.id == Posting.from_place_id)
        .where(Posting.organisation_id == organisation_id, Posting.client_id.in_(moves))
    )
    return {moves[client_id].row.id: name for client_id, name in rows}


def by_client_id(session: Session, organisation_id: int, client_id: str) -> BenchWork | None:
    return session.scalar(
        sa.select(BenchWork).where(
            BenchWork.organisation_id == organisation_id, BenchWork.client_id == client_id
        )
    )


def colleagues(session: Session, account: Account, roles: Iterable[str]) -> Sequence[Account]:
    """Others who work on devices here, by name."""
    return session.scalars(
        sa.select(Account)
        .where(
            Account.organisation_id == account.organisation_id,
            Account.active,
            Account.role.in_(list(roles)),
            Account.id != account.id,
        )
        .order_by(sa.func.lower(Account.name), Account.id)
    ).all()


def _works() -> sa.Select[BenchWork, Device, Place]:
    return (
        sa.select(BenchWork, Device, Place)
        .join(Device, Device.id == BenchWork.device_id)
        .join(Holding, Holding.device_id == Device.id)
        .join(Place, Place.id == Holding.place_id)
    )


def refuse_over(known: BenchWork, account: Account) -> None:
    """Raises Conflict where a form that is sent again speaks of work that is over."""
    if known.account_id != account.id or known.ended_at is not None:
        raise Conflict(_DONE)


def _same(known: BenchWork, device: Device, account: Account) -> BenchWork:
    if known.device_id != device.id:
        raise Conflict(_DONE)
    refuse_over(known, account)
    return known


def _stands_at(session: Session, work: BenchWork, device: Device, place: Place) -> bool:
    session.refresh(work)
    there = ledger.place_of(session, device)
    return work.ending == FINISHED and there is not None and there.id == place.id


def _mine_already(session: Session, there: BenchWork, account: Account) -> BenchWork:
    if there.account_id != account.id:
        raise Conflict(_SOMEBODY, name=session.get_one(Account, there.account_id).name)
    return there


def _is_of_who_left(session: Session, there: BenchWork) -> bool:
    """Who does not work here any more has nothing on a bench: then that is over."""
    if session.get_one(Account, there.account_id).active:
        return False
    _end(session, there, "put_back")
    return True


def _end(session: Session, work: BenchWork, ending: str) -> None:
    """Raises Conflict where it ended in another way."""
    if leaving.end(session, BenchWork.id == work.id, ending):
        return
    session.refresh(work)
    if work.ending != ending:
        raise Conflict(NOT_YOURS)


def _refuse_unknown(session: Session, device: Device) -> None:
    if ledger.place_of(session, device) is None:
        raise Conflict(_NOT_HERE)


def _refuse_away(session: Session, device: Device) -> None:
    place = ledger.place_of(session, device)
    if place is None:
        raise Conflict(_NOT_HERE)
    if place.kind not in leaving.AT_HAND:
        raise Conflict(_ELSEWHERE, place=place.name)


def _move(
    session: Session, device: Device, to: Place, reason: str, *, account: Account, client_id: str
) -> None:
    ledger.post(
        session,
        device,
        to,
        reason=reason,
        actor=Actor(account_id=account.id),
        client_id=client_id,
    )
