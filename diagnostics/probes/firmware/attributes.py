"""Firmware settings that the kernel shows: ``/sys/class/firmware-attributes``.

Dell, HP and Lenovo offer them. Of passwords only their names and whether they are set are read.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from diagnostics.probes.host import Host
from diagnostics.report import FirmwarePassword

_CLASS = "sys/class/firmware-attributes"


@dataclass(frozen=True, slots=True)
class Raw:
    #: ``is_enabled`` of each password, by name.
    authentication: Mapping[str, str | None]
    #: ``current_value`` of the settings that are about theft tracking, by name.
    tracking: Mapping[str, str | None]


def collect(host: Host) -> Raw:
    drivers = [f"{_CLASS}/{name}" for name in host.names(_CLASS)]
    return Raw(
        authentication={
            name: host.read(f"{driver}/authentication/{name}/is_enabled")
            for driver in drivers
            for name in host.names(f"{driver}/authentication")
        },
        tracking={
            name: host.read(f"{driver}/attributes/{name}/current_value")
            for driver in drivers
            for name in host.names(f"{driver}/attributes")
            if is_about_tracking(name)
        },
    )


def is_about_tracking(name: str) -> bool:
    """``Absolute``, ``Computrace``, ``AbsolutePersistenceModuleActivation``…"""
    return name.lower().startswith(("absolute", "computrace"))


def passwords(raw: Raw) -> tuple[FirmwarePassword, ...]:
    known = {"0": False, "1": True}
    return tuple(
        FirmwarePassword(name=name, is_set=known.get(value or ""))
        for name, value in sorted(raw.authentication.items())
    )
