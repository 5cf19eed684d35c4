"""Screens, at the size that they are used at."""

import re
from collections.abc import Mapping

from diagnostics.probes.host import Host
from diagnostics.wire.imaging import Screen

_DRM = "sys/class/drm"
_FRAMEBUFFER = "sys/class/graphics/fb0/virtual_size"
_SIZE = re.compile(r"(\d+)[x,](\d+)")
#: Of debugfs: which mode each part of the graphics card makes, and which connector shows it.
_CRTC = re.compile(r"^crtc\[\d+\]: (?P<name>.+)")
_MODE = re.compile(r'^\s+mode: "(?P<size>[^"]*)"')
_CONNECTOR = re.compile(r"^connector\[\d+\]: (?P<name>\S+)")
_SHOWS = re.compile(r"^\s+crtc=(?P<name>.+)")


def screens(host: Host) -> tuple[Screen, ...]:
    """Without a graphics driver, what the firmware left: its name is ``fb0``."""
    used = in_use(_state(host))
    names = [name for name in host.names(_DRM) if "-" in name]
    connected = [name for name in names if host.read(f"{_DRM}/{name}/status") == "connected"]
    found = [_screen(name, used.get(_bare(name)) or _preferred(host, name)) for name in connected]
    told = tuple(one for one in found if one)
    framebuffer = _screen("fb0", host.read(_FRAMEBUFFER) or "")
    return told or ((framebuffer,) if framebuffer else ())


def in_use(state: str) -> Mapping[str, str]:
    """``eDP-1`` to ``1920x1080``, of ``/sys/kernel/debug/dri/0/state``."""
    sizes: dict[str, str] = {}
    found: dict[str, str] = {}
    crtc = connector = ""
    for line in state.splitlines():
        if match := _CRTC.match(line):
            crtc, connector = match["name"], ""
        elif match := _CONNECTOR.match(line):
            crtc, connector = "", match["name"]
        elif crtc and (match := _MODE.match(line)):
            sizes[crtc] = match["size"]
        elif connector and (match := _SHOWS.match(line)) and match["name"] in sizes:
            found[connector] = sizes[match["name"]]
    return found


def _state(host: Host) -> str:
    folder = "sys/kernel/debug/dri"
    return "\n".join(host.read(f"{folder}/{name}/state") or "" for name in host.names(folder))


def _preferred(host: Host, name: str) -> str:
    """The kernel's first is the one that the screen itself prefers."""
    return next(iter((host.read(f"{_DRM}/{name}/modes") or "").splitlines()), "")


def _screen(name: str, size: str) -> Screen | None:
    match = _SIZE.match(size)
    return (
        Screen(name=_bare(name), width_px=int(match[1]), height_px=int(match[2])) if match else None
    )


def _bare(name: str) -> str:
    """``card0-eDP-1`` is ``eDP-1``."""
    return name.partition("-")[2] or name
