"""What a browser fetches that was never here before: little enough for a slow network."""

import pytest

from atelier.people.roles import Role
from tests.benchmarks.phone import AIM_BYTES, counting
from tests.browser.site import Visitor


@pytest.mark.parametrize(
    ("role", "address"),
    [
        (None, "/sign-in"),
        (Role.BENCH_WORKER, "/my-bench"),
        (Role.VOLUNTEER, "/intake"),
        (Role.DESK, "/"),
        (Role.COORDINATOR, "/"),
    ],
)
def test_a_first_visit_is_small(visitor: Visitor, role: Role | None, address: str) -> None:
    page = visitor.page(role, 360)
    sizes = counting(page.context.new_cdp_session(page))
    page.goto(address, wait_until="load")
    page.wait_for_timeout(500)
    assert len(sizes) > 5
    assert sum(sizes) < AIM_BYTES
