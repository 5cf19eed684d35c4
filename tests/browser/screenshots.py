"""``make docs-screenshots``: the pictures of the documents, from the demo data.

python -m tests.browser.screenshots FOLDER
"""

import argparse
import shutil
import sys
import tempfile
from pathlib import Path

import pypdfium2
import sqlalchemy as sa
from playwright.sync_api import Page, sync_playwright

from atelier.bench import helping
from atelier.db import db
from atelier.devices.models import Device
from atelier.people.models import Account
from atelier.people.roles import Role
from tests.browser import pictures, pictures_bench
from tests.browser.site import Site, Visitor, launch
from tests.demo import make_demo
from tests.machines import Machine, clear, some_station, switch_on
from tests.rules.visiting import signed_in

WIDE, PHONE = 1280, 360
_HEIGHT = 1000
_OF_MACHINE = Path("build/bench/test_the_main_job-code.png")


def main() -> int:
    folder = _folder()
    folder.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as demo,
        tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as copy,
        Site(make_demo(Path(demo)), Path(copy)) as site,
        sync_playwright() as playwright,
    ):
        visitor = Visitor(launch(playwright), site)
        _help_who_called(site)
        device = _a_measured_laptop(site)
        _take(visitor.page(Role.BENCH_WORKER, WIDE), f"/devices/{device}", folder / "device.png")
        _take(
            visitor.page(Role.VOLUNTEER, PHONE), f"/devices/{device}", folder / "device-phone.png"
        )
        _take(visitor.page(Role.COORDINATOR, WIDE), "/", folder / "today.png")
        _take(visitor.page(Role.COORDINATOR, WIDE), "/devices", folder / "devices.png")
        _take(visitor.page(Role.VOLUNTEER, PHONE), "/intake", folder / "receive-phone.png")
        _take(visitor.page(Role.COORDINATOR, WIDE), "/images", folder / "software.png")
        _take_sheet(site, folder / "software-sheet.png")
        chosen = _an_erased_laptop(site)
        page = visitor.page(Role.BENCH_WORKER, PHONE)
        _take(page, f"/devices/{chosen}/image", folder / "software-choose.png")
        _put_on_the_bench(site)
        _take(visitor.page(Role.BENCH_WORKER, WIDE), "/bench", folder / "bench.png")
        pictures.take_all(visitor, site, folder, _take)
        pictures_bench.take_all(visitor, site, folder, _take)
        visitor.close()
        visitor.browser.close()
    _take_of_machine(folder / "machine-claim.png")
    return 0


def _help_who_called(site: Site) -> None:
    """Else their call stands above every page of a coordinator."""
    with site.app.app_context():
        for coordinator in db.session.scalars(sa.select(Account).filter_by(role=Role.COORDINATOR)):
            for call in helping.seen_by(db.session, coordinator):
                helping.close(db.session, call.row.id, by=coordinator)
        db.session.commit()


def _put_on_the_bench(site: Site) -> None:
    """Three machines: one at work, two that wait for a person."""
    with site.app.app_context():
        clear(db.session)
        station = some_station(db.session)
        machines = [Machine(db.session, station, number) for number in (201, 202, 203)]
        machines[0].says(machines[0].ordered("stress"), "running", fraction=0.6, left_s=240.0)
        machines[0].poll("working")
        db.session.commit()


def _an_erased_laptop(site: Site) -> int:
    """One that waits for its software, and is on."""
    with site.app.app_context():
        clear(db.session)
        device = db.session.scalars(
            sa.select(Device)
            .where(Device.next_step == "image", Device.kind == "laptop", Device.disk_bytes > 0)
            .order_by(Device.id)
        ).all()[0]
        switch_on(db.session, device)
        db.session.commit()
        return device.id


def _take_sheet(site: Site, to: Path) -> None:
    """The borrower's sheet, as it is printed."""
    with site.app.app_context():
        ready = sa.select(Device.id).where(Device.next_step == "ready", Device.kind == "laptop")
        device = db.session.scalars(ready.order_by(Device.id)).first()
    answer = signed_in(site.app, Role.DESK).get(f"/devices/{device}/sheet.pdf?lang=nl")
    page = pypdfium2.PdfDocument(answer.data)[0]
    page.render(scale=1.2).to_pil().save(to)


def _take_of_machine(to: Path) -> None:
    """The last that the virtual bench took: starting a machine for it takes minutes."""
    if _OF_MACHINE.exists():
        shutil.copyfile(_OF_MACHINE, to)
    else:
        sys.stderr.write(f"No {_OF_MACHINE}: make test ARGS='tests/bench -k main_job' takes it.\n")


def _take(page: Page, address: str, to: Path) -> None:
    page.goto(address)
    page.wait_for_load_state("load")  # a page that follows the bench is never idle
    page.set_viewport_size({"width": page.viewport_size["width"], "height": _HEIGHT})
    page.screenshot(path=to)


def _a_measured_laptop(site: Site) -> int:
    """One whose disk is to be erased next, and that has something to say."""
    with site.app.app_context():
        wanted = (
            sa.select(Device.id)
            .where(Device.next_step == "erase", Device.kind == "laptop", Device.tag.is_not(None))
            .order_by(Device.id)
        )
        return db.session.scalars(wanted.limit(2)).all()[-1]


def _folder() -> Path:
    parser = argparse.ArgumentParser(prog="python -m tests.browser.screenshots")
    parser.add_argument("folder", type=Path)
    return Path(parser.parse_args().folder)


if __name__ == "__main__":
    sys.exit(main())
