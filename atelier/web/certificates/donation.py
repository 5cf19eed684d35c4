"""The disks that one donation brought, and what became of each: for a page and for its summary."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from atelier.devices import history
from atelier.devices.identity import clean_text
from atelier.devices.lifecycle import facts, fold
from atelier.devices.models import Device, Event
from atelier.people.models import Account
from atelier.web.certificates import making
from atelier.workshop.erasure.certificates import contents, finding, issuing
from atelier.workshop.erasure.certificates.contents import Head
from atelier.workshop.erasure.certificates.finding import Entry
from atelier.workshop.erasure.certificates.issuing import Office, Subject
from atelier.workshop.erasure.certificates.models import Certificate
from atelier.workshop.intake import answers
from atelier.workshop.intake.models import Donation, IntakeScan
from labels.certificates import Donation as Summary
from labels.certificates import Line

#: Kinds of device that have no disk of their own.
_WITHOUT = frozenset({"screen"})


@dataclass(frozen=True, kw_only=True)
class Row:
    """One disk; ``entry`` None: nothing was done to it yet.

    ``medium`` None: nobody measured the device, so it may well have disks.
    """

    device: Device
    medium: str | None
    entry: Entry | None

    @property
    def model(self) -> str | None:
        if self.entry is None or self.entry.attestation is not None:
            return None
        if self.entry.matter is not None:
            return self.entry.matter.disk_model
        assert self.entry.evidence is not None  # noqa: S101 - an entry has one of the two
        return clean_text(self.entry.evidence.document["disk"].get("model"))

    @property
    def serial(self) -> str | None:
        """As the disk says it; of one that nothing was done to, what the report knows it by."""
        if self.entry is not None and self.entry.evidence is not None:
            return clean_text(self.entry.evidence.document["disk"].get("serial"))
        if self.entry is not None and self.entry.matter is not None:
            return self.entry.matter.disk_serial
        return self.medium.partition(":")[2] if self.medium else None


@dataclass(frozen=True, kw_only=True)
class Disks:
    devices: int
    rows: Sequence[Row]

    @property
    def to_make(self) -> Sequence[Entry]:
        """Of these no certificate was made yet."""
        made = (row.entry for row in self.rows if row.entry and not row.entry.attestation)
        return [entry for entry in made if entry.certificate is None]


def disks(session: Session, donation: Donation) -> Disks:
    """In a fixed number of queries."""
    came = _came(session, donation)
    owners = history.owners(session, came)
    events = history.events_of_many(session, owners)
    when = _Moments(events)
    done: dict[int, list[Entry]] = defaultdict(list)
    for entry in (*finding.entries(session, owners), *finding.attested(session, owners)):
        owner = owners[_device_id(entry)]
        if when(entry) >= came[owner]:  # not what was done in an earlier life
            done[owner].append(entry)
    media = _media(events, came)
    devices = session.scalars(sa.select(Device).where(Device.id.in_(came)).order_by(Device.id))
    rows = [
        row
        for device in devices
        for row in _rows(
            device, finding.last_of_each_disk(done[device.id], when), media.get(device.id)
        )
    ]
    return Disks(devices=len(came), rows=rows)


def issue(session: Session, donation: Donation, *, office: Office, by: Account) -> Certificate:
    """The summary as it stands now. Raises Conflict without a key to sign with."""
    found = disks(session, donation)
    subject = Subject(
        organisation_id=donation.organisation_id, kind="donation", donation_id=donation.id
    )
    lines = tuple(map(_line, found.rows))
    source = making.source_of(donation)

    def content(head: Head) -> Summary:
        return Summary(
            number=head.number,
            issued=contents.told(head.issued),
            issuer=head.issuer,
            check_at=head.check_at,
            source=source,
            devices=found.devices,
            lines=lines,
        )

    return issuing.issue(session, subject, content, office=office, by=by.id)


def _line(row: Row) -> Line:
    entry = row.entry
    return Line(
        tag=row.device.tag,
        device=contents.text(row.device.name),
        model=contents.text(row.model),
        serial=contents.text(row.serial),
        result=entry.result if entry else None,
        level=entry.level if entry else None,
        number=entry.certificate.number if entry and entry.certificate else None,
    )


def _rows(device: Device, done: Mapping[str, Entry], media: frozenset[str] | None) -> Iterator[Row]:
    for medium in sorted({*done, *(media or ())}):
        yield Row(device=device, medium=medium, entry=done.get(medium))
    if not done and media is None and device.kind not in _WITHOUT:
        yield Row(device=device, medium=None, entry=None)


def _came(session: Session, donation: Donation) -> dict[int, datetime]:
    """Device to when it came with this donation."""
    now_is = sa.func.coalesce(Device.merged_into_id, Device.id)
    rows = session.execute(
        sa.select(now_is, sa.func.min(IntakeScan.at))
        .join(IntakeScan, IntakeScan.device_id == Device.id)
        .where(
            IntakeScan.donation_id == donation.id,
            IntakeScan.state == answers.RECEIVED,
            IntakeScan.undone_at.is_(None),
        )
        .group_by(now_is)
    )
    return dict(rows.all())


class _Moments:
    """When it was done, by the history: evidence may be told long afterwards."""

    def __init__(self, events: Mapping[int, Sequence[Event]]) -> None:
        self._of_evidence = {
            event.data["evidence"]: event.at
            for those in events.values()
            for event in those
            if event.kind == facts.ERASED and event.data.get("evidence") is not None
        }

    def __call__(self, entry: Entry) -> datetime:
        told_at = finding.told_at(entry)
        return self._of_evidence.get(entry.evidence.id, told_at) if entry.evidence else told_at


def _media(
    events: Mapping[int, Sequence[Event]], came: Mapping[int, datetime]
) -> dict[int, frozenset[str]]:
    """The disks that were seen in each device since it came, also those that are out of it by now;
    devices of which nobody could tell are left out.
    """
    seen = {device: list(_seen(those, came[device])) for device, those in events.items()}
    return {device: frozenset().union(*media) for device, media in seen.items() if media}


def _seen(events: Sequence[Event], came: datetime) -> Iterator[frozenset[str]]:
    """The report may be older than the sticker, the first time that a device comes."""
    before = fold(history.facts([event for event in events if event.at < came]))
    if not before.arrived and before.media is not None:
        yield before.media
    for event in events:
        if event.at >= came and event.data.get("media") is not None:
            yield frozenset(event.data["media"])


def _device_id(entry: Entry) -> int:
    found = entry.matter or entry.evidence or entry.attestation
    assert found is not None  # noqa: S101 - an entry has one of the two
    return found.device_id
