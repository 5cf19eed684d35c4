"""Wi-Fi cards, and how many networks they see. Names of networks are never kept."""

from diagnostics.probes.host import Host
from diagnostics.run import RunError

_NET = "sys/class/net"
#: A card that just got its firmware looks through all its channels.
_SCAN_S = 30


def cards(host: Host) -> tuple[str, ...]:
    wireless = ("phy80211", "wireless")
    names = host.names(_NET)
    return tuple(one for one in names if any(host.exists(f"{_NET}/{one}/{of}") for of in wireless))


def networks(host: Host) -> int | None:
    """Each access point once; None where there is no card, or nothing here that could ask it."""
    found = [_seen(host, card) for card in cards(host)]
    told = [one for one in found if one is not None]
    return len(frozenset().union(*told)) if told else None


def _seen(host: Host, card: str) -> frozenset[str] | None:
    """NetworkManager first: where it runs, the card is its own."""
    by_manager = ["nmcli", "--terse", "--escape", "no", "--fields", "BSSID", "device", "wifi"]
    try:
        text = host.run([*by_manager, "list", "ifname", card, "--rescan", "yes"], _SCAN_S).text
        return frozenset(text.lower().split())
    except RunError:
        pass
    try:
        return parse(host.run(["iw", "dev", card, "scan"], _SCAN_S).text)
    except RunError:
        return None


def parse(text: str) -> frozenset[str]:
    """Addresses of access points in what ``iw … scan`` says: ``BSS 00:11:22:33:44:55(on wl0)``."""
    lines = (line for line in text.splitlines() if line.startswith("BSS "))
    return frozenset(line.split()[1].partition("(")[0].lower() for line in lines)
