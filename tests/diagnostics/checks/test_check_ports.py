"""Which connector a device hangs in, and what is plugged in while somebody waits."""

from pathlib import Path
from typing import Any

import pytest

from diagnostics.checks import ports
from diagnostics.checks.hotplug import Nothing, listen
from diagnostics.checks.inputs import Event
from diagnostics.checks.kit import Stopped
from diagnostics.checks.ports import outputs, usb
from diagnostics.report import PortsSeen

from .conftest import Player, Plugging, Script

USB = "sys/bus/usb/devices"
#: Two buses of one controller (slow and fast share connector 2), a hub inside on port 4 of bus 1,
#: a camera that is fixed, and the medium's own stick.
MACHINE: dict[str, Any] = {
    f"{USB}/usb1/bDeviceClass": "09",
    f"{USB}/usb2/bDeviceClass": "09",
    f"{USB}/1-4/bDeviceClass": "09",
    f"{USB}/1-4/removable": "fixed",
    f"{USB}/1-7/removable": "fixed",
    f"{USB}/1-3/removable": "removable",
    f"{USB}/1-3:1.0/bInterfaceClass": "08",
    f"{USB}/1-0:1.0/usb1-port2/connect_type": "hotplug",
    f"{USB}/1-0:1.0/usb1-port2/peer": Path("sys/devices/usb2-port2"),
    f"{USB}/1-0:1.0/usb1-port3/connect_type": "hotplug",
    f"{USB}/1-0:1.0/usb1-port7/connect_type": "hardwired",
    f"{USB}/2-0:1.0/usb2-port2/connect_type": "hotplug",
    f"{USB}/2-0:1.0/usb2-port2/peer": Path("sys/devices/usb1-port2"),
}


@pytest.mark.parametrize(
    ("name", "place"),
    [
        ("1-3", "usb1-port3"),
        ("1-2", "usb1-port2"),
        ("2-2", "usb1-port2"),
        ("1-4.1", "1-4-port1"),
        ("1-4.2", "1-4-port2"),
        # A hub that came since, and what hangs on it: one connector.
        ("1-3.1", "usb1-port3"),
        ("1-3.1.4", "usb1-port3"),
        ("1-4.2.3", "1-4-port2"),
    ],
)
def test_places(make_host: Any, name: str, place: str) -> None:
    host = make_host(MACHINE)
    assert usb.place(host, name, usb.hubs(host)) == place


def test_what_is_in_already_and_what_can_be_reached(make_host: Any) -> None:
    host = make_host(MACHINE)
    assert usb.plugged(host) == ("1-3",)
    assert usb.outside(host) == 2
    assert usb.outside(make_host({f"{USB}/usb1/bDeviceClass": "09"})) == 2  # the same root


def test_firmware_that_says_nothing(make_host: Any) -> None:
    assert usb.outside(make_host({f"{USB}/usb1/bDeviceClass": "09"})) is None


def test_screens(make_host: Any) -> None:
    states = {"card0-eDP-1": "connected", "card0-HDMI-A-1": "connected", "card1-DP-2": "connected"}
    states |= {"card0-DP-1": "disconnected", "card0-LVDS-1": "connected", "version": "1"}
    host = make_host({f"sys/class/drm/{name}/status": text for name, text in states.items()})
    assert outputs.connected(host) == {"HDMI-A-1", "DP-2"}


def perform(
    make_kit: Any, host: Any, player: Player, *, plugged: Any = (), keys: Any = (), events: Any = ()
) -> Any:
    plugs = Plugging(player, list(plugged))
    kit = make_kit(host, keys, events=Script(player, list(events)), plugs=plugs)
    return ports.perform(kit)


def test_each_place_counts_once(make_kit: Any, make_host: Any, player: Player) -> None:
    plugged = [("1-2",), ("2-2",), (), ("1-4.1",), ("1-3",)]
    keys = [None] * 5 + ["enter"]
    jack = [[Event(5, 2, 1)]]
    found = perform(make_kit, make_host(MACHINE), player, plugged=plugged, keys=keys, events=jack)
    assert found.measured["ports"] == PortsSeen(usb=3, usb_expected=2, headphones=True)
    assert found.proposes == "good"
    assert "USB-poorten gezien: 3" in player.said
    assert "Koptelefoon gezien" in player.said
    assert player.scrolled == []


def test_a_jack_that_is_pulled_out_is_not_one_that_was_put_in(
    make_kit: Any, make_host: Any, player: Player
) -> None:
    found = perform(
        make_kit, make_host({}), player, keys=[None, "enter"], events=[[Event(5, 2, 0)]]
    )
    assert found.measured["ports"] == PortsSeen()
    assert found.proposes == "wrong"


def test_a_screen_that_is_plugged_in_is_seen(make_kit: Any, make_host: Any, player: Player) -> None:
    status = "sys/class/drm/card0-HDMI-A-1/status"
    host = make_host({status: "disconnected"})

    def plug(step: int) -> None:
        if step == 2:
            host.path(status).write_text("connected")

    plugs = Plugging(player, [], plug)
    kit = make_kit(host, [None, None, "enter"], plugs=plugs, events=Script(player, []))
    assert ports.perform(kit).measured["ports"].screens == ("HDMI-A-1",)


def test_nobody_there_ends_it_and_escape_stops(
    make_kit: Any, make_host: Any, player: Player
) -> None:
    perform(make_kit, make_host({}), player)
    assert ports.IDLE_S <= player.now - 1000 < ports.IDLE_S + 1
    with pytest.raises(Stopped):
        perform(make_kit, make_host({}), player, keys=["escape"])


def test_the_kernel_can_be_listened_to_here(real_commands: None) -> None:
    """The real monitor. Nothing is plugged in meanwhile, and that is what it says."""
    plugs = listen()
    if isinstance(plugs, Nothing):
        pytest.skip("this system does not let us listen to the kernel's events")
    assert plugs.wait(0.05) == ()
