"""What cannot be taken gets an answer that a person can read, whatever it was."""

import io

import pytest
import structlog
from apiflask import APIFlask
from flask.testing import FlaskClient

from atelier.people.roles import Role
from tests.factories import World, sign_in_as


@pytest.mark.parametrize(
    "address", ["/devices?q=%00ABCD", "/devices?maker=%00", "/donors?q=%00", "/reports?after=%00"]
)
def test_a_nul_in_an_address_is_refused_on_either_database(
    client: FlaskClient, world: World, address: str
) -> None:
    sign_in_as(client, world.accounts[Role.COORDINATOR])
    answer = client.get(address)
    assert answer.status_code == 400
    assert "Ga terug en probeer opnieuw" in answer.text


def test_a_form_of_somebody_who_is_signed_out_asks_to_sign_in_and_leads_back(
    app: APIFlask, world: World
) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    form = {"csrf_token": "of before"}
    before = {"Referer": "http://localhost/devices/7/check/looks"}
    answer = app.test_client().post("/devices/7/check/looks", data=form, headers=before)
    assert answer.status_code == 302
    assert answer.location == "/sign-in?next=/devices/7/check/looks"
    # A program is told in its own way, and a page for anybody stays what it is.
    answer = app.test_client().post("/devices/7/grade", json={})
    assert answer.json["error"]["code"] == "csrf"
    assert app.test_client().post("/sign-in", data=form).status_code == 400


def test_what_is_too_large_is_read_to_its_end_so_that_the_answer_arrives(
    client: FlaskClient, world: World
) -> None:
    sign_in_as(client, world.accounts[Role.BENCH_WORKER])
    size = client.application.config["MAX_CONTENT_LENGTH"] + 1
    sent = io.BytesIO(bytes(size))
    answer = client.post(
        "/reports/upload",
        input_stream=sent,
        headers={"Content-Length": str(size), "Content-Type": "multipart/form-data; boundary=x"},
    )
    assert answer.status_code == 413
    assert "te groot" in answer.text
    assert sent.tell() == size


def test_signing_in_again_leads_back_to_the_form_and_not_to_what_it_was_sent_to(
    app: APIFlask,
) -> None:
    client = app.test_client()
    app.config["WTF_CSRF_ENABLED"] = False
    path = "/donations/1/close"
    for referrer, back in (
        ("http://localhost/donations/1", "next=/donations/1"),
        ("https://elsewhere.example/donations/1", None),
        (None, None),
    ):
        answer = client.post(path, headers={"Referer": referrer} if referrer else {})
        assert answer.status_code == 302
        query = answer.location.partition("?")[2]
        assert query == (back or "")


def test_the_log_of_an_error_tells_where_and_no_secret_of_the_address(
    app: APIFlask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(**_: object) -> None:
        raise RuntimeError("test: broken on purpose")

    monkeypatch.setitem(app.view_functions, "feeds.show", broken)
    with structlog.testing.capture_logs() as logged:
        answer = client.get("/calendar/a-secret-of-a-test.ics")
    assert answer.status_code == 500
    (line,) = [one for one in logged if one["event"] == "unhandled"]
    assert line["route"] == "/calendar/<token>.ics"
    assert "a-secret-of-a-test" not in repr(line)
