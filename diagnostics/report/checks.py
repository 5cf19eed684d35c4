"""What a person looked at on the machine itself: the person's answer, and beside it what was seen.

The two are kept apart: an answer is never filled in from a measurement.
"""

from dataclasses import dataclass
from typing import Literal

CheckName = Literal[
    "keyboard",
    "screen",
    "touchpad",
    "sound",
    "microphone",
    "camera",
    "ports",
    "charger",
    "wifi",
]
Answer = Literal["good", "wrong", "not_present", "skipped"]


@dataclass(frozen=True, slots=True, kw_only=True)
class KeysSeen:
    """Keys by the kernel's name without ``KEY_``: where they are, whatever is printed on them."""

    pressed: int
    #: On nearly every laptop, and not seen: dead, or not on this one. The person said which.
    missing: tuple[str, ...] = ()
    #: Went down and never came up.
    stuck: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TouchSeen:
    corners: int
    left_click: bool
    #: None: the touchpad says that it has no such button.
    right_click: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PortsSeen:
    """In how many different places something was plugged in."""

    usb: int = 0
    #: USB connectors that can be reached from outside, by what the firmware says; often wrong.
    usb_expected: int | None = None
    screens: tuple[str, ...] = ()
    headphones: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ChargerSeen:
    #: The power arriving at the start, and at the end.
    online_before: bool | None = None
    online_after: bool | None = None
    #: It went away, or came, while the person was asked to do so.
    unplugged: bool = False
    plugged: bool = False
    #: Of the first battery, as the kernel says it: "Charging", "Discharging", "Full"…
    status_before: str | None = None
    status_after: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RadioSeen:
    """Networks in the air: how many, never whose."""

    networks: int | None = None
    strongest_dbm: float | None = None
    #: The radio is off, by a switch on the machine or in the system.
    blocked: Literal["switch", "software"] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    name: CheckName
    #: The person's.
    answer: Answer
    #: What the person says is wrong, as words of ``FAULTS``.
    faults: tuple[str, ...] = ()
    #: When it was answered, by the machine's own clock.
    at: str | None = None
    #: How long it took.
    seconds: float | None = None
    keys: KeysSeen | None = None
    touch: TouchSeen | None = None
    #: What the microphone heard: the loudest tenth of a second, in dB below full scale.
    level_dbfs: float | None = None
    ports: PortsSeen | None = None
    charger: ChargerSeen | None = None
    radio: RadioSeen | None = None


#: What may be wrong, by check. A later agent may know others: the server shows those it knows.
FAULTS: dict[CheckName, tuple[str, ...]] = {
    "keyboard": ("no_key", "dead_keys", "stuck_keys", "broken_keys"),
    "screen": ("dots", "lines", "stains", "dark", "broken"),
    "touchpad": ("no_pointer", "no_click", "jumps"),
    "sound": ("silent", "one_side", "noisy"),
    "microphone": ("silent", "noisy"),
    "camera": ("no_picture", "blurred"),
    "ports": ("dead_port", "loose_port"),
    "charger": ("no_power", "loose_plug", "broken_cable"),
    "wifi": ("no_network", "weak"),
}
