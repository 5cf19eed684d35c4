from collections.abc import Iterator, Mapping

from atelier.devices.identity.changes.change import Change
from atelier.devices.identity.identifiers import Identifier
from atelier.devices.identity.schemes import MAC
from atelier.devices.identity.unread import unread
from atelier.words import N_
from diagnostics.report import Report

_CARDS: Mapping[str, tuple[str, str, str]] = {
    "wired": (
        N_("Netwerkkaart vervangen"),
        N_("Netwerkkaart weg"),
        N_("Netwerkkaart erbij"),
    ),
    "wireless": (N_("Wifi-kaart vervangen"), N_("Wifi-kaart weg"), N_("Wifi-kaart erbij")),
    "mobile": (N_("4G-kaart vervangen"), N_("4G-kaart weg"), N_("4G-kaart erbij")),
}


def cards(before: Report, after: Report) -> Iterator[Change]:
    """Fixed cards by their address. Bluetooth sits on the wireless card and is not told twice."""
    if unread(before, "network", before.network) or unread(after, "network", after.network):
        return
    for kind, (replaced, gone, added) in _CARDS.items():
        was, now = _addresses(before, kind), _addresses(after, kind)
        if was - now and now - was:
            yield Change("card_replaced", replaced)
        elif was - now:
            yield Change("card_gone", gone)
        elif now - was:
            yield Change("card_added", added)


def _addresses(report: Report, kind: str) -> frozenset[Identifier]:
    found = (
        Identifier.of(MAC, card.mac)
        for card in report.network
        if card.kind == kind and card.fixed is True
    )
    return frozenset(one for one in found if one)
