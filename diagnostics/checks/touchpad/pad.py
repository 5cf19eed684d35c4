"""Where the finger was and which buttons went down. Pure."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from diagnostics.checks.inputs import events as ev
from diagnostics.checks.inputs.events import Event
from diagnostics.report import TouchSeen

#: A corner is this share of the width and of the height.
_CORNER = 0.3
#: What moves like a mouse has no edges: so many steps from one side to the other.
_MOUSE_STEPS = 600

Span = Callable[[int], tuple[int, int] | None]
#: ``(right, low)``: False is left, and high.
Corner = tuple[bool, bool]
_ACROSS = {ev.ABS_X: 0, ev.ABS_MT_POSITION_X: 0, ev.ABS_Y: 1, ev.ABS_MT_POSITION_Y: 1}


@dataclass(slots=True)
class Pad:
    #: The lowest and highest value of an axis.
    span: Span
    right_button: bool = True
    #: Where the finger is, 0 to 1 from the left and from the top.
    at: list[float] = field(default_factory=lambda: [0.5, 0.5])
    corners: set[Corner] = field(default_factory=set)
    clicked: set[int] = field(default_factory=set)

    def take(self, events: Iterable[Event]) -> bool:
        """True when anything was felt."""
        felt = False
        for event in events:
            felt |= event.type in {ev.EV_KEY, ev.EV_ABS, ev.EV_REL}
            self._take(event)
        return felt

    def _take(self, event: Event) -> None:
        if event.type == ev.EV_KEY and event.value == 1:
            self.clicked |= {event.code} & {ev.BTN_LEFT, ev.BTN_RIGHT}
        elif event.type == ev.EV_ABS and event.code in _ACROSS:
            self._touch(event)
        elif event.type == ev.EV_REL and event.code in {ev.REL_X, ev.REL_Y}:
            moved = self.at[event.code] + event.value / _MOUSE_STEPS
            self.at[event.code] = min(max(moved, 0.0), 1.0)
        elif event.type == ev.EV_SYN:
            self._arrive()

    def _touch(self, event: Event) -> None:
        span = self.span(event.code)
        if span:
            self.at[_ACROSS[event.code]] = (event.value - span[0]) / (span[1] - span[0])

    def _arrive(self) -> None:
        """Both axes of one moment are known when the kernel says that it is over."""
        if all(value <= _CORNER or value >= 1 - _CORNER for value in self.at):
            self.corners.add((self.at[0] > 0.5, self.at[1] > 0.5))

    @property
    def complete(self) -> bool:
        wanted = {ev.BTN_LEFT, ev.BTN_RIGHT} if self.right_button else {ev.BTN_LEFT}
        return len(self.corners) == 4 and wanted <= self.clicked

    def seen(self) -> TouchSeen:
        return TouchSeen(
            corners=len(self.corners),
            left_click=ev.BTN_LEFT in self.clicked,
            right_click=ev.BTN_RIGHT in self.clicked if self.right_button else None,
        )
