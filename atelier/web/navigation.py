"""What stands in the menu, for whom. A test finds pages that nobody can reach."""

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


ITEMS: tuple[Item, ...] = (
    Item("desk.index", N_("Mijn punt"), "shop", "desk.see"),
    Item("loans.index", N_("Uitleningen"), "person-check", "desk.see"),
    Item("window.index", N_("Wat is klaar"), "shop-window", "window.see"),
    Item("reservations.index", N_("Reservaties"), "bookmark", "reservations.ask"),
    Item("intake.receive", N_("Ontvangen"), "box-seam", "intake.receive"),
    Item("bench.index", N_("Werkbank"), "plug", "bench.see"),
    Item("devices.index", N_("Toestellen"), "laptop", "devices.see"),
    Item("stock.index", N_("Voorraad"), "boxes", "stock.count"),
    Item("picking.index", N_("Klaarzetten"), "card-checklist", "stock.send"),
    Item("erasure.index", N_("Schijven"), "device-hdd", "erasure.order"),
    Item("imaging.index", N_("Software"), "window-stack", "images.see"),
    Item("inspections.index", N_("Controles"), "calendar-check", "inspections.see"),
    Item("donors.index", N_("Schenkers"), "gift", "donors.see"),
    Item("labels.index", N_("Etiketten"), "upc-scan", "labels.print"),
    Item("diagnosis.index", N_("Rapporten"), "activity", "diagnosis.upload"),
    Item("desks.index", N_("Digibankpunten"), "pin-map", "lending.rules"),
    Item("stations.index", N_("Stations"), "usb-drive", "stations.manage"),
    Item("accounts.index", N_("Mensen"), "people", "accounts.manage"),
)


def init_app(app: Flask) -> None:
    app.context_processor(lambda: {"menu": menu(), "demo": settings().demo.enabled})


def menu() -> list[Item]:
    if not current_user.is_authenticated:
        return []
    return [item for item in ITEMS if current_user.may(item.permission)]
