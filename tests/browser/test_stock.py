"""Stock in a real browser: packed, sent, received at the desk, counted, and where it was."""

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from playwright.sync_api import Page, expect

from atelier.db import db
from atelier.demo.places import NORTH, READY
from atelier.devices.models import Device
from atelier.people.roles import Role
from atelier.stock import ledger
from atelier.stock.models import Hold, Holding, Place
from labels.tags import format_tag
from tests.browser.site import WIDTHS, Site, Visitor

Check = Callable[[Page], None]
Scan = Callable[[Page, str], None]


@pytest.fixture
def scan(scan_at_once: Scan) -> Scan:
    """On a pile, once its script listens."""

    def on_pile(page: Page, code: str) -> None:
        expect(page.locator("#pile")).to_be_visible()
        page.wait_for_load_state("load")
        scan_at_once(page, code)

    return on_pile


def free(site: Site, count: int) -> list[tuple[int, str]]:
    """Number and tag of what is ready on the shelf and promised to nobody."""
    with site.app.app_context():
        held = sa.exists().where(Hold.device_id == Device.id, Hold.resolved_at.is_(None))
        rows = db.session.execute(
            sa.select(Device.id, Device.tag)
            .join(Holding, Holding.device_id == Device.id)
            .join(Place, Place.id == Holding.place_id)
            .where(Place.name == READY, Device.next_step == "ready", ~held)
            .order_by(Device.id)
            .limit(count)
        ).all()
    assert len(rows) == count
    return [(number, tag) for number, tag in rows]


def place_of(site: Site, device_id: int) -> str:
    with site.app.app_context():
        place = ledger.place_of(db.session, db.session.get_one(Device, device_id))
        return place.name if place else ""


def rows(page: Page, state: str) -> Any:
    return page.locator(f".pile .scan-{state}")


def fits(page: Page) -> bool:
    wide, screen = page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
    return bool(wide <= screen)


def test_from_the_shelf_to_the_desk_and_what_is_missing(
    visitor: Visitor, site: Site, scan: Scan, accessible: Check
) -> None:
    (first, first_tag), (second, second_tag) = free(site, 2)
    worker = visitor.page(Role.BENCH_WORKER)
    worker.goto("/stock")
    worker.get_by_role("link", name="Zendingen").click()
    worker.get_by_role("link", name="Maak een zending").click()
    worker.get_by_label("Waar vertrekt het?").select_option(label="Demo-gebouw › Magazijn › Rek B")
    worker.get_by_label("Waar gaat het naartoe?").select_option(label=NORTH)
    worker.get_by_role("button", name="Ga verder").click()
    worker.get_by_role("link", name="Begin te scannen").click()
    scan(worker, first_tag)
    scan(worker, second_tag)
    expect(rows(worker, "received")).to_have_count(2)
    accessible(worker)
    worker.get_by_role("button", name="Klaar").click()
    worker.get_by_role("link", name="Toon de zending").click()
    accessible(worker)
    worker.get_by_role("button", name="Verstuur").click()
    expect(worker.locator(".message-good")).to_contain_text("is vertrokken")
    assert place_of(site, first) == "Onderweg"
    address = worker.url

    host = visitor.page(Role.DESK, 360)
    host.goto(address)
    host.get_by_role("link", name="Begin te scannen").click()
    scan(host, first_tag)
    expect(rows(host, "received")).to_contain_text(format_tag(first_tag))
    host.get_by_role("button", name="Klaar").click()
    host.get_by_role("link", name="Toon de zending").click()
    host.get_by_role("link", name="Sluit af met wat ontbreekt").click()
    accessible(host)
    host.get_by_role("button", name="Sluit af: dit ontbreekt").click()
    accessible(host)
    assert fits(host)
    host.get_by_role("button", name="Toch aangekomen").click()
    expect(host.locator(".message-good")).to_contain_text("Genoteerd")
    assert {place_of(site, first), place_of(site, second)} == {NORTH}


@pytest.mark.parametrize("width", WIDTHS)
def test_a_pile_moves_at_once_and_undo_stands_in_its_row(
    visitor: Visitor, site: Site, scan: Scan, accessible: Check, width: int
) -> None:
    ((device, tag),) = free(site, 1)
    page = visitor.page(Role.VOLUNTEER, width)
    page.goto("/stock/move")
    accessible(page)
    page.get_by_role("link", name="Plank B2").click()
    scan(page, tag)
    expect(rows(page, "received")).to_contain_text(f"van {READY}")
    assert place_of(site, device) == "Plank B2"
    accessible(page)
    rows(page, "received").get_by_role("button", name="Terug").click()
    expect(rows(page, "undone")).to_contain_text("Teruggedraaid")
    assert place_of(site, device) == READY


def test_two_count_and_each_sees_what_the_other_saw(
    visitor: Visitor, site: Site, scan: Scan, accessible: Check
) -> None:
    ((_, tag),) = free(site, 1)
    watcher = visitor.page(Role.VOLUNTEER)
    watcher.goto("/stock/counts/new")
    watcher.get_by_label("Welke plaats tel je?").select_option(
        label=f"Demo-gebouw › Magazijn › Rek B › {READY}"
    )
    watcher.get_by_role("button", name="Begin").click()
    found = watcher.locator(".tallies strong").first
    expect(found).to_have_text("0")
    accessible(watcher)
    other = visitor.page(Role.BENCH_WORKER, 360)
    other.goto(f"{watcher.url}/scan")
    scan(other, tag)
    expect(rows(other, "received")).to_have_count(1)
    expect(found).to_have_text("1", timeout=15_000)  # by itself
    accessible(watcher)


@pytest.mark.parametrize("width", WIDTHS)
def test_a_mistake_is_taken_back_with_a_reason(
    visitor: Visitor, site: Site, scan: Scan, accessible: Check, width: int
) -> None:
    ((device, tag),) = free(site, 1)
    page = visitor.page(Role.COORDINATOR, width)
    page.goto("/stock/move")
    page.get_by_role("link", name="Bestelwagen").click()
    scan(page, tag)
    expect(rows(page, "received")).to_have_count(1)
    page.goto(f"/devices/{device}")
    page.get_by_role("link", name="Waar was het?").click()
    accessible(page)
    assert fits(page)
    page.get_by_role("link", name="Draai terug").first.click()
    accessible(page)
    page.get_by_label("Wat was er fout?").fill("Op de verkeerde stapel gelegd")
    page.get_by_role("button", name="Draai terug").click()
    expect(page.locator(".story")).to_contain_text("Op de verkeerde stapel gelegd")
    assert place_of(site, device) == READY
