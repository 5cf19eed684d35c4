"""A person looked at a device that was out for a year, and decides: it passes, or it does not."""

from collections.abc import Collection
from datetime import date
from typing import Literal

from sqlalchemy.orm import Session

from atelier import ids, months
from atelier.devices import faults, history, inspections
from atelier.devices.inspections import Plan
from atelier.devices.lifecycle import GATES, facts
from atelier.devices.models import Device
from atelier.errors import Conflict, Invalid
from atelier.people.actor import Actor
from atelier.people.text import tidy
from atelier.words import N_

Outcome = Literal["pass", "repair", "retire"]
_INSPECT = next(index for index, gate in enumerate(GATES) if gate.key == "inspect")


def plans(session: Session, device: Device, *, default_months: int) -> list[Plan]:
    """The plans by which it is inspected."""
    return list(inspections.plans_of(session, device, months=default_months))


def inspect(
    session: Session,
    device: Device,
    done: Collection[Plan],
    outcome: Outcome,
    *,
    note: str = "",
    today: date,
    actor: Actor,
    client_id: str,
) -> None:
    """``done``: the plans that this inspection was by. Twice with one ``client_id`` is once.

    What passes counts until the next time; what does not gets an open fault, that says why. Raises
    Invalid without a plan, or without a reason where it does not pass, Conflict where something
    else has to be done first.
    """
    client_id, note = ids.checked(client_id), tidy(note)[:300]
    if not done:
        raise Invalid(N_("Kies welke controle je deed."), field="plan")
    if outcome != "pass":
        _refuse_without(note)
        faults.open(
            session,
            device,
            problem=faults.OTHER,
            key=f"inspection:{client_id}",
            source="inspection",
            words=note,
            more={"retire": outcome == "retire"},
            actor=actor,
            client_id=client_id,
        )
        return
    _refuse_unready(session, device)
    for plan in done:
        until = months.add(today, plan.months) if plan.months else date.max
        history.record(
            session,
            device,
            facts.INSPECTED,
            actor=actor,
            data={"plan": plan.key, "valid_until": until.isoformat(), "words": note},
            client_id=ids.part(client_id, plan.key),
        )


def _refuse_without(note: str) -> None:
    if not note:
        raise Invalid(N_("Zeg in een zin wat er niet goed is."), field="note")


def _refuse_unready(session: Session, device: Device) -> None:
    """It is the last gate: measured, wiped and looked at first, as at intake."""
    step = history.refresh(session, device)
    if step.gate is not None and step.gate < _INSPECT:
        raise Conflict(N_("Doe eerst dit: %(verb)s. Daarna komt de controle."), verb=step.verb)
