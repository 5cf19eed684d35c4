"""Looking at a device card by card: interrupted, gone back, and in two tabs at once."""

from collections.abc import Callable, Iterator

import pytest
import sqlalchemy as sa
from playwright.sync_api import Page, expect

from atelier.db import db
from atelier.devices import history
from atelier.devices.lifecycle import facts
from atelier.devices.models import Device
from atelier.people.actor import SYSTEM
from atelier.people.roles import Role
from atelier.workshop.inspection.checking.models import Checking
from tests.browser.site import WIDTHS, Site, Visitor

Check = Callable[[Page], None]


@pytest.fixture
def laptop(site: Site) -> int:
    """One that was ready, and was repaired just now: it has to be looked at again."""
    ready = sa.select(Device).filter_by(next_step="ready", kind="laptop").order_by(Device.id)
    with site.app.app_context():
        device = db.session.scalars(ready.limit(1)).one()
        history.record(db.session, device, facts.REPAIRED, actor=SYSTEM)
        db.session.commit()
        return device.id


def cards(page: Page) -> Iterator[None]:
    """Each that is left, which is then answered: all is well, but for what the machine saw."""
    grade = page.locator(".grade-suggested")
    answers = page.locator(".ask-answers button:visible")
    expect(answers.or_(grade).first).to_be_visible()
    while answers.count():
        asked = page.locator("h1").inner_text()
        yield
        answers.first.click()
        expect(page.locator("h1")).not_to_have_text(asked)


def looked_at(site: Site, number: int) -> int:
    """How often."""
    with site.app.app_context():
        events = history.events_of(db.session, db.session.get_one(Device, number))
        often = [event.kind for event in events].count(facts.CHECKED)
        db.session.rollback()
    return often


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", WIDTHS)
def test_each_card_and_the_grade_are_accessible(
    visitor: Visitor, laptop: int, accessible: Check, width: int, scheme: str
) -> None:
    page = visitor.page(Role.BENCH_WORKER, width, color_scheme=scheme)
    page.goto(f"/devices/{laptop}/check")
    for _ in cards(page):
        accessible(page)
        wide, screen = page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
        assert wide <= screen
    accessible(page)


def test_half_done_when_the_shift_ends_it_goes_on_where_it_was(
    visitor: Visitor, laptop: int
) -> None:
    page = visitor.page(Role.BENCH_WORKER, 360)
    page.goto(f"/devices/{laptop}/check")
    page.get_by_role("button", name="Het is schoon").click()
    expect(page.get_by_role("button", name="Niets beschadigd")).to_be_visible()
    page.context.clear_cookies()  # signed out: the shift is over
    page.get_by_role("button", name="Niets beschadigd").click()
    page.wait_for_url("**/sign-in?next=/devices/*/check/looks")
    expect(page.locator("main")).to_contain_text("Meld je aan, en doe dat nog eens")
    colleague = visitor.page(Role.COORDINATOR, 360)
    colleague.goto(f"/devices/{laptop}")
    expect(colleague.locator("main")).to_contain_text("half gedaan: de antwoorden zijn bewaard")
    colleague.locator("#next .btn-next").click()
    expect(colleague.get_by_role("button", name="Niets beschadigd")).to_be_visible()
    visitor.complaints.clear()


def test_going_back_answers_anew_and_the_last_answer_counts(
    visitor: Visitor, site: Site, laptop: int
) -> None:
    page = visitor.page(Role.BENCH_WORKER, 360)
    page.goto(f"/devices/{laptop}/check")
    page.get_by_role("button", name="Het is schoon").click()
    page.get_by_role("button", name="Niets beschadigd").click()
    expect(page.locator("h1")).not_to_contain_text("Bekijk de buitenkant")
    page.go_back()  # it was damaged after all
    page.locator("label.zone-lid").click()
    page.get_by_role("button", name="Dit is beschadigd").click()
    for _ in cards(page):
        pass
    page.locator(".grade-suggested").click()
    expect(page.locator(".message-good")).to_contain_text("Nagekeken")
    with site.app.app_context():
        of_it = sa.select(Checking).filter_by(device_id=laptop).order_by(Checking.id.desc())
        done = db.session.scalars(of_it.limit(1)).one()
        assert done.answers["looks"]["parts"] == ["lid"]
        db.session.rollback()


def test_two_tabs_give_one_result(visitor: Visitor, site: Site, laptop: int) -> None:
    page = visitor.page(Role.BENCH_WORKER, 360)
    before = looked_at(site, laptop)
    page.goto(f"/devices/{laptop}/check")
    for _ in cards(page):
        pass
    other = page.context.new_page()
    other.goto(f"/devices/{laptop}/check")
    for tab in (page, other):
        tab.locator(".grade-suggested").click()
        tab.wait_for_load_state("load")
    expect(page.locator(".message-good")).to_contain_text("Nagekeken")
    assert looked_at(site, laptop) == before + 1
