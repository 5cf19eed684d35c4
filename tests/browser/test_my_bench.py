"""A whole turn at a bench, with a hand scanner and a keyboard: from the badge to the shelf."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from atelier.demo import PIN, badge_of
from atelier.people.roles import Role
from tests.browser.site import WIDTHS, Visitor, scan_in

Check = Callable[[Page], None]
Scan = Callable[[Page, str], None]


_IN_FIELD = "document.activeElement.matches('input')"


@pytest.fixture
def scan() -> Scan:
    """All of a badge at once: a test machine under load is slower than any scanner."""

    def at_once(page: Page, code: str) -> None:
        if not page.evaluate(_IN_FIELD):
            scan_in(page, code)
            return
        page.keyboard.insert_text(code)
        page.keyboard.press("Enter")

    return at_once


def at_a_bench(visitor: Visitor, width: int = 1280, bench: str = "Werkbank 1") -> Page:
    """A browser that a coordinator put at a bench, with nobody signed in."""
    page = visitor.page(width=width)
    page.goto("/sign-in")
    page.fill("[name=login]", "demo3")
    page.fill("[name=password]", "demo-demo-demo")
    page.press("[name=password]", "Enter")
    page.wait_for_url(lambda url: "/sign-in" not in url)
    page.goto("/screens")
    page.locator("button.pick", has_text=bench).click()
    expect(page.locator(".message-good")).to_contain_text(bench)
    page.goto("/me")
    page.locator("main").get_by_role("button", name="Meld af").click()
    expect(page.locator("h1")).to_have_text("Scan je badge")
    return page


def come_in(page: Page, scan: Scan, login: str) -> None:
    page.goto("/sign-in")
    scan(page, badge_of(login))
    expect(page.get_by_label("Pincode")).to_be_focused()
    page.keyboard.type(PIN)
    page.wait_for_url("**/my-bench")


@pytest.mark.parametrize("width", WIDTHS)
def test_a_turn_from_badge_to_shelf(
    visitor: Visitor, accessible: Check, scan: Scan, width: int
) -> None:
    page = at_a_bench(visitor, width)
    accessible(page)
    scan(page, badge_of("demo1"))
    expect(page.locator("h1")).to_have_text("Dag Demo 1")
    accessible(page)
    page.keyboard.type("9999")
    expect(page.locator(".error")).to_contain_text("nog 4 keer")
    accessible(page)
    for digit in PIN:
        page.locator(f"[data-digit='{digit}']").click()
    page.wait_for_url("**/my-bench")
    expect(page.locator(".who .where")).to_have_text("Werkbank 1")
    before = page.locator(".my-card").count()
    page.get_by_role("button", name="Neem het volgende").click()
    expect(page.locator(".message-good")).to_contain_text("ligt op jouw werkbank")
    expect(page.locator(".my-card")).to_have_count(before + 1)
    accessible(page)
    card = page.locator(".my-card").last
    tag = re.sub(r"\D", "", card.locator(".plate").inner_text())
    scan_in(page, tag)  # what is mine already opens
    expect(page.locator("#device")).to_contain_text(tag[:4])
    expect(page.locator(".works-on")).to_contain_text("op jouw werkbank")
    accessible(page)
    page.goto("/my-bench")
    page.locator(".my-card").last.get_by_role("link", name="Zet weg").click()
    accessible(page)
    page.get_by_role("button", name="Plank B1").click()
    expect(page.locator(".message-good")).to_contain_text("staat nu op Plank B1")
    expect(page.locator(".my-card")).to_have_count(before)
    visitor.complaints.clear()  # the browser notes the wrong PIN


def test_two_hand_over_and_a_badge_changes_who_is_there(
    visitor: Visitor, accessible: Check, scan: Scan
) -> None:
    page = at_a_bench(visitor)
    come_in(page, scan, "demo2")
    mine = page.locator(".my-card").count()
    assert mine > 0
    tag = page.locator(".my-card .plate").first.inner_text()
    page.get_by_role("link", name="Geef door").first.click()
    accessible(page)
    page.get_by_role("button", name="Demo 1").click()
    expect(page.locator(".message-good")).to_contain_text("is nu voor Demo 1")
    expect(page.locator(".my-card")).to_have_count(mine - 1)
    page.wait_for_load_state("load")
    scan_in(page, badge_of("demo1"))  # on any page: the next person is there
    expect(page.locator("h1")).to_have_text("Dag Demo 1")
    page.keyboard.type(PIN)
    page.wait_for_url("**/my-bench")
    expect(page.locator(".who")).to_contain_text("Demo 1")
    expect(page.locator(".my-cards")).to_contain_text(tag)


def test_a_call_for_help_is_seen_at_once_on_another_screen(
    visitor: Visitor, accessible: Check, scan: Scan
) -> None:
    keeper = visitor.page(Role.COORDINATOR)
    keeper.goto("/devices")
    page = at_a_bench(visitor, 360)
    come_in(page, scan, "demo2")
    page.get_by_role("link", name="Roep hulp").click()
    accessible(page)
    page.locator("label.choice", has_text="Ik mis iets").click()
    page.get_by_role("button", name="Vraag hulp").click()
    expect(page.locator(".help-bar")).to_contain_text("Een coördinator ziet het nu")
    accessible(page)
    call = keeper.locator(".help-call", has_text="Demo 2 vraagt hulp")
    expect(call).to_contain_text("Ik mis iets")
    expect(call).to_contain_text("Werkbank 1")
    accessible(keeper)
    call.get_by_role("button", name="Ik kom").click()
    expect(page.locator(".help-bar")).to_contain_text("Demo 3 komt naar je toe")
    accessible(page)
    page.get_by_role("button", name="Opgelost").click()
    expect(keeper.locator(".help-call", has_text="Demo 2")).to_have_count(0)


def test_a_screen_asks_whether_somebody_is_there_and_then_forgets(
    visitor: Visitor, accessible: Check, scan: Scan
) -> None:
    page = at_a_bench(visitor)
    come_in(page, scan, "demo2")
    page.clock.install()
    page.goto("/devices")
    page.clock.fast_forward("09:05")
    asked = page.get_by_role("dialog", name="Ben je er nog?")
    expect(asked).to_be_visible()
    accessible(page)
    asked.get_by_role("button", name="Ik ben er nog").click()
    expect(asked).to_be_hidden()
    page.clock.fast_forward("09:05")
    expect(asked).to_be_visible()
    page.clock.fast_forward("01:00")
    page.wait_for_url("**/sign-in")
    expect(page.locator("main")).to_contain_text("Je was even weg")
    page.go_back()
    page.wait_for_url(re.compile(r"/sign-in\?next="))  # nothing of who was here
    page.goto("/sign-in")
    scan(page, badge_of("demo2"))
    expect(page.get_by_label("Pincode")).to_be_focused()
    page.keyboard.type(PIN)
    page.wait_for_url("**/devices")  # where this person was


def test_a_badge_scanned_into_the_field_of_the_name_is_a_badge(
    visitor: Visitor, scan: Scan
) -> None:
    page = visitor.page(width=360)
    page.goto("/sign-in")
    expect(page.locator("[name=login]")).to_be_focused()
    with page.expect_request("**/sign-in/badge"):  # not as a name, which a browser would remember
        scan(page, badge_of("demo2"))
    expect(page.locator("h1")).to_have_text("Dag Demo 2")
    assert badge_of("demo2") not in page.url
    scan(page, badge_of("demo1"))  # somebody else was quicker than the PIN
    expect(page.locator("h1")).to_have_text("Dag Demo 1")


@pytest.mark.parametrize("width", WIDTHS)
def test_a_coordinator_makes_a_badge_to_print(
    visitor: Visitor, accessible: Check, width: int
) -> None:
    page = visitor.page(Role.COORDINATOR, width)
    for address in ("/badges", "/screens", "/me/pin"):
        page.goto(address)
        accessible(page)
    page.goto("/badges")
    page.get_by_role("link", name="Demo 4").click()
    accessible(page)
    page.once("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Maak een nieuwe badge").click()
    accessible(page)
    with page.expect_download() as download:
        page.get_by_role("button", name="Druk de badge").click()
    assert download.value.path().read_bytes().startswith(b"%PDF")
