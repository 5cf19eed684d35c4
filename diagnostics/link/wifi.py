"""Wi-Fi by wpa_supplicant: started with the networks of the settings, and asked how it goes.

systemd-networkd asks for the address once it is connected.
"""

import hashlib
import os
import re
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Literal

from diagnostics.link.reading import Wifi
from diagnostics.link.sentences import Sentence, shown
from diagnostics.probes.host import Host
from diagnostics.run import MissingTool, RunError

Trouble = Literal["switched_off", "wrong_password", "not_in_sight", "connecting", "not_asked"]

_FOLDER = "run/atelier/wifi"
_SOCKETS = "run/atelier/wifi/control"
_APPEARS_WITHIN_S, _LOOK_EVERY_S = 4.0, 0.2
_READY_KEY = re.compile(r"[0-9a-fA-F]{64}")
#: From "hardly" to "beside it", in dBm.
_WEAKEST, _STRONGEST = -90, -40


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """How one Wi-Fi interface stands."""

    connected: bool = False
    network: str | None = None
    #: 0 to 1.
    strength: float | None = None
    trouble: Trouble | None = None


def start(
    host: Host, networks: Sequence[Wifi], patience_s: float = _APPEARS_WITHIN_S
) -> Sentence | None:
    """Let wpa_supplicant connect to the best of these, from now on. None, or why not.

    ``patience_s``: a card that loads its firmware appears some seconds after the machine starts.
    """
    if not networks:
        return None
    cards = _cards(host, patience_s)
    if not cards:
        return Sentence("Dit toestel heeft geen wifi. Steek een kabel in.")
    _unblock(host)
    try:
        path = _configure(host, networks)
        for card in cards:
            _launch(host, card, path)
    except MissingTool as error:
        return Sentence("Wifi kan niet: %s ontbreekt op deze stick.", (error.tool,))
    except (RunError, OSError) as error:
        return Sentence("Wifi start niet: %s", (shown(str(error)),))
    return None


def _cards(host: Host, patience_s: float) -> list[str]:
    ends = time.monotonic() + patience_s
    while True:
        names = [name for name in host.names("sys/class/net") if is_card(host, name)]
        if names or time.monotonic() >= ends:
            return names
        time.sleep(_LOOK_EVERY_S)


def is_card(host: Host, name: str) -> bool:
    """Whether an interface is Wi-Fi."""
    folder = f"sys/class/net/{name}"
    return host.exists(f"{folder}/wireless") or host.exists(f"{folder}/phy80211")


def configuration(networks: Sequence[Wifi], sockets: str) -> str:
    """For wpa_supplicant. What stands first is liked best."""
    heading = [f"ctrl_interface=DIR={sockets}", "update_config=0", "ap_scan=1"]
    blocks = [_block(one, len(networks) - n) for n, one in enumerate(networks)]
    return "\n".join([*heading, *blocks, ""])


def state(host: Host, interface: str) -> Link:
    if _is_blocked(host):
        return Link(trouble="switched_off")
    status = _values(_ask(host, interface, "status"))
    if not status:
        return Link(trouble="not_asked")
    name = _plain(status["ssid"]) if "ssid" in status else None
    if status.get("wpa_state") == "COMPLETED":
        return Link(connected=True, network=name, strength=_strength(host, interface))
    return Link(network=name, trouble=_trouble(host, interface))


def _block(network: Wifi, priority: int) -> str:
    lines = [
        f"ssid={network.name.encode().hex()}",  # in hexadecimal nothing has to be quoted
        "scan_ssid=1",  # also where the name is hidden
        f"priority={priority}",
        *_secret(network),
    ]
    return "network={\n" + "".join(f"  {line}\n" for line in lines) + "}"


def _secret(network: Wifi) -> list[str]:
    if not network.password:
        return ["key_mgmt=NONE"]
    if _READY_KEY.fullmatch(network.password):
        return ["key_mgmt=WPA-PSK WPA-PSK-SHA256", f"psk={network.password}"]
    key = hashlib.pbkdf2_hmac("sha1", network.password.encode(), network.name.encode(), 4096, 32)
    return [
        "key_mgmt=WPA-PSK WPA-PSK-SHA256 SAE",
        f"psk={key.hex()}",
        f'sae_password="{network.password}"',  # up to the last quote of the line: no escapes
        "ieee80211w=1",
    ]


def _configure(host: Host, networks: Sequence[Wifi]) -> str:
    folder = host.path(_FOLDER)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = folder / "wpa_supplicant.conf"
    path.unlink(missing_ok=True)
    number = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(number, "w", encoding="utf-8") as file:
        file.write(configuration(networks, str(host.path(_SOCKETS))))
    return str(path)


def _launch(host: Host, interface: str, path: str) -> None:
    """One that runs already only reads its settings anew."""
    if _ask(host, interface, "reconfigure").strip() == "OK":
        return
    host.run(
        ["wpa_supplicant", "-B", "-D", "nl80211,wext", "-i", interface, "-c", path], timeout_s=15
    )


def _ask(host: Host, interface: str, *question: str) -> str:
    sockets = str(host.path(_SOCKETS))
    try:
        return host.run(["wpa_cli", "-p", sockets, "-i", interface, *question], timeout_s=3).text
    except RunError:
        return ""


def _values(text: str) -> dict[str, str]:
    pairs = (line.partition("=") for line in text.splitlines())
    return {key: value for key, found, value in pairs if found}


def _plain(name: str) -> str:
    r"""Whatever is not ASCII comes as ``\xc3\xa9``."""
    if not name.isascii():
        return name
    return (
        name.encode().decode("unicode_escape").encode("latin-1", "replace").decode(errors="replace")
    )


def _strength(host: Host, interface: str) -> float | None:
    level = _values(_ask(host, interface, "signal_poll")).get("RSSI", "")
    try:
        part = (int(level) - _WEAKEST) / (_STRONGEST - _WEAKEST)
    except ValueError:
        return None
    return min(1.0, max(0.0, part))


def _trouble(host: Host, interface: str) -> Trouble:
    """wpa_supplicant leaves a network alone for a while once its password was refused."""
    listed = [line.split("\t") for line in _ask(host, interface, "list_networks").splitlines()[1:]]
    if any("TEMP-DISABLED" in line[-1] for line in listed):
        return "wrong_password"
    names = {line[1] for line in listed if len(line) > 1}
    around = _ask(host, interface, "scan_results").splitlines()[1:]
    seen = {line.split("\t")[4] for line in around if line.count("\t") >= 4}
    return "connecting" if names & seen or not seen else "not_in_sight"


def _radios(host: Host) -> list[str]:
    folders = [f"sys/class/rfkill/{name}" for name in host.names("sys/class/rfkill")]
    return [folder for folder in folders if host.read(f"{folder}/type") == "wlan"]


def _is_blocked(host: Host) -> bool:
    radios = _radios(host)
    blocked = [
        folder
        for folder in radios
        if host.read(f"{folder}/hard") == "1" or host.read(f"{folder}/soft") == "1"
    ]
    return bool(radios) and len(blocked) == len(radios)


def _unblock(host: Host) -> None:
    """What software switched off, software switches on; a real switch takes a hand."""
    for folder in _radios(host):
        if host.read(f"{folder}/soft") == "1":
            with suppress(OSError):
                host.path(f"{folder}/soft").write_text("0", encoding="ascii")
