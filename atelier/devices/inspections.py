"""Which inspections a device needs, and by when."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

import sqlalchemy as sa
from sqlalchemy.orm import Session

from atelier import ids
from atelier import months as calendar
from atelier.db import key_of, lock
from atelier.devices import history
from atelier.devices.lifecycle import GONE, KINDS, READY, facts
from atelier.devices.lifecycle.state import YEARLY
from atelier.devices.models import Device, InspectionPlan
from atelier.errors import Conflict, Invalid
from atelier.people.actor import Actor
from atelier.people.text import tidy
from atelier.words import N_

#: From so many days before on it is *soon*, and then *due*.
SOON, DUE = timedelta(days=60), timedelta(days=14)
Word = Literal["fine", "soon", "due", "overdue"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """``months``: from one inspection to the next; None: only after a loan."""

    key: str
    name: str
    months: int | None
    after_loan: bool = False


def plans_of(session: Session, device: Device, *, months: int) -> Sequence[Plan]:
    """The plans in use for its kind; without any: one, each so many ``months``."""
    own = _own_plans(session, device)
    return own or (Plan(key=YEARLY, name=N_("Jaarlijkse controle"), months=months),)


def make_plan(
    session: Session,
    *,
    organisation_id: int,
    kind: str,
    name: str,
    months: int | None,
    after_loan: bool,
    client_id: str,
) -> InspectionPlan:
    """The same ``client_id`` (UUID of the form) makes one. Raises Invalid or Conflict."""
    lock(session, key_of("inspection plans", str(organisation_id)))
    mine = InspectionPlan.organisation_id == organisation_id
    wanted = sa.select(InspectionPlan).where(
        mine, InspectionPlan.client_id == ids.checked(client_id)
    )
    if known := session.scalar(wanted):
        return known
    name = tidy(name)[:80]
    if not name:
        raise Invalid(N_("Geef de controle een naam."), field="name")
    if kind not in KINDS:
        raise Invalid(N_("Kies wat voor toestel het is."), field="kind")
    if months is None and not after_loan:
        raise Invalid(N_("Zeg om de hoeveel maanden, of na elke uitlening."), field="months")
    if months is not None and not 1 <= months <= 120:
        raise Invalid(N_("Geef een aantal van 1 tot %(most)s."), field="months", most=120)
    taken = sa.select(InspectionPlan.id).where(
        mine, InspectionPlan.kind == kind, InspectionPlan.name == name
    )
    if session.scalar(taken) is not None:
        raise Conflict(N_("Deze controle bestaat al: %(name)s."), field="name", name=name)
    plan = InspectionPlan(
        organisation_id=organisation_id,
        client_id=client_id,
        kind=kind,
        name=name,
        months=months,
        after_loan=after_loan,
    )
    session.add(plan)
    session.flush()
    return plan


def begin_loan(session: Session, device: Device, today: date, *, months: int, actor: Actor) -> None:
    """Plans what was never done: so long after the loan began as from one to the next."""
    planned = history.state_of(session, device).inspections
    for plan in plans_of(session, device, months=months):
        if plan.months is not None and plan.key not in planned:
            _plan(session, device, plan, calendar.add(today, plan.months), actor)


def end_loan(session: Session, device: Device, today: date, *, actor: Actor) -> None:
    """What is inspected after each loan has to be now, before anybody else gets it."""
    for plan in _own_plans(session, device):
        if plan.after_loan:
            _plan(session, device, plan, today - timedelta(days=1), actor)


def catch_up(session: Session, organisation_id: int, today: date) -> int:
    """Whose inspection is overdue since a day or more, and was ready: not any more; how many.

    Nothing happened to them but time, so no fact has moved their next step. Of what is told about
    one of them at this moment, this waits.
    """
    late = session.scalars(
        sa.select(Device)
        .where(
            Device.organisation_id == organisation_id,
            Device.merged_into_id.is_(None),
            Device.inspect_by < today,
            Device.next_step == READY,
        )
        .order_by(Device.id)
    ).all()
    for device in late:
        history.hold(session, device)
    return sum(history.refresh(session, device).key != READY for device in late)


def word_for(until: date | None, today: date) -> Word:
    """How near it is, in the word that screens show."""
    if until is None or today + SOON < until:
        return "fine"
    if until < today:
        return "overdue"
    return "due" if until <= today + DUE else "soon"


def how_many_overdue(session: Session, organisation_id: int, today: date, most: int = 1000) -> int:
    """Devices that are still ours; counted no further than ``most`` + 1."""
    late = (
        sa.select(Device.id)
        .where(
            Device.organisation_id == organisation_id,
            Device.merged_into_id.is_(None),
            # By name: a plan for any day expects a third of all to be late.
            Device.inspect_by < sa.literal(today, sa.Date, literal_execute=True),
            Device.next_step != GONE,
        )
        .limit(most + 1)
        .subquery()
    )
    return session.scalars(sa.select(sa.func.count()).select_from(late)).one()


def _own_plans(session: Session, device: Device) -> Sequence[Plan]:
    rows = session.scalars(
        sa.select(InspectionPlan)
        .where(
            InspectionPlan.organisation_id == device.organisation_id,
            InspectionPlan.kind == device.kind,
            InspectionPlan.active,
        )
        .order_by(InspectionPlan.id)
    )
    return [
        Plan(key=row.key, name=row.name, months=row.months, after_loan=row.after_loan)
        for row in rows
    ]


def _plan(session: Session, device: Device, plan: Plan, until: date, actor: Actor) -> None:
    history.record(
        session,
        device,
        facts.INSPECTION_DUE,
        actor=actor,
        data={"plan": plan.key, "valid_until": until.isoformat()},
    )
