"""Erasing as a person at the bench sees it: one plain sentence, then the device's own tag."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa
from playwright.sync_api import Page, expect

from atelier.bench.models import Order, Presence
from atelier.db import db, now
from atelier.devices.models import Device
from atelier.people.roles import Role
from atelier.workshop.diagnosis import measured
from tests.browser.site import WIDTHS, Site, Visitor
from tests.machines import clear, some_station

Check = Callable[[Page], None]


def to_be_erased(site: Site, number: int) -> tuple[int, str, str]:
    """A laptop of the demo, on the bench now: its number, its tag, and another device's tag."""
    with site.app.app_context():
        wanted = (
            sa.select(Device)
            .where(Device.next_step == "erase", Device.kind == "laptop", Device.tag.is_not(None))
            .order_by(Device.id)
        )
        found = db.session.scalars(wanted.limit(8)).all()
        device, other = found[number], found[number + 1]
        newest = measured.newest(db.session, device)
        assert newest is not None
        clear(db.session)
        db.session.add(
            Presence(
                organisation_id=device.organisation_id,
                boot_id=f"boot-of-{device.id}",
                station_id=some_station(db.session).id,
                report_id=newest.report_id,
                device_id=device.id,
                agent_version="1",
                started_from="medium",
                doing="waiting",
                language="nl",
                last_seen_at=now() + timedelta(hours=1),
            )
        )
        db.session.commit()
        return device.id, device.tag or "", other.tag or ""


def orders(site: Site, device_id: int) -> int:
    with site.app.app_context():
        wanted = sa.select(sa.func.count()).where(
            Order.device_id == device_id, Order.kind == "erase"
        )
        return db.session.scalar(wanted) or 0


@pytest.mark.parametrize("width", WIDTHS)
def test_a_scan_of_another_tag_does_nothing_and_its_own_begins(
    visitor: Visitor,
    site: Site,
    scan: Callable[[Page, str], None],
    accessible: Check,
    width: int,
) -> None:
    device, tag, other = to_be_erased(site, WIDTHS.index(width))
    page = visitor.page(Role.BENCH_WORKER, width)
    page.goto(f"/devices/{device}/erase")
    expect(page.locator(".gone")).to_contain_text("gaat voorgoed weg")
    accessible(page)
    scan(page, other)
    expect(page.locator(".message-stop")).to_contain_text("ander toestel")
    accessible(page)
    assert orders(site, device) == 0
    scan(page, tag)
    expect(page.locator("#bench .order").first).to_contain_text("Schijf wissen")
    expect(page.locator("#erasure")).to_contain_text("wordt gewist")
    accessible(page)
    assert orders(site, device) == 1
    visitor.complaints.clear()  # the browser notes the 422 of the wrong tag
