"""Reports of recorded machines with recorded disks: taken, named and judged without a stumble."""

from itertools import cycle
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from atelier.devices.models import Device
from atelier.workshop.diagnosis import service
from atelier.workshop.diagnosis.models import StoredReport
from diagnostics.probes import smart
from diagnostics.probes.dmi import recording
from diagnostics.report import Disk, Report, encode
from tests.atelier.workshop.diagnosis.conftest import Send
from tests.reports import a_report

COUNT = 100


@pytest.fixture
def reports(corpus: Path) -> list[Report]:
    """One machine in three of the collection, so that every kind is there."""
    machines = sorted((corpus / "dmidecode").iterdir())[::3][:COUNT]
    disks = cycle(
        sorted(
            [*(corpus / "smartctl").glob("*.json"), *(corpus / "smartctl-failing").glob("*.json")]
        )
    )
    return [_report(at, machine, next(disks)) for at, machine in enumerate(machines)]


def _report(number: int, machine: Path, disk: Path) -> Report:
    found = recording.parse(machine.read_bytes())
    return a_report(
        number,
        system=found.system,
        memory=found.memory,
        batteries=found.batteries,
        firmware=found.firmware,
        screens=(),
        disks=(_disk(disk),),
    )


def _disk(path: Path) -> Disk:
    told = smart.parse(path.read_bytes())
    return Disk(
        name="sda",
        maker=told.maker,
        model=told.model,
        serial=told.serial,
        wwn=told.wwn,
        size_bytes=told.size_bytes,
        rotational=None if told.solid_state is None else not told.solid_state,
        internal=True,
        removable=False,
        health=told.health,
        smart=told.document,
    )


def test_a_hundred_recorded_machines(session: Session, reports: list[Report], send: Send) -> None:
    assert len(reports) == COUNT
    sent = [send(encode(report)) for report in reports]
    assert {one.state for one in sent} <= {"new", "known", "choice"}
    assert session.scalar(sa.select(sa.func.count()).select_from(StoredReport)) == COUNT
    devices = session.scalars(sa.select(Device)).all()
    named = [device for device in devices if device.name]
    assert len(named) >= 0.95 * len(devices)
    for device in devices:
        found = service.verdicts(session, device)
        assert found is not None
        assert found.of("disk")


def test_sent_again_they_are_known(reports: list[Report], send: Send) -> None:
    """Serials are blanked in the collection: what is left (cards, boards, disks) has to do."""
    first = [send(encode(report)) for report in reports[:20]]
    again = [send(encode(report)) for report in reports[:20]]
    assert {one.state for one in again} <= {"repeated", "choice"}
    assert [one.device for one in again] == [one.device for one in first]
