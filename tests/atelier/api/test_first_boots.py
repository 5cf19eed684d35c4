"""First boots over HTTP: no station's token, a key of one installation, and what is answered."""

import json
import threading
from typing import Any

import pytest
from apiflask import APIFlask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from atelier.workshop.imaging.models import FirstBoot, Writing
from diagnostics import wire
from tests.factories import World
from tests.imaging import add, first_boot, install, wiped, worker


@pytest.fixture
def installed(session: Session, world: World) -> tuple[Writing, str]:
    machine = wiped(session, world)
    return install(session, machine, add(session, world), worker(world))


def send(client: FlaskClient, key: str | None, body: bytes, **headers: str) -> TestResponse:
    told = {"Authorization": f"Bearer {key}"} if key else {}
    return client.post(
        "/api/agent/v1/first-boots",
        data=body,
        headers={"Content-Type": "application/json", **told, **headers},
    )


def kept(session: Session) -> list[str | None]:
    session.rollback()
    return [row.problem for row in session.query(FirstBoot).order_by(FirstBoot.id)]


def test_new_and_then_known(
    client: FlaskClient, session: Session, installed: tuple[Writing, str]
) -> None:
    writing, key = installed
    body = wire.encode(first_boot(session, writing))
    session.commit()
    first, second = (send(client, key, body) for _ in range(2))
    assert [(first.status_code, first.json), (second.status_code, second.json)] == [
        (201, {"state": "new"}),
        (200, {"state": "known"}),
    ]
    assert kept(session) == [None]


def test_said_many_times_at_once_it_counts_once(
    app: APIFlask, session: Session, installed: tuple[Writing, str]
) -> None:
    writing, key = installed
    body = wire.encode(first_boot(session, writing))
    session.commit()
    answers: list[int] = []
    ready = threading.Barrier(4)

    def say() -> None:
        ready.wait()
        answers.append(send(app.test_client(), key, body).status_code)

    threads = [threading.Thread(target=say) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == [200, 200, 200, 201]
    assert kept(session) == [None]


@pytest.mark.parametrize("key", [None, "wrong", "atelier_station"])
def test_without_its_key_nothing_is_kept(
    client: FlaskClient, session: Session, installed: tuple[Writing, str], key: str | None
) -> None:
    body = wire.encode(first_boot(session, installed[0]))
    session.commit()
    answer = send(client, key, body)
    assert (answer.status_code, answer.json["error"]["code"]) == (401, "not_signed_in")
    assert kept(session) == []


def test_the_token_of_a_station_is_no_key(
    client: FlaskClient, session: Session, world: World, installed: tuple[Writing, str]
) -> None:
    body = wire.encode(first_boot(session, installed[0]))
    session.commit()
    assert send(client, world.token, body).status_code == 401


def test_a_key_is_no_token(
    client: FlaskClient, session: Session, installed: tuple[Writing, str]
) -> None:
    """It opens this one door, and reads nothing."""
    _writing, key = installed
    session.commit()
    headers = {"Authorization": f"Bearer {key}"}
    for path in ("presence", "reports", "erasures"):
        answer = client.post(f"/api/agent/v1/{path}", json={}, headers=headers)
        assert answer.status_code == 401, path


def test_wrong_keys_are_counted_and_then_refused(
    client: FlaskClient, session: Session, world: World
) -> None:
    session.commit()
    answers = [send(client, f"wrong {n}", b"{}").status_code for n in range(200)]
    assert set(answers) == {401, 429}
    assert answers == sorted(answers)


@pytest.mark.parametrize(
    "wrong",
    [
        (lambda told: b"{", 400, None),
        (lambda told: b"", 400, None),
        (lambda told: {**told, "version": 9}, 422, "version"),
        (lambda told: {**told, "image": "short"}, 422, "image"),
        (lambda told: {**told, "failed_units": ["x"] * 65}, 422, "failed_units"),
        (lambda told: {k: v for k, v in told.items() if k != "host_name"}, 422, "host_name"),
    ],
)
def test_what_is_wrong_is_named_and_kept(
    client: FlaskClient,
    session: Session,
    installed: tuple[Writing, str],
    wrong: tuple[Any, int, str | None],
) -> None:
    (change, status, field), (writing, key) = wrong, installed
    changed = change(json.loads(wire.encode(first_boot(session, writing))))
    session.commit()
    body = changed if isinstance(changed, bytes) else json.dumps(changed).encode()
    answer = send(client, key, body)
    assert (answer.status_code, answer.json["error"].get("field")) == (status, field)
    assert kept(session) == ["malformed"]


def test_what_is_too_large_is_refused(
    client: FlaskClient, session: Session, installed: tuple[Writing, str]
) -> None:
    _writing, key = installed
    session.commit()
    assert send(client, key, b" " * 300_000).status_code == 413
    assert kept(session) == []


def test_it_is_described(client: FlaskClient) -> None:
    spec = client.get("/api/openapi.json").json
    operation = spec["paths"]["/api/agent/v1/first-boots"]["post"]
    assert operation["security"] == [{"installation": []}]
    assert spec["components"]["securitySchemes"]["installation"]["scheme"] == "bearer"
    asked = set(spec["components"]["schemas"]["FirstBoot"]["required"])
    assert {"id", "image", "machine", "at", "boot_id", "host_name"} <= asked
