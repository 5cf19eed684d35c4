"""What stands in the menu, for whom. A test finds pages that nobody can reach."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import Flask
from flask_login import current_user

from atelier.edge import settings
from atelier.words import N_


@dataclass(frozen=True)
class Item:
    endpoint: str
    text: str
    icon: str
    permission: str
    #: Of ``GROUPS``, or ``_BESIDE``: that is always one press away.
    group: str


ITEMS: tuple[Item, ...] = (
    Item("desk.index", N_("Mijn punt"), "shop", "desk.see", "desk"),
    Item("loans.index", N_("Uitleningen"), "person-check", "desk.see", "desk"),
    Item("window.index", N_("Wat is klaar"), "shop-window", "window.see", "desk"),
    Item("reservations.index", N_("Reservaties"), "bookmark", "reservations.ask", "desk"),
    Item("my_bench.index", N_("Mijn werkbank"), "person-workspace", "bench.work", "mine"),
    Item("intake.receive", N_("Ontvangen"), "box-seam", "intake.receive", "bench"),
    Item("bench.index", N_("Werkbank"), "plug", "bench.see", "bench"),
    Item("devices.index", N_("Toestellen"), "laptop", "devices.see", "bench"),
    Item("erasure.index", N_("Schijven"), "device-hdd", "erasure.order", "bench"),
    Item("imaging.index", N_("Software"), "window-stack", "images.see", "bench"),
    Item("repairs.overview", N_("Herstellen"), "tools", "repairs.do", "bench"),
    Item("inspections.index", N_("Controles"), "calendar-check", "inspections.see", "bench"),
    Item("stock.index", N_("Voorraad"), "boxes", "stock.count", "stock"),
    Item("parts.index", N_("Onderdelen"), "cpu", "parts.see", "stock"),
    Item("picking.index", N_("Klaarzetten"), "card-checklist", "stock.send", "stock"),
    Item("labels.index", N_("Etiketten"), "upc-scan", "labels.print", "stock"),
    Item("donors.index", N_("Schenkers"), "gift", "donors.see", "office"),
    Item("diagnosis.index", N_("Rapporten"), "activity", "diagnosis.upload", "office"),
    Item("checklists.index", N_("Lijsten"), "list-check", "checklists.edit", "office"),
    Item("desks.index", N_("Digibankpunten"), "pin-map", "lending.rules", "office"),
    Item("badges.index", N_("Badges"), "person-badge", "badges.give", "office"),
    Item("printing.index", N_("Printers"), "printer", "printers.manage", "office"),
    Item("stations.index", N_("Stations"), "usb-drive", "stations.manage", "office"),
    Item("accounts.index", N_("Mensen"), "people", "accounts.manage", "office"),
)

#: By ``Item.group``, in order.
GROUPS: Mapping[str, tuple[str, str]] = {
    "desk": (N_("Uitlenen"), "shop"),
    "bench": (N_("Werkplaats"), "tools"),
    "stock": (N_("Voorraad"), "boxes"),
    "office": (N_("Beheer"), "gear"),
}
_BESIDE = "mine"
#: More than so many do not stand beside each other on a screen.
_MOST_BESIDE = 9


@dataclass(frozen=True)
class Group:
    """``text``: empty where all that somebody may see stands beside each other."""

    text: str
    icon: str
    items: Sequence[Item]

    @property
    def blueprints(self) -> set[str]:
        return {item.endpoint.partition(".")[0] for item in self.items}


def init_app(app: Flask) -> None:
    app.context_processor(lambda: {"menu": menu(), "demo": settings().demo.enabled})


def menu() -> list[Group]:
    if not current_user.is_authenticated:
        return []
    mine = [item for item in ITEMS if current_user.may(item.permission)]
    if len(mine) <= _MOST_BESIDE:
        return [Group("", "", mine)]
    grouped = {key: [item for item in mine if item.group == key] for key in GROUPS}
    beside = [Group("", "", [item]) for item in mine if item.group == _BESIDE]
    return [*beside, *(Group(*GROUPS[key], items) for key, items in grouped.items() if items)]
