"""The door without a network, and sorting at it: in a real browser, with its service worker."""

import io
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from PIL import Image
from playwright.sync_api import Page, expect

from atelier.db import db
from atelier.demo import PASSWORD, SIGN_INS
from atelier.devices.models import Device, Photo
from atelier.people.roles import Role
from atelier.stock.models import Article
from atelier.workshop.intake import donations, sorting
from atelier.workshop.intake.models import Donation
from labels import modecards
from tests.browser.door import open_donation
from tests.browser.site import WIDTHS, Site, Visitor, until

Check = Callable[[Page], None]
Scan = Callable[[Page, str], None]

DIGIT_ROW = str.maketrans("1234567890", "&é\"'(§è!çà")
#: The page of the door is kept, with this donation on it (or any).
_KEPT = """async (donation) => {
  const kept = await caches.match("/intake/kept");
  return kept && (await kept.text()).includes(donation ? `value="${donation}"` : "");
}"""

_NO_CAMERA = """navigator.mediaDevices.getUserMedia = async () => {
  throw new DOMException("no", "NotAllowedError");
};"""


@pytest.fixture
def scan(scan_at_once: Scan) -> Scan:
    return scan_at_once


@pytest.fixture
def door(site: Site) -> dict[str, Any]:
    return open_donation(site)


@pytest.fixture
def phone(visitor: Visitor) -> Page:
    """With its worker, after the door was opened once."""
    page = visitor.page(Role.VOLUNTEER, 360, service_workers="allow")
    page.goto("/intake")
    until(page, _KEPT)
    return page


def came(site: Site, door: dict[str, Any]) -> int:
    with site.app.app_context():
        return donations.came(db.session, [door["id"]]).get(door["id"], 0)


def rows(page: Page, state: str) -> Any:
    return page.locator(f".pile .scan-{state}")


def fits(page: Page) -> bool:
    wide, screen = page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
    return bool(wide <= screen)


# --- no network


def test_a_pile_is_begun_loaded_anew_and_ended_without_a_network(
    phone: Page, visitor: Visitor, site: Site, door: dict[str, Any], scan: Scan, accessible: Check
) -> None:
    phone.goto("/intake")  # keeps the donation that was made meanwhile
    expect(phone.locator("h1")).to_be_visible()
    until(phone, _KEPT, door["id"])
    phone.context.set_offline(True)
    phone.goto("/intake")
    expect(phone.get_by_text("Er is geen netwerk. Je kunt gewoon scannen")).to_be_visible()
    accessible(phone)
    assert fits(phone)
    phone.locator(f"input[name=donation][value='{door['id']}']").check(force=True)
    phone.locator("input[name=place]").first.check(force=True)
    phone.get_by_role("button", name="Begin te scannen").click()
    expect(phone.locator("[data-about]")).to_contain_text("Testgemeente")
    scan(phone, door["blanks"][0])
    expect(rows(phone, "waiting")).to_have_count(1)
    phone.reload()
    expect(rows(phone, "waiting")).to_have_count(1)
    scan(phone, door["blanks"][1])
    expect(rows(phone, "waiting")).to_have_count(2)
    accessible(phone)
    assert came(site, door) == 0
    phone.context.set_offline(False)
    expect(rows(phone, "received")).to_have_count(2, timeout=20_000)
    assert came(site, door) == 2
    visitor.complaints.clear()


@pytest.mark.parametrize("width", WIDTHS)
def test_any_other_page_says_what_works(
    phone: Page, visitor: Visitor, accessible: Check, width: int
) -> None:
    phone.set_viewport_size({"width": width, "height": 800})
    phone.context.set_offline(True)
    phone.goto("/devices")
    expect(phone.locator("h1")).to_contain_text("Geen netwerk")
    assert "Demo" not in phone.locator("header").inner_text()  # nobody is named
    accessible(phone)
    assert fits(phone)
    phone.get_by_role("link", name="Ontvangen").click()
    expect(phone.locator("h1", has_text="Wat ontvang je?")).to_be_visible()
    visitor.complaints.clear()


def test_signing_out_clears_what_was_kept(phone: Page, visitor: Visitor) -> None:
    phone.goto("/me")
    phone.get_by_role("button", name="Meld af").click()
    phone.wait_for_url("**/sign-in*")
    until(phone, "async () => !(await caches.match('/intake/kept'))")
    phone.context.set_offline(True)
    phone.goto("/intake")
    expect(phone.locator("h1")).to_contain_text("Geen netwerk")
    visitor.complaints.clear()


def test_a_colleague_who_signs_in_sends_what_waited(
    visitor: Visitor, site: Site, door: dict[str, Any], scan: Scan
) -> None:
    """On any page: who scanned it may have gone home."""
    page = visitor.page(Role.VOLUNTEER, 360)
    page.goto(door["url"])
    page.route("**/intake/scans", lambda route: route.abort())
    scan(page, door["blanks"][0])
    expect(rows(page, "waiting")).to_have_count(1)
    page.unroute("**/intake/scans")
    page.context.clear_cookies()
    page.goto("/sign-in")
    assert came(site, door) == 0
    page.fill(
        "[name=login]", next(who for who, role in SIGN_INS.items() if role is Role.COORDINATOR)
    )
    page.fill("[name=password]", PASSWORD)
    with page.expect_response("**/intake/scans"):
        page.press("[name=password]", "Enter")
    assert came(site, door) == 1
    visitor.complaints.clear()


def test_two_tabs_send_each_scan_once(
    visitor: Visitor, site: Site, door: dict[str, Any], scan: Scan
) -> None:
    one = visitor.page(Role.VOLUNTEER, 360)
    one.goto(door["url"])
    two = one.context.new_page()
    two.goto(door["url"])
    sent: list[str] = []
    one.context.on(
        "request", lambda asked: sent.append(asked.url) if asked.method == "POST" else None
    )
    one.context.set_offline(True)
    for number, page in enumerate((one, two, one, two)):
        scan(page, door["blanks"][number])
    for page in (one, two):
        expect(rows(page, "waiting")).to_have_count(4)
    sent.clear()
    one.context.set_offline(False)
    for page in (one, two):
        expect(rows(page, "received")).to_have_count(4, timeout=15_000)
    assert came(site, door) == 4
    assert len([url for url in sent if url.endswith("/intake/scans")]) == 4
    visitor.complaints.clear()


# --- trouble


def test_a_scan_that_the_server_stumbles_over_holds_up_nothing(
    visitor: Visitor, site: Site, door: dict[str, Any], scan: Scan
) -> None:
    page = visitor.page(Role.VOLUNTEER, 360)
    page.goto(door["url"])
    first, second = door["blanks"][:2]

    def stumble(route: Any) -> None:
        if route.request.post_data_json["code"] != first:
            route.continue_()
            return
        error = {"error": {"code": "internal", "message": "Er ging iets mis bij ons."}}
        route.fulfill(status=500, json=error)

    page.route("**/intake/scans", stumble)
    scan(page, first)
    expect(page.locator("[data-stumbled]")).to_be_visible()
    scan(page, second)
    expect(rows(page, "received")).to_have_count(1)
    expect(rows(page, "waiting")).to_have_count(1)
    page.unroute("**/intake/scans")
    expect(rows(page, "received")).to_have_count(2, timeout=15_000)
    expect(page.locator("[data-stumbled]")).to_be_hidden()
    visitor.complaints.clear()


def test_a_browser_that_keeps_nothing_says_so_and_scans_on(
    visitor: Visitor, site: Site, door: dict[str, Any], scan: Scan, accessible: Check
) -> None:
    page = visitor.page(Role.VOLUNTEER, 360)
    page.add_init_script(
        "indexedDB.open = () => { throw new DOMException('no', 'SecurityError'); }"
    )
    page.goto(door["url"])
    page.context.set_offline(True)
    scan(page, door["blanks"][0])
    expect(rows(page, "waiting")).to_have_count(1)
    expect(page.locator("#pile [data-unkept]")).to_contain_text("Laat deze pagina open")
    accessible(page)
    page.context.set_offline(False)
    expect(rows(page, "received")).to_have_count(1, timeout=15_000)
    expect(page.locator("#pile [data-unkept]")).to_be_hidden()
    assert came(site, door) == 1
    visitor.complaints.clear()


def test_a_camera_that_may_not_be_used_is_said(visitor: Visitor, door: dict[str, Any]) -> None:
    page = visitor.page(Role.VOLUNTEER, 360)
    page.add_init_script(_NO_CAMERA)
    page.goto(door["url"])
    page.get_by_role("button", name="Scan met de camera").click()
    expect(page.locator("[data-pile-camera] [data-denied]")).to_contain_text("of typ het nummer")


def test_what_has_to_be_settled_survives_the_end_of_the_pile(
    visitor: Visitor, door: dict[str, Any], scan: Scan
) -> None:
    page = visitor.page(Role.VOLUNTEER, 360)
    page.goto(door["url"])
    scan(page, "5412345678908")
    expect(rows(page, "refused")).to_have_count(1)
    page.get_by_role("button", name="Klaar").click()
    page.get_by_role("link", name="Sluit de stapel af").click()
    page.wait_for_url(lambda url: "/intake/pile" not in url)
    page.goto("/intake/open")
    expect(page.locator(".scan", has_text="5412345678908").last).to_be_visible()
    page.goto(door["url"])
    with page.expect_response("**/dismiss"):
        rows(page, "refused").first.get_by_role("button", name="In orde").click()
    page.reload()
    expect(page.locator(".pile .scan")).to_have_count(0)


# --- sorting


@pytest.mark.parametrize("width", WIDTHS)
def test_things_are_counted_and_weighed_beside_the_devices(
    visitor: Visitor, site: Site, door: dict[str, Any], scan: Scan, accessible: Check, width: int
) -> None:
    page = visitor.page(Role.VOLUNTEER, width)
    page.goto(door["url"])
    page.get_by_role("button", name="Lader").first.click()
    page.get_by_role("button", name="Eén erbij").click()
    page.get_by_role("button", name="Eén erbij").click()
    scan(page, "ADP-65JH")  # what stands on a charger counts it
    expect(rows(page, "received")).to_have_count(3)
    expect(page.locator("[data-counter-count]")).to_have_text("3")
    rows(page, "received").first.get_by_role("button", name="Terug").click()
    expect(page.locator("[data-counter-count]")).to_have_text("2")
    accessible(page)
    scan(page, door["blanks"][0])  # a tag is a device, whatever was counted
    expect(page.locator("[data-counter]")).to_be_hidden()
    expect(page.locator("[data-count]")).to_have_text("1")
    page.get_by_role("button", name="Schroot").first.click()
    scan(page, door["blanks"][1])
    expect(rows(page, "received").first).to_contain_text("schroot: het mag weg")
    page.get_by_role("button", name="Weeg schroot").click()
    accessible(page)
    assert fits(page)
    page.get_by_role("button", name="Bewaar").click()
    expect(page.locator("[data-wrong=kind]")).to_be_visible()
    page.locator("label.choice", has_text="Kabels").click()
    page.keyboard.type("12,5")
    expect(page.locator("[data-kilos]")).to_have_text("12,5")
    page.get_by_role("button", name="Bewaar").click()
    expect(rows(page, "received").first).to_contain_text("12,5 kg schroot")
    page.get_by_role("button", name="Weeg schroot").click()
    scan(page, door["blanks"][2])  # a scan is no weight, whatever stands open
    expect(page.locator("[data-scale]")).to_be_hidden()
    expect(rows(page, "received").first).to_contain_text("schroot: het mag weg")
    with site.app.app_context():
        along = sorting.of(db.session, db.session.get_one(Donation, door["id"]))
        assert (along.pieces, dict(along.scrap)) == (2, {"cables": 12_500})
        step = sa.select(Device.next_step).where(Device.tag == door["blanks"][1])
        assert db.session.scalar(step) == "leave"


def test_a_card_changes_what_is_sorted_and_where_on_any_keyboard(
    visitor: Visitor, site: Site, door: dict[str, Any], scan: Scan
) -> None:
    page = visitor.page(Role.VOLUNTEER, 360)
    page.goto(door["url"])
    with site.app.app_context():
        article = db.session.scalars(sa.select(Article).where(Article.kind == "bag")).first()
        assert article is not None
        number, name = article.id, article.name
    scan(page, modecards.code(modecards.ARTICLE, number))
    expect(page.locator("[data-counter-name]")).to_have_text(name)
    scan(page, modecards.code(modecards.KIND, 4).translate(DIGIT_ROW))
    expect(page.locator("[data-modes-quick] [aria-pressed=true]")).to_contain_text("Tablet")
    place = page.evaluate("JSON.parse(document.querySelector('#pile').dataset.offer).places.at(-1)")
    scan(page, place["card"])
    expect(page.locator("[data-about]")).to_contain_text(place["name"])
    scan(page, modecards.code(modecards.ARTICLE, 999_999))
    expect(page.locator("#pile [data-strange]")).to_be_visible()
    expect(page.locator(".pile .scan")).to_have_count(0)
    page.goto("/intake/cards")
    scan(page, modecards.code(modecards.KIND, 1))  # on another page: back to the pile
    page.wait_for_url("**/intake/pile?*")
    expect(page.locator("[data-modes-quick] [aria-pressed=true]")).to_contain_text("Laptop")


def test_a_photo_is_kept_with_its_scan_until_both_can_go(
    visitor: Visitor, site: Site, door: dict[str, Any], scan: Scan
) -> None:
    page = visitor.page(Role.VOLUNTEER, 360)
    page.goto(door["url"])
    page.context.set_offline(True)
    scan(page, door["blanks"][0])
    picture = io.BytesIO()
    Image.new("RGB", (2400, 1800), "teal").save(picture, "PNG")
    photo = {"name": "a.png", "mimeType": "image/png", "buffer": picture.getvalue()}
    rows(page, "waiting").locator("[data-photo]").set_input_files(photo)
    expect(rows(page, "waiting").locator("[data-photo-count]")).to_have_text("1")
    with page.expect_response("**/photo"):
        page.context.set_offline(False)
    expect(rows(page, "received")).to_have_count(1)
    with site.app.app_context():
        device = db.session.scalars(sa.select(Device).where(Device.tag == door["blanks"][0])).one()
        taken = db.session.scalars(sa.select(Photo).where(Photo.device_id == device.id)).one()
        assert max(taken.width, taken.height) <= 1600
    visitor.complaints.clear()


@pytest.mark.parametrize("width", WIDTHS)
def test_the_pages_beside_the_pile_are_accessible(
    visitor: Visitor, door: dict[str, Any], scan: Scan, accessible: Check, width: int
) -> None:
    page = visitor.page(Role.COORDINATOR, width)
    page.goto(door["url"])
    scan(page, "1234567890")
    expect(page.locator(".pile .scan")).to_have_count(1)
    page.get_by_role("button", name="Iets anders").click()
    accessible(page)
    for address in ("/intake/open", "/intake/cards", "/intake", "/devices/1/discard"):
        page.goto(address)
        accessible(page)
        assert fits(page), address
