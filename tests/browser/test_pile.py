"""The pile at the door in a real browser: scans by keyboard, no network, undo, refusals."""

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from playwright.sync_api import Page, expect

from atelier.db import db
from atelier.people.roles import Role
from atelier.workshop.intake import donations
from atelier.workshop.intake.models import IntakeScan
from labels import tags as numbers
from tests.browser.door import open_donation
from tests.browser.site import WIDTHS, Site, Visitor

Check = Callable[[Page], None]
Scan = Callable[[Page, str], None]


@pytest.fixture
def scan(scan_at_once: Scan) -> Scan:
    return scan_at_once


@pytest.fixture
def door(site: Site) -> dict[str, Any]:
    return open_donation(site)


def came(site: Site, donation_id: int) -> int:
    with site.app.app_context():
        return donations.came(db.session, [donation_id]).get(donation_id, 0)


def scans(site: Site, donation_id: int) -> int:
    with site.app.app_context():
        wanted = sa.select(sa.func.count()).where(IntakeScan.donation_id == donation_id)
        return db.session.scalar(wanted) or 0


def rows(page: Page, state: str) -> Any:
    return page.locator(f".pile .scan-{state}")


@pytest.mark.parametrize("width", WIDTHS)
def test_each_scan_is_answered_in_a_word_and_counted(
    visitor: Visitor, site: Site, door: dict[str, Any], scan: Scan, accessible: Check, width: int
) -> None:
    page = visitor.page(Role.VOLUNTEER, width)
    page.goto(door["url"])
    accessible(page)
    scan(page, door["blanks"][0])
    expect(rows(page, "received")).to_contain_text(numbers.format_tag(door["blanks"][0]))
    expect(rows(page, "received")).to_contain_text("Ontvangen")
    scan(page, "5412345678908")
    expect(rows(page, "refused")).to_contain_text("winkelcode")
    scan(page, numbers.new())
    expect(rows(page, "unknown").get_by_role("button", name="Nieuw toestel")).to_be_visible()
    accessible(page)
    rows(page, "unknown").get_by_role("button", name="Nieuw toestel").click()
    expect(rows(page, "received")).to_have_count(2)
    expect(page.locator("[data-count]")).to_have_text("2")
    page.get_by_role("button", name="Klaar").click()
    expect(page.locator("[data-done]")).to_contain_text("winkelcode")
    accessible(page)
    assert came(site, door["id"]) == 2


@pytest.mark.parametrize("width", WIDTHS)
def test_a_number_and_then_its_tag_are_one_device(
    visitor: Visitor, site: Site, door: dict[str, Any], scan: Scan, accessible: Check, width: int
) -> None:
    page = visitor.page(Role.VOLUNTEER, width)
    page.goto(door["url"])
    scan(page, f"DEMOTEST1{width}")
    etiket = rows(page, "received").get_by_role("link", name="Etiket")
    expect(etiket).to_be_visible()
    scan(page, door["blanks"][0])
    expect(rows(page, "tagged")).to_contain_text(f"hoort bij DEMOTEST1{width}")
    expect(etiket).to_have_count(0)
    expect(page.locator("[data-count]")).to_have_text("1")
    accessible(page)
    page.reload()  # what was scanned last is still known
    scan(page, f"DEMOTEST2{width}")
    scan(page, door["blanks"][1])
    expect(rows(page, "tagged")).to_have_count(2)
    rows(page, "tagged").first.get_by_role("button", name="Ander toestel").click()
    expect(rows(page, "received")).to_have_count(3)
    expect(rows(page, "tagged")).to_have_count(1)
    expect(etiket).to_have_count(1)
    assert came(site, door["id"]) == 3


def test_the_same_code_within_three_seconds_is_one_scan(
    visitor: Visitor, site: Site, door: dict[str, Any], scan: Scan
) -> None:
    page = visitor.page(Role.VOLUNTEER, 360)
    page.goto(door["url"])
    for _ in range(3):
        scan(page, door["blanks"][0])
    expect(rows(page, "received")).to_have_count(1)
    page.wait_for_timeout(3200)
    scan(page, door["blanks"][0])
    expect(rows(page, "refused")).to_contain_text("Al ontvangen")
    assert scans(site, door["id"]) == 2


def test_without_a_network_nothing_is_lost_and_it_counts_once(
    visitor: Visitor, site: Site, door: dict[str, Any], scan: Scan, accessible: Check
) -> None:
    page = visitor.page(Role.VOLUNTEER, 360)
    page.goto(door["url"])
    page.context.set_offline(True)
    for blank in door["blanks"][:3]:
        scan(page, blank)
    expect(rows(page, "waiting")).to_have_count(3)
    expect(page.locator(".pile [data-waiting]")).to_contain_text("3 wacht")
    assert came(site, door["id"]) == 0
    accessible(page)
    page.context.set_offline(False)
    expect(rows(page, "received")).to_have_count(3)
    expect(page.locator(".pile [data-waiting]")).to_be_hidden()
    assert (came(site, door["id"]), scans(site, door["id"])) == (3, 3)
    assert all("INTERNET_DISCONNECTED" in complaint for complaint in visitor.complaints)
    visitor.complaints.clear()


def test_an_answer_that_got_lost_is_asked_again_and_counts_once(
    visitor: Visitor, site: Site, door: dict[str, Any], scan: Scan
) -> None:
    """The server took the scan, but the network went before it could say so."""
    page = visitor.page(Role.VOLUNTEER, 360)
    page.goto(door["url"])
    lost: list[str] = []

    def take_and_lose(route: Any) -> None:
        if lost:
            route.continue_()
            return
        lost.append(route.fetch().text())
        route.abort()

    page.route("**/intake/scans", take_and_lose)
    scan(page, door["blanks"][0])
    expect(rows(page, "received")).to_have_count(1, timeout=15_000)
    assert '"state":"received"' in lost[0].replace(" ", "")
    assert (came(site, door["id"]), scans(site, door["id"])) == (1, 1)
    visitor.complaints.clear()


def test_what_waits_survives_a_page_that_was_closed(
    visitor: Visitor, site: Site, door: dict[str, Any], scan: Scan
) -> None:
    page = visitor.page(Role.VOLUNTEER, 360)
    page.goto(door["url"])
    page.route("**/intake/scans", lambda route: route.abort())
    scan(page, door["blanks"][0])
    expect(rows(page, "waiting")).to_have_count(1)
    page.close()
    visitor.complaints.clear()
    again = page.context.new_page()
    again.goto(door["url"])
    expect(rows(again, "received")).to_have_count(1)
    assert came(site, door["id"]) == 1


def test_what_waited_for_another_pile_is_sent_from_this_one(
    visitor: Visitor, site: Site, door: dict[str, Any], scan: Scan
) -> None:
    page = visitor.page(Role.VOLUNTEER, 360)
    page.goto(door["url"])
    page.route("**/intake/scans", lambda route: route.abort())
    scan(page, door["blanks"][0])
    expect(rows(page, "waiting")).to_have_count(1)
    page.goto(door["url"].replace(f"donation={door['id']}", "donation=1"))
    expect(rows(page, "waiting")).to_have_count(1)
    page.unroute("**/intake/scans")
    expect(rows(page, "waiting")).to_have_count(0, timeout=10_000)
    expect(rows(page, "received")).to_have_count(0)
    assert came(site, door["id"]) == 1
    visitor.complaints.clear()


def test_a_scan_from_before_there_were_other_piles_is_sent(
    visitor: Visitor, site: Site, door: dict[str, Any], scan: Scan
) -> None:
    """As the page kept it then: in another store, and without an address."""
    page = visitor.page(Role.VOLUNTEER, 360)
    page.goto(door["url"])
    page.route("**/intake/scans", lambda route: route.abort())
    scan(page, door["blanks"][0])
    expect(rows(page, "waiting")).to_have_count(1)
    page.evaluate(
        """() => new Promise((done) => {
          const asked = indexedDB.open("atelier", 1);
          asked.onsuccess = () => {
            const scans = asked.result.transaction("scans", "readwrite").objectStore("scans");
            scans.getAll().onsuccess = ({ target }) => {
              const { url, pile, sends, ...rest } = target.result[0];
              const key = `atelier.scan.${rest.organisation}.${rest.id}`;
              localStorage.setItem(key, JSON.stringify({ ...rest, ...sends }));
              scans.clear().onsuccess = done;
            };
          };
        })"""
    )
    page.close()
    visitor.complaints.clear()
    again = page.context.new_page()
    again.goto(door["url"])
    expect(rows(again, "received")).to_have_count(1)
    assert came(site, door["id"]) == 1


def test_undo_stands_in_the_message_and_uncounts(
    visitor: Visitor, site: Site, door: dict[str, Any], scan: Scan
) -> None:
    page = visitor.page(Role.VOLUNTEER, 360)
    page.goto(door["url"])
    scan(page, door["blanks"][0])
    rows(page, "received").get_by_role("button", name="Terug").click()
    expect(rows(page, "undone")).to_have_count(1)
    expect(page.locator("[data-count]")).to_have_text("0")
    assert came(site, door["id"]) == 0


def test_received_refused_and_no_connection_sound_different(
    visitor: Visitor, door: dict[str, Any], scan: Scan
) -> None:
    page = visitor.page(Role.VOLUNTEER, 360)
    page.add_init_script(_LISTEN)
    page.goto(door["url"])
    page.locator(".pile-head").click()  # a browser is silent until it is touched

    def tune() -> list[Any]:
        return page.evaluate("() => window.heard.splice(0)")

    scan(page, door["blanks"][0])
    expect(rows(page, "received")).to_have_count(1)
    received = tune()
    scan(page, "5412345678908")
    expect(rows(page, "refused")).to_have_count(1)
    refused = tune()
    page.context.set_offline(True)
    scan(page, door["blanks"][1])
    expect(rows(page, "waiting")).to_contain_text("wacht op netwerk")
    waiting = tune()
    assert all([received, refused, waiting])
    assert received != refused != waiting != received
    page.close()  # it would try again, and complain again
    visitor.complaints.clear()


_LISTEN = """
window.heard = [];
const start = OscillatorNode.prototype.start;
OscillatorNode.prototype.start = function (at) {
  window.heard.push([this.type, this.frequency.value]);
  return start.call(this, at);
};
"""


def test_a_wrong_digit_is_put_right_by_a_tap(
    visitor: Visitor, site: Site, door: dict[str, Any], scan: Scan
) -> None:
    page = visitor.page(Role.VOLUNTEER, 360)
    page.goto(door["url"])
    right = door["blanks"][0]
    scan(page, right[:2] + str((int(right[2]) + 1) % 10) + right[3:])
    rows(page, "refused").get_by_role("button", name=numbers.format_tag(right)).click()
    expect(rows(page, "received")).to_contain_text(numbers.format_tag(right))
    expect(rows(page, "refused")).to_have_count(0)
    assert came(site, door["id"]) == 1


def test_a_number_can_be_typed_and_what_was_scanned_elsewhere_comes_along(
    visitor: Visitor, site: Site, door: dict[str, Any]
) -> None:
    page = visitor.page(Role.VOLUNTEER, 360)
    page.goto(f"{door['url']}&code={door['blanks'][0]}")
    expect(rows(page, "received")).to_have_count(1)
    assert "code=" not in page.url
    page.get_by_label("Scan, of typ een nummer").fill(numbers.format_tag(door["blanks"][1]))
    page.get_by_role("button", name="Voeg toe").click()
    expect(rows(page, "received")).to_have_count(2)
    page.reload()
    expect(rows(page, "received")).to_have_count(2)
    assert scans(site, door["id"]) == 2


def test_signed_out_in_between_keeps_the_scans_until_someone_signs_in(
    visitor: Visitor, site: Site, door: dict[str, Any], scan: Scan
) -> None:
    page = visitor.page(Role.VOLUNTEER, 1280)
    page.goto(door["url"])
    cookies = page.context.cookies()
    page.context.clear_cookies()
    scan(page, door["blanks"][0])
    expect(page.locator("[data-trouble]")).to_be_visible()
    expect(rows(page, "waiting")).to_have_count(1)
    page.context.add_cookies(cookies)
    page.evaluate("dispatchEvent(new Event('focus'))")
    expect(rows(page, "received")).to_have_count(1)
    assert came(site, door["id"]) == 1
    visitor.complaints.clear()


@pytest.mark.parametrize("width", WIDTHS)
def test_the_other_pages_of_intake_are_accessible(
    visitor: Visitor, door: dict[str, Any], accessible: Check, width: int
) -> None:
    page = visitor.page(Role.COORDINATOR, width)
    for address in (
        "/donors",
        "/donors/new",
        "/donors/1",
        "/donors/1/donations/new",
        f"/donations/{door['id']}",
        "/donations/1",
        "/intake",
        "/labels",
        "/labels/blank?size=L7651",
        "/devices/1/label",
        "/devices/1/photos",
        "/devices/1/tag",
        "/devices/1/receive",
    ):
        page.goto(address)
        accessible(page)
        wide, screen = page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
        assert wide <= screen, f"{address} is {wide} px wide on a screen of {screen}"
