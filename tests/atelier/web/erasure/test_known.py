"""What is read of many devices at once is what is read of each alone."""

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from atelier.bench import orders, present
from atelier.bench.models import Presence
from atelier.db import now
from atelier.devices import history
from atelier.devices import service as devices
from atelier.devices.models import Device
from atelier.stock import ledger
from atelier.web.erasure import known
from atelier.workshop.diagnosis import archive
from atelier.workshop.erasure import matters
from atelier.workshop.erasure.models import Matter
from atelier.workshop.intake import donations, donors
from atelier.workshop.intake import service as intake
from atelier.workshop.intake.models import Donation
from tests.erasures import ask, can_sanitize, coordinator, on_the_bench
from tests.factories import World
from tests.machines import Machine


def a_donation(session: Session, world: World, *came: Device) -> Donation:
    donor = donors.create(
        session,
        organisation_id=world.organisation.id,
        client_id=str(uuid.uuid4()),
        details=donors.Details(kind="council", name="A council"),
    )
    donation = donations.create(session, donor=donor, client_id=str(uuid.uuid4()))
    for device in came:
        intake.receive_device(
            session,
            device=device,
            client_id=str(uuid.uuid4()),
            donation=donation,
            place=world.bench,
            actor=world.actor,
        )
    return donation


def a_matter(session: Session, device: Device, *, closed: bool = False) -> None:
    ended = {"closed_at": now(), "closed_how": "erased"} if closed else {}
    session.add(
        Matter(
            organisation_id=device.organisation_id,
            device_id=device.id,
            medium=uuid.uuid4().hex,
            kind="unable",
            **ended,
        )
    )
    session.flush()


@pytest.fixture
def mixed(session: Session, world: World) -> Sequence[Device]:
    """Merged, on twice, off, never received, taken back, busy, and with matters."""
    merged, twice, off, bare, busy = (
        on_the_bench(session, world, n, disks=(can_sanitize(n),), received=False)
        for n in range(1, 6)
    )
    absorbed = Machine(session, world.station, 6)
    again = Machine(session, world.station, 2)
    assert again.device_id == twice.device_id
    a_donation(session, world, absorbed.device, off.device)
    a_donation(session, world, busy.device)
    undone = a_donation(session, world, twice.device)
    _take_back(session, world, undone)
    ask(session, busy, coordinator(world))
    for device in (absorbed.device, absorbed.device, merged.device, busy.device):
        a_matter(session, device)
    a_matter(session, off.device, closed=True)
    devices.merge(session, keep=merged.device, absorb=absorbed.device, actor=world.actor)
    off.leave()
    session.commit()
    return [one.device for one in (twice, merged, bare, busy, off)]


def _take_back(session: Session, world: World, donation: Donation) -> None:
    (scan,) = session.scalars(
        sa.select(intake.IntakeScan).where(intake.IntakeScan.donation_id == donation.id)
    )
    intake.undo(
        session,
        organisation_id=world.organisation.id,
        client_id=scan.client_id,
        actor=world.actor,
    )


def test_of_many_is_of_each(session: Session, world: World, mixed: Sequence[Device]) -> None:
    found = known.of_many(session, world.organisation.id, mixed)
    assert [one.device for one in found] == list(mixed)
    for one in found:
        device = one.device
        alone: Mapping[str, Any] = {
            "state": history.state_of(session, device),
            "report": archive.latest_report(session, device),
            "here": present.here(session, device),
            "orders": orders.open_of(session, device),
            "matters": matters.of_device(session, device),
            "place": ledger.place_of(session, device),
            "donation": intake.donation_of(session, device),
        }
        assert {name: getattr(one, name) for name in alone} == alone
    twice, merged, bare, busy, off = found
    assert (len(twice.here), twice.donation) == (2, None)
    assert len(merged.matters) == 3
    assert merged.donation is not None
    assert merged.donation is off.donation
    assert len(merged.here) == 2
    assert bare.place is None
    assert len(busy.orders) == 1
    assert (off.here, off.matters) == ([], [])


def test_the_newest_report_is_that_of_the_record_that_has_it(
    session: Session, world: World
) -> None:
    keep, absorbed = (Machine(session, world.station, n) for n in (1, 2))
    devices.merge(session, keep=keep.device, absorb=absorbed.device, actor=world.actor)
    owners = history.owners(session, [keep.device.id])
    assert owners == {keep.device.id: keep.device.id, absorbed.device.id: keep.device.id}
    for newest in (absorbed, keep):
        stored = archive.find(session, world.organisation.id, newest.report_id)
        assert stored
        stored.at = now()
        session.flush()
        found = archive.latest_of_many(session, owners)
        assert found == {keep.device.id: archive.latest(session, keep.device)}
        assert found[keep.device.id].id == newest.report_id


def test_of_none_is_none(session: Session, world: World) -> None:
    on_the_bench(session, world)
    assert session.scalar(sa.select(sa.func.count()).select_from(Presence)) == 1
    assert known.of_many(session, world.organisation.id, []) == []
