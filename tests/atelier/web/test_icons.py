"""The one file with icons: what our pages name is in it, and not much more."""

import gzip
import re

from apiflask import APIFlask

from atelier.settings import ROOT
from atelier.web import icons

_CALLED = re.compile(r'icon\("([a-z0-9-]+)"')


def test_each_icon_that_a_template_names_exists() -> None:
    named = {
        name
        for path in (ROOT / "atelier").rglob("*.html")
        for name in _CALLED.findall(path.read_text())
    }
    assert len(named) > 100
    assert named <= icons.known()
    assert named <= icons.used()


def test_it_is_a_fraction_of_all_and_small_on_the_wire() -> None:
    assert len(icons.used()) < len(icons.known()) / 4
    assert len(gzip.compress(icons.drawn())) < 50_000


def test_it_is_kept_for_a_year_and_sent_smaller(app: APIFlask) -> None:
    client = app.test_client()
    with app.test_request_context():
        address = icons.address()
    answer = client.get(address, headers={"Accept-Encoding": "gzip"})
    assert answer.headers["Content-Encoding"] == "gzip"
    assert answer.cache_control.immutable
    assert gzip.decompress(answer.data) == icons.drawn()
    plain = client.get(address)
    assert plain.data == icons.drawn()


def test_pages_are_never_sent_smaller(app: APIFlask) -> None:
    """What is secret on them must not be told by their size."""
    answer = app.test_client().get("/sign-in", headers={"Accept-Encoding": "gzip, br"})
    assert "Content-Encoding" not in answer.headers
    accepted = {"Accept-Encoding": "gzip, br"}
    with app.test_client().get("/static/css/atelier.css", headers=accepted) as style:
        assert style.headers["Content-Encoding"] == "br"
