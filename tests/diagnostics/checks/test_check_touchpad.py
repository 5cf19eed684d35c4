"""Corners and clicks, from pads that tell where the finger is and from those that move a mouse."""

from typing import Any

import pytest

from diagnostics.checks import touchpad
from diagnostics.checks.inputs import Event
from diagnostics.checks.touchpad.pad import Pad
from diagnostics.report import TouchSeen

from .conftest import Player, Script

LEFT, RIGHT = 0x110, 0x111
SYN = Event(0, 0, 0)
#: As a pad of 2 000 by 1 000 steps tells them, which does not begin at 0.
SPANS = {0: (1000, 3000), 1: (500, 1500), 0x35: (1000, 3000), 0x36: (500, 1500)}


def at(x: float, y: float, axes: tuple[int, int] = (0, 1)) -> list[Event]:
    return [
        Event(3, axes[0], round(1000 + 2000 * x)),
        Event(3, axes[1], round(500 + 1000 * y)),
        SYN,
    ]


def click(button: int) -> list[Event]:
    return [Event(1, button, 1), SYN, Event(1, button, 0), SYN]


CORNERS = [at(0.1, 0.1), at(0.9, 0.1), at(0.9, 0.9), at(0.1, 0.9)]


@pytest.mark.parametrize("axes", [(0, 1), (0x35, 0x36)])
def test_four_corners_and_both_buttons(axes: tuple[int, int]) -> None:
    pad = Pad(SPANS.get)
    for x, y in ((0.1, 0.1), (0.9, 0.1), (0.9, 0.9), (0.1, 0.9)):
        assert not pad.complete
        assert pad.take(at(x, y, axes))
    pad.take(click(LEFT))
    assert not pad.complete
    pad.take(click(RIGHT))
    assert pad.complete
    assert pad.seen() == TouchSeen(corners=4, left_click=True, right_click=True)


@pytest.mark.parametrize(
    ("events", "corners"),
    [
        (at(0.5, 0.5), 0),
        (at(0.1, 0.5), 0),
        (at(0.5, 0.9), 0),
        # Only when both axes of the moment are told does a place count.
        ([*at(0.1, 0.5), Event(3, 1, 600)], 0),
        (at(0.29, 0.71), 1),
        ([SYN], 0),
    ],
)
def test_what_is_a_corner(events: list[Event], corners: int) -> None:
    pad = Pad(SPANS.get)
    pad.take(events)
    assert pad.seen().corners == corners


def test_a_pad_that_moves_like_a_mouse() -> None:
    pad = Pad({}.get)
    for x, y in ((-400, -400), (700, 0), (0, 700), (-700, 0)):
        pad.take([Event(2, 0, x), Event(2, 1, y), SYN])
    assert pad.seen().corners == 4


def test_axes_that_nobody_measured_are_left_alone() -> None:
    pad = Pad({}.get)
    assert pad.take(at(0.9, 0.9))
    assert pad.at == [0.5, 0.5]


def host(make_host: Any, properties: str = "1") -> Any:
    folder = "sys/class/input/event4/device"
    keys = "e520 30000 0 0 0 0" if properties == "1" else "e520 10000 0 0 0 0"
    return make_host({f"{folder}/properties": properties, f"{folder}/capabilities/key": keys})


@pytest.mark.parametrize(
    ("properties", "steps", "seen", "proposes"),
    [
        ("1", [*CORNERS, click(LEFT), click(RIGHT)], (4, True, True), "good"),
        ("5", [*CORNERS, click(LEFT)], (4, True, None), "good"),
        ("1", [*CORNERS, click(LEFT)], (4, True, False), "wrong"),
        ("1", CORNERS[:3], (3, False, False), "wrong"),
        ("1", [], (0, False, False), "wrong"),
    ],
)
def test_the_check(
    *,
    make_kit: Any,
    make_host: Any,
    player: Player,
    properties: str,
    steps: Any,
    seen: Any,
    proposes: str,
) -> None:
    kit = make_kit(host(make_host, properties), events=Script(player, list(steps), SPANS))
    found = touchpad.perform(kit)
    touch = found.measured["touch"]
    assert (touch.corners, touch.left_click, touch.right_click) == seen
    assert found.proposes == proposes
    assert player.now <= 1000 + 70
    assert player.scrolled == []


def test_a_pad_that_cannot_be_read_is_left_to_the_person(make_kit: Any, make_host: Any) -> None:
    assert touchpad.perform(make_kit(host(make_host))).measured == {}
