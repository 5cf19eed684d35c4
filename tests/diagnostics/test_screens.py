"""Connectors under a made-up /sys."""

import pytest

from diagnostics.probes import screens
from diagnostics.probes.host import Host

EDID = bytes.fromhex(
    "00ffffffffffff0006af2d100000000000 1b0104951f117802".replace(" ", "")
    + "01" * 29
    + "143780b870382440101 03e0035ae10000018".replace(" ", "")
    + "000000100000000000000000000000000000" * 3
    + "00"
)
EDID += bytes([-sum(EDID) % 256])


@pytest.fixture
def plug(tmp_path):
    def put(connector, edid=b"", status="connected"):
        folder = tmp_path / "sys/class/drm" / connector
        folder.mkdir(parents=True)
        (folder / "edid").write_bytes(edid)
        (folder / "status").write_text(status)

    return put


@pytest.fixture
def host(tmp_path):
    return Host(root=tmp_path)


def read(host):
    return screens.parse(screens.collect(host))


def test_the_panel_and_a_monitor(host, plug):
    plug("card0-eDP-1", EDID)
    plug("card0-HDMI-A-1", EDID)
    plug("card0-DP-1", status="disconnected")
    monitor, panel = read(host)
    assert (panel.connector, panel.internal, panel.width_px) == ("eDP-1", True, 1920)
    assert (monitor.connector, monitor.internal, monitor.inches) == ("HDMI-A-1", False, 14.0)
    assert host.problems == []


@pytest.mark.parametrize(
    ("edid", "words"),
    [(b"", "no EDID"), (EDID[:-1] + b"\x00", "checksum"), (b"\x01" * 128, "header")],
)
def test_a_screen_that_cannot_be_read_is_named(host, plug, edid, words):
    plug("card1-LVDS-1", edid)
    [screen] = read(host)
    assert (screen.connector, screen.internal, screen.inches) == ("LVDS-1", True, None)
    [problem] = host.problems
    assert words in problem.message
    assert "screens[LVDS-1].inches" in problem.facts


def test_a_machine_without_graphics(host):
    assert read(host) == ()
