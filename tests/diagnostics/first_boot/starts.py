"""What tests of the first boot tell and are told."""

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
