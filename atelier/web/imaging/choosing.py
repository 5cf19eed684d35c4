"""The page on which software is chosen for one device."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from atelier.bench.identities import Measured
from atelier.devices import history
from atelier.devices.models import Device
from atelier.words import Sentence
from atelier.workshop.diagnosis import measured
from atelier.workshop.diagnosis import service as diagnosis
from atelier.workshop.imaging import asking as service
from atelier.workshop.imaging import catalogue, hindering, rules
from atelier.workshop.imaging.asking import Asker
from atelier.workshop.imaging.catalogue import Entry
from atelier.workshop.imaging.suggesting import Suggestion, Told, suggest
from atelier.workshop.imaging.targets import Target


@dataclass(frozen=True, kw_only=True)
class View:
    device: Device
    #: Why nothing can be begun now; then there is nothing to choose either.
    hindrance: Sentence | None
    suggested: Suggestion | None
    #: The others that suit it.
    others: Sequence[Suggestion]
    unfit: Sequence[Suggestion]
    #: The disks that it may go on, the best first.
    targets: Sequence[Target]
    #: What is marked: of the last try, else what is suggested.
    chosen: int | None
    disk: str | None

    @property
    def fitting(self) -> Sequence[Suggestion]:
        return [self.suggested, *self.others] if self.suggested else self.others


def view(
    session: Session, device: Device, by: Asker, *, chosen: int | None, disk: str | None
) -> View:
    """In a fixed number of queries. ``chosen``, ``disk``: as they came with the form."""
    newest = measured.newest(session, device)
    (known,) = service.known_of_many(
        session, device.organisation_id, [device], {device.id: newest} if newest else {}
    )
    hindrance = hindering.why_not(known)
    choices = _choices(session, device, newest, by) if hindrance is None else ()
    fitting = [one for one in choices if not one.misfits]
    best = next((one for one in fitting if one.is_suggested), None)
    targets = [one for one in hindering.targets(known) if one.may_be_ordered]
    first = best or next(iter(fitting), None)
    return View(
        device=device,
        hindrance=hindrance,
        suggested=best,
        others=[one for one in fitting if one is not best],
        unfit=[one for one in choices if one.misfits],
        targets=targets,
        chosen=chosen or (first.entry.image.id if first else None),
        disk=disk or (targets[0].medium if targets else None),
    )


def offered(session: Session, organisation_id: int, by: Asker) -> list[Entry]:
    """What may be ordered: of each name the current release; and what is on trial, by those who
    may try it, last: nobody puts it on a whole bench by leaving the first choice as it is.
    """
    found = [
        one
        for one in catalogue.entries(session, organisation_id)
        if one.is_current or (one.standing == "trial" and by.coordinator)
    ]
    return sorted(found, key=lambda one: not one.is_current)


def _choices(
    session: Session, device: Device, newest: Measured | None, by: Asker
) -> Sequence[Suggestion]:
    entries = offered(session, device.organisation_id, by)
    return suggest(_told(session, device, newest), entries, rules.in_force())


def _told(session: Session, device: Device, newest: Measured | None) -> Told:
    """What the verdicts say of it; what a person said of it comes first."""
    if newest is None:
        return Told(kind=device.kind, memory_bytes=device.memory_bytes)
    happened = history.facts(history.events_of(session, device))
    verdicts = diagnosis.judge_report(newest.report, happened)
    return Told(
        kind=device.kind,
        grade=device.grade or verdicts.grade.value,
        use=verdicts.use.value,
        memory_bytes=device.memory_bytes,
        report=newest.report,
    )
