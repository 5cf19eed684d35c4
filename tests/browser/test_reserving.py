"""From the shop window of a desk to the van, in a real browser: asked, picked by scanning, sent."""

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from playwright.sync_api import Page, expect

from atelier.db import db
from atelier.demo.places import BUS
from atelier.devices.models import Device
from atelier.lending.models import Reservation, ReservedUnit
from atelier.people.roles import Role
from atelier.stock.models import Hold
from tests.browser.site import WIDTHS, Site, Visitor

Check = Callable[[Page], None]
Scan = Callable[[Page, str], None]


def last_asked(site: Site) -> tuple[int, int, str]:
    """Number of the desk, of the reservation, and the tag of what it was promised."""
    with site.app.app_context():
        row = db.session.execute(
            sa.select(Reservation.place_id, Reservation.id, Device.tag)
            .join(ReservedUnit, ReservedUnit.reservation_id == Reservation.id)
            .join(Hold, Hold.id == ReservedUnit.hold_id)
            .join(Device, Device.id == Hold.device_id)
            .order_by(Reservation.id.desc())
            .limit(1)
        ).one()
    return row[0], row[1], row[2] or ""


def of_nobody(site: Site) -> str:
    """The tag of a device that is ready, and promised to nobody."""
    with site.app.app_context():
        held = sa.exists().where(Hold.device_id == Device.id, Hold.resolved_at.is_(None))
        wanted = sa.select(Device.tag).where(
            Device.next_step == "ready", Device.tag.is_not(None), ~held
        )
        return db.session.scalars(wanted.limit(1)).one() or ""


@pytest.mark.parametrize("width", WIDTHS)
def test_a_desk_asks_and_the_workshop_picks(
    visitor: Visitor, site: Site, accessible: Check, scan_at_once: Scan, width: int
) -> None:
    desk = visitor.page(Role.DESK, width)
    desk.goto("/window?kind=laptop&memory=16")
    accessible(desk)
    desk.get_by_role("link", name="Reserveer").first.click()
    desk.get_by_label("Voor wie?").fill("Klas 6")
    # Who works at two has to say for which.
    desk.get_by_label("Voor welk punt?").select_option(label=BUS)
    accessible(desk)
    desk.get_by_role("button", name="Reserveer").click()
    expect(desk.locator(".message-good")).to_contain_text("Gereserveerd")
    expect(desk.locator(".unit")).to_contain_text("toegezegd")
    accessible(desk)
    place_id, reservation_id, tag = last_asked(site)

    worker = visitor.page(Role.BENCH_WORKER, width)
    worker.goto(f"/picking/{place_id}")
    expect(worker.locator("main")).to_contain_text(tag[:4])
    accessible(worker)
    worker.get_by_role("button", name="Scan wat je neemt").first.click()
    worker.wait_for_url("**/picking/transfers/*")
    worker.wait_for_load_state("load")
    scan_at_once(worker, of_nobody(site))
    expect(worker.locator(".pile .scan-refused")).to_contain_text("staat niet op de lijst")
    scan_at_once(worker, tag)
    expect(worker.locator(".pile .scan-received")).to_have_count(1)
    accessible(worker)

    desk.goto(f"/reservations/{reservation_id}")
    expect(desk.locator(".unit")).to_contain_text("ingepakt")


def test_a_form_that_was_refused_begins_at_what_is_wrong(visitor: Visitor) -> None:
    """On a phone, where that is out of sight; a group of choices too, which is no one field."""
    page = visitor.page(Role.DESK, min(WIDTHS))
    for address, field in (("kind=laptop", "quantity"), ("", "kind")):
        page.goto(f"/reservations/new?{address}")
        page.locator("main [name=quantity]").fill("0" if address else "1")
        page.get_by_role("button", name="Reserveer").click()
        page.wait_for_load_state("load")
        assert page.evaluate("document.activeElement.name") == field
        expect(page.locator("main .error").first).to_be_in_viewport()
    visitor.complaints.clear()  # the browser notes each 422
