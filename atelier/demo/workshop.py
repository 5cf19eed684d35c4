"""The demo's workshop at work: each verb goes through the service that pages and agents use."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from sqlalchemy.orm import Session

from atelier.db import now
from atelier.demo import checking, software
from atelier.demo.erasing import Eraser
from atelier.demo.imaging import Imager
from atelier.demo.machines import Machine, demo_id
from atelier.demo.pictures import draw
from atelier.demo.places import RECEIVED
from atelier.demo.software import Software
from atelier.devices import faults, history, photos, tags
from atelier.devices import service as devices
from atelier.devices.lifecycle import facts
from atelier.devices.models import Device
from atelier.people.actor import Actor
from atelier.settings import Files
from atelier.stock import ledger, places
from atelier.stock.models import Place, PlaceKind
from atelier.workshop.diagnosis import by_hand
from atelier.workshop.diagnosis import service as diagnosis
from atelier.workshop.diagnosis.reading import Limits
from atelier.workshop.diagnosis.verdicts import Rules
from atelier.workshop.erasure import matters
from atelier.workshop.intake import service as intake
from atelier.workshop.intake import tagging
from atelier.workshop.intake.models import Donation
from atelier.workshop.repair import service as repairing
from atelier.workshop.repair import timing
from atelier.workshop.repair.models import Repair
from diagnostics.report import encode
from diagnostics.wire.imaging import Driverless, Reason


@dataclass
class Workshop:
    session: Session
    organisation_id: int
    volunteer: Actor
    worker: Actor
    coordinator: Actor
    station: Actor
    eraser: Eraser
    imager: Imager
    places: dict[str, Place]
    #: Who sits at which desk, by its name.
    hosts: dict[str, Actor]
    donations: dict[str, Donation]
    rules: Rules
    limits: Limits
    files: Files
    blanks: Iterator[str]
    _count: int = field(default=0)

    def receive(self, code: str, donation: str, kind: str = "laptop") -> Device:
        """Scans ``code`` at the door."""
        scan = intake.receive(
            self.session,
            organisation_id=self.organisation_id,
            client_id=self.id(),
            code=code,
            donation=self.donations[donation],
            place=self.places[RECEIVED],
            kind=kind,
            actor=self.volunteer,
            fresh=True,
        )
        if scan.device_id is None:
            raise RuntimeError(f"the demo's scan of {code} was answered with {scan.answer}")
        return devices.get(self.session, self.organisation_id, scan.device_id)

    def measure(self, machine: Machine, turn: int = 1) -> Device | None:
        """Takes the report of its agent; None when a person has to choose which device it is."""
        taken = self.send(encode(machine.report(now(), turn)))
        if isinstance(taken, diagnosis.Refused):
            raise taken.error
        return taken.device

    def send(self, body: bytes) -> diagnosis.Outcome | diagnosis.Refused:
        return diagnosis.accept(
            self.session,
            organisation_id=self.organisation_id,
            body=body,
            actor=self.station,
            limits=self.limits,
            rules=self.rules,
        )

    def look_at(self, device: Device, seen: by_hand.Seen) -> None:
        by_hand.record(self.session, device, seen, actor=self.worker, client_id=self.id())

    def stick(self, device: Device, number: str) -> Device:
        """Puts tag ``number`` on the device; the device that goes on."""
        return tagging.attach(
            self.session, device=device, code=number, client_id=self.id(), actor=self.worker
        )

    def photograph(self, device: Device) -> None:
        photos.add(self.session, device, draw(device.id), files=self.files, actor=self.volunteer)

    def erase(self, device: Device, *, bad_sectors: bool = False, stop_at: float = 1.0) -> None:
        self.eraser.erase(device, bad_sectors=bad_sectors, stop_at=stop_at)

    def doom(self, device: Device) -> None:
        """The coordinator has what is left of its disks destroyed."""
        for matter in matters.of_device(self.session, device):
            matters.order_destruction(
                self.session,
                matters.get(self.session, self.organisation_id, matter.id),
                reason="Demo: te veel slechte sectoren",
                by=self.coordinator,
                client_id=self.id(),
            )

    def image(
        self,
        device: Device,
        what: Software = software.BASIS,
        *,
        starts: bool = True,
        driverless: Sequence[Driverless] = (),
        fails: Sequence[Reason] = (),
    ) -> None:
        writing = self.imager.put(device, what, fails=fails)
        if writing.first_boot_sha256 is None and not fails:
            self.imager.vouch(device)
        elif starts and not fails:
            self.imager.start(writing, driverless)

    def break_down(self, device: Device, problem: str, words: str = "") -> None:
        faults.open(
            self.session,
            device,
            problem=problem,
            source="person",
            words=words,
            actor=self.worker,
            client_id=self.id(),
        )

    def repair(self, device: Device, fault: str, action: str = "cleaned") -> None:
        repair = self.begin_repair(device, fault)
        repairing.note(self.session, repair, action=action, words="")
        repairing.close(self.session, repair, "fixed", actor=self.worker)

    def begin_repair(self, device: Device, fault: str, minutes: int = 25) -> Repair:
        repair = repairing.start(
            self.session, device, fault, actor=self.worker, client_id=self.id()
        )
        for _ in range(minutes // 5):
            timing.adjust(self.session, repair, timing.STEP, actor=self.worker, client_id=self.id())
        return repair

    def check(self, device: Device, grade: str) -> None:
        checking.check(self.session, device, grade, self.worker)
        until = now().date() + timedelta(days=365)
        self.record(device, facts.INSPECTED, valid_until=until.isoformat())

    def discard(self, device: Device) -> None:
        """Not worth the work: it only leaves."""
        self.record(device, facts.DISCARDED)

    def move(self, device: Device, place: str) -> None:
        self._post(device, self.places[place], "move")

    def scrap(self, device: Device) -> None:
        self._post(device, self.account(PlaceKind.SCRAPPED), "scrapped")

    def record(self, device: Device, kind: str, **data: Any) -> None:
        history.record(self.session, device, kind, actor=self.worker, data=data)

    def blank(self) -> str:
        """The next tag of the printed sheet."""
        return next(self.blanks)

    def account(self, kind: PlaceKind) -> Place:
        """One that no hand can touch."""
        return places.virtual(self.session, self.organisation_id, kind)

    def _post(self, device: Device, to: Place, reason: str) -> None:
        ledger.post(self.session, device, to, reason=reason, actor=self.worker, client_id=self.id())

    def id(self) -> str:
        self._count += 1
        return demo_id(f"act {self._count}")


def print_blanks(
    session: Session, organisation_id: int, count: int, sheet: str = "sheet of blank tags"
) -> Iterator[str]:
    """A sheet of tags, as the workshop printed it on its first day."""
    batch = demo_id(sheet)
    run = tags.print_run(session, organisation_id=organisation_id, count=count, batch=batch)
    return iter([tag.number for tag in run])
