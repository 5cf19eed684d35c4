"""The menu leads somewhere, and every page can be reached by following links."""

from html.parser import HTMLParser
from urllib.parse import urlencode, urlsplit

import pytest
from apiflask import APIFlask
from flask.testing import FlaskClient
from werkzeug.exceptions import HTTPException

from atelier.people.roles import Role
from atelier.web.navigation import ITEMS
from tests.rules.visiting import API, routes, signed_in

#: So many addresses of one page are enough; of devices all, for each is at another step.
SAMPLE = 6
ALL = {"devices.show"}
#: Not reached by a link, each for a reason.
NOT_LINKED = {
    "openapi.spec",  # for programs, as are the next two
    "health.healthz",
    "metrics.show",
    "people.sign_in",  # nobody who is signed in needs it
    "photos.show",  # pictures in the page of a device that has any
    "photos.small",
}


class Links(HTMLParser):
    """Where a page leads: its links, its pictures, and its searches as they stand, sent at once."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: set[str] = set()
        self._action: str | None = None
        self._fields: dict[str, str] = {}
        self._select = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag in {"a", "img"}:
            self.found.add(given.get("href", given.get("src", "")))
        elif tag == "form":
            is_get = given.get("method", "get").lower() == "get"
            # A form without an address is a script's own (the scanning pile).
            self._action, self._fields = given.get("action") if is_get else None, {}
        elif tag == "select":
            self._select = given.get("name", "")
        elif tag == "option" and (self._select not in self._fields or "selected" in given):
            self._fields[self._select] = given.get("value", "")
        elif tag == "input" and given.get("name"):
            self._input(given)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form" and self._action is not None:
            self.found.add(f"{self._action}?{urlencode(self._fields)}")
            self._action = None

    def _input(self, given: dict[str, str]) -> None:
        name, kind = given["name"], given.get("type", "text")
        first = kind == "radio" and name not in self._fields
        if kind not in {"radio", "checkbox"} or "checked" in given or first:
            self._fields[name] = given.get("value", "")


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
        enough = seen[endpoint] > SAMPLE and endpoint not in ALL
        if enough or endpoint.endswith("static"):
            continue
        answer = client.get(address, buffered=True)
        if answer.status_code == 422 and "?" in address:
            continue  # a search that has to be filled in first, and says so
        if answer.status_code >= 400:
            broken.append(f"{address}: {answer.status_code}")
        elif answer.mimetype == "text/html" and not answer.location:
            fresh = {_inside(link, address) for link in Links(answer.text).found} - known - {""}
            known |= fresh
            waiting += sorted(fresh)
    return seen, broken


def test_every_item_of_the_menu_leads_to_a_page(demo: APIFlask) -> None:
    there = {r.endpoint: r for r in routes(demo) if "GET" in r.methods}
    for item in ITEMS:
        assert item.endpoint in there
        guard = there[item.endpoint].guard or ""
        shown_to = {role for role in Role if role.may(item.permission)}
        assert shown_to == {role for role in Role if role.may(guard)}, item


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
    if not link or parts.scheme or parts.netloc or link.startswith("#"):
        return ""
    path = parts.path or urlsplit(page).path
    return f"{path}?{parts.query}" if parts.query else path
