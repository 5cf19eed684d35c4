"""The pictures of the guided bench for the documents, from the demo data."""

from collections.abc import Callable
from pathlib import Path

import sqlalchemy as sa
from playwright.sync_api import Page, expect

from atelier.db import db
from atelier.devices.models import Device
from atelier.people.roles import Role
from atelier.workshop.inspection.checking.models import Checking
from atelier.workshop.repair.models import Repair
from tests.browser.door import open_donation
from tests.browser.site import Site, Visitor, scan_in

Take = Callable[[Page, str, Path], None]
WIDE, PHONE = 1280, 360


def take_all(visitor: Visitor, site: Site, folder: Path, take: Take) -> None:
    worker, phone = visitor.page(Role.BENCH_WORKER, WIDE), visitor.page(Role.BENCH_WORKER, PHONE)
    take(worker, "/my-bench", folder / "my-bench.png")
    take(phone, _drawing(phone, site), folder / "check-phone.png")
    take(worker, _repair(site), folder / "repair.png")
    _pile(visitor.page(Role.VOLUNTEER, PHONE), site).screenshot(path=folder / "pile-phone.png")


def _drawing(page: Page, site: Site) -> str:
    """The card on which is tapped what is damaged."""
    with site.app.app_context():
        open_ones = sa.select(Device.id).where(
            Device.next_step == "check",
            Device.kind == "laptop",
            Device.tag.is_not(None),
            Device.id.not_in(sa.select(Checking.device_id)),
        )
        device = db.session.scalars(open_ones.order_by(Device.id)).first()
        db.session.rollback()
    page.goto(f"/devices/{device}/check")
    page.get_by_role("button", name="Het is schoon").click()
    expect(page.locator(".zones")).to_be_visible()
    return page.url


def _repair(site: Site) -> str:
    """A card on which somebody works."""
    with site.app.app_context():
        going_on = sa.select(Repair.id).where(Repair.closed_at.is_(None)).order_by(Repair.id)
        number = db.session.scalars(going_on).first()
        db.session.rollback()
    return f"/repairs/{number}"


def _pile(page: Page, site: Site) -> Page:
    """What is no device, a tag, and a number with its tag."""
    door = open_donation(site)
    page.goto(door["url"])
    for code in ("5412345678908", door["blanks"][1], "DEMO4217", door["blanks"][0]):
        expect(page.locator("#pile")).to_be_visible()
        scan_in(page, code)
        page.wait_for_timeout(800)
    return page
