"""Putting software on in a real browser: one device, a pile, the bench; and who releases it."""

from collections.abc import Callable, Sequence

import pytest
import sqlalchemy as sa
from playwright.sync_api import Locator, Page, expect

from atelier.bench.models import Order, Presence
from atelier.db import db, now
from atelier.demo import software
from atelier.devices.models import Device
from atelier.people.roles import Role
from atelier.workshop.imaging.models import Image
from labels import tags as numbers
from tests.browser.site import WIDTHS, Site, Visitor
from tests.machines import clear, switch_on

Check = Callable[[Page], None]
Scan = Callable[[Page, str], None]


@pytest.fixture
def scan(scan_at_once: Scan) -> Scan:
    return scan_at_once


@pytest.fixture
def erased(site: Site) -> Sequence[tuple[int, str]]:
    """Devices that wait for their software, and are on the bench: number and tag."""
    with site.app.app_context():
        clear(db.session)
        for order in db.session.scalars(sa.select(Order).where(Order.state != "done")):
            order.state, order.ended_at = "failed", order.ended_at or now()
        waiting = [
            device
            for device in db.session.scalars(
                sa.select(Device).where(Device.next_step == "image").order_by(Device.id)
            )
            if device.tag and device.disk_bytes
        ]
        for device in waiting:
            switch_on(db.session, device)
        found = [(device.id, device.tag or "") for device in waiting]
        db.session.commit()
    return found[:3]


def number_of(site: Site, what: software.Software) -> int:
    with site.app.app_context():
        found = db.session.scalar(sa.select(Image.id).where(Image.sha256 == what.sha256))
    assert found is not None
    return found


def ordered(site: Site) -> set[int]:
    with site.app.app_context():
        open_now = sa.select(Order.device_id).where(
            Order.kind == "image", Order.state.in_(("issued", "accepted", "running"))
        )
        return set(db.session.scalars(open_now))


def rows(page: Page, state: str) -> Locator:
    return page.locator(f".pile .scan-{state}")


@pytest.mark.parametrize("width", WIDTHS)
def test_the_best_is_marked_and_one_press_orders_it(
    visitor: Visitor,
    site: Site,
    erased: Sequence[tuple[int, str]],
    accessible: Check,
    width: int,
) -> None:
    device = erased[0][0]
    page = visitor.page(Role.BENCH_WORKER, width)
    page.goto(f"/devices/{device}")
    page.locator("#next").get_by_role("link", name="Kies de software").click()
    expect(page.locator(".image-choice-big input")).to_be_checked()
    accessible(page)
    page.get_by_role("button", name="Zet de software erop").click()
    expect(page.locator(".message-good")).to_contain_text("De software komt op dit toestel.")
    expect(page.locator("#bench .order").first).to_contain_text("Software zetten")
    accessible(page)
    assert ordered(site) == {device}


def test_by_keyboard_alone_another_one_is_chosen(
    visitor: Visitor, site: Site, erased: Sequence[tuple[int, str]]
) -> None:
    page = visitor.page(Role.BENCH_WORKER)
    page.goto(f"/devices/{erased[0][0]}/image")
    page.locator(".image-choice-big input").focus()
    before = page.locator("[name=image]:checked").get_attribute("value")
    page.keyboard.press("ArrowDown")
    assert page.locator("[name=image]:checked").get_attribute("value") != before
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "/image" not in url)
    assert ordered(site) == {erased[0][0]}


@pytest.mark.parametrize("width", WIDTHS)
def test_a_pile_answers_each_scan_and_orders_with_one_press(
    visitor: Visitor,
    site: Site,
    erased: Sequence[tuple[int, str]],
    scan: Scan,
    accessible: Check,
    width: int,
) -> None:
    page = visitor.page(Role.BENCH_WORKER, width)
    page.goto("/images/pile")
    accessible(page)
    page.get_by_role("button", name="Begin te scannen").click()
    accessible(page)
    for _, tag in erased:
        scan(page, tag)
    expect(rows(page, "received")).to_have_count(3)
    expect(rows(page, "received").first).to_contain_text("Gaat mee")
    scan(page, numbers.new())
    expect(rows(page, "refused")).to_contain_text("Kan niet")
    expect(rows(page, "refused")).to_contain_text("kennen we niet")
    accessible(page)
    rows(page, "received").first.get_by_role("button", name="Haal weg").click()
    expect(page.locator("[data-count]")).to_have_text("2")
    assert ordered(site) == set()
    page.get_by_role("button", name="Klaar").click()
    expect(page.locator("[data-done]")).to_contain_text("kennen we niet")
    accessible(page)
    page.locator("[data-done]").get_by_role("button", name="Zet de software erop").click()
    expect(page.locator(".message-good")).to_contain_text("De software komt op 2 toestellen.")
    assert ordered(site) == {device for device, _ in erased[:2]}
    page.goto(f"/images/pile/scan?image={number_of(site, software.BASIS)}")
    expect(rows(page, "received")).to_have_count(0)  # what was done is done


@pytest.mark.parametrize("width", WIDTHS)
def test_what_stayed_behind_is_listed_after_the_press(
    visitor: Visitor,
    site: Site,
    erased: Sequence[tuple[int, str]],
    scan: Scan,
    accessible: Check,
    width: int,
) -> None:
    """Scanned while it was on, and switched off before the press; the others go, all at once."""
    page = visitor.page(Role.BENCH_WORKER, width)
    page.goto(f"/images/pile/scan?image={number_of(site, software.BASIS)}")
    for _, tag in erased:
        scan(page, tag)
    expect(rows(page, "received")).to_have_count(3)
    with site.app.app_context():
        gone = sa.select(Presence).where(Presence.device_id == erased[0][0])
        for start in db.session.scalars(gone):
            start.doing = "going_off"
        db.session.commit()
    page.get_by_role("button", name="Klaar").click()
    page.get_by_text("Een klas vol toestellen?").click()
    page.get_by_label("één keer naar allemaal tegelijk").check()
    page.locator("[data-done]").get_by_role("button", name="Zet de software erop").click()
    expect(page.locator(".message-good")).to_contain_text("De software komt op 2 toestellen.")
    expect(page.locator(".command")).to_contain_text("--receivers 2")
    expect(page.locator("#stay ~ .rows")).to_contain_text("Dit toestel staat niet aan.")
    accessible(page)
    wide, screen = page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
    assert wide <= screen


def test_a_licence_is_closed_after_a_question(
    visitor: Visitor, site: Site, accessible: Check
) -> None:
    page = visitor.page(Role.COORDINATOR)
    page.goto("/licences")
    button = page.get_by_role("button", name="Gebruik niet meer Windows 11 Pro")
    page.once("dialog", lambda dialog: dialog.dismiss())
    button.click()
    expect(page.locator(".message-good")).to_have_count(0)
    page.once("dialog", lambda dialog: dialog.accept())
    button.click()
    expect(page.locator(".message-good")).to_contain_text("niet meer gebruikt")
    expect(button).to_have_count(0)  # a device has one of it: it stays to be seen
    expect(page.locator(".rows")).to_contain_text("Windows 11 Pro")
    expect(page.locator(".rows")).to_contain_text("wordt niet meer gegeven")
    accessible(page)


def test_what_waits_for_another_pile_goes_to_that_pile(
    visitor: Visitor, site: Site, erased: Sequence[tuple[int, str]], scan: Scan
) -> None:
    """Scans of two piles wait in one browser: each is asked where it belongs."""
    asked: list[str] = []
    page = visitor.page(Role.BENCH_WORKER, 360)
    page.on("request", lambda one: asked.append(one.url) if "/scans" in one.url else None)
    basis, school = number_of(site, software.BASIS), number_of(site, software.SCHOOL)
    page.goto(f"/images/pile/scan?image={basis}")
    page.route("**/scans", lambda route: route.abort())
    scan(page, erased[0][1])
    expect(rows(page, "waiting")).to_have_count(1)
    page.goto(f"/images/pile/scan?image={school}")
    asked.clear()
    page.unroute("**/scans")
    expect(rows(page, "waiting")).to_have_count(0, timeout=10_000)
    assert {url.rpartition("/images/")[2] for url in asked} == {f"{basis}/scans"}
    expect(rows(page, "received")).to_have_count(0)
    visitor.complaints.clear()


@pytest.mark.parametrize("width", WIDTHS)
def test_the_whole_bench_at_once(
    visitor: Visitor,
    site: Site,
    erased: Sequence[tuple[int, str]],
    accessible: Check,
    width: int,
) -> None:
    page = visitor.page(Role.BENCH_WORKER, width)
    page.goto("/bench")
    page.get_by_role("link", name="Zet software op alle gewiste toestellen").click()
    accessible(page)
    for one in (software.SCHOOL, software.BASIS):  # each choice shows its machines at once
        number = number_of(site, one)
        page.locator(f"[name=image][value='{number}']").click()
        page.wait_for_url(lambda url, number=number: f"image={number}" in url)
    expect(page.get_by_role("heading", name="Deze gaan niet mee")).to_be_visible()
    accessible(page)
    page.get_by_role("button", name="Zet Basis op").click()
    page.wait_for_url(lambda url: url.endswith("/bench"))
    assert {device for device, _ in erased} <= ordered(site)
    expect(page.locator(".order").first).to_contain_text("Software zetten")


def test_a_coordinator_releases_what_is_on_trial(
    visitor: Visitor, site: Site, accessible: Check
) -> None:
    page = visitor.page(Role.COORDINATOR)
    page.goto(f"/images/{number_of(site, software.BASIS_ON_TRIAL)}")
    page.get_by_label("Wat is er nieuw? (Nederlands)").fill("Nieuwere programma's.")
    page.get_by_role("button", name="Vrijgeven").click()
    expect(page.locator(".message-good")).to_contain_text("Vrijgegeven.")
    expect(page.locator(".chips")).to_contain_text("deze wordt nu gezet")
    accessible(page)


@pytest.mark.parametrize("width", WIDTHS)
def test_the_other_pages_of_imaging_are_accessible(
    visitor: Visitor, site: Site, accessible: Check, width: int
) -> None:
    with site.app.app_context():
        done = db.session.scalars(
            sa.select(Device.id).where(Device.next_step == "ready", Device.kind == "laptop")
        ).first()
    page = visitor.page(Role.COORDINATOR, width)
    for address in (
        "/images",
        *(f"/images/{number_of(site, one)}" for one in software.ALL),
        "/images/1?q=fire",
        "/licences",
        f"/devices/{done}/licence",
        f"/devices/{done}/started",
        f"/devices/{done}/image",
    ):
        page.goto(address)
        accessible(page)
        wide, screen = page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
        assert wide <= screen, f"{address} is {wide} px wide on a screen of {screen}"
