"""Every page in every role, narrow and wide: accessible, within its policy, by keyboard alone."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from atelier.people.roles import Role
from tests.browser.site import WIDTHS, Visitor

Check = Callable[[Page], None]


def menu_of(page: Page) -> list[str]:
    page.goto("/")
    links = page.locator("nav.menu a").all()
    return [link.get_attribute("href") or "" for link in links]


@pytest.mark.parametrize("width", WIDTHS)
def test_the_sign_in_page(visitor: Visitor, accessible: Check, width: int) -> None:
    page = visitor.page(width=width)
    page.goto("/sign-in")
    accessible(page)


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("role", list(Role))
def test_each_page_of_the_menu(visitor: Visitor, accessible: Check, role: Role, width: int) -> None:
    page = visitor.page(role, width)
    for address in ["/", "/me", *menu_of(page)]:
        page.goto(address)
        accessible(page)
        assert_fits(page)


@pytest.mark.parametrize("address", ["/", "/me"])
def test_the_keyboard_alone_reaches_everything_and_shows_where_it_is(
    visitor: Visitor, address: str
) -> None:
    page = visitor.page(Role.ADMINISTRATOR)
    page.goto(address)
    expected = page.evaluate(_TABBABLE)
    reached = set()
    for _ in range(len(expected) + 3):
        page.keyboard.press("Tab")
        stop = page.evaluate(_FOCUSED)
        if stop:
            assert stop["seen"], f"no visible focus on {stop['what']}"
            reached.add(stop["what"])
    assert reached == set(expected)


def assert_fits(page: Page) -> None:
    """Nothing makes the page wider than the screen."""
    wide, screen = page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
    assert wide <= screen, f"{page.url} is {wide} px wide on a screen of {screen}"


_NAME = """e => [e.tagName, e.id || e.getAttribute('href') || e.name,
  (e.value || e.textContent).trim()].join(' ')"""
_TABBABLE = f"""() => [...document.querySelectorAll(
    'a[href], button, input:not([type=hidden]), select, textarea, summary')]
  .filter(e => e.checkVisibility() && !e.disabled).map({_NAME})"""
_FOCUSED = f"""() => {{
  const e = document.activeElement;
  if (!e || e === document.body) return null;
  const style = getComputedStyle(e);
  const ring = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2;
  return {{what: ({_NAME})(e), seen: ring || style.boxShadow !== 'none'}};
}}"""
