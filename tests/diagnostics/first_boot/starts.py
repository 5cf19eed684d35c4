"""What tests of the first boot tell and are told."""

from pathlib import Path
from typing import Any

from diagnostics.first_boot.settings import Settings
from diagnostics.wire import Machine
from diagnostics.wire.imaging import FirstBoot

MACHINE = Machine(report_id="a-report", uuid="a-uuid", serial="A-SERIAL")
IMAGE = "ab" * 32


def settings(**changes: Any) -> Settings:
    told = {"server": "http://127.0.0.1:9", "key": "a key", "image": IMAGE, "machine": MACHINE}
    return Settings(**(told | changes))


def first_boot(**changes: Any) -> FirstBoot:
    told = {
        "id": "an-id",
        "image": IMAGE,
        "machine": MACHINE,
        "at": "2026-11-21T12:00:00+00:00",
        "boot_id": "a-boot",
        "host_name": "atelier-4217-0385-61",
    }
    return FirstBoot(**(told | changes))


CARD = "sys/devices/pci0000:00/0000:02:00.0"
_PCI = "sys/bus/pci/devices/0000:02:00.0"


def card(code: str, *, vendor: str = "0x8086", driver: str | None = None) -> dict[str, object]:
    """One PCI card, as sysfs has it."""
    files: dict[str, object] = {
        f"{CARD}/class": f"{code}\n",
        f"{CARD}/vendor": f"{vendor}\n",
        f"{CARD}/device": "0x4232\n",
        _PCI: Path(CARD),
    }
    if driver:
        files[f"{CARD}/driver"] = Path(f"sys/bus/pci/drivers/{driver}")
    return files
