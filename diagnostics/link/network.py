"""How the machine stands on the network, and how it gets onto Wi-Fi."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from diagnostics.link.sentences import Sentence
from diagnostics.link.settings import Wifi
from diagnostics.probes.host import Host


@dataclass(frozen=True, slots=True, kw_only=True)
class Interface:
    name: str
    kind: Literal["cable", "wifi"]
    #: Whether there is a cable in it, or Wi-Fi connected.
    carrier: bool = False
    addresses: tuple[str, ...] = ()
    #: Wi-Fi: the network's name, its strength (0 to 1), and what stands in the way.
    network: str | None = None
    strength: float | None = None
    trouble: Literal["switched_off", "wrong_password", "not_in_sight", "no_program"] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NetworkState:
    interfaces: tuple[Interface, ...] = ()
    #: Whether there is a way out of the local network.
    route: bool = False

    @property
    def online(self) -> bool:
        """Whether any interface has an address: enough for a server on the same network."""
        return any(interface.addresses for interface in self.interfaces)


def state(host: Host) -> NetworkState:
    """As it is now. Quick; takes no longer than a few commands."""
    raise NotImplementedError


def summary(state: NetworkState, reached: bool | None = None) -> Sentence:
    """For the footer. ``reached``: whether the server last answered; None: not asked yet."""
    raise NotImplementedError


def advice(state: NetworkState) -> Sentence | None:
    """What a person can do about it; None where all is well."""
    raise NotImplementedError


def start_wifi(host: Host, networks: Sequence[Wifi]) -> Sentence | None:
    """Let wpa_supplicant connect to the best of these, from now on. None, or why not."""
    raise NotImplementedError


def wait(host: Host, seconds: float) -> NetworkState:
    """Until there is an address, or so many seconds have passed."""
    raise NotImplementedError
