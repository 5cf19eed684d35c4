"""Evidence of an erasure without a server, sent by hand: the file from the stick."""

import uuid
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa
from playwright.sync_api import Page, expect

from atelier.db import db
from atelier.devices.models import Device
from atelier.people.roles import Role
from atelier.workshop.diagnosis import measured
from diagnostics import wire
from tests.brought import at_bench
from tests.browser.site import WIDTHS, Site, Visitor

Check = Callable[[Page], None]


def evidence(site: Site, number: int) -> bytes:
    """Of a laptop of the demo that is still to be erased."""
    with site.app.app_context():
        wanted = sa.select(Device).where(Device.next_step == "erase", Device.kind == "laptop")
        device = db.session.scalars(wanted.order_by(Device.id).offset(number)).first()
        assert device is not None
        newest = measured.newest(db.session, device)
        assert newest is not None
        system, disk = newest.report.system, newest.report.disks[0]
        machine = wire.Machine(
            report_id=str(uuid.uuid4()),
            uuid=system.uuid,
            serial=system.serial,
            board_serial=system.board_serial,
        )
        told = at_bench(disk=disk, machine=machine, typed_name="Proefpersoon")
        return wire.encode(replace(told, id=str(uuid.uuid4())))


@pytest.mark.parametrize("width", WIDTHS)
def test_another_file_is_refused_and_the_right_one_is_told_on_the_page_of_the_device(
    visitor: Visitor, site: Site, accessible: Check, tmp_path: Path, width: int
) -> None:
    page = visitor.page(Role.BENCH_WORKER, width)
    page.goto("/erasures")
    page.get_by_role("link", name="Stuur bewijs van wissen").click()
    expect(page).to_have_url(f"{site.url}/erasures/upload")
    accessible(page)
    send(page, tmp_path, b'{"contract": "atelier.report"}')
    expect(page.locator(".error")).to_contain_text("Dit is een rapport van een toestel.")
    accessible(page)
    visitor.complaints.clear()  # the browser notes the 422
    send(page, tmp_path, evidence(site, WIDTHS.index(width)))
    expect(page.locator(".message-good")).to_contain_text("gewist en nagelezen")
    expect(page.locator("main")).to_contain_text("naam aan het toestel getypt: Proefpersoon")
    accessible(page)


def send(page: Page, folder: Path, content: bytes) -> None:
    file = folder / "erasure-1.json"
    file.write_bytes(content)
    page.get_by_label("Bestand").set_input_files(file)
    page.get_by_role("button", name="Stuur het bewijs").click()
