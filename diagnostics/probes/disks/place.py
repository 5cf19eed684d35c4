"""How a disk is connected, and whether it belongs inside the machine."""

import re

from diagnostics.probes.host import Host
from diagnostics.probes.lsblk import BlockDevice
from diagnostics.report import Transport

_TOLD: dict[str, Transport] = {
    "sata": "sata",
    "ata": "ide",
    "usb": "usb",
    "nvme": "nvme",
    "mmc": "mmc",
    "sas": "sas",
    "spi": "scsi",
    "virtio": "virtio",
}
# In the path of the device below /sys/devices; the first that fits.
_PATHS: tuple[tuple[str, Transport], ...] = (
    (r"/usb\d+/", "usb"),
    (r"/nvme\d*/", "nvme"),
    (r"/mmc_host/", "mmc"),
    (r"/ata\d+/", "sata"),
    (r"/end_device-", "sas"),
    (r"/virtio\d+/block/", "virtio"),
    (r"/host\d+/", "scsi"),
)
_NAMES: tuple[tuple[str, Transport], ...] = (
    (r"nvme", "nvme"),
    (r"mmcblk", "mmc"),
    (r"vd[a-z]", "virtio"),
    (r"hd[a-z]", "ide"),
    (r"sd[a-z]", "scsi"),
)


def transport(host: Host, device: BlockDevice) -> Transport | None:
    """As lsblk tells, else from the kernel's path, else from the name."""
    if device.transport in _TOLD:
        return _TOLD[device.transport]
    path = str(host.path(f"sys/block/{device.name}").resolve())
    by_path = (kind for pattern, kind in _PATHS if re.search(pattern, path))
    by_name = (kind for pattern, kind in _NAMES if re.match(pattern, device.name))
    return next(by_path, None) or next(by_name, None)


def internal(host: Host, device: BlockDevice, by: Transport | None) -> bool | None:
    """A soldered eMMC and an SD card look alike but for the type that the card tells."""
    if by == "mmc":
        return {"MMC": True, "SD": False}.get(
            host.read(f"sys/block/{device.name}/device/type") or ""
        )
    if by == "usb" or device.removable or device.hotplug:
        return False
    return None if device.removable is None and device.hotplug is None else True
