"""What a person asks of a machine from its page, and the machine does. Stress: ``test_medium``."""

import pytest

from tests.bench.conftest import Look, Start
from tests.bench.disks import Disk
from tests.bench.machine import Build
from tests.bench.medium import Medium
from tests.bench.smbios import Smbios
from tests.bench.workshop import Workshop

pytestmark = pytest.mark.long

REPORTED_S = 600
ANSWERED_S = 180


def test_a_disk_tests_itself_and_the_machine_starts_anew(
    medium: Medium, workshop: Workshop, start: Start, look: Look
):
    disk = Disk(serial="ZELFTEST1", wwn=0x5002538E0000ABCD)
    stick = medium.stick(**workshop.settings())
    machine = start(Build(smbios=Smbios(serial="PFORDER1"), disks=(stick, disk)))
    device = workshop.device_id(workshop.wait_for_report(machine, REPORTED_S))
    assert device is not None
    machine.wait_for_code(ANSWERED_S)  # the server has seen it, and may ask something

    test = workshop.order(device, "self_test:short:wwn:5002538e0000abcd")
    workshop.wait_for_order(test, "done", ANSWERED_S)
    look(machine, "tested")
    machine.press("ctrl-alt-delete")  # only the agent restarts a machine: it asks first
    probe = workshop.order(device, "probe")
    workshop.wait_for_order(probe, "done", ANSWERED_S)
    assert "RESET" not in machine.events
    reports = len(workshop.reports("PFORDER1"))
    reboot = workshop.order(device, "reboot")
    workshop.wait_for_report(machine, REPORTED_S, beside=reports)
    workshop.wait_for_order(reboot, "done", ANSWERED_S)
    assert "RESET" in machine.events
