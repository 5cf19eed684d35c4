"""Which input devices there are and what they can do, from sysfs: the same bits as EVIOCGBIT."""

import re
import sys
from dataclasses import dataclass

from diagnostics.checks.inputs import events as ev
from diagnostics.probes.host import Host

_FOLDER = "sys/class/input"
#: Buses that no plug leads to: i8042, I2C, the host itself, SPI, RMI.
_BUILT_IN_BUSES = frozenset({0x11, 0x18, 0x19, 0x1C, 0x1D})
_KEY_Q, _KEY_M = 16, 50
_WORD_BITS = 64 if sys.maxsize > 2**32 else 32


@dataclass(frozen=True, slots=True, kw_only=True)
class Device:
    """``path`` is relative to the host's root; the rest are masks of bits."""

    path: str
    name: str = ""
    bus: int = 0
    keys: int = 0
    axes: int = 0
    moves: int = 0
    switches: int = 0
    properties: int = 0

    def has_key(self, code: int) -> bool:
        return bool(self.keys >> code & 1)

    @property
    def built_in(self) -> bool:
        return self.bus in _BUILT_IN_BUSES or "Internal Keyboard" in self.name

    @property
    def is_keyboard(self) -> bool:
        """A whole one: not a power button, nor the volume keys of a tablet."""
        return self.has_key(_KEY_Q) and self.has_key(_KEY_M)

    @property
    def is_touchpad(self) -> bool:
        return bool(self.properties >> ev.PROP_POINTER & 1) and self.has_key(ev.BTN_TOOL_FINGER)

    @property
    def is_mouse(self) -> bool:
        """Also what a touchpad looks like that speaks the language of an old mouse."""
        return bool(self.moves >> ev.REL_X & self.moves >> ev.REL_Y & 1) and self.has_key(
            ev.BTN_LEFT
        )

    @property
    def is_jack(self) -> bool:
        return bool(self.switches >> ev.SW_HEADPHONE & 1)

    @property
    def one_button(self) -> bool:
        """The whole pad is one button, and where the finger is decides which: so no right one."""
        return bool(self.properties >> ev.PROP_BUTTONPAD & 1) and not self.has_key(ev.BTN_RIGHT)


def find(host: Host) -> tuple[Device, ...]:
    names = [name for name in host.names(_FOLDER) if re.fullmatch(r"event\d+", name)]
    return tuple(_device(host, name) for name in sorted(names, key=lambda name: int(name[5:])))


def _device(host: Host, name: str) -> Device:
    folder = f"{_FOLDER}/{name}/device"

    def bits(file: str) -> int:
        return mask(host.read(f"{folder}/{file}") or "")

    return Device(
        path=f"dev/input/{name}",
        name=host.read(f"{folder}/name") or "",
        bus=int(host.read(f"{folder}/id/bustype") or "0", 16),
        keys=bits("capabilities/key"),
        axes=bits("capabilities/abs"),
        moves=bits("capabilities/rel"),
        switches=bits("capabilities/sw"),
        properties=bits("properties"),
    )


def mask(text: str, word_bits: int = _WORD_BITS) -> int:
    """``402000000 3803078f``: words in hexadecimal, the highest first. Rubbish is no bit at all."""
    number = 0
    for word in text.split():
        if not re.fullmatch(r"[0-9a-fA-F]+", word):
            return 0
        number = number << word_bits | int(word, 16)
    return number


def keyboards(host: Host) -> tuple[Device, ...]:
    """The machine's own; where it has none, those that are plugged in."""
    found = [device for device in find(host) if device.is_keyboard]
    return tuple([one for one in found if one.built_in] or found)


def touchpads(host: Host) -> tuple[Device, ...]:
    """A touchpad; else what is built in and moves like a mouse."""
    found = find(host)
    pads = [device for device in found if device.is_touchpad]
    return tuple(pads or [one for one in found if one.is_mouse and one.built_in])


def jacks(host: Host) -> tuple[Device, ...]:
    return tuple(device for device in find(host) if device.is_jack)
