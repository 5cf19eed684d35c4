"""The menu leads somewhere, and every page can be reached by following links."""

import pytest
from apiflask import APIFlask

from atelier.people.roles import Role
from atelier.web.navigation import ITEMS
from tests.rules.crawling import Crawl
from tests.rules.visiting import API, routes, signed_in

#: Not reached by a link, each for a reason.
NOT_LINKED = {
    "openapi.spec",  # for programs, as are the next two
    "health.healthz",
    "metrics.show",
    "offline.worker",  # asked for by the browser itself, as are the next two
    "offline.manifest",
    "offline.page",
    "intake.kept",  # what a browser keeps for where there is no network
    "intake.card",  # where a printed card leads that is scanned
    "people.sign_in",  # nobody who is signed in needs it
    "people.pin",  # where a scanned badge leads, as does the next
    "people.new_pin",
    "my_bench.hand_over",  # of what lies on one's bench: with most in the demo nothing does
    "my_bench.put_away",
    "my_bench.events",  # what an open page asks for by itself, as is the next
    "helping.now",
    "certificates.pdf",  # where a certificate was made; the demo has none yet
    "certificates.json",
    "desk.hand_over",  # where saying for whom leads
    "feeds.show",  # an address that is shown once, when it is made
    "loans.deed",  # of what was given for good; the demo gave nothing
    "loans.gift",  # where giving from stock leads, as do the next two; the demo gave nothing
    "loans.gift_deed",
    "loans.gift_mistake",
    "stock.pack_over",  # what the answer to a scan offers
    "photos.show",  # pictures in the page of a device that has any
    "photos.small",
    "bench.events",  # what a page that follows the bench asks for by itself
    "bench.device_events",
}


def test_every_item_of_the_menu_leads_to_a_page(demo: APIFlask) -> None:
    there = {r.endpoint: r for r in routes(demo) if "GET" in r.methods}
    for item in ITEMS:
        assert item.endpoint in there
        guard = there[item.endpoint].guard or ""
        shown_to = {role for role in Role if role.may(item.permission)}
        assert shown_to == {role for role in Role if role.may(guard)}, item


@pytest.mark.parametrize("role", list(Role))
def test_whoever_may_see_a_page_finds_it_and_no_link_is_dead(demo: APIFlask, role: Role) -> None:
    found = Crawl(demo, signed_in(demo, role))
    assert found.broken == []
    pages = {
        route.endpoint
        for route in routes(demo)
        if "GET" in route.methods
        and not route.address.startswith(API)
        and (route.guard == "signed-in" or route.guard is None or role.may(route.guard))
    }
    assert pages - set(found.reached) - NOT_LINKED == set()
