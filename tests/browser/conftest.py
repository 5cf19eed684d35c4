"""A real Chromium on a live server with the demo data, for each test file a fresh copy.

``visitor.page(role, width)`` opens a page; ``accessible(page)`` asserts that axe finds nothing;
``scan(page, code)`` types as a hand scanner does. A test fails when the browser complained (a
script's error, the content security policy, something missing): ``visitor.complaints.clear()``
where that was the point.
"""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Playwright, sync_playwright

from tests.browser.site import Site, Visitor, launch, scan_in, violations
from tests.demo import make_demo


@pytest.fixture(scope="session")
def driver() -> Iterator[Playwright]:
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="session")
def browser(driver: Playwright) -> Iterator[Browser]:
    running = launch(driver)
    yield running
    running.close()


@pytest.fixture(scope="session")
def demo_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_demo(tmp_path_factory.mktemp("demo"))


@pytest.fixture(scope="module")
def site(demo_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with Site(demo_folder, tmp_path_factory.mktemp("site")) as running:
        yield running


@pytest.fixture
def visitor(browser: Browser, site: Site) -> Iterator[Visitor]:
    made = Visitor(browser, site)
    yield made
    made.close()
    assert made.complaints == []


@pytest.fixture
def accessible() -> Callable[[Page], None]:
    def check(page: Page) -> None:
        found = violations(page)
        assert found == [], f"axe finds on {page.url}:\n" + "\n".join(found)

    return check


@pytest.fixture
def scan() -> Callable[[Page, str], None]:
    def type_as_a_scanner(page: Page, code: str) -> None:
        page.keyboard.type(code)  # as fast as it goes: a busy machine adds its own pauses
        page.keyboard.press("Enter")

    return type_as_a_scanner


@pytest.fixture
def scan_at_once() -> Callable[[Page, str], None]:
    """As ``scan``, all keys at once: for many scans on a test machine under load, which is slower
    than any scanner.
    """

    def type_at_once(page: Page, code: str) -> None:
        scan_in(page, code)

    return type_at_once


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)
