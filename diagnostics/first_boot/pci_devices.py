"""Cards that no driver serves, though they are of a kind that does nothing without one."""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from diagnostics.first_boot.kernel_log import Missing
from diagnostics.first_boot.kinds import Kind
from diagnostics.probes.host import Host
from diagnostics.wire.imaging import Driverless

_FOLDER = "sys/bus/pci/devices"
#: By the first digits of the class (PCI Code and ID Assignment Specification); longest first.
_KINDS: tuple[tuple[str, Kind], ...] = (
    ("0280", "wifi"),
    ("0d11", "bluetooth"),
    ("0d", "wifi"),
    ("02", "network"),
    ("0401", "sound"),
    ("0403", "sound"),
    ("0400", "camera"),
    ("03", "graphics"),
    ("01", "storage"),
    ("0805", "storage"),
    ("0c03", "other"),  # USB
)
#: Realtek's card readers say of no class what they are.
_CARD_READER = ("ff00", "10ec")
#: Where the kernel shows what a driver made of a card.
_MADE: Mapping[str, tuple[str, ...]] = {
    "wifi": ("sys/class/net",),
    "network": ("sys/class/net",),
    "sound": ("sys/class/sound",),
    "graphics": ("sys/class/drm",),
}


def driverless(host: Host, missing: Iterable[Missing]) -> tuple[Driverless, ...]:
    """Also those whose driver is there, asked for firmware in vain, and made nothing of it."""
    files = {one.device: one.file for one in reversed(tuple(missing))}
    found = (_look(host, name, files.get(name)) for name in host.names(_FOLDER))
    return tuple(one for one in found if one)


def _look(host: Host, name: str, firmware: str | None) -> Driverless | None:
    folder = f"{_FOLDER}/{name}"
    vendor, device = (_hex(host, f"{folder}/{what}") for what in ("vendor", "device"))
    kind = _kind(_hex(host, f"{folder}/class").rjust(6, "0"), vendor)
    if kind is None or not vendor or not device:
        return None
    driver = host.link(f"{folder}/driver")
    if driver and (firmware is None or _works(host, folder, kind)):
        return None
    return Driverless(bus="pci", id=f"{vendor}:{device}", kind=kind, name=driver, firmware=firmware)


def _kind(code: str, vendor: str) -> Kind | None:
    if (code[:4], vendor) == _CARD_READER:
        return "storage"
    return next((kind for beginning, kind in _KINDS if code.startswith(beginning)), None)


def _works(host: Host, folder: str, kind: Kind) -> bool:
    """A driver tries newer firmware first, and many do without: what it made of it tells.

    Of a kind that makes nothing visible, the driver's being there has to do.
    """
    real = host.real(folder)
    if real is None or kind not in _MADE:
        return True
    return any(Path(path).is_relative_to(real) for path in _made(host, kind))


def _made(host: Host, kind: Kind) -> Iterator[str]:
    for where in _MADE[kind]:
        for name in host.names(where):
            if (path := host.real(f"{where}/{name}")) and not name.startswith(("hwC", "seq")):
                yield path


def _hex(host: Host, path: str) -> str:
    return (host.read(path) or "").removeprefix("0x")
