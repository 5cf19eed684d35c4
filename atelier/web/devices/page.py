"""Everything that the page of one device shows, gathered in a fixed number of queries."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from atelier.bench import working
from atelier.bench.models import BenchWork
from atelier.db import today
from atelier.devices import faults, history, photos, service
from atelier.devices.faults import OpenFault
from atelier.devices.lifecycle import (
    READY,
    RUNS_THE_AGENT,
    State,
    Step,
    Stop,
    fold,
    next_step,
    way,
)
from atelier.devices.models import Device, Photo
from atelier.people.models import Account
from atelier.stock import ledger
from atelier.stock.models import Place
from atelier.web.bench import device as bench
from atelier.web.bench.device import Bench
from atelier.web.devices.action import LINKS, Action, Link, action_for
from atelier.web.devices.story import Line, tell
from atelier.web.erasure import plan as erasing
from atelier.web.imaging import card as software
from atelier.workshop.diagnosis import service as diagnosis
from atelier.workshop.diagnosis.verdicts import Verdicts
from atelier.workshop.erasure import matters
from atelier.workshop.inspection.checking import service as checking
from atelier.workshop.inspection.checking.models import Checking
from atelier.workshop.intake import service as intake
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
    #: Of who works on it now.
    work: BenchWork | None
    #: What is wrong with it now.
    faults: Sequence[OpenFault]
    #: None for a device that cannot run the agent.
    bench: Bench | None
    #: None for a device that never measured itself, or that has no disks.
    erasure: erasing.View | None
    #: None for a device that takes no software, or that is not so far.
    software: software.Card | None
    #: What people said when they looked at it, the newest first.
    checkings: Sequence[Checking]
    #: A list of cards that somebody began and nobody finished yet.
    half_checked: bool

    @property
    def action(self) -> Action:
        return action_for(self.step, self.device.kind)

    @property
    def worker(self) -> Account | None:
        return self.work.account if self.work else None

    @property
    def is_ready(self) -> bool:
        return self.step.key == READY

    @property
    def take_id(self) -> str:
        """For whoever takes it, once."""
        return str(uuid.uuid4())

    @property
    def links(self) -> Sequence[Link]:
        return LINKS


def view(session: Session, organisation_id: int, device_id: int) -> View:
    """Raises NotFound for a device of somebody else."""
    device = service.get(session, organisation_id, device_id)
    events = history.events_of(session, device)
    happened = history.facts(events)
    state = fold(happened)
    report = diagnosis.latest_report(session, device)
    day = today()
    step = next_step(state, device.kind, day)
    on_bench = (
        bench.of(session, device, bench.disks_of(report)) if device.kind in RUNS_THE_AGENT else None
    )
    return View(
        device=device,
        place=ledger.place_of(session, device),
        donation=intake.donation_of(session, device),
        state=state,
        step=step,
        way=way(state, device.kind, day),
        story=tell(session, events),
        photos=photos.of(session, device),
        report=report,
        verdicts=diagnosis.judge_report(report, happened) if report else None,
        work=working.on(session, device),
        faults=faults.from_events(events),
        bench=on_bench,
        erasure=erasing.of(
            device,
            report,
            state,
            on_bench.orders if on_bench else (),
            matters.of_device(session, device),
        ),
        software=software.of(session, device, state, step, on_bench.orders if on_bench else ()),
        checkings=checking.results_of(session, device, 5),
        half_checked=checking.open_of(session, device) is not None,
    )
