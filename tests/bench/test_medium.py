"""The bench medium in virtual machines, against a running server.

Each start takes a minute or two under emulation: so each test asks many things of one start, and
what takes longer is marked ``long``.
"""

import pytest

from tests.bench.conftest import Look, Start
from tests.bench.disks import GB, Disk
from tests.bench.firmware import Firmware
from tests.bench.machine import Build
from tests.bench.medium import Medium
from tests.bench.smbios import Smbios
from tests.bench.workshop import Workshop

#: From power-on to a report, on two cores that others use as well.
REPORTED_S = 600


def test_bios_stick(medium: Medium, workshop: Workshop, start: Start, look: Look):
    """The main job: a donated laptop, a stick, power on; it is in the application."""
    build = Build(
        smbios=Smbios(serial="PFBIOS1"),
        disks=(
            medium.stick(**workshop.settings()),
            Disk(serial="SSDPROEF1", wwn=0x5002538E00000001, size_bytes=240 * GB),
            Disk(serial="NVMEPROEF2", bus="nvme", size_bytes=256 * GB),
        ),
    )
    machine = start(build)
    report = workshop.wait_for_report(machine, REPORTED_S)
    look(machine, "reported")
    assert report["firmware"]["boot_mode"] == "bios"
    assert {disk["serial"] for disk in report["disks"]} >= {"SSDPROEF1", "NVMEPROEF2"}
    assert workshop.device_id(report) is not None


@pytest.mark.parametrize("firmware", [Firmware.UEFI, Firmware.SECURE_BOOT])
def test_uefi_stick(firmware, medium: Medium, workshop: Workshop, start: Start, look: Look):
    serial = f"PF{firmware.name}"
    disks = (medium.stick(**workshop.settings()),)
    machine = start(Build(firmware=firmware, smbios=Smbios(serial=serial), disks=disks))
    report = workshop.wait_for_report(machine, REPORTED_S)
    look(machine, "reported")
    assert report["firmware"]["boot_mode"] == "uefi"
    assert report["firmware"]["secure_boot"] is (firmware is Firmware.SECURE_BOOT)
