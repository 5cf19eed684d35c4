"""A disk of each kind, which can do all that its kind can, and what is planned for it."""

from dataclasses import replace

from diagnostics.erasure.planning import Surroundings, plan
from diagnostics.report import (
    AtaIdentity,
    AtaSecurity,
    Disk,
    MmcIdentity,
    NvmeIdentity,
)
from diagnostics.wire.erasure import Policy

GB = 10**9
SECURITY = AtaSecurity(
    supported=True,
    enabled=False,
    locked=False,
    frozen=False,
    enhanced_erase=True,
    erase_minutes=100,
    enhanced_erase_minutes=2,
)
NVME = Disk(
    name="nvme0n1",
    serial="N1",
    size_bytes=256 * GB,
    transport="nvme",
    rotational=False,
    nvme=NvmeIdentity(
        serial="N1",
        format=True,
        format_crypto=True,
        sanitize_block=True,
        sanitize_crypto=True,
        sanitize_overwrite=True,
    ),
)
SSD = Disk(
    name="sda",
    serial="S1",
    size_bytes=256 * GB,
    transport="sata",
    rotational=False,
    ata=AtaIdentity(
        model="SSD",
        solid_state=True,
        trim=True,
        security=SECURITY,
        sanitize_block=True,
        sanitize_crypto=True,
        sanitize_overwrite=True,
        hpa=False,
        dco=False,
    ),
)
HDD = replace(
    SSD,
    rotational=True,
    rotation_rpm=5400,
    ata=replace(SSD.ata, solid_state=False, rotation_rpm=5400, trim=False),
)
EMMC = Disk(
    name="mmcblk0",
    serial="0x1",
    size_bytes=64 * GB,
    transport="mmc",
    internal=True,
    mmc=MmcIdentity(secure_erase=True, sanitize=True),
)
FREE = Surroundings()


def methods(disk, policy=None, around=FREE):
    made = plan(disk, policy or Policy(), around)
    return [(one.method, one.level) for one in made.candidates]
