"""Keyboards, touchpads and touchscreens: ``/proc/bus/input/devices``. Pure.

What each bit means: the kernel's ``input-event-codes.h``.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

_PROP_POINTER, _PROP_DIRECT = 0, 1
_KEY_Q, _KEY_M = 16, 50
_BTN_TOOL_PEN, _BTN_TOOL_FINGER, _BTN_TOUCH = 0x140, 0x145, 0x14A
_ABS_MT_POSITION_X = 0x35
#: Buses that no plug leads to: i8042, I2C, the host itself, SPI, RMI.
_BUILT_IN_BUSES = frozenset({"0011", "0018", "0019", "001c", "001d"})


@dataclass(frozen=True, slots=True)
class Inputs:
    touchscreen: bool
    touchpad: bool
    keyboard: bool


@dataclass(frozen=True, slots=True)
class Device:
    name: str
    bus: str
    bits: Mapping[str, int]

    def has(self, kind: str, bit: int) -> bool:
        return bool(self.bits.get(kind, 0) >> bit & 1)


def parse(text: str, word_bits: int = 64) -> Inputs | None:
    """None when the kernel lists nothing. ``word_bits`` is the size of the kernel's ``long``."""
    devices = tuple(_devices(text, word_bits))
    if not devices:
        return None
    return Inputs(
        touchscreen=any(map(_is_touchscreen, devices)),
        touchpad=any(map(_is_touchpad, devices)),
        keyboard=any(map(_is_keyboard, devices)),
    )


def _devices(text: str, word_bits: int) -> Iterator[Device]:
    for part in text.split("\n\n"):
        lines = [line.partition(": ")[::2] for line in part.splitlines()]
        ids = dict(word.split("=", 1) for k, v in lines if k == "I" for word in v.split())
        name = next((v.removeprefix("Name=").strip('"') for k, v in lines if k == "N"), "")
        bits = dict(_bits(v, word_bits) for k, v in lines if k == "B" and "=" in v)
        if ids:
            yield Device(name, ids.get("Bus", ""), bits)


def _bits(text: str, word_bits: int) -> tuple[str, int]:
    """``KEY=402 0 1``: words in hexadecimal, the highest first, each of ``word_bits`` bits."""
    kind, _, words = text.partition("=")
    number = 0
    for word in words.split():
        number = number << word_bits | int(word, 16)
    return kind, number


def _is_touchscreen(device: Device) -> bool:
    """Touched where it shows; a pen tablet is too, but it knows pens and no fingers."""
    touched = device.has("KEY", _BTN_TOUCH) and not device.has("KEY", _BTN_TOOL_PEN)
    many = device.has("ABS", _ABS_MT_POSITION_X)
    return device.has("PROP", _PROP_DIRECT) and (touched or many)


def _is_touchpad(device: Device) -> bool:
    return device.has("PROP", _PROP_POINTER) and device.has("KEY", _BTN_TOOL_FINGER)


def _is_keyboard(device: Device) -> bool:
    """A whole keyboard that is built in: not a bench's own on USB, nor a power button."""
    whole = all(device.has("KEY", key) for key in (_KEY_Q, _KEY_M))
    return whole and (device.bus in _BUILT_IN_BUSES or "Internal Keyboard" in device.name)
