"""The pages about reports: choosing, what was set aside, a report as a file."""

import gzip
import io
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from atelier.db import db
from atelier.devices.models import Device
from atelier.people.roles import Role
from atelier.workshop.diagnosis import config
from atelier.workshop.diagnosis.models import SetAside, StoredReport
from atelier.workshop.diagnosis.reading import Limits
from tests.atelier.workshop.diagnosis.conftest import Send
from tests.factories import World, make_world, sign_in_as
from tests.reports import a_system, body


@pytest.fixture
def coordinator(client: FlaskClient, world: World) -> FlaskClient:
    sign_in_as(client, world.accounts[Role.COORDINATOR])
    return client


def of_a_batch(number: int) -> bytes:
    return body(number, system=a_system(number, serial="BATCH-2209-A"))


def upload(client: FlaskClient, content: bytes, name: str = "report.json") -> TestResponse:
    return client.post("/reports/upload", data={"file": (io.BytesIO(content), name)})


@contextmanager
def counted() -> Iterator[list[str]]:
    statements: list[str] = []

    def note(_c: object, _cur: object, statement: str, *_more: object) -> None:
        statements.append(statement)

    sa.event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        sa.event.remove(db.engine, "before_cursor_execute", note)


def test_a_person_chooses_this_device(
    coordinator: FlaskClient, session: Session, send: Send
) -> None:
    known = send(of_a_batch(1)).device
    asked = send(of_a_batch(2)).report
    assert known
    address = f"/reports/{asked.id}"
    assert address in coordinator.get("/reports").text
    page = coordinator.get(address).text
    assert "Hetzelfde" in page
    assert "BATCH-2209-A" in page
    assert f'value="{known.id}"' in page
    answer = coordinator.post(address, data={"device": str(known.id)})
    assert (answer.status_code, answer.location) == (302, f"/devices/{known.id}")
    session.expire_all()
    assert asked.device_id == known.id
    assert coordinator.get(address).location == f"/devices/{known.id}"
    assert address not in coordinator.get("/reports").text


def test_a_person_chooses_a_new_device(
    coordinator: FlaskClient, session: Session, send: Send
) -> None:
    send(of_a_batch(1))
    asked = send(of_a_batch(2)).report
    answer = coordinator.post(f"/reports/{asked.id}", data={"device": "new"})
    assert answer.status_code == 302
    assert session.scalar(sa.select(sa.func.count()).select_from(Device)) == 2


@pytest.mark.parametrize("pressed", ["", "0", "-1", "x", "99999999999999999999", "³"])
def test_a_choice_that_is_none(coordinator: FlaskClient, send: Send, pressed: str) -> None:
    send(of_a_batch(1))
    asked = send(of_a_batch(2)).report
    answer = coordinator.post(f"/reports/{asked.id}", data={"device": pressed})
    assert answer.status_code == 422
    assert asked.device_id is None


def test_what_was_set_aside_can_be_fetched_and_dealt_with(
    coordinator: FlaskClient, session: Session, send_bytes
) -> None:
    sent = gzip.compress(body(1))[:-5]
    kept = send_bytes(sent).kept
    page = coordinator.get("/reports/set-aside").text
    assert "beschadigd" in page
    assert "Teststick" in page
    file = coordinator.get(f"/reports/set-aside/{kept.id}/original")
    assert file.data == sent
    assert file.mimetype == "application/octet-stream"
    assert (
        file.headers["Content-Disposition"] == f'attachment; filename="rapport-{kept.id}.json.gz"'
    )
    assert file.headers["X-Content-Type-Options"] == "nosniff"
    assert coordinator.post(f"/reports/set-aside/{kept.id}/resolve").status_code == 302
    session.expire_all()
    assert kept.resolved_at is not None
    assert "beschadigd" not in coordinator.get("/reports/set-aside").text


def test_nobody_sees_what_is_set_aside_elsewhere(
    coordinator: FlaskClient, session: Session, send_bytes
) -> None:
    other = make_world(session, "Ander atelier")
    session.commit()
    kept = send_bytes(b"{", to=other).kept
    assert coordinator.get(f"/reports/set-aside/{kept.id}/original").status_code == 404
    assert coordinator.post(f"/reports/set-aside/{kept.id}/resolve").status_code == 404
    assert "Bestand" not in coordinator.get("/reports/set-aside").text


@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_a_report_as_a_file(coordinator: FlaskClient, session: Session, world: World, pack) -> None:
    sent = pack(body(1))
    first = upload(coordinator, sent)
    device = session.scalars(sa.select(Device)).one()
    assert (first.status_code, first.location) == (302, f"/devices/{device.id}")
    stored = session.scalars(sa.select(StoredReport)).one()
    assert stored.account_id == world.accounts[Role.COORDINATOR].id
    assert upload(coordinator, sent).location == f"/devices/{device.id}"
    assert session.scalar(sa.select(sa.func.count()).select_from(StoredReport)) == 1


def test_a_file_that_asks_leads_to_the_question(coordinator: FlaskClient, send: Send) -> None:
    send(of_a_batch(1))
    answer = upload(coordinator, of_a_batch(2))
    assert answer.location.startswith("/reports/")


@pytest.mark.parametrize("content", [b"", b"{", b"<html>", b" " * 2001])
def test_a_file_that_is_no_report(
    coordinator: FlaskClient, session: Session, monkeypatch: pytest.MonkeyPatch, content: bytes
) -> None:
    # Small, because werkzeug's test client leaves open what it spools to a file.
    monkeypatch.setattr(config, "limits", lambda: Limits(2000, 2000))
    answer = upload(coordinator, content)
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    assert session.scalar(sa.select(sa.func.count()).select_from(SetAside)) == 1


def test_without_a_file_nothing_is_set_aside(coordinator: FlaskClient, session: Session) -> None:
    assert coordinator.post("/reports/upload", data={}).status_code == 422
    assert session.scalar(sa.select(sa.func.count()).select_from(SetAside)) == 0


def test_a_volunteer_does_none_of_this(client: FlaskClient, world: World) -> None:
    sign_in_as(client, world.accounts[Role.VOLUNTEER])
    for address in ("/reports", "/reports/set-aside", "/reports/upload"):
        assert client.get(address).status_code == 403


def test_lists_ask_the_database_no_more_when_they_are_longer(
    coordinator: FlaskClient, send: Send, send_bytes
) -> None:
    def queries(address: str) -> int:
        with counted() as statements:
            assert coordinator.get(address).status_code == 200
        return len(statements)

    send(of_a_batch(0))
    few, many = {}, {}
    for numbers, found in ((range(1, 4), few), (range(4, 31), many)):
        for number in numbers:
            send(of_a_batch(number))
            send_bytes(b"{" * number)
        for address in ("/reports", "/reports/set-aside"):
            found[address] = queries(address)
    assert few == many
    page = coordinator.get("/reports").text
    assert page.count("/reports/") > 25
    assert "Toon meer" in page
