"""What only a real browser shows: keeping a token, and moving a device with one press."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from atelier.people.roles import Role
from tests.browser.site import WIDTHS, Visitor

Check = Callable[[Page], None]


@pytest.mark.parametrize("width", WIDTHS)
def test_a_token_is_kept_as_a_file_or_copied(
    visitor: Visitor, accessible: Check, width: int
) -> None:
    page = visitor.page(Role.COORDINATOR, width)
    page.goto("/stations/new")
    page.fill("[name=name]", "Demo-stick van een test")
    page.press("[name=name]", "Enter")
    token = page.locator("#token").inner_text()
    assert token.startswith("atelier_")
    accessible(page)
    with page.expect_download() as download:
        page.click("[data-save]")
    assert download.value.suggested_filename == "token.txt"
    assert download.value.path().read_text() == f"{token}\n"
    may = ["clipboard-read", "clipboard-write"] if width > 1000 else ["clipboard-read"]
    page.context.grant_permissions(may)  # a browser that refuses is helped the old way
    page.click("[data-copy='#token']")
    expect(page.locator("[data-copy='#token']")).to_have_text("Gekopieerd")
    assert page.evaluate("navigator.clipboard.readText()") == token


def test_a_device_moves_with_one_press(visitor: Visitor, accessible: Check) -> None:
    page = visitor.page(Role.VOLUNTEER, 360)
    page.goto("/devices")
    page.locator("a[href^='/devices/']").first.click()
    page.goto(f"{page.url.split('?')[0]}/move")
    accessible(page)
    choice = page.locator("button.pick").first
    name = choice.inner_text().strip()
    choice.click()
    expect(page.locator(".message-good")).to_contain_text(name)
    accessible(page)
