"""Everything that the page of one device shows, gathered in a fixed number of queries."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from atelier.devices import history, service
from atelier.devices.lifecycle import State, Step, Stop, fold, next_step, way
from atelier.devices.models import Device, Photo
from atelier.stock import ledger
from atelier.stock.models import Place
from atelier.web.devices.action import LINKS, Action, Link, action_for
from atelier.web.devices.story import Line, tell
from atelier.workshop.diagnosis import archive, config
from atelier.workshop.diagnosis.verdicts import Verdicts, judge
from atelier.workshop.intake import donations
from atelier.workshop.intake.models import Donation
from diagnostics.report import Report


@dataclass(frozen=True, kw_only=True)
class View:
    device: Device
    place: Place | None
    donation: Donation | None
    state: State
    step: Step
    way: Sequence[Stop]
    story: Sequence[Line]
    photos: Sequence[Photo]
    report: Report | None
    verdicts: Verdicts | None

    @property
    def action(self) -> Action:
        return action_for(self.step, self.device.kind)

    @property
    def links(self) -> Sequence[Link]:
        return LINKS


def view(session: Session, organisation_id: int, device_id: int) -> View:
    """Raises NotFound for a device of somebody else."""
    device = service.get(session, organisation_id, device_id)
    events = history.events_of(session, device)
    state = fold(history.facts(events))
    report = archive.latest_report(session, device)
    today = date.today()
    return View(
        device=device,
        place=ledger.place_of(session, device),
        donation=_donation(session, organisation_id, state),
        state=state,
        step=next_step(state, device.kind, today),
        way=way(state, device.kind, today),
        story=tell(session, events),
        photos=_photos(session, device),
        report=report,
        verdicts=judge(report, config.rules()) if report else None,
    )


def _donation(session: Session, organisation_id: int, state: State) -> Donation | None:
    kind, _, key = str(state.source or "").partition(":")
    if kind != "donation" or not key.isdecimal():
        return None
    return donations.get(session, organisation_id, int(key))


def _photos(session: Session, device: Device) -> Sequence[Photo]:
    taken = sa.select(Photo).where(Photo.device_id == device.id)
    return session.scalars(taken.order_by(Photo.id.desc()).limit(12)).all()
