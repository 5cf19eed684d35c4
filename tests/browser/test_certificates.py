"""A certificate from the page of a device to the public page, in a real browser."""

from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa
from playwright.sync_api import Page, expect

from atelier.db import db
from atelier.devices.models import Device
from atelier.people.roles import Role
from tests.browser.site import WIDTHS, Site, Visitor
from tests.evidence import ERASED, store

Check = Callable[[Page], None]


@pytest.fixture(scope="module")
def erased(site: Site) -> int:
    """A laptop of the demo whose disk is erased."""
    with site.app.app_context():
        wanted = sa.select(Device).where(Device.kind == "laptop", Device.merged_into_id.is_(None))
        device = db.session.scalars(wanted.order_by(Device.id).limit(1)).one()
        store(db.session, device, ERASED)
        db.session.commit()
        return device.id


@pytest.fixture
def made(visitor: Visitor, erased: int, tmp_path: Path) -> dict[str, Path]:
    """Its certificate: each form as downloaded."""
    page = visitor.page(Role.COORDINATOR)
    page.set_default_timeout(45_000)  # the first one is made on a machine under load
    page.goto(f"/devices/{erased}")
    if page.get_by_role("button", name="Maak het certificaat").count():
        with page.expect_navigation():
            page.get_by_role("button", name="Maak het certificaat").click()
    found = {}
    for name in ("Nederlands", "JSON"):
        link = page.locator("#certificates a[download]").filter(has_text=name)
        with page.expect_download() as download:
            link.click()
        found[name] = tmp_path / download.value.suggested_filename
        download.value.save_as(found[name])
    return found


@pytest.mark.parametrize("width", WIDTHS)
def test_the_card_on_the_page_of_a_device(
    visitor: Visitor, made: dict[str, Path], erased: int, accessible: Check, width: int
) -> None:
    page = visitor.page(Role.COORDINATOR, width)
    page.goto(f"/devices/{erased}")
    expect(page.locator("#certificates")).to_contain_text("Gewist · Purge")
    accessible(page)


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("language", ["nl", "fr", "en"])
def test_anyone_checks_it(
    visitor: Visitor, made: dict[str, Path], accessible: Check, language: str, width: int
) -> None:
    page = visitor.page(None, width)
    page.goto("/certificates/check")
    with page.expect_navigation():  # all of it: what is broken off is a file left open
        page.locator(f"footer button[value={language}]").click()
    page.goto("/certificates/check")
    accessible(page)
    genuine = {
        "nl": "Dit certificaat is echt.",
        "fr": "Ce certificat est authentique.",
        "en": "This certificate is genuine.",
    }
    for path in made.values():
        page.set_input_files("input[type=file]", path)
        with page.expect_navigation():
            page.locator("main form button").click()
        expect(page.locator("#verdict")).to_have_text(genuine[language])
        accessible(page)
        wide, screen = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
        assert wide <= screen


def test_a_file_is_dropped_on_the_page(visitor: Visitor, made: dict[str, Path]) -> None:
    page = visitor.page(None)
    page.goto("/certificates/check")
    for text, verdict in (
        (made["JSON"].read_text(), "Dit certificaat is echt."),
        (made["JSON"].read_text().replace("TST4", "TST5"), "Dit certificaat is niet echt."),
    ):
        page.evaluate(_DROP, text)
        expect(page.locator("#verdict")).to_have_text(verdict)


def test_a_wrong_number_is_said_beside_its_field(visitor: Visitor, accessible: Check) -> None:
    page = visitor.page(None, 360)
    page.goto("/certificates/check?number=421703852393")
    page.locator("main form button").click()
    expect(page.locator("#number-error")).to_contain_text("er is een cijfer fout")
    accessible(page)
    visitor.complaints.clear()  # the browser notes the answer 422


_DROP = """text => {
  const data = new DataTransfer();
  data.items.add(new File([text], "certificate.json", {type: "application/json"}));
  const how = {dataTransfer: data, bubbles: true, cancelable: true};
  document.body.dispatchEvent(new DragEvent("drop", how));
}"""
