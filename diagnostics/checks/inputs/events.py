"""``struct input_event`` of ``linux/input.h``. Pure."""

import struct
from dataclasses import dataclass

#: Two longs of time, type, code, value: 24 bytes on a 64-bit kernel, 16 on a 32-bit one.
LAYOUT = struct.Struct("@llHHi")

# Types and codes: the kernel's input-event-codes.h.
EV_SYN, EV_KEY, EV_REL, EV_ABS, EV_SW = 0, 1, 2, 3, 5
REL_X, REL_Y = 0, 1
ABS_X, ABS_Y = 0, 1
ABS_MT_POSITION_X, ABS_MT_POSITION_Y = 0x35, 0x36
BTN_LEFT, BTN_RIGHT = 0x110, 0x111
BTN_TOOL_FINGER, BTN_TOUCH = 0x145, 0x14A
SW_HEADPHONE = 2
PROP_POINTER, PROP_BUTTONPAD = 0, 2


@dataclass(frozen=True, slots=True)
class Event:
    type: int
    code: int
    #: Of a key: 1 down, 0 up, 2 repeated by the kernel.
    value: int


def decode(raw: bytes) -> list[Event]:
    """What one read of a device gave. The kernel gives whole events; half a one is dropped."""
    whole = len(raw) - len(raw) % LAYOUT.size
    return [Event(kind, code, value) for *_, kind, code, value in LAYOUT.iter_unpack(raw[:whole])]
