"""Plan and methods agree: what is offered, the method itself would take on."""

from dataclasses import replace

from hypothesis import given

from diagnostics.erasure.methods import FIRMWARE
from diagnostics.erasure.planning import plan
from diagnostics.report import AtaIdentity, Disk
from diagnostics.wire.erasure import METHODS, Policy
from tests.diagnostics.erasure.planning.test_planning_properties import DISKS, POLICIES, every

#: As the kernel calls them: a method asks the controller that belongs to the name.
NAMES = {"nvme": "nvme0n1", "mmc": "mmcblk0"}


def test_every_method_but_the_agents_own_is_the_firmwares():
    assert set(FIRMWARE) | {"overwrite"} == set(METHODS)


@every
@given(DISKS, POLICIES)
def test_no_method_is_planned_that_refuses_the_disk(disk, policy):
    disk = replace(disk, boot_medium=False, name=NAMES.get(disk.transport, "sda"))
    for one in plan(disk, policy).candidates:
        if one.method != "overwrite":
            support = FIRMWARE[one.method].support(disk)
            assert support, f"{one.method}: {support}"


def test_nothing_is_sent_to_a_disk_that_did_not_say_who_it_is():
    disk = Disk(
        name="sda",
        transport="sata",
        size_bytes=10**9,
        ata=AtaIdentity(sanitize_crypto=True, sanitize_block=True),
    )
    assert {one.method for one in plan(disk, Policy()).candidates} <= {"overwrite"}
