"""Telling the local network where this server is (DNS-SD), so that machines need not be told."""

import socket
from collections.abc import Callable
from ipaddress import ip_address
from urllib.parse import urlsplit

import ifaddr
from zeroconf import ServiceInfo, Zeroconf

SERVICE = "_atelier._tcp.local."
#: The version of what is said at the address: ``/api/agent/v1``.
VERSION = "1"
#: The most bytes in a label of a DNS name, and in a string of a text record.
_LABEL, _TEXT = 63, 255
#: A server's addresses change with its network: so often is looked whether they did.
_LOOKS_EVERY_S = 30.0


class NotAnnounced(Exception):
    """What is set cannot be announced; the message says what to set."""


def service(address: str, name: str, reached_at: list[str]) -> ServiceInfo:
    """What is announced: ``address`` (https), on a machine with these IP addresses.

    Raises NotAnnounced: whoever finds a server by itself must be able to tell it from anybody else
    who answers there, and that takes https.
    """
    parts = urlsplit(address)
    if parts.scheme != "https" or not parts.hostname or len(f"url={address}") > _TEXT:
        raise NotAnnounced(
            f'only an https address is announced, and site.address is "{address}". Set it in the '
            'section [site], for example address = "https://192.0.2.10"; machines that do not know '
            "the issuer of its certificate are paired (docs/system-keeper.md)."
        )
    if not reached_at:
        raise NotAnnounced("this machine is on no network yet")
    label = _cut(name, _LABEL)
    return ServiceInfo(
        SERVICE,
        f"{label}.{SERVICE}",
        port=parts.port or 443,
        server=f"{_cut(socket.gethostname().partition('.')[0], _LABEL)}.local.",
        properties={"url": address, "v": VERSION, "name": label},
        parsed_addresses=reached_at,
    )


def announce(
    network: Zeroconf, described: Callable[[], ServiceInfo], is_over: Callable[[float], bool]
) -> None:
    """Announces what ``described`` says, until ``is_over``, and then says goodbye.

    ``is_over(seconds)`` waits so long at most, and tells whether to stop.
    """
    over = False
    while not over:
        said = described()
        network.register_service(said, allow_name_change=True)
        try:
            over = _until_changed(said, described, is_over)
        finally:
            network.unregister_service(said)


def own_addresses() -> list[str]:
    """The IPv4 addresses that others on its networks reach this machine at."""
    adapters = ifaddr.get_adapters()
    found = (ip_address(ip.ip) for each in adapters for ip in each.ips if isinstance(ip.ip, str))
    return sorted(str(ip) for ip in found if not (ip.is_loopback or ip.is_link_local))


def _until_changed(
    said: ServiceInfo, described: Callable[[], ServiceInfo], is_over: Callable[[float], bool]
) -> bool:
    """True when it is over, False when something else has to be said now."""
    while not is_over(_LOOKS_EVERY_S):
        if described().parsed_addresses() != said.parsed_addresses():
            return False
    return True


def _cut(text: str, size: int) -> str:
    return text.encode()[:size].decode(errors="ignore").strip()
