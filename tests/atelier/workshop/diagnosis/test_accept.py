"""A report becomes a known device or a new one, and what changed becomes history."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from atelier.devices import history
from atelier.devices import service as devices
from atelier.devices.identity import from_scan
from atelier.devices.lifecycle import facts
from atelier.devices.models import Device, DeviceIdentifier, Event
from atelier.errors import Conflict
from atelier.people.actor import Actor
from atelier.workshop.diagnosis import archive, service
from atelier.workshop.diagnosis.models import SetAside, StoredReport
from diagnostics.report import System, encode
from tests.atelier.workshop.diagnosis.conftest import Send
from tests.factories import World, make_world
from tests.reports import a_disk, a_report, a_system, body, memory

DAY = timedelta(days=1)


def told(session: Session, device: Device, kind: str) -> list[Event]:
    return [event for event in history.events_of(session, device) if event.kind == kind]


def changes(session: Session, device: Device) -> list[str]:
    found = told(session, device, history.CHANGED)
    return [event.data["text"] % event.data["values"] for event in found]


def ago(days: int) -> datetime:
    return datetime.now(UTC) - days * DAY


def test_an_unknown_machine_becomes_a_device(session: Session, send: Send) -> None:
    sent = send(body(1))
    device = sent.device
    assert sent.state == "new"
    assert device is not None
    assert (device.kind, device.name) == ("laptop", "Lenovo ThinkPad T470")
    assert device.cpu == "Intel Core i5-7300U"
    assert device.memory_bytes == 8 * 2**30
    assert (device.disk_bytes, device.disk_kind) == (256_060_514_304, "ssd")
    assert device.screen_inches == 14.0
    assert device.diagnosed_at == sent.report.at
    assert device.grade
    assert device.tag is None


def test_its_diagnosis_is_a_fact_with_the_media_in_it(session: Session, send: Send) -> None:
    sent = send(body(1))
    assert sent.device
    (fact,) = told(session, sent.device, facts.DIAGNOSED)
    assert fact.data == {"report": sent.report.id, "media": [f"serial:{a_disk(1).serial}"]}
    assert fact.station_id == sent.report.station_id


def test_the_next_report_is_of_the_same_device(session: Session, send: Send) -> None:
    first = send(body(1, made_at=ago(2)))
    second = send(body(1, memory=memory(16), disks=(a_disk(1), a_disk(99, name="sda"))))
    assert (second.state, second.device) == ("known", first.device)
    assert second.device
    assert second.device.memory_bytes == 16 * 2**30
    assert changes(session, second.device) == [
        "Schijf erbij: SAMSUNG MZVLW256HEHP-000L7 256 GB",
        "8 GB geheugen erbij: nu 16 GB",
    ]


def test_changes_stand_behind_the_diagnosis_that_showed_them(session: Session, send: Send) -> None:
    send(body(1, made_at=ago(2)))
    sent = send(body(1, memory=memory(4)))
    assert sent.device
    kinds = [event.kind for event in history.events_of(session, sent.device)]
    changed = kinds.index(history.CHANGED)
    assert kinds[changed - 1] == facts.DIAGNOSED


def test_sent_twice_it_counts_once(session: Session, send: Send) -> None:
    sent = body(1)
    first, second = send(sent), send(sent)
    assert (second.state, second.device) == ("repeated", first.device)
    assert second.report is first.report
    assert session.scalar(sa.select(sa.func.count()).select_from(StoredReport)) == 1
    assert first.device
    assert len(told(session, first.device, facts.DIAGNOSED)) == 1


def test_the_same_id_for_other_bytes_is_refused(session: Session, send_bytes, send: Send) -> None:
    report = a_report(1)
    send(encode(report))
    refused = send_bytes(encode(replace(a_report(2), id=report.id)))
    assert isinstance(refused, service.Refused)
    assert isinstance(refused.error, Conflict)
    assert refused.error.field == "id"
    assert session.scalars(sa.select(SetAside)).one() is refused.kept
    assert session.scalar(sa.select(sa.func.count()).select_from(Device)) == 1


def test_bytes_are_kept_as_they_came(send: Send) -> None:
    sent = body(1)
    assert archive.plain(send(sent).report) == sent


def test_an_old_report_that_comes_late_does_not_overwrite(session: Session, send: Send) -> None:
    now = send(body(1, made_at=ago(1), memory=memory(16)))
    late = send(body(1, made_at=ago(9), memory=memory(4), disks=(a_disk(55),)))
    device = late.device
    assert device is not None
    assert (late.state, device) == ("known", now.device)
    assert device.memory_bytes == 16 * 2**30
    assert device.diagnosed_at == now.report.at
    assert len(told(session, device, facts.DIAGNOSED)) == 2
    assert changes(session, device) == []
    current = session.scalars(
        sa.select(DeviceIdentifier.value).where(
            DeviceIdentifier.scheme == "disk_serial", DeviceIdentifier.gone_at.is_(None)
        )
    ).all()
    assert current == [a_disk(1).serial]
    latest = service.latest_report(session, device)
    assert latest is not None
    assert latest.id == now.report.id


def test_a_clock_without_a_battery_counts_as_now(session: Session, send: Send) -> None:
    sent = send(body(1, made_at=datetime(2009, 1, 1, tzinfo=UTC)))
    assert sent.report.made_at.year == 2009
    assert sent.report.at == sent.report.received_at
    assert sent.device
    assert sent.device.diagnosed_at == sent.report.received_at


def test_a_clock_that_began_with_the_medium_counts_as_now(session: Session, send: Send) -> None:
    """Kept on the stick months after that was built; what happened since is older all the same."""
    send(body(1, made_at=ago(9)))
    late = a_report(1, made_at=ago(90), memory=memory(16))
    sent = send(encode(replace(late, agent=replace(late.agent, clock_sure=False))))
    assert sent.report.at == sent.report.received_at
    assert sent.device
    assert sent.device.memory_bytes == 16 * 2**30


def test_what_a_person_corrected_stays(session: Session, world: World, send: Send) -> None:
    device = send(body(1, made_at=ago(1))).device
    assert device
    devices.correct(
        session, device, kind="laptop", maker="Lenovo", model="T470 (grijs)", actor=world.actor
    )
    session.commit()
    send(body(1))
    assert device.name == "Lenovo T470 (grijs)"


def test_what_a_person_corrected_stays_when_the_record_goes_into_another(
    session: Session, world: World, send: Send
) -> None:
    tagged = devices.create(
        session, organisation_id=world.organisation.id, kind="laptop", actor=world.actor
    )
    measured = send(body(1, made_at=ago(1))).device
    assert measured
    devices.correct(
        session, measured, kind="laptop", maker="Lenovo", model="T470 (grijs)", actor=world.actor
    )
    devices.merge(session, keep=tagged, absorb=measured, actor=world.actor)
    session.commit()
    assert send(body(1)).device == tagged
    assert tagged.name == "Lenovo T470 (grijs)"


def test_the_next_step_is_of_the_kind_that_the_report_shows(
    session: Session, world: World, send: Send
) -> None:
    """Chosen wrong at the door: a screen is never erased, the laptop that it is must be."""
    device = devices.create(
        session, organisation_id=world.organisation.id, kind="screen", actor=world.actor
    )
    devices.remember(session, device, from_scan("PF7QX001"))
    history.record(session, device, facts.RECEIVED, actor=world.actor, data={"source": "test"})
    place = {"place_kind": facts.PHYSICAL}
    history.record(session, device, facts.PLACED, actor=world.actor, data=place)
    history.record(session, device, facts.TAGGED, actor=world.actor, data={"tag": "4217038523"})
    session.commit()
    assert send(body(1)).device == device
    assert (device.kind, device.next_step) == ("laptop", "erase")


def test_a_device_received_by_its_serial_is_the_one_that_reports(
    session: Session, world: World, send: Send
) -> None:
    device = devices.create(
        session, organisation_id=world.organisation.id, kind="other", actor=world.actor
    )
    devices.remember(session, device, from_scan("PF7QX001"))
    session.commit()
    sent = send(body(1))
    assert (sent.state, sent.device) == ("known", device)
    assert (device.kind, device.name) == ("laptop", "Lenovo ThinkPad T470")


def test_a_replaced_board_keeps_the_device(session: Session, send: Send) -> None:
    first = send(body(1, made_at=ago(1)))
    second = send(body(1, system=a_system(1, board_serial="L1HF7B9999")))
    assert second.device is first.device
    assert second.device
    assert changes(session, second.device) == ["Moederbord vervangen"]


def test_a_disk_that_moved_is_told_in_both_histories(session: Session, send: Send) -> None:
    source = send(body(1, made_at=ago(1))).device
    new = send(body(2, disks=(a_disk(1),))).device
    assert source
    assert new
    assert new is not source
    assert changes(session, new) == ["Schijf uit een ander toestel: Lenovo ThinkPad T470"]
    assert changes(session, source) == ["Schijf zit nu in een ander toestel: Lenovo ThinkPad T470"]
    assert history.state_of(session, source).media == frozenset()
    assert history.state_of(session, new).media == {f"serial:{a_disk(1).serial}"}


def test_organisations_know_nothing_of_each_other(session: Session, send: Send) -> None:
    other = make_world(session, "Ander atelier")
    session.commit()
    sent = body(1)
    mine, theirs = send(sent), send(sent, to=other)
    assert mine.state == theirs.state == "new"
    assert mine.device is not theirs.device
    assert theirs.device
    assert theirs.device.organisation_id == other.organisation.id


def test_merged_records_share_their_reports(session: Session, world: World, send: Send) -> None:
    keep = devices.create(
        session, organisation_id=world.organisation.id, kind="laptop", actor=world.actor
    )
    measured = send(body(1)).device
    assert measured
    devices.merge(session, keep=keep, absorb=measured, actor=Actor())
    session.commit()
    report = service.latest_report(session, keep)
    verdicts = service.verdicts(session, keep)
    assert report is not None
    assert verdicts is not None
    assert verdicts.of("battery")
    again = send(body(1))
    assert (again.state, again.device) == ("known", keep)


def test_without_a_report_there_are_no_verdicts(session: Session, world: World) -> None:
    device = devices.create(
        session, organisation_id=world.organisation.id, kind="laptop", actor=world.actor
    )
    assert service.latest_report(session, device) is None
    assert service.verdicts(session, device) is None


@pytest.mark.parametrize("number", ["To Be Filled By O.E.M.", "0123456789", "None"])
def test_rubbish_never_makes_two_machines_one(send: Send, number: str) -> None:
    first = send(body(1, system=a_system(1, serial=number, uuid=None)))
    second = send(body(2, system=a_system(2, serial=number, uuid=None)))
    assert (first.state, second.state) == ("new", "new")


def test_a_machine_without_any_number_is_asked_about_the_second_time(
    session: Session, send: Send
) -> None:
    """Neither a new device with every report, nor silently the one seen before."""
    one, again, other = (
        body(9, system=System(maker="Demo", product=product), network=(), disks=())
        for product in ("Nameless 1", "Nameless 1", "Nameless 2")
    )
    assert send(one).state == "new"
    assert send(again).state == "choice"
    assert send(other).state == "new"
