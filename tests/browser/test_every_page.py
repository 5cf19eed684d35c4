"""Every page in every role, narrow and wide: accessible, within its policy, by keyboard alone."""

from collections.abc import Callable, Mapping, Sequence

import pytest
from playwright.sync_api import Page

from atelier.people.roles import Role
from tests.browser.site import WIDTHS, Site, Visitor, violations
from tests.rules.crawling import Crawl
from tests.rules.visiting import signed_in

Check = Callable[[Page], None]
Pages = Mapping[str, Sequence[str]]
#: Each page is seen in both themes: on a phone by day, on a wide screen in the dark.
SCHEMES = {360: "light", 1280: "dark"}
#: Kinds of page of which one says too little: each device is at another step.
MANY = {"devices.show": 12, "devices.index": 3}


@pytest.fixture(scope="module")
def pages(site: Site) -> Pages:
    """Addresses by route."""
    return Crawl(site.app, signed_in(site.app, Role.ADMINISTRATOR)).pages


def menu_of(page: Page) -> list[str]:
    page.goto("/")
    links = page.locator("nav.menu a").all()
    return [link.get_attribute("href") or "" for link in links]


@pytest.mark.parametrize("width", WIDTHS)
def test_the_sign_in_page(visitor: Visitor, accessible: Check, width: int) -> None:
    page = visitor.page(width=width, color_scheme=SCHEMES[width])
    page.goto("/sign-in")
    accessible(page)


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("role", list(Role))
def test_each_page_of_the_menu(visitor: Visitor, accessible: Check, role: Role, width: int) -> None:
    page = visitor.page(role, width, color_scheme=SCHEMES[width])
    for address in ["/", "/me", *menu_of(page)]:
        page.goto(address)
        accessible(page)
        assert too_wide(page) == [], address


@pytest.mark.parametrize("width", WIDTHS)
def test_every_page_that_links_lead_to(visitor: Visitor, pages: Pages, width: int) -> None:
    """As the administrator, who may see them all; of each kind of page a few."""
    assert len(pages) > 25
    page = visitor.page(Role.ADMINISTRATOR, width, color_scheme=SCHEMES[width])
    found = {}
    for endpoint, addresses in pages.items():
        for address in addresses[: MANY.get(endpoint, 1)]:
            page.goto(address)
            found[address] = [*violations(page), *too_wide(page)]
    assert {address: what for address, what in found.items() if what} == {}


@pytest.mark.parametrize("width", WIDTHS)
def test_a_page_that_is_not_there(visitor: Visitor, accessible: Check, width: int) -> None:
    page = visitor.page(Role.VOLUNTEER, width, color_scheme=SCHEMES[width])
    answer = page.goto("/devices/999999999")
    assert answer is not None
    assert answer.status == 404
    accessible(page)
    visitor.complaints.clear()  # the browser notes each 404


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


def too_wide(page: Page) -> list[str]:
    """Nothing makes the page wider than the screen."""
    wide, screen = page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
    return [] if wide <= screen else [f"{wide} px wide on a screen of {screen}"]


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
