"""The page of the look, photographed part by part: in both themes, narrow and wide, and printed."""

import io
from collections.abc import Callable

import pytest
from PIL import Image, ImageChops
from playwright.sync_api import Page

from atelier.people.roles import Role
from tests.browser.site import WIDTHS, Visitor

Check = Callable[[Page], None]
#: A photograph with fewer shades shows nothing.
_SHADES = 8


def photographs(page: Page) -> dict[str, Image.Image]:
    """Of each part its picture, by its name."""
    page.goto("/styleguide")
    page.evaluate("document.fonts.ready")
    found = {}
    for part in page.locator("[data-part]").all():
        picture = Image.open(io.BytesIO(part.screenshot())).convert("RGB")
        found[part.get_attribute("data-part") or ""] = picture
    return found


@pytest.mark.parametrize("width", WIDTHS)
def test_each_part_in_both_themes(visitor: Visitor, accessible: Check, width: int) -> None:
    pictures = {}
    for scheme in ("light", "dark"):
        page = visitor.page(Role.COORDINATOR, width, color_scheme=scheme)
        pictures[scheme] = photographs(page)
        accessible(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert set(pictures["light"]) == set(pictures["dark"]) >= {"way", "next", "chips", "faults"}
    for name, by_day in pictures["light"].items():
        in_the_dark = pictures["dark"][name]
        assert len(by_day.getcolors(1 << 24) or ()) > _SHADES, name
        assert by_day.size == in_the_dark.size, name
        assert ImageChops.difference(by_day, in_the_dark).getbbox() is not None, name
        assert brightness(by_day) > 128 or name == "next", name
        assert brightness(in_the_dark) < 128 or name == "next", name


def test_printed_it_is_black_on_white_without_what_only_a_screen_can_do(visitor: Visitor) -> None:
    page = visitor.page(Role.COORDINATOR, color_scheme="light")
    page.goto("/styleguide")
    page.emulate_media(media="print")
    for hidden in (".bar", ".menu", ".foot", ".next"):
        assert not page.locator(hidden).first.is_visible(), hidden
    assert page.locator("[data-part=plate] .plate").first.is_visible()


def brightness(picture: Image.Image) -> float:
    """Of the background: the shade that most of it has."""
    colours = picture.convert("L").getcolors(256) or []
    return float(max(colours)[1])
