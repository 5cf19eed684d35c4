"""Which keys went down, came up, or are held. Pure: times are given."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from diagnostics.checks.inputs.events import EV_KEY, Event
from diagnostics.checks.keyboard.layout import EXPECTED, NAMES
from diagnostics.report import KeysSeen

#: Numbers from here on are buttons of mice and pads (``BTN_MISC``).
_BUTTONS = 0x100


@dataclass(slots=True)
class Board:
    """``able``: the keys that the kernel says the keyboard has."""

    able: frozenset[int]
    pressed: set[int] = field(default_factory=set)
    #: Since when each key that is down now is held.
    down: dict[int, float] = field(default_factory=dict)

    def take(self, events: Iterable[Event], now: float) -> bool:
        """True when a key went down."""
        any_down = False
        for event in events:
            if event.type != EV_KEY or event.code >= _BUTTONS:
                continue
            if event.value == 0:
                self.down.pop(event.code, None)
            else:
                any_down |= event.value == 1
                self.pressed.add(event.code)
                self.down.setdefault(event.code, now)
        return any_down

    @property
    def expected(self) -> frozenset[int]:
        return EXPECTED & self.able

    @property
    def missing(self) -> frozenset[int]:
        return self.expected - self.pressed

    def held_s(self, codes: Iterable[int], now: float) -> float:
        """How long the longest held of these keys is down."""
        return max((now - self.down[code] for code in codes if code in self.down), default=0.0)

    def seen(self) -> KeysSeen:
        return KeysSeen(
            pressed=len(self.pressed), missing=_names(self.missing), stuck=_names(self.down)
        )


def able(masks: Iterable[int]) -> frozenset[int]:
    """The numbers of the keys in the kernel's masks; the bits of 0 and of buttons are no keys."""
    both = 0
    for one in masks:
        both |= one
    return frozenset(code for code in range(1, _BUTTONS) if both >> code & 1)


def _names(codes: Iterable[int]) -> tuple[str, ...]:
    return tuple(NAMES.get(code, str(code)) for code in sorted(codes))
