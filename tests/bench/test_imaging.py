"""From an erased disk to a system that starts by itself, in virtual machines.

What counts is that the disk, without the stick, starts and says so to the server.
"""

import time
from collections.abc import Iterator
from dataclasses import replace

import pytest

from labels import tags
from tests.bench import image as images
from tests.bench.conftest import Look, Start
from tests.bench.disks import MB, Disk
from tests.bench.erasures import Erasures
from tests.bench.firmware import Firmware
from tests.bench.image import StoredImage
from tests.bench.imagings import Imagings
from tests.bench.machine import Build, Machine
from tests.bench.medium import Medium
from tests.bench.smbios import Smbios
from tests.bench.waiting import until
from tests.bench.workshop import Workshop

#: From power-on to a report, on two cores that others use as well.
REPORTED_S = 600
#: From the press of a button to a small disk erased and read back; or written.
ERASED_S = WRITTEN_S = 900
#: From power-on to what the installed system says of itself.
STARTED_S = 900
ANSWERED_S = 120
SILENT_S = 60
#: Longer than what was fetched ahead lasts.
UNPLUGGED_S = 40
#: QEMU's graphics card: the image leaves out all drivers of such.
NOT_IN_MINI = {"1234:1111"}
#: Why the gate of the software is shut.
OF_SOFTWARE = {"no_image", "image_unverified", "image_erased", "not_booted", "on_trial"}


pytestmark = pytest.mark.skipif(bool(images.why_not()), reason=str(images.why_not()))


@pytest.fixture(scope="module")
def mini() -> StoredImage:
    return images.build()


@pytest.fixture(scope="module")
def workshop(tmp_path_factory: pytest.TempPathFactory, mini: StoredImage) -> Iterator[Workshop]:
    more = {"imaging": {"folder": str(mini.folder.parent)}, "orders": {"silent_s": SILENT_S}}
    with Workshop(tmp_path_factory.mktemp("workshop"), more=more) as running:
        yield running


def _erased(workshop: Workshop, machine: Machine) -> int:
    """The device, measured, with a tag, and its only disk erased."""
    device = workshop.device_id(workshop.wait_for_report(machine, REPORTED_S))
    assert device is not None
    erasures = Erasures(workshop, device)
    (order,) = erasures.ask(workshop.give_tag(f"/devices/{device}"))
    workshop.wait_for_order(order, "done", ERASED_S)
    return device


@pytest.mark.long
def test_software_by_a_bios(
    medium: Medium, workshop: Workshop, mini: StoredImage, start: Start, look: Look
):
    """A hard disk, larger than the image; the cable is out for a while, and back."""
    stick = medium.stick(**workshop.settings())
    disk = Disk(serial="SOFTPROEF1", size_bytes=1700 * MB)
    build = Build(smbios=Smbios(serial="PFSOFT1"), disks=(stick, disk))
    machine = start(build)
    device = _erased(workshop, machine)
    imagings = Imagings(workshop, device, mini)
    order = imagings.ask()
    until("some of it is written", lambda: imagings.fraction(order) > 0.1, WRITTEN_S)
    look(machine, "writing")
    machine.unplug_cable()
    time.sleep(UNPLUGGED_S)
    machine.plug_cable()
    workshop.wait_for_order(order, "done", WRITTEN_S)
    told = imagings.evidence(order)
    assert "network" in [one.kind for one in told.interruptions]
    assert told.grown is not None
    assert told.grown.to_bytes > told.grown.from_bytes
    _starts_alone(workshop, machine, imagings, device, firmware="bios")
    look(machine, "first-start")


@pytest.mark.long
def test_software_by_uefi_with_secure_boot(
    medium: Medium, workshop: Workshop, mini: StoredImage, start: Start, look: Look
):
    """An NVMe disk; the power goes at half."""
    stick = medium.stick(**workshop.settings())
    disk = Disk(serial="SOFTPROEF2", bus="nvme", size_bytes=1700 * MB)
    build = Build(
        firmware=Firmware.SECURE_BOOT, smbios=Smbios(serial="PFSOFT2"), disks=(stick, disk)
    )
    machine = start(build)
    device = _erased(workshop, machine)
    imagings = Imagings(workshop, device, mini)
    order = imagings.ask()
    until("half is written", lambda: imagings.fraction(order) > 0.3, WRITTEN_S)
    machine.cut_power()
    workshop.wait_for_order(order, "lost", SILENT_S + ANSWERED_S)
    machine.power_on()
    workshop.wait_for_order(order, "done", REPORTED_S + WRITTEN_S)
    told = imagings.evidence(order)
    assert [one.kind for one in told.interruptions] == ["power_cut"]
    assert [one.state for one in told.made if one.what == "boot_entry"] == ["done"]
    _starts_alone(workshop, machine, imagings, device, firmware="uefi")
    look(machine, "first-start")


def _starts_alone(
    workshop: Workshop, machine: Machine, imagings: Imagings, device: int, *, firmware: str
) -> None:
    """Without the stick; then nothing is in the way of the shelf but what a person looks at."""
    order = workshop.order(device, "power_off")
    machine.wait_off(ANSWERED_S)
    assert workshop.standing(order) == "done"
    assert "not_booted" in imagings.reasons
    alone = tuple(disk for disk in machine.build.disks if disk.bus != "usb")
    machine.power_on(replace(machine.build, disks=alone))
    told = imagings.wait_for_first_boot(STARTED_S)
    assert told.firmware == firmware
    assert bool(told.secure_boot) is (firmware == "uefi")
    grouped = tags.format_tag(workshop.tag(device) or "").replace(" ", "-")
    assert told.host_name == f"atelier-{grouped}"
    assert {one.id for one in told.driverless} == NOT_IN_MINI
    assert "fault_open" in imagings.reasons
    imagings.release()
    assert not imagings.reasons & OF_SOFTWARE, imagings.said
