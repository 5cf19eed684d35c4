"""The page on which an erasure is asked for."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from atelier.devices.models import Device
from atelier.web.erasure import known, plan
from atelier.web.erasure.known import Known
from atelier.web.erasure.plan import Line
from atelier.words import Sentence
from atelier.workshop.erasure import asking as service
from atelier.workshop.erasure.asking import Asker
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
    """``medium``: the one disk that is meant; None: all that are not erased."""
    (one,) = known.of_many(session, device.organisation_id, [device])
    return _asking(one, medium, by)


def asking_many(
    session: Session, organisation_id: int, devices: Sequence[Device], by: Asker
) -> Sequence[Asking]:
    """``asking`` for all disks of each of these devices, in as many queries as for one."""
    return [_asking(one, None, by) for one in known.of_many(session, organisation_id, devices)]


def _asking(one: Known, medium: str | None, by: Asker) -> Asking:
    view = plan.of(one.device, one.report, one.state, one.orders, one.matters)
    lines = view.lines if view else ()
    meant = [line for line in lines if line.may_be_asked and _is_meant(line, medium)]
    coordinator = service.why_a_coordinator(one.device, one.state, one.place)
    return Asking(
        device=one.device,
        lines=meant,
        others=[line for line in lines if line not in meant],
        hindrance=service.hindrance(one.device, one.here),
        coordinator=coordinator,
        may=by.coordinator or coordinator is None,
        donation=one.donation,
    )


def _is_meant(line: Line, medium: str | None) -> bool:
    """Who asks for all disks, asks for those that are not erased: software may be on the others."""
    return line.one.medium == medium if medium else not line.erased
