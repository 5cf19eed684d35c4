"""The places that lend: when they are open, where they are, and who works there."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, time, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from atelier.errors import Invalid, NotFound
from atelier.people.models import Account, Organisation
from atelier.people.text import tidy
from atelier.stock.models import Desk, DeskAccount, Place, PlaceKind
from atelier.words import N_

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
#: ``{"mon": [["09:00", "12:00"]]}``
Hours = Mapping[str, Any]


def of(session: Session, place: Place) -> Desk:
    """What is known of it; made empty the first time. Raises NotFound for what is no desk."""
    if place.kind != PlaceKind.DESK:
        raise NotFound(N_("Dit is geen digibankpunt."))
    desk = session.get(Desk, place.id)
    if desk is None:
        desk = Desk(place_id=place.id)
        session.add(desk)
        session.flush()
    return desk


def change(
    session: Session,
    place: Place,
    *,
    address: str,
    contact: str,
    mobile: bool,
    position: tuple[float, float] | None,
    hours: Hours,
) -> Desk:
    """What people have to know of it. ``position``: latitude and longitude in degrees, WGS 84.

    Raises Invalid for a position that is nowhere, and as ``checked_hours``.
    """
    desk = of(session, place)
    if position is not None and not (abs(position[0]) <= 90 and abs(position[1]) <= 180):
        raise Invalid(N_("Deze plek bestaat niet op de kaart."), field="position")
    desk.hours = checked_hours(hours) or None
    desk.address, desk.contact, desk.mobile = tidy(address)[:200], tidy(contact)[:120], mobile
    desk.latitude, desk.longitude = position or (None, None)
    session.flush()
    return desk


def workers(session: Session, place: Place) -> set[int]:
    """The accounts that work there."""
    wanted = sa.select(DeskAccount.account_id).where(DeskAccount.place_id == place.id)
    return set(session.scalars(wanted))


def workshops(session: Session, organisation_id: int) -> list[int]:
    """The organisation and those that it serves: whose desks its coordinators look after."""
    return list(
        session.scalars(
            sa.select(Organisation.id).where(
                sa.or_(
                    Organisation.id == organisation_id,
                    Organisation.served_by_id == organisation_id,
                )
            )
        )
    )


def all_of(session: Session, organisation_ids: Iterable[int]) -> Sequence[Place]:
    """The desks in use of these organisations, by name."""
    return session.scalars(
        sa.select(Place)
        .where(
            Place.organisation_id.in_(list(organisation_ids)),
            Place.kind == PlaceKind.DESK,
            Place.active,
        )
        .order_by(Place.name)
    ).all()


def worked_at(session: Session, account: Account) -> Sequence[Place]:
    """The desks in use at which this person works, by name."""
    return session.scalars(
        sa.select(Place)
        .join(DeskAccount, DeskAccount.place_id == Place.id)
        .where(DeskAccount.account_id == account.id, Place.active)
        .order_by(Place.name)
    ).all()


def set_workers(session: Session, place: Place, account_ids: Iterable[int]) -> None:
    """Who works there from now on. Raises NotFound for somebody of another organisation."""
    of(session, place)
    wanted = set(account_ids)
    ours = set(
        session.scalars(
            sa.select(Account.id).where(
                Account.id.in_(wanted), Account.organisation_id == place.organisation_id
            )
        )
    )
    if wanted - ours:
        raise NotFound(N_("Deze persoon kennen we niet."))
    session.execute(sa.delete(DeskAccount).where(DeskAccount.place_id == place.id))
    session.add_all(DeskAccount(account_id=one, place_id=place.id) for one in sorted(ours))
    session.flush()


def set_delivery_day(session: Session, place: Place, day: str | None) -> None:
    """The day of the week on which the van comes (``DAYS``); None: on no fixed day.

    Raises Invalid.
    """
    if day is not None and day not in DAYS:
        raise Invalid(N_("Kies een dag in de lijst."), field="delivery_day")
    of(session, place).delivery_day = day
    session.flush()


def delivery_on(desk: Desk | None, day: date) -> date | None:
    """``day``, or the first day after it on which the van comes; None where that is not fixed."""
    if desk is None or desk.delivery_day not in DAYS:
        return None
    return day + timedelta(days=(DAYS.index(desk.delivery_day) - day.weekday()) % 7)


def open_day(desk: Desk | None, day: date) -> date:
    """``day``, or the first day after it on which the desk is open; ``day`` where none is known."""
    hours = (desk.hours if desk else None) or {}
    if not any(hours.get(name) for name in DAYS):
        return day
    while not hours.get(DAYS[day.weekday()]):
        day += timedelta(days=1)
    return day


def checked_hours(hours: Hours) -> dict[str, list[list[str]]]:
    """In one spelling, days in order, closed ones left out. Raises Invalid, naming the day."""
    checked = {day: [_checked_span(day, span) for span in hours.get(day) or ()] for day in DAYS}
    for day, spans in checked.items():
        ends = [end for _, end in spans]
        if any(start < end for (start, _), end in zip(spans[1:], ends, strict=False)):
            raise Invalid(N_("Deze uren lopen door elkaar."), field=day)
    return {day: spans for day, spans in checked.items() if spans}


def _checked_span(day: str, span: Sequence[str]) -> list[str]:
    try:
        start, end = (time.fromisoformat(moment).strftime("%H:%M") for moment in span)
    except (ValueError, TypeError) as error:
        raise Invalid(N_("Schrijf uren als 09:00."), field=day) from error
    if start >= end:
        raise Invalid(N_("Het einduur komt na het beginuur."), field=day)
    return [start, end]
