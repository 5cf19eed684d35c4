"""Following the links of an application, as one role or another."""

from collections import Counter, defaultdict, deque
from html.parser import HTMLParser
from urllib.parse import urlencode, urlsplit

from apiflask import APIFlask
from flask.testing import FlaskClient
from werkzeug.exceptions import HTTPException

from tests.rules.visiting import page_of

#: So many addresses of one page are enough; of devices all, for each is at another step.
SAMPLE = 6
ALL = {"devices.show"}


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


class Crawl:
    """All that can be reached from the first page, breadth first."""

    def __init__(self, app: APIFlask, client: FlaskClient) -> None:
        self.reached: Counter[str] = Counter()
        #: Addresses that are pages to look at, by endpoint.
        self.pages: defaultdict[str, list[str]] = defaultdict(list)
        #: Links that led nowhere, with the answer.
        self.broken: list[str] = []
        self._adapter = app.url_map.bind("localhost")
        self._client = client
        self._waiting, self._known = deque(["/"]), {"/"}
        while self._waiting:
            self._visit(self._waiting.popleft())

    def _visit(self, address: str) -> None:
        try:
            endpoint, _ = self._adapter.match(urlsplit(address).path, method="GET")
        except HTTPException:
            self.broken.append(address)
            return
        self.reached[endpoint] += 1
        enough = self.reached[endpoint] > SAMPLE and endpoint not in ALL
        if not enough and not endpoint.endswith("static"):
            self._read(endpoint, address)

    def _read(self, endpoint: str, address: str) -> None:
        answer = page_of(self._client, address)
        if answer.status_code == 422 and "?" in address:
            return  # a search that has to be filled in first, and says so
        if answer.status_code >= 400:
            self.broken.append(f"{address}: {answer.status_code}")
        elif answer.mimetype == "text/html" and not answer.location:
            self.pages[endpoint].append(address)
            links = {_inside(link, address) for link in Links(answer.text).found}
            fresh = links - self._known - {""}
            self._known |= fresh
            self._waiting += sorted(fresh)


def _inside(link: str, page: str) -> str:
    """The address a link leads to, where that is ours, else nothing."""
    parts = urlsplit(link)
    if not link or parts.scheme or parts.netloc or link.startswith("#"):
        return ""
    path = parts.path or urlsplit(page).path
    return f"{path}?{parts.query}" if parts.query else path
