"""What an installed system says of itself the first time that it runs, and never again."""

from dataclasses import dataclass
from typing import Literal

from diagnostics.wire import orders
from diagnostics.wire.imaging.terms import Boot

VERSION = 1
MOST_ROWS = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Driverless:
    """A part of the machine that no driver serves, though it is of a kind that needs one."""

    bus: Literal["pci", "usb", "other"]
    #: ``8086:4232``, vendor and product.
    id: str
    kind: Literal["wifi", "network", "sound", "graphics", "bluetooth", "camera", "storage", "other"]
    name: str | None = None
    #: The firmware file that its driver asked for in vain.
    firmware: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Screen:
    name: str
    width_px: int
    height_px: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstBoot:
    #: Made by the installed system (UUID); said twice, it counts once.
    id: str
    version: int = VERSION
    #: The hash of the image, as the agent wrote it beside the key.
    image: str
    machine: orders.Machine
    at: str
    boot_id: str
    system_name: str | None = None
    kernel: str | None = None
    host_name: str
    firmware: Boot | None = None
    secure_boot: bool | None = None
    #: Of the filesystem that the system runs from.
    root_bytes: int | None = None
    memory_bytes: int | None = None
    driverless: tuple[Driverless, ...] = ()
    #: Whether there is a card, and how many networks it sees (their names are nobody's business);
    #: None: not asked, for there is no card.
    wifi_cards: int = 0
    wifi_networks: int | None = None
    sound_cards: tuple[str, ...] = ()
    screens: tuple[Screen, ...] = ()
    #: Services that did not start.
    failed_units: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstBootTaken:
    #: *known*: it came before. After either, the system forgets the server.
    state: Literal["new", "known"]
