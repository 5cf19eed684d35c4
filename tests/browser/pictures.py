"""The pictures of stock, desks and loans for the documents, from the demo data."""

from collections.abc import Callable
from pathlib import Path

import sqlalchemy as sa
from playwright.sync_api import Page, expect

from atelier.db import db
from atelier.demo.places import BUS, NORTH
from atelier.lending.models import Reservation
from atelier.people.roles import Role
from atelier.stock.models import Place
from tests.browser.site import Site, Visitor

Take = Callable[[Page, str, Path], None]
WIDE, PHONE = 1280, 360


def take_all(visitor: Visitor, site: Site, folder: Path, take: Take) -> None:
    desk, reservation = _some(site)
    host, phone = visitor.page(Role.DESK, WIDE), visitor.page(Role.DESK, PHONE)
    coordinator = visitor.page(Role.COORDINATOR, WIDE)
    take(host, f"/desk?desk={desk}", folder / "desk.png")
    take(host, "/window?kind=laptop", folder / "window.png")
    take(host, f"/reservations/{reservation}", folder / "reservation.png")
    take(host, "/window/map", folder / "map.png")
    take(coordinator, _picking(coordinator), folder / "picking.png")
    take(coordinator, "/inspections", folder / "recall.png")
    take(phone, _hand_over(phone, desk), folder / "hand-over.png")
    take(coordinator, _count(coordinator), folder / "count.png")


def _some(site: Site) -> tuple[int, int]:
    """A desk, and the last reservation that it made."""
    with site.app.app_context():
        desk = db.session.scalars(sa.select(Place.id).where(Place.name == NORTH)).one()
        mine = sa.select(Reservation.id).where(Reservation.place_id == desk)
        reservation = db.session.scalars(mine.order_by(Reservation.id.desc())).first()
        db.session.rollback()
    assert reservation is not None
    return desk, reservation


def _picking(page: Page) -> str:
    """For a desk that waits for something still on its shelf."""
    page.goto("/picking")
    page.get_by_role("link", name=BUS).click()
    page.wait_for_load_state("load")
    return page.url


def _hand_over(page: Page, desk: int) -> str:
    """The page on which is agreed what somebody gets; what they had before is back."""
    page.goto(f"/desk/{desk}/stock")
    page.locator(".rows li", has_text="gereserveerd").get_by_role("link").first.click()
    page.locator("#next .btn-next").click()
    page.fill("[name=q]", "Demo-lener 4")
    page.press("[name=q]", "Enter")
    page.locator(".people a").first.click()
    expect(page.get_by_role("button", name="Geef mee")).to_be_visible()
    return page.url


def _count(page: Page) -> str:
    """One that was begun before."""
    page.goto("/stock/counts")
    page.locator(".rows .row-link").first.click()
    return page.url
