"""All that the repair page of one device shows, in a fixed number of queries."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from atelier.db import today
from atelier.devices import faults, history
from atelier.devices.faults import OpenFault, ords
from atelier.devices.lifecycle import GONE, LENT, State, Step, fold, next_step
from atelier.devices.models import Device
from atelier.edge import settings
from atelier.web.repair.suggesting import Suggestion, suggest
from atelier.workshop.diagnosis import service as diagnosis
from atelier.workshop.repair import reading, worth
from atelier.workshop.repair.models import Repair
from atelier.workshop.repair.reading import Told
from atelier.workshop.repair.worth import Sum


@dataclass(frozen=True, kw_only=True)
class Card:
    """An open fault, and the repair of it that somebody began."""

    fault: OpenFault
    repair: Repair | None
    #: How the last attempt at it ended.
    tried: Repair | None


@dataclass(frozen=True, kw_only=True)
class View:
    device: Device
    step: Step
    state: State
    cards: Sequence[Card]
    suggestions: Sequence[Suggestion]
    earlier: Sequence[Told]
    sum: Sum

    @property
    def is_here(self) -> bool:
        return self.step.key not in (LENT, GONE)

    @property
    def given_up(self) -> Repair | None:
        """Why it cannot be mended: of a fault that is open still."""
        ends = (card.tried for card in self.cards if card.tried and not card.repair)
        return next((one for one in ends if one.outcome == ords.END_OF_LIFE), None)

    @property
    def is_advised_away(self) -> bool:
        """Better for parts: something cannot be mended, or it costs more than it is worth."""
        return bool(self.cards) and (self.given_up is not None or self.sum.is_too_much)


def view(session: Session, device: Device) -> View:
    events = history.events_of(session, device)
    happened = history.facts(events)
    state = fold(happened)
    report = diagnosis.latest_report(session, device)
    verdicts = diagnosis.judge_report(report, happened) if report else None
    open_ones = faults.open_faults(session, device)
    told = reading.of_device(session, device)
    running = {each.repair.fault: each.repair for each in told if each.repair.closed_at is None}
    tried = reading.last_tried(each.repair for each in told)
    suggested = verdicts.grade.value if verdicts else None
    return View(
        device=device,
        state=state,
        step=next_step(state, device.kind, today()),
        cards=[
            Card(fault=fault, repair=running.get(fault.key), tried=tried.get(fault.event_id))
            for fault in open_ones
        ],
        suggestions=suggest(device, verdicts, open_ones, events),
        earlier=[each for each in told if each.repair.closed_at is not None],
        sum=reckon(session, device, told, device.grade or suggested),
    )


def reckon(session: Session, device: Device, told: Sequence[Told], grade: str | None) -> Sum:
    chosen = settings().repair
    told = reading.since_came_in(session, device, told)
    return worth.reckon(
        sum(each.seconds for each in told),
        [cents for each in told for cents in each.part_cents],
        hour_cents=chosen.hour_cents,
        worth=worth.expected(chosen.worth, device.kind, grade, device.memory_bytes),
    )
