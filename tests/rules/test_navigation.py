"""The menu leads somewhere, and every page can be reached by following links."""

from html.parser import HTMLParser
from urllib.parse import urlsplit

import pytest
from apiflask import APIFlask
from flask.testing import FlaskClient
from werkzeug.exceptions import HTTPException

from atelier.people.roles import Role
from atelier.web.navigation import ITEMS
from tests.rules.visiting import API, routes, signed_in

#: So many addresses of one page are enough: the thirtieth device has the links of the first.
SAMPLE = 4
#: Not reached by a link, each for a reason.
NOT_LINKED = {
    "openapi.spec",  # for programs
    "people.sign_in",  # nobody who is signed in needs it
}


class Links(HTMLParser):
    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: set[str] = set()
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "a":
            self.found.add(given.get("href") or "")
        if tag == "form" and (given.get("method") or "get").lower() == "get":
            self.found.add(given.get("action") or "")


def crawl(app: APIFlask, client: FlaskClient) -> tuple[dict[str, int], list[str]]:
    """How often each endpoint was reached from the first page, and the links that led nowhere."""
    adapter = app.url_map.bind("localhost")
    waiting, known = ["/"], {"/"}
    seen: dict[str, int] = {}
    broken = []
    while waiting:
        address = waiting.pop(0)
        try:
            endpoint, _ = adapter.match(urlsplit(address).path, method="GET")
        except HTTPException:
            broken.append(address)
            continue
        seen[endpoint] = seen.get(endpoint, 0) + 1
        if seen[endpoint] > SAMPLE or endpoint.endswith("static"):
            continue
        answer = client.get(address)
        if answer.status_code >= 400:
            broken.append(f"{address}: {answer.status_code}")
        elif answer.mimetype == "text/html" and not answer.location:
            fresh = {_inside(link, address) for link in Links(answer.text).found} - known - {""}
            known |= fresh
            waiting += sorted(fresh)
        answer.close()
    return seen, broken


def test_every_item_of_the_menu_leads_to_a_page(demo: APIFlask) -> None:
    there = {r.endpoint: r for r in routes(demo) if "GET" in r.methods}
    for item in ITEMS:
        assert item.endpoint in there
        assert there[item.endpoint].guard == item.permission


@pytest.mark.parametrize("role", list(Role))
def test_whoever_may_see_a_page_finds_it_and_no_link_is_dead(demo: APIFlask, role: Role) -> None:
    seen, broken = crawl(demo, signed_in(demo, role))
    assert broken == []
    pages = {
        route.endpoint
        for route in routes(demo)
        if "GET" in route.methods
        and not route.address.startswith(API)
        and (route.guard == "signed-in" or route.guard is None or role.may(route.guard))
    }
    assert pages - set(seen) - NOT_LINKED == set()


def _inside(link: str, page: str) -> str:
    """The address a link leads to, where that is ours, else nothing."""
    parts = urlsplit(link)
    if parts.scheme or parts.netloc or link.startswith("#"):
        return ""
    path = parts.path or urlsplit(page).path
    return f"{path}?{parts.query}" if parts.query else path
