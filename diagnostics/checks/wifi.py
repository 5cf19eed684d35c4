"""Wi-Fi: how many networks it hears, and how loud. Whose they are is never kept."""

import re
from dataclasses import dataclass
from typing import Literal

from rich.text import Text

from diagnostics.checks.asking import headed
from diagnostics.checks.kit import Found, Kit, Texts
from diagnostics.probes.host import Host
from diagnostics.report import CheckName, RadioSeen
from diagnostics.run import Completed, MissingTool, RunError
from diagnostics.words import Words

NAME: CheckName = "wifi"

_NET = "sys/class/net"
_SWITCHES = "sys/class/rfkill"
_SCAN_S = 20
_TRIES = 3
_PAUSE_S = 2.0
#: ``iw``: the card is busy with a scan of somebody else (-EBUSY).
_BUSY = 240


def texts(words: Words) -> Texts:
    return Texts(
        title=words("Wi-Fi"),
        todo=words("Even wachten: het toestel zoekt netwerken."),
        question=words("Zijn er netwerken in de buurt gevonden?"),
        absent=words("Er is geen Wi-Fi gevonden."),
        faults={
            "no_network": words("Er worden geen netwerken gevonden"),
            "weak": words("Het signaal is zwak naast een zender"),
        },
    )


def there(host: Host) -> bool:
    return bool(cards(host))


def cards(host: Host) -> tuple[str, ...]:
    return tuple(name for name in host.names(_NET) if host.exists(f"{_NET}/{name}/phy80211"))


def perform(kit: Kit) -> Found:
    words, told = kit.words, texts(kit.words)
    kit.stage.show(headed(told.title, Text(told.todo)))
    unblock(kit.host)
    if blocked(kit.host) == "switch":
        says = words("Wi-Fi staat uit. Zet de schakelaar of de toets voor Wi-Fi aan.")
        return Found(measured={"radio": RadioSeen(blocked="switch")}, proposes="wrong", says=says)
    try:
        heard = [one for card in cards(kit.host) for one in scan(kit, card)]
    except MissingTool:
        return Found(proposes="skipped", says=words("Het programma om te zoeken ontbreekt."))
    except RunError:
        says = words("Zoeken lukte niet.")
        seen = RadioSeen(blocked=blocked(kit.host))
        return Found(measured={"radio": seen}, proposes="wrong", says=says)
    return _found(kit, heard)


def _found(kit: Kit, heard: list[float]) -> Found:
    words = kit.words
    strongest = max(heard, default=None)
    seen = RadioSeen(networks=len(heard), strongest_dbm=strongest, blocked=blocked(kit.host))
    says = words("%s netwerken gevonden.") % len(heard)
    if strongest is not None:
        says += " " + words("Sterkste: %s dBm.") % words.number(strongest)
    return Found(measured={"radio": seen}, proposes="good" if heard else "wrong", says=says)


def scan(kit: Kit, card: str) -> list[float]:
    """The strength of each network, in dBm. Raises RunError."""
    kit.host.run(["ip", "link", "set", card, "up"], timeout_s=5)
    for _ in range(_TRIES - 1):
        done = _scan(kit.host, card)
        if done.status == 0:
            return strengths(done.text)
        kit.stage.key(_PAUSE_S)
    return strengths(_scan(kit.host, card, last=True).text)


def _scan(host: Host, card: str, *, last: bool = False) -> Completed:
    accept = (0,) if last else (0, _BUSY)
    return host.run(["iw", "dev", card, "scan"], timeout_s=_SCAN_S, accept=accept)


def strengths(text: str) -> list[float]:
    """One for each access point, from what ``iw dev … scan`` prints; nothing else of it is read."""
    parts = re.split(r"^BSS ", text, flags=re.MULTILINE)[1:]
    found = [re.search(r"^\s*signal: (-?\d+(?:\.\d+)?) dBm", part, re.MULTILINE) for part in parts]
    return [float(one[1]) for one in found if one]


@dataclass(frozen=True, slots=True)
class _Switch:
    hard: bool
    soft: bool


def _switches(host: Host) -> list[_Switch]:
    folders = [f"{_SWITCHES}/{name}" for name in host.names(_SWITCHES)]
    return [
        _Switch(host.read(f"{one}/hard") == "1", host.read(f"{one}/soft") == "1")
        for one in folders
        if host.read(f"{one}/type") == "wlan"
    ]


def blocked(host: Host) -> Literal["switch", "software"] | None:
    switches = _switches(host)
    if any(one.hard for one in switches):
        return "switch"
    return "software" if any(one.soft for one in switches) else None


def unblock(host: Host) -> None:
    """What a system switched off it may switch on; a switch on the machine only a person can."""
    if any(one.soft for one in _switches(host)):
        try:
            host.run(["rfkill", "unblock", "wlan"], timeout_s=3)
        except RunError:
            return
