"""The page on which an erasure is asked for."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from atelier.bench import orders
from atelier.devices import history
from atelier.devices.models import Device
from atelier.web.erasure import plan
from atelier.web.erasure.plan import Line
from atelier.words import Sentence
from atelier.workshop.diagnosis import service as diagnosis
from atelier.workshop.erasure import asking as service
from atelier.workshop.erasure.asking import Asker
from atelier.workshop.intake import service as intake
from atelier.workshop.intake.models import Donation


@dataclass(frozen=True, kw_only=True)
class Asking:
    device: Device
    #: The disks that this page asks for.
    lines: Sequence[Line]
    #: Those of the device that are left out: they cannot be erased, or were not meant.
    others: Sequence[Line]
    #: Why nothing can be begun now.
    hindrance: Sentence | None
    #: Why only a coordinator may ask, who is asked to look twice.
    coordinator: Sentence | None
    may: bool
    donation: Donation | None

    @property
    def can_begin(self) -> bool:
        return bool(self.lines) and self.hindrance is None and self.may


def asking(session: Session, device: Device, medium: str | None, by: Asker) -> Asking:
    state = history.state_of(session, device)
    report = diagnosis.latest_report(session, device)
    view = plan.of(session, device, report, state, orders.open_of(session, device))
    lines = view.lines if view else ()
    meant = [line for line in lines if line.may_be_asked and _is_meant(line, medium)]
    coordinator = service.needs_coordinator(session, device)
    return Asking(
        device=device,
        lines=meant,
        others=[line for line in lines if line not in meant],
        hindrance=service.why_not(session, device),
        coordinator=coordinator,
        may=by.coordinator or coordinator is None,
        donation=intake.donation_of(session, device),
    )


def _is_meant(line: Line, medium: str | None) -> bool:
    """Who asks for all disks, asks for those that are not erased: software may be on the others."""
    return line.one.medium == medium if medium else not line.erased
