"""Which checks there are, in what order, and which of them a machine should have."""

from diagnostics.checks import (
    camera,
    charger,
    keyboard,
    microphone,
    ports,
    screen,
    sound,
    touchpad,
    wifi,
)
from diagnostics.checks.kit import Checker
from diagnostics.probes.host import Host

#: In the order in which they are gone through: what decides most comes first.
CHECKERS: tuple[Checker, ...] = (
    keyboard,
    screen,
    touchpad,
    sound,
    microphone,
    camera,
    ports,
    charger,
    wifi,
)
#: SMBIOS chassis types of what has everything built in: laptops and tablets.
_PORTABLE = frozenset({8, 9, 10, 11, 14, 30, 31, 32})
_ALL_IN_ONE = 13
#: What a desktop has of its own, and an all-in-one besides.
_DESKTOP = frozenset({"sound", "ports"})
_WITH_SCREEN = frozenset({"screen", "microphone", "camera", "wifi"})


def proposed(host: Host) -> tuple[Checker, ...]:
    """A laptop is asked everything: what it lacks may be broken. Others: what they have.

    A machine that does not say what it is, is asked everything.
    """
    kind = host.read_int("sys/class/dmi/id/chassis_type")
    if kind is None or kind < 3 or kind in _PORTABLE:
        return CHECKERS
    own = _DESKTOP | (_WITH_SCREEN if kind == _ALL_IN_ONE else frozenset())
    extra = {"microphone", "camera", "wifi"}
    return tuple(
        one for one in CHECKERS if one.NAME in own or (one.NAME in extra and one.there(host))
    )
