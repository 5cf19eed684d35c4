"""Receiving at the door: each scan is answered once, whatever is scanned and however often."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from atelier import ids
from atelier.db import now
from atelier.devices import history, lookup, recognition, tags
from atelier.devices import service as devices
from atelier.devices.identity import clean_text
from atelier.devices.lifecycle import KINDS, facts
from atelier.devices.models import Device, Tag
from atelier.errors import Conflict, Invalid, NotFound
from atelier.people.actor import Actor
from atelier.stock import ledger, places
from atelier.stock.models import Place, PlaceKind, Posting
from atelier.words import N_, Sentence
from atelier.workshop.intake import answers, codes
from atelier.workshop.intake.answers import Answer
from atelier.workshop.intake.models import Donation, IntakeScan
from labels import badges

LONGEST_CODE = 200


def receive(
    session: Session,
    *,
    organisation_id: int,
    client_id: str,
    code: str,
    donation: Donation,
    place: Place,
    kind: str,
    actor: Actor,
    device_id: int | None = None,
    fresh: bool = False,
    scrap: bool = False,
    settles: str | None = None,
    after: str | None = None,
    scanned_at: datetime | None = None,
) -> IntakeScan:
    """Receives what was scanned and returns the scan with its answer; refusing is an answer too.

    ``client_id``: UUID of the scan, made where it was scanned; sent again, the answer is the same.
    ``device_id`` and ``fresh`` are what a person chose after the answer "unknown": that device, or
    a device not seen before; ``settles`` is the scan that was answered so. ``after``: the scan just
    before it in the same hands; a blank tag goes on what came in then without one. ``scrap``: it is
    not worth the work. Raises Invalid for an empty code, an unknown kind or a bad id.
    """
    client_id = ids.checked(client_id)
    recognition.hold(session, organisation_id)
    if known := find(session, organisation_id, client_id):
        return known
    scan = IntakeScan(
        organisation_id=organisation_id,
        client_id=client_id,
        donation_id=donation.id,
        place_id=_usable(place, organisation_id).id,
        code=_checked_code(code),
        account_id=actor.account_id,
        at=now(),
        scanned_at=scanned_at,
    )
    before = find(session, organisation_id, ids.checked(after)) if after else None
    door = _Door(session, scan, donation, place, actor, scrap=scrap, before=before)
    if not settle(session, organisation_id, settles, actor):
        return door.note(answers.settled_already(), kind)
    return door.note(door.answer(_checked_kind(kind), device_id, fresh=fresh), kind)


def settle(session: Session, organisation_id: int, client_id: str | None, actor: Actor) -> bool:
    """Nobody has to think about that scan any more; False when somebody saw to it before."""
    scan = find(session, organisation_id, ids.checked(client_id)) if client_id else None
    if scan is None or scan.state == answers.RECEIVED:
        return True
    if scan.settled_at is not None:
        return False
    scan.settled_at, scan.settled_by_id = now(), actor.account_id
    session.flush()
    return True


def receive_device(
    session: Session,
    *,
    client_id: str,
    device: Device,
    donation: Donation,
    place: Place,
    actor: Actor,
) -> IntakeScan:
    """Receives a device that is known already, from its own page."""
    return receive(
        session,
        organisation_id=device.organisation_id,
        client_id=client_id,
        code=device.tag or f"#{device.id}",
        donation=donation,
        place=place,
        kind=device.kind,
        actor=actor,
        device_id=device.id,
    )


def find(session: Session, organisation_id: int, client_id: str) -> IntakeScan | None:
    return session.get(IntakeScan, (organisation_id, client_id))


def donation_of(session: Session, device: Device) -> Donation | None:
    """The donation that the device last came in with; None for one that never did."""
    return session.scalar(
        sa.select(Donation)
        .join(IntakeScan, IntakeScan.donation_id == Donation.id)
        .where(
            IntakeScan.device_id.in_(history.records_of(device)),
            IntakeScan.state == answers.RECEIVED,
            IntakeScan.undone_at.is_(None),
        )
        .order_by(IntakeScan.at.desc())
        .limit(1)
    )


def undo(session: Session, *, organisation_id: int, client_id: str, actor: Actor) -> IntakeScan:
    """Takes a scan back by a counter-entry: the device is again where it was.

    Raises NotFound, or Conflict when the device has gone on since. Twice is once.
    """
    recognition.hold(session, organisation_id)
    scan = find(session, organisation_id, ids.checked(client_id))
    if scan is None or scan.device_id is None or scan.state not in _UNDONE_BY:
        raise NotFound(N_("Deze scan is niet ontvangen. Er is niets om terug te draaien."))
    if scan.undone_at is None:
        _UNDONE_BY[scan.state](session, scan, actor)
    return scan


def _take_off(session: Session, scan: IntakeScan, actor: Actor) -> None:
    """The tag was meant for something else."""
    tags.release(
        session,
        devices.get(session, scan.organisation_id, scan.device_id or 0),
        scan.answer["number"],
        actor=actor,
        client_id=ids.part(scan.client_id, "taken off"),
    )
    scan.undone_at = now()
    session.flush()


def _take_back(session: Session, scan: IntakeScan, actor: Actor) -> None:
    device = devices.get(session, scan.organisation_id, scan.device_id or 0)
    here = ledger.place_of(session, device)
    if here is None or here.id != scan.place_id:
        raise Conflict(
            N_("Dit toestel ligt al ergens anders. Open het toestel om het te wijzigen.")
        )
    ledger.post(
        session,
        device,
        _place_before(session, scan),
        reason="undo_intake",
        actor=actor,
        client_id=ids.part(scan.client_id, "undo"),
    )
    if how := scan.answer.get("gone"):
        history.record(
            session,
            device,
            facts.LEFT,
            actor=actor,
            data={"how": how},
            client_id=ids.part(scan.client_id, "left again"),
        )
    if scan.answer.get("scrap"):
        spared = ids.part(scan.client_id, "spared")
        history.record(session, device, facts.SPARED, actor=actor, client_id=spared)
    scan.undone_at = now()
    history.record(
        session,
        device,
        history.UNDONE,
        actor=actor,
        data={"what": facts.RECEIVED, "donation": scan.donation_id},
        client_id=ids.part(scan.client_id, "undone"),
    )


_UNDONE_BY = {answers.RECEIVED: _take_back, answers.TAGGED: _take_off}


def _place_before(session: Session, scan: IntakeScan) -> Place:
    """Where the device was before the scan; with the donor, where it had only been noted here."""
    posting = session.scalar(
        sa.select(Posting).where(
            Posting.organisation_id == scan.organisation_id,
            Posting.client_id == ids.part(scan.client_id, "placed"),
        )
    )
    if posting is not None:
        return places.get(session, scan.organisation_id, posting.from_place_id)
    return places.virtual(session, scan.organisation_id, PlaceKind.DONOR)


class _Door:
    """One scan on its way in."""

    def __init__(
        self,
        session: Session,
        scan: IntakeScan,
        donation: Donation,
        place: Place,
        actor: Actor,
        *,
        scrap: bool,
        before: IntakeScan | None,
    ) -> None:
        self.session, self.scan, self.scrap, self.before = session, scan, scrap, before
        self.donation, self.place, self.actor = donation, place, actor

    def note(self, answer: Answer, kind: str) -> IntakeScan:
        scan = self.scan
        asked = {"kind": kind, "scrap": self.scrap}
        scan.state, scan.answer = answer.state, {**answer.as_json(), "asked": asked}
        scan.settled_at = None if answer.asks else scan.at
        scan.device_id = answer.device.id if answer.device else None
        self.session.add(scan)
        self.session.flush()
        return scan

    def answer(self, kind: str, device_id: int | None, *, fresh: bool) -> Answer:
        if self.donation.organisation_id != self.scan.organisation_id:
            raise NotFound(N_("Deze schenking bestaat niet (meer). Kies een andere."))
        if self.donation.closed_at is not None:
            return answers.refused(_CLOSED, _CHOOSE_DONATION, again=True)
        if not self.place.active:
            return answers.refused(_NO_PLACE, _CHOOSE_PLACE, again=True)
        if device_id is not None:
            return self.take_in(devices.get(self.session, self.scan.organisation_id, device_id))
        return self.by_code(kind, fresh=fresh)

    def by_code(self, kind: str, *, fresh: bool) -> Answer:
        code = self.scan.code
        found = lookup.by_code(self.session, self.scan.organisation_id, code)
        if found.devices and not (fresh and len(found.devices) > 1):
            one, *others = found.devices
            return answers.several(code, found.devices) if others else self.take_in(one)
        if found.number:
            return self.by_tag(found.number, kind, expected=found.blank or fresh)
        if found.wrong_check_digits and not fresh:
            return answers.wrong_digit(code, found.meant)
        return self.by_serial(kind, fresh=fresh)

    def by_tag(self, number: str, kind: str, *, expected: bool) -> Answer:
        owner = self.session.get(Tag, number)
        if owner is not None and owner.organisation_id != self.scan.organisation_id:
            return answers.refused(answers.shown(number, number), _NOT_OURS)
        if not expected:
            return answers.strange_tag(number)
        bare = self.still_bare()
        device = bare or self.make(kind)
        tags.claim(self.session, device, number, actor=self.actor, client_id=self.part("tagged"))
        if bare and self.before:
            return answers.tagged(bare, number, self.before.code)
        return self.take_in(device, new=True)

    def still_bare(self) -> Device | None:
        """What was received just before, and bears no tag yet."""
        last = self.before
        if last is None or last.state != answers.RECEIVED or last.undone_at is not None:
            return None
        if last.donation_id != self.donation.id or last.device_id is None:
            return None
        device = devices.get(self.session, last.organisation_id, last.device_id)
        return None if device.tag else device

    def by_serial(self, kind: str, *, fresh: bool) -> Answer:
        read = codes.read(self.scan.code, kind)
        if isinstance(read, codes.Useless):
            return answers.refused(read.title, read.advice)
        if codes.is_half(self.scan.code) and not fresh:
            return answers.half(self.scan.code)
        device = self.make(read.kind)
        devices.remember(self.session, device, [read.identifier])
        return self.take_in(device, new=True)

    def make(self, kind: str) -> Device:
        return devices.create(
            self.session,
            organisation_id=self.scan.organisation_id,
            kind=kind,
            actor=self.actor,
        )

    def take_in(self, device: Device, *, new: bool = False) -> Answer:
        """The device comes in here, unless it is inside already."""
        state = history.state_of(self.session, device)
        here = ledger.place_of(self.session, device)
        if state.source and here is not None and PlaceKind(here.kind).physical:
            return answers.already_inside(device, self.scan.code, here)
        if here is not None and (reason := _WITH_US.get(PlaceKind(here.kind))):
            return answers.refused(answers.shown(device.tag, self.scan.code), reason)
        source = f"donation:{self.donation.id}"
        self.record(device, facts.RECEIVED, source=source, reference=self.donation.reference)
        if state.gone or not _was_taken_back(self.session, device):
            self.record(device, facts.CAME_IN)
        ledger.post(
            self.session,
            device,
            self.place,
            reason="intake",
            actor=self.actor,
            client_id=self.part("placed"),
        )
        if self.scrap:
            self.record(device, facts.DISCARDED)
        return answers.received(device, self.scan.code, new=new, gone=state.gone, scrap=self.scrap)

    def record(self, device: Device, kind: str, **data: str) -> None:
        history.record(
            self.session, device, kind, actor=self.actor, data=data, client_id=self.part(kind)
        )

    def part(self, what: str) -> str:
        return ids.part(self.scan.client_id, what)


def _was_taken_back(session: Session, device: Device) -> bool:
    """Whether its last coming in was a mistake: it then has come in once, not twice."""
    last = session.scalar(
        sa.select(IntakeScan)
        .where(IntakeScan.device_id == device.id, IntakeScan.state == answers.RECEIVED)
        .order_by(IntakeScan.at.desc())
        .limit(1)
    )
    return last is not None and last.undone_at is not None


def _usable(place: Place, organisation_id: int) -> Place:
    if place.organisation_id != organisation_id:
        raise NotFound(N_("Deze plaats bestaat niet (meer). Kies een andere."))
    if not PlaceKind(place.kind).physical:
        raise Invalid(N_("Kies een plaats in het atelier."), field="place")
    return place


def _checked_kind(kind: str) -> str:
    if kind not in KINDS:
        raise Invalid(N_("Kies wat voor toestel het is."), field="kind")
    return kind


def _checked_code(code: str) -> str:
    cleaned = clean_text(code, LONGEST_CODE + 1)
    if not cleaned:
        raise Invalid(N_("Er is niets gescand. Scan opnieuw."), field="code")
    if len(cleaned) > LONGEST_CODE:
        raise Invalid(N_("Deze code is te lang. Scan het etiket of het serienummer."), field="code")
    if badges.read(cleaned):  # whoever reads the scans would have the badge
        raise Invalid(N_("Dit is een badge, geen toestel. Scan het toestel."), field="code")
    return cleaned


#: No donation: it comes back by another way.
_WITH_US = {
    PlaceKind.LENT: Sentence(N_("Dit toestel is uitgeleend. Neem het terug bij de uitlening.")),
    PlaceKind.TRANSIT: Sentence(N_("Dit toestel is onderweg. Ontvang het bij de zending.")),
}
_CLOSED = Sentence(N_("Deze schenking is gesloten"))
_CHOOSE_DONATION = Sentence(N_("Kies een andere schenking en scan opnieuw."))
_NO_PLACE = Sentence(N_("Deze plaats wordt niet meer gebruikt"))
_CHOOSE_PLACE = Sentence(N_("Kies een andere plaats en scan opnieuw."))
_NOT_OURS = Sentence(N_("Dit etiket is van een andere organisatie. Plak een ander."))
