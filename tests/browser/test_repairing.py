"""From a fault to a device that is looked at again, with a part, a clock and what was filled in."""

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from playwright.sync_api import Page, expect

from atelier.db import db
from atelier.devices.models import Device
from atelier.people.roles import Role
from atelier.stock.models import PartHold
from tests.browser.site import WIDTHS, Site, Visitor


def broken(site: Site, offset: int = 0) -> int:
    """A laptop on which the worker's next step is to repair."""
    with site.app.app_context():
        wanted = sa.select(Device.id).where(Device.next_step == "repair").order_by(Device.id)
        found = db.session.scalars(wanted.offset(offset).limit(1)).one()
        db.session.rollback()
    return found


def test_from_the_fault_to_looking_again(
    visitor: Visitor, site: Site, accessible: Callable[[Page], None]
) -> None:
    number = broken(site)
    page = visitor.page(Role.BENCH_WORKER, 360)
    page.goto(f"{site.url}/devices/{number}")
    page.locator("#next").get_by_role("link", name="Begin").click()
    accessible(page)
    # Somebody sees that the fan is gone as well: one tap, and said again it stands there already.
    for _ in range(2):
        page.get_by_role("link", name="Er is nog iets stuk").click()
        page.get_by_role("button", name="Ventilator").click()
        page.wait_for_url(f"**/devices/{number}/repair")
    expect(page.get_by_role("status").first).to_contain_text("staat er al bij")

    # Whatever was broken first can wait: it turns out not to be.
    first = page.locator("#faults .fault").filter(has_not_text="Ventilator").first
    first.get_by_text("Iets anders").click()
    first.get_by_role("button", name="Het is niet stuk").click()

    page.locator("#faults .fault", has_text="Ventilator").get_by_role(
        "button", name="Begin"
    ).click()
    accessible(page)
    page.get_by_role("radio", name="Vervangen").check()
    page.get_by_text("Een ander onderdeel").click()
    page.locator("#parts li", has_text="Ventilator").get_by_role("button", name="Neem").click()
    expect(page.get_by_label("ingebouwd")).to_be_checked()
    page.locator("#note").fill("Nieuwe ventilator, stof weg")
    expect(page.locator("[data-kept-word]")).to_be_visible()

    # The shift ends here: what was filled in is there for whoever goes on.
    page.reload()
    expect(page.locator("#note")).to_have_value("Nieuwe ventilator, stof weg")
    expect(page.get_by_role("radio", name="Vervangen")).to_be_checked()
    page.get_by_role("button", name="5 min").last.click()
    expect(page.locator("[data-face]")).to_have_text("5 min")
    accessible(page)
    page.get_by_role("button", name="Hersteld").click()
    page.wait_for_url(f"**/devices/{number}")
    expect(page.locator("#next")).to_contain_text("Kijk het toestel na")
    page.goto(f"{site.url}/devices/{number}/repair")
    expect(page.get_by_text("Er is niets stuk.")).to_be_visible()
    accessible(page)
    with site.app.app_context():
        used = db.session.scalars(sa.select(PartHold).order_by(PartHold.id.desc())).first()
        assert used is not None
        assert used.settlement == "used"
        assert db.session.get_one(Device, number).next_step == "check"
        db.session.rollback()


def test_by_keyboard_alone(visitor: Visitor, site: Site) -> None:
    """It cannot be mended: the reason is chosen without a mouse."""
    number = broken(site)
    page = visitor.page(Role.BENCH_WORKER, 1280)
    page.goto(f"{site.url}/devices/{number}/repair")
    go_on = page.locator("#faults .fault-do").first.locator("button, a").first
    go_on.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/repairs/*")
    page.locator("summary.outcome").focus()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Het is te versleten").focus()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/devices/{number}/repair")
    expect(page.get_by_role("heading", name="Beter voor onderdelen?")).to_be_visible()


@pytest.mark.parametrize("width", WIDTHS)
def test_the_pages_are_for_everybody(
    visitor: Visitor, site: Site, accessible: Callable[[Page], None], width: int
) -> None:
    number = broken(site)
    page = visitor.page(Role.COORDINATOR, width)
    for address in (
        f"/devices/{number}/repair",
        f"/devices/{number}/faults/new",
        f"/devices/{number}/harvest",
        "/repairs/2",
        "/parts",
        "/parts/disks",
    ):
        page.goto(f"{site.url}{address}")
        accessible(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, address


def test_a_disk_comes_out_and_keeps_its_duty(
    visitor: Visitor, site: Site, accessible: Callable[[Page], None]
) -> None:
    with site.app.app_context():
        wanted = sa.select(Device.id).where(Device.next_step == "erase").order_by(Device.id)
        number = db.session.scalars(wanted.limit(1)).one()
        db.session.rollback()
    page = visitor.page(Role.COORDINATOR, 1280)
    page.goto(f"{site.url}/devices/{number}/harvest")
    page.locator("[name=disk-0]").check()
    page.locator("[name^=take-memory]").first.check()
    page.get_by_label("Waar leg je de onderdelen?").select_option(index=1)
    page.get_by_role("button", name="Dit ligt er nu").click()
    page.wait_for_url(f"**/devices/{number}/leave")
    page.goto(f"{site.url}/parts/disks")
    expect(page.get_by_text("nog te wissen").first).to_be_visible()
    accessible(page)
