"""The bench as a person sees it: live, by keyboard, narrow and wide, empty and full."""

import re
from collections.abc import Callable, Iterator

import pytest
import sqlalchemy as sa
from playwright.sync_api import Page, expect
from sqlalchemy.orm import Session

from atelier.bench.models import Order
from atelier.db import db
from atelier.people.roles import Role
from tests.browser.site import WIDTHS, Site, Visitor, until
from tests.machines import Machine, clear, some_station

Check = Callable[[Page], None]
#: A second for the server to look again, and then some: the machine may be busy.
SOON_MS = 15_000


@pytest.fixture
def session(site: Site) -> Iterator[Session]:
    """The server's own database, with nobody on the bench."""
    with site.app.app_context():
        clear(db.session)
        yield db.session
        db.session.rollback()


def put_on(session: Session, number: int) -> Machine:
    return Machine(session, some_station(session), number)


def too_wide(page: Page) -> bool:
    wide, screen = page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
    return bool(wide > screen)


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("count", [0, 1, 30])
def test_empty_or_full_it_is_accessible(
    visitor: Visitor, session: Session, accessible: Check, width: int, count: int
) -> None:
    for number in range(count):
        machine = put_on(session, 200 + number)
        if number % 3 == 0 and not session.scalar(
            sa.select(Order.id).where(Order.device_id == machine.device_id)
        ):
            machine.says(machine.ordered("stress"), "running", fraction=number / 30, left_s=300.0)
    page = visitor.page(Role.BENCH_WORKER, width)
    page.goto("/bench")
    expect(page.locator(".machine")).to_have_count(count)
    accessible(page)
    assert not too_wide(page)


def test_machines_come_work_and_go_while_one_looks_on(visitor: Visitor, session: Session) -> None:
    page = visitor.page(Role.VOLUNTEER)
    page.goto("/bench")
    expect(page.locator(".empty")).to_contain_text("Steek de stick in")
    machine = put_on(session, 301)
    expect(page.locator(".machine")).to_have_count(1, timeout=SOON_MS)
    order = machine.ordered("stress")
    machine.says(order, "running", fraction=0.2, left_s=480.0)
    expect(page.locator("progress")).to_have_attribute("value", "20", timeout=SOON_MS)
    page.evaluate("document.querySelector('progress').seen = true")
    machine.says(order, "running", fraction=0.6, left_s=240.0)
    expect(page.locator("progress")).to_have_attribute("value", "60", timeout=SOON_MS)
    assert page.evaluate("document.querySelector('progress').seen")  # the same one, not a new one
    machine.says(order, "done", result={"cpu_errors": 0, "memory_errors": 0})
    expect(page.locator("progress")).to_have_count(0, timeout=SOON_MS)
    machine.leave()
    expect(page.locator(".machine")).to_have_count(0, timeout=SOON_MS)
    expect(page.get_by_role("status").first).to_have_text("Er staat nu geen toestel aan.")


def test_an_order_is_given_followed_and_stopped_by_keyboard(
    visitor: Visitor, session: Session, accessible: Check
) -> None:
    machine = put_on(session, 302)
    page = visitor.page(Role.BENCH_WORKER, 360)
    page.goto(f"/devices/{machine.device_id}")
    accessible(page)
    page.get_by_role("button", name="10 min").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".message-good")).to_contain_text("Opdracht gegeven")
    order = session.scalars(sa.select(Order).filter_by(device_id=machine.device_id)).one()
    session.commit()
    machine.says(order, "running", fraction=0.3, left_s=420.0)
    expect(page.locator("#bench progress")).to_have_attribute("value", "30", timeout=SOON_MS)
    accessible(page)
    stop = page.get_by_role("button", name=re.compile("^Stop"))
    stop.focus()
    machine.says(order, "running", fraction=0.7, left_s=180.0)
    expect(page.locator("#bench progress")).to_have_attribute("value", "70", timeout=SOON_MS)
    expect(stop).to_be_focused()  # what changes around it does not take the focus away
    page.keyboard.press("Enter")
    expect(page.locator("#bench")).to_contain_text("stopt")
    machine.says(order, "failed", reason="stopped", result={"fraction": 0.7})
    expect(page.locator("#bench")).to_contain_text("gestopt", timeout=SOON_MS)
    expect(page.get_by_role("button", name="10 min")).to_be_visible()
    accessible(page)


def test_the_card_of_a_device_comes_when_it_is_switched_on(
    visitor: Visitor, session: Session
) -> None:
    machine = put_on(session, 303)
    machine.leave()
    page = visitor.page(Role.BENCH_WORKER)
    page.goto(f"/devices/{machine.device_id}")
    expect(page.locator("#bench")).to_be_hidden()
    machine.poll()
    expect(page.locator("#bench")).to_be_visible(timeout=SOON_MS)
    expect(page.locator("[data-live-stale]")).to_be_hidden()
    machine.device.next_step = "erase"
    session.commit()
    expect(page.locator("[data-live-stale]")).to_be_visible(timeout=SOON_MS)


def test_switching_off_asks_first(visitor: Visitor, session: Session) -> None:
    machine = put_on(session, 304)
    page = visitor.page(Role.BENCH_WORKER)
    page.goto(f"/devices/{machine.device_id}")
    asked = []

    def refuse(dialog: object) -> None:
        asked.append(dialog.message)
        dialog.dismiss()

    page.on("dialog", refuse)
    page.get_by_role("button", name="Zet uit").click()
    assert asked == ["Dit toestel uitzetten?"]
    assert session.scalars(sa.select(Order).filter_by(device_id=machine.device_id)).all() == []


def test_without_scripts_everything_works(visitor: Visitor, session: Session) -> None:
    machine = put_on(session, 305)
    page = visitor.page(Role.BENCH_WORKER, java_script_enabled=False)
    page.goto("/bench")
    expect(page.locator(".machine")).to_have_count(1)
    expect(page.get_by_role("link", name="Ververs")).to_be_visible()
    page.goto(f"/devices/{machine.device_id}")
    page.get_by_role("button", name="Meet opnieuw").click()
    expect(page.locator(".message-good")).to_contain_text("Opdracht gegeven")
    page.get_by_role("button", name=re.compile("^Trek in")).click()
    expect(page.locator("#bench")).to_contain_text("teruggenomen")


def test_no_connection_is_said_and_put_right(visitor: Visitor, session: Session) -> None:
    put_on(session, 306)
    page = visitor.page(Role.BENCH_WORKER)
    page.goto("/bench")
    page.context.set_offline(True)
    page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', {persisted: true}))")
    lost = page.locator("[data-live-lost]")
    expect(lost).to_be_visible(timeout=SOON_MS)
    page.context.set_offline(False)
    expect(lost).to_be_hidden(timeout=30_000)
    put_on(session, 307)
    expect(page.locator(".machine")).to_have_count(2, timeout=SOON_MS)
    visitor.complaints.clear()


def test_a_page_that_nobody_looks_at_leaves_its_place_free(
    visitor: Visitor, session: Session
) -> None:
    page = visitor.page(Role.BENCH_WORKER)
    page.add_init_script(_COUNT)
    page.goto("/bench")
    expect(page.locator("h1")).to_be_visible()
    until(page, "window.opened.length === 1")
    page.evaluate(_HIDE, True)
    until(page, "window.opened[0].readyState === EventSource.CLOSED")
    page.evaluate(_HIDE, False)
    until(page, "window.opened.length === 2")


_COUNT = """
window.opened = [];
const Real = EventSource;
window.EventSource = class extends Real {
  constructor(url) { super(url); window.opened.push(this); }
};
"""
_HIDE = """hidden => {
  Object.defineProperty(document, 'hidden', {value: hidden, configurable: true});
  document.dispatchEvent(new Event('visibilitychange'));
}"""
