"""Screens that are plugged into the machine, from ``/sys/class/drm``."""

import re

from diagnostics.probes.host import Host

_FOLDER = "sys/class/drm"
#: The machine's own panel hangs on these, and nothing can be plugged in there.
_INSIDE = ("eDP", "LVDS", "DSI", "Writeback", "Virtual")


def connected(host: Host) -> set[str]:
    """``HDMI-A-1``, ``DP-2``…"""
    found = [
        match for name in host.names(_FOLDER) if (match := re.fullmatch(r"card\d+-(.+)", name))
    ]
    return {
        one[1]
        for one in found
        if not one[1].startswith(_INSIDE) and host.read(f"{_FOLDER}/{one[0]}/status") == "connected"
    }
