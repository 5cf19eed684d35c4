"""How the machine stands on the network: cable, Wi-Fi, addresses, the way out."""

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from diagnostics.link import wifi
from diagnostics.link.sentences import Sentence
from diagnostics.link.wifi import Trouble
from diagnostics.link.wifi import start as start_wifi
from diagnostics.probes.host import Host
from diagnostics.run import RunError

__all__ = ["Interface", "NetworkState", "advice", "start_wifi", "state", "summary", "wait"]

_NET = "sys/class/net"
_ETHERNET = 1
_LOOK_EVERY_S = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Interface:
    name: str
    kind: Literal["cable", "wifi"]
    #: Whether there is a cable in it, or Wi-Fi connected.
    carrier: bool = False
    #: Those that reach beyond the cable: no ``169.254…``, no ``fe80…``.
    addresses: tuple[str, ...] = ()
    #: Wi-Fi: the network's name, its strength (0 to 1), and what stands in the way.
    network: str | None = None
    strength: float | None = None
    trouble: Trouble | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NetworkState:
    interfaces: tuple[Interface, ...] = ()
    #: Whether there is a way out of the local network.
    route: bool = False

    @property
    def online(self) -> bool:
        """Whether any interface has an address: enough for a server on the same network.

        Or a way out that is none of the hardware we know: a bridge, a phone, a container.
        """
        return self.route or any(one.carrier and one.addresses for one in self.interfaces)

    def of(self, kind: Literal["cable", "wifi"]) -> tuple[Interface, ...]:
        return tuple(one for one in self.interfaces if one.kind == kind)


def state(host: Host) -> NetworkState:
    """As it is now. Quick; takes no longer than a few commands."""
    addresses = _addresses(host)
    names = [name for name in host.names(_NET) if _is_real(host, name)]
    return NetworkState(
        interfaces=tuple(_interface(host, name, addresses.get(name, ())) for name in names),
        route=_has_route(host),
    )


def wait(
    host: Host,
    seconds: float,
    look: Callable[[Host], NetworkState] = state,
    sleep: Callable[[float], None] = time.sleep,
) -> NetworkState:
    """Until there is an address, or so many seconds have passed."""
    ends = time.monotonic() + seconds
    while True:
        found = look(host)
        if found.online or time.monotonic() >= ends:
            return found
        sleep(_LOOK_EVERY_S)


def summary(state: NetworkState, reached: bool | None = None) -> Sentence:
    """For the footer. ``reached``: whether the server last answered; None: not asked yet."""
    if state.online:
        if reached is False:
            return Sentence("netwerk: server niet bereikbaar")
        return Sentence("netwerk: goed") if reached else Sentence("netwerk: verbonden")
    if any(one.carrier for one in state.of("cable")):
        return Sentence("netwerk: kabel zonder adres")
    if any(one.carrier for one in state.of("wifi")):
        return Sentence("netwerk: wifi zonder adres")
    return _unconnected(state)


def _unconnected(state: NetworkState) -> Sentence:
    troubles = {one.trouble for one in state.of("wifi")}
    if not state.interfaces:
        return Sentence("netwerk: dit toestel heeft er geen")
    if "wrong_password" in troubles:
        return Sentence("netwerk: wifi-wachtwoord fout")
    if "switched_off" in troubles:
        return Sentence("netwerk: geen kabel, wifi staat uit")
    if "connecting" in troubles:
        return Sentence("netwerk: wifi zoekt verbinding")
    return Sentence("netwerk: geen kabel en geen wifi")


def advice(state: NetworkState) -> Sentence | None:
    """What a person can do about it; None where all is well."""
    if state.online:
        return None
    if any(one.carrier for one in state.of("cable")):
        return Sentence(
            "Er is verbinding, maar geen adres. Steek de kabel in een ander stopcontact van het "
            "netwerk, of zet de router uit en weer aan."
        )
    if any(one.carrier for one in state.of("wifi")):
        return Sentence(
            "Er is wifi, maar geen adres. Zet de router uit en weer aan, of steek een netwerkkabel "
            "in."
        )
    for one in state.of("wifi"):
        if one.trouble and one.trouble in _ADVICE:
            return _ADVICE[one.trouble]
    return Sentence("Steek een netwerkkabel in, of zet de wifi in atelier.txt op de stick.")


_ADVICE: Mapping[Trouble, Sentence] = {
    "switched_off": Sentence(
        "De wifi van dit toestel staat uit. Zet het schuifje of de toets voor wifi om."
    ),
    "wrong_password": Sentence(
        "Het wifi-netwerk aanvaardt het wachtwoord niet. Verbeter wifi_password in atelier.txt."
    ),
    "connecting": Sentence(
        "De wifi zoekt nog verbinding: even wachten. Duurt het lang, steek dan een netwerkkabel in."
    ),
    "not_in_sight": Sentence(
        "Het wifi-netwerk van atelier.txt is hier niet te vinden. Kijk de naam na, of ga dichter."
    ),
}


def _is_real(host: Host, name: str) -> bool:
    """Hardware, and what carries Ethernet: no loopback, bridge or tunnel."""
    folder = f"{_NET}/{name}"
    return host.exists(f"{folder}/device") and host.read_int(f"{folder}/type") == _ETHERNET


def _interface(host: Host, name: str, addresses: tuple[str, ...]) -> Interface:
    folder = f"{_NET}/{name}"
    # Reading "carrier" of an interface that is down is an error: None, and so False.
    carrier = host.read(f"{folder}/carrier") == "1"
    if not wifi.is_card(host, name):
        return Interface(name=name, kind="cable", carrier=carrier, addresses=addresses)
    link = wifi.state(host, name)
    return Interface(
        name=name,
        kind="wifi",
        # Not asked by us, somebody else's program may have connected it.
        carrier=carrier and (link.connected or link.trouble == "not_asked"),
        addresses=addresses,
        network=link.network,
        strength=link.strength,
        trouble=link.trouble,
    )


def _addresses(host: Host) -> dict[str, tuple[str, ...]]:
    return {
        str(one.get("ifname")): tuple(
            str(address["local"])
            for address in one.get("addr_info") or ()
            if address.get("scope") == "global" and "local" in address
        )
        for one in _ip(host, "address")
    }


def _has_route(host: Host) -> bool:
    return any(_ip(host, family, "route", "show", "default") for family in ("-4", "-6"))


def _ip(host: Host, *arguments: str) -> list[dict[str, Any]]:
    try:
        found = json.loads(host.run(["ip", "-json", *arguments]).text or "[]")
    except (RunError, ValueError):
        return []
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []
