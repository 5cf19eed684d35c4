"""Disks of a virtual laptop, erased by an order from the page. Is what was on them gone?

What counts is what lies in the disk's own file afterwards, read byte by byte from outside.
"""

from tests.bench import evidence
from tests.bench.conftest import Look, Start
from tests.bench.disks import MB, Disk
from tests.bench.erasures import Erasures
from tests.bench.machine import Build
from tests.bench.medium import Medium
from tests.bench.smbios import Smbios
from tests.bench.workshop import Workshop

#: From power-on to a report, on two cores that others use as well.
REPORTED_S = 600
#: From the press of a button to a small disk erased and read back.
ERASED_S = 600


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
    assert erasures.erased == {erasures.disk_of(order) for order in orders}
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
