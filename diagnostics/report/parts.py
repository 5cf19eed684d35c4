"""What else is built in: batteries, screens, graphics, network, peripherals."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class Battery:
    name: str
    maker: str | None = None
    model: str | None = None
    serial: str | None = None
    chemistry: str | None = None
    design_mwh: int | None = None
    full_mwh: int | None = None
    #: As told: 0 often means that the battery does not count.
    cycles: int | None = None
    charge_percent: int | None = None
    status: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Screen:
    connector: str | None = None
    internal: bool | None = None
    #: Three letters of the UEFI PNP registry, such as ``AUO``.
    maker_id: str | None = None
    maker: str | None = None
    model: str | None = None
    product_code: int | None = None
    serial: str | None = None
    width_mm: int | None = None
    height_mm: int | None = None
    inches: float | None = None
    width_px: int | None = None
    height_px: int | None = None
    refresh_hz: float | None = None
    year: int | None = None
    digital: bool | None = None
    edid_version: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Gpu:
    maker: str | None = None
    model: str | None = None
    driver: str | None = None
    #: ``vvvv:dddd`` in hexadecimal.
    pci_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NetworkInterface:
    name: str
    kind: Literal["wired", "wireless", "bluetooth", "mobile"]
    mac: str | None = None
    #: Burnt into a card inside the machine: worth something as an identity. False for an
    #: adapter on USB and for addresses that were made up (locally administered or random).
    fixed: bool | None = None
    maker: str | None = None
    model: str | None = None
    driver: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Port:
    kind: str
    label: str | None = None
    count: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Peripherals:
    cameras: tuple[str, ...] = ()
    sound: tuple[str, ...] = ()
    touchscreen: bool | None = None
    touchpad: bool | None = None
    keyboard: bool | None = None
    fingerprint: tuple[str, ...] = ()
    ports: tuple[Port, ...] = ()
