"""Screens: the EDID of every connector that the kernel's graphics drivers show."""

from dataclasses import dataclass, replace

from diagnostics.probes import edid
from diagnostics.probes.document import Unreadable
from diagnostics.probes.host import Host
from diagnostics.report import Problem, Screen

NAME = "screens"

_FOLDER = "sys/class/drm"
#: Connectors that only stand inside a machine.
_INTERNAL = ("eDP", "LVDS", "DSI", "DPI")


@dataclass(frozen=True, slots=True)
class Connector:
    """A connector with something on it. ``edid`` is empty where the screen does not answer."""

    name: str
    edid: bytes


def collect(host: Host) -> tuple[Connector, ...]:
    found = (_connector(host, name) for name in host.names(_FOLDER) if "-" in name)
    connectors = tuple(connector for connector in found if connector)
    for connector in connectors:
        _tell(host, connector)
    return connectors


def parse(raw: tuple[Connector, ...]) -> tuple[Screen, ...]:
    return tuple(_screen(connector) for connector in raw)


def _connector(host: Host, folder: str) -> Connector | None:
    """``card0-eDP-1``; None with nothing on it."""
    raw = host.read_bytes(f"{_FOLDER}/{folder}/edid") or b""
    if not raw and host.read(f"{_FOLDER}/{folder}/status") != "connected":
        return None
    return Connector(folder.partition("-")[2], raw)


def _screen(connector: Connector) -> Screen:
    try:
        told = edid.parse(connector.edid)
    except Unreadable:
        told = Screen()
    internal = connector.name.startswith(_INTERNAL)
    return replace(told, connector=connector.name, internal=internal)


def _tell(host: Host, connector: Connector) -> None:
    try:
        edid.parse(connector.edid)
    except Unreadable as error:
        message = str(error) if connector.edid else "the screen gives no EDID"
        facts = (f"screens[{connector.name}].inches", f"screens[{connector.name}].model")
        host.problem(Problem(subsystem=NAME, kind="failed", message=message, facts=facts))
