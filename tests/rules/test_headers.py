"""What every answer carries, and what a form cannot do without."""

import re
from pathlib import Path

import pytest
from apiflask import APIFlask

from atelier import create_app, settings
from atelier.db import db
from atelier.people.roles import Role
from tests.rules.visiting import routes, signed_in

#: Written out here once more: what loosens the policy changes this line too.
POLICY = (
    "default-src 'self'; img-src 'self' data: blob:; media-src 'self' blob:; object-src 'none'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
INLINE = re.compile(
    r"<script(?![^>]*\ssrc=)[^>]*>|<style\b|<[^>]+\s(?:style|on[a-z]+)\s*=|javascript:",
    re.IGNORECASE,
)


def test_every_change_by_a_person_needs_the_pages_token(demo: APIFlask) -> None:
    client = signed_in(demo, Role.ADMINISTRATOR)
    changing = [r for r in routes(demo) if r.for_people and r.unsafe]
    assert changing
    for route in changing:
        for method in route.unsafe:
            answer = client.open(
                route.address, method=method, headers={"Accept": "application/json"}
            )
            assert answer.status_code == 400, (method, route)
            assert answer.json is not None, (method, route)
            assert answer.json["error"]["code"] == "csrf", (method, route)


#: Nothing of anybody, and by the hash of its content.
KEPT = {"icons.sheet"}


def test_the_policy_is_strict_on_every_page(demo: APIFlask) -> None:
    client = signed_in(demo, Role.ADMINISTRATOR)
    for route in routes(demo):
        if "GET" in route.methods:
            with client.get(route.address) as answer:  # some go on and on
                assert answer.headers["Content-Security-Policy"] == POLICY, route
                assert answer.headers["X-Content-Type-Options"] == "nosniff", route
                kept = "public" if route.endpoint in KEPT else "no-store"
                assert answer.headers["Cache-Control"].startswith(kept), route
                if answer.mimetype == "text/html":
                    assert not INLINE.search(answer.text), (route, INLINE.search(answer.text))


@pytest.mark.parametrize(
    "page",
    [
        "<script>1</script>",
        '<p style="x">',
        '<a onclick="x">',
        "<STYLE>",
        '<a href="javascript:x">',
    ],
)
def test_what_stands_inline_is_found(page: str) -> None:
    assert INLINE.search(page)


def test_the_session_cookie_is_closed_by_default(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("ATELIER_CONFIG", raising=False)
    overrides = {
        "database": {"url": f"sqlite:///{tmp_path / 'x.db'}"},
        "security": {"secret_key": "only-for-tests"},
    }
    app = create_app(settings.load(overrides=overrides))
    answer = app.test_client().get("/sign-in", base_url="https://localhost")
    cookie = answer.headers["Set-Cookie"]
    assert {"Secure", "HttpOnly", "SameSite=Lax"} <= {part.strip() for part in cookie.split(";")}
    with app.app_context():
        db.engine.dispose()
