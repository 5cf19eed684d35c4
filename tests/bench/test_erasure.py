"""Disks of a virtual laptop, erased by an order from the page. Is what was on them gone?

What counts is what lies in the disk's own file afterwards, read byte by byte from outside.
"""

import pytest

from tests.bench import evidence
from tests.bench.conftest import Look, Start
from tests.bench.disks import MB, Disk
from tests.bench.erasures import Erasures
from tests.bench.machine import Build
from tests.bench.medium import Medium
from tests.bench.smbios import Smbios
from tests.bench.waiting import until
from tests.bench.workshop import Workshop

#: From power-on to a report, on two cores that others use as well.
REPORTED_S = 600
#: From the press of a button to a small disk erased and read back.
ERASED_S = 600


@pytest.mark.long
def test_from_the_page_to_the_certificate(
    medium: Medium, workshop: Workshop, start: Start, look: Look
):
    """A hard disk and an NVMe disk, full of a donor's text; the stick stays as it is."""
    stick = medium.stick(**workshop.settings())
    disks = (
        Disk(serial="VOLPROEF1", rpm=7200, size_bytes=96 * MB, prepare=evidence.fill),
        Disk(serial="VOLPROEF2", bus="nvme", size_bytes=64 * MB, prepare=evidence.fill),
    )
    machine = start(Build(smbios=Smbios(serial="PFERASE1"), disks=(stick, *disks)))
    device = workshop.device_id(workshop.wait_for_report(machine, REPORTED_S))
    assert device is not None
    tag = workshop.give_tag(f"/devices/{device}")
    erasures = Erasures(workshop, device)
    assert erasures.ask("4217 0385 23") == []  # the tag of another device
    orders = erasures.ask(tag)
    assert len(orders) == len(disks), erasures.said
    look(machine, "erasing")
    for order in orders:
        workshop.wait_for_order(order, "done", ERASED_S)
    look(machine, "erased")
    assert not erasures.are_left
    machine.cut_power()
    for disk in disks:
        assert evidence.left_over(machine.file_of(disk)) == 0

    certificates = erasures.certificates()
    assert len(certificates) == len(disks)
    for certificate in certificates:
        assert erasures.is_genuine(certificate.pdf)
        assert erasures.is_genuine(certificate.json)
        changed = certificate.json.replace(b"VOLPROEF", b"VALPROEF")
        assert changed != certificate.json
        assert not erasures.is_genuine(changed)


@pytest.mark.long
def test_goes_on_after_a_power_cut(medium: Medium, workshop: Workshop, start: Start):
    stick = medium.stick(**workshop.settings())
    disk = Disk(serial="VOLPROEF3", rpm=7200, size_bytes=1024 * MB, prepare=evidence.fill)
    machine = start(Build(smbios=Smbios(serial="PFERASE2"), disks=(stick, disk)))
    device = workshop.device_id(workshop.wait_for_report(machine, REPORTED_S))
    assert device is not None
    erasures = Erasures(workshop, device)
    (order,) = erasures.ask(workshop.give_tag(f"/devices/{device}"))
    until("a part is erased", lambda: erasures.fraction(order) > 0.1, ERASED_S)
    machine.cut_power()
    assert evidence.left_over(machine.file_of(disk)) > 0
    machine.power_on()
    workshop.wait_for_order(order, "done", REPORTED_S + ERASED_S)
    machine.cut_power()
    assert evidence.left_over(machine.file_of(disk)) == 0


@pytest.mark.long
def test_what_cannot_be_written_is_not_called_erased(
    medium: Medium, workshop: Workshop, start: Start
):
    """Each read fails: nobody can see that it is gone, so it is not."""
    stick = medium.stick(**workshop.settings())
    bad = Disk(serial="STUKPROEF1", rpm=7200, size_bytes=64 * MB, unreadable=True)
    good = Disk(serial="VOLPROEF4", rpm=7200, size_bytes=64 * MB, prepare=evidence.fill)
    machine = start(Build(smbios=Smbios(serial="PFERASE3"), disks=(stick, bad, good)))
    device = workshop.device_id(workshop.wait_for_report(machine, REPORTED_S))
    assert device is not None
    erasures = Erasures(workshop, device)
    orders = erasures.ask(workshop.give_tag(f"/devices/{device}"))
    standings = {erasures.wait_for_end(order, ERASED_S) for order in orders}
    assert "done" in standings
    assert any(one.startswith("failed") for one in standings)
    assert erasures.are_left
    machine.cut_power()
    assert evidence.left_over(machine.file_of(good)) == 0
