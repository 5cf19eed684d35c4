"""Every route is guarded, and the guards hold."""

import pytest
from apiflask import APIFlask

from atelier.people.guard import requires
from atelier.people.roles import ALL_PERMISSIONS, Role
from tests.rules.visiting import page_of, routes, signed_in

#: Open to anyone, each for a reason.
PUBLIC = {
    "people.sign_in",  # how else
    "people.scan_badge",  # how else, at a bench; the two that follow want a badge that was scanned
    "people.pin",
    "people.new_pin",
    "people.choose_language",  # before signing in, too
    "agent.ask_pairing",  # a machine that has no token yet; a person then types the code it shows
    "agent.take_first_boot",  # an installed system, by the key that only it has; it reads nothing
    "agent.pairing_standing",  # the same machine, which has to show its secret
    "certificates.check",  # donors, and whoever was shown one; it tells the verdict and the model
    "certificates.public_keys",  # to check without us; keys that are public
    "openapi.spec",  # what the API takes; it names nobody
    "feeds.show",  # a calendar signs in nowhere: by the secret in its address; it names nobody
    "offline.worker",  # the same script for everybody, asked for by the browser itself
    "offline.manifest",  # what the app is called, asked for without a session
    "offline.page",  # what is shown where there is no network; it names nobody
    "icons.sheet",  # drawings of icons, nothing else
    "health.healthz",  # for whoever watches over the server; it tells nothing but good or not
    "metrics.show",  # closed by default; then only for a network that cannot be reached
}


def test_every_route_carries_a_guard(demo: APIFlask) -> None:
    bare = {r.endpoint for r in routes(demo) if r.guard is None} - PUBLIC
    assert bare == set()


def test_only_what_is_listed_here_is_public(demo: APIFlask) -> None:
    public = {r.endpoint for r in routes(demo) if r.guard in {"public", None}}
    assert public == PUBLIC


def test_every_guard_names_a_permission_that_some_role_has(demo: APIFlask) -> None:
    guards = {r.guard for r in routes(demo) if r.guard}
    own = {g for g in guards if g not in {"public", "signed-in"} and not g.startswith("station:")}
    assert own <= ALL_PERMISSIONS


def test_a_forgotten_guard_is_seen() -> None:
    app = APIFlask("bare", spec_path=None, docs_path=None)
    app.get("/open", endpoint="open")(lambda: "")
    app.get("/closed", endpoint="closed")(requires("home.see")(lambda: ""))
    guards = {route.address: route.guard for route in routes(app)}
    assert guards == {"/open": None, "/closed": "home.see"}


def test_a_stranger_gets_nowhere(demo: APIFlask) -> None:
    client = demo.test_client()
    for route in routes(demo):
        if route.guard in {"public", None} or "GET" not in route.methods:
            continue
        answer = page_of(client, route.address)
        if route.for_people:
            assert answer.status_code == 302, route
            assert answer.location.startswith("/sign-in"), route
        else:
            assert answer.status_code == 401, route


def test_a_station_without_a_token_sends_nothing(demo: APIFlask) -> None:
    client = demo.test_client()
    for route in routes(demo):
        if (route.guard or "").startswith("station:"):
            for method in route.methods - {"HEAD", "OPTIONS"}:
                answer = client.open(route.address, method=method)
                assert answer.status_code == 401, (method, route)


@pytest.mark.parametrize("role", list(Role))
def test_a_role_opens_what_it_may_and_nothing_else(demo: APIFlask, role: Role) -> None:
    client = signed_in(demo, role)
    for route in routes(demo):
        if route.guard not in ALL_PERMISSIONS or "GET" not in route.methods:
            continue
        with client.get(route.address) as answer:  # some go on and on
            status = answer.status_code
        assert status < 500, (status, route)
        assert (status == 403) is not role.may(route.guard), (status, route)


@pytest.mark.parametrize("role", list(Role))
def test_a_role_does_not_change_what_it_may_not(demo: APIFlask, role: Role) -> None:
    client = signed_in(demo, role)
    demo.config["WTF_CSRF_ENABLED"] = False
    try:
        for route in routes(demo):
            if route.guard in ALL_PERMISSIONS and not role.may(route.guard):
                for method in route.unsafe:
                    assert client.open(route.address, method=method).status_code == 403, route
    finally:
        demo.config["WTF_CSRF_ENABLED"] = True
