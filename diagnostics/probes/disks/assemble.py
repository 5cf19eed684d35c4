"""One disk of the report, from what was listed and what the disk answered."""

import re
from typing import Any

from diagnostics.probes import hdparm, mmc, nvme, smart, wwn
from diagnostics.probes.disks.contents import partitions
from diagnostics.probes.disks.emmc import Life
from diagnostics.probes.disks.finding import Found
from diagnostics.probes.disks.systems import families
from diagnostics.probes.smart import Smart
from diagnostics.report import AtaIdentity, Disk, DiskHealth, NvmeIdentity

# libata fills in its own name; a virtual disk has a PCI number.
_NO_MAKER = re.compile(r"ATA|0x[0-9a-f]+", re.IGNORECASE)


def disk(found: Found) -> Disk:
    """Who the disk says it is counts more than what a USB bridge or the kernel says for it."""
    device, told = found.device, _smart(found)
    ata, controller = _ata(found), _nvme(found)
    sources = [source for source in (told, ata, controller, device) if source]
    return Disk(
        name=device.name,
        maker=_maker(told, device.maker),
        model=_first(sources, "model"),
        serial=_first(sources, "serial"),
        wwn=_wwn(sources),
        firmware=_first(sources, "firmware"),
        size_bytes=_first(reversed(sources), "size_bytes"),
        logical_block_bytes=device.logical_block_bytes,
        physical_block_bytes=device.physical_block_bytes,
        rotational=_rotational(found, told),
        rotation_rpm=_first([told, ata], "rotation_rpm"),
        transport=found.transport,
        internal=found.internal,
        removable=device.removable,
        read_only=device.read_only,
        boot_medium=found.boot_medium,
        zoned=device.zoned,
        partition_table=device.partition_table,
        partitions=partitions(device),
        operating_systems=families(device),
        health=_health(told, found.emmc_life),
        ata=ata,
        nvme=controller,
        mmc=mmc.parse(found.answers.mmc) if found.answers.mmc else None,
        smart=told.document if told else None,
    )


def _smart(found: Found) -> Smart | None:
    return smart.parse(found.answers.smart) if found.answers.smart else None


def _ata(found: Found) -> AtaIdentity | None:
    told = hdparm.parse(found.answers.hdparm) if found.answers.hdparm else None
    return told if told and told.model else None


def _nvme(found: Found) -> NvmeIdentity | None:
    return nvme.parse(found.answers.nvme) if found.answers.nvme else None


def _first(sources: Any, name: str) -> Any:
    return next((value for source in sources if (value := getattr(source, name, None))), None)


def _wwn(sources: list[Any]) -> str | None:
    names = (wwn.normalise(getattr(source, "wwn", None)) for source in sources)
    return next((name for name in names if name), None)


def _maker(told: Smart | None, listed: str | None) -> str | None:
    maker = (told.maker if told else None) or listed
    return None if maker is None or _NO_MAKER.fullmatch(maker) else maker


def _rotational(found: Found, told: Smart | None) -> bool | None:
    """The kernel supposes that anything behind a bridge or a virtual machine turns."""
    if told and told.solid_state is not None:
        return not told.solid_state
    return None if found.transport in ("usb", "virtio") else found.device.rotational


def _health(told: Smart | None, life: Life | None) -> DiskHealth | None:
    if life:
        return DiskHealth(percentage_used=life.percentage_used, messages=life.messages)
    return told.health if told and told.health.protocol else None
