"""POST /api/agent/v1/orders/<id>/words: what a machine says of its orders."""

import json
import uuid
from typing import Any

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from atelier.bench.models import Order, OrderWord
from atelier.devices import history
from atelier.devices.models import Event
from atelier.people import tokens
from tests.atelier.api.conftest import Machine
from tests.factories import World, make_world


@pytest.fixture
def order(machine: Machine) -> str:
    made = machine.ordered()
    machine.poll()
    return made


def row(session: Session, world: World, order: str) -> Order:
    session.rollback()
    found = session.get_one(Order, (world.organisation.id, order))
    session.refresh(found)
    return found


def words(session: Session) -> int:
    session.rollback()
    return session.scalar(sa.select(sa.func.count()).select_from(OrderWord)) or 0


def test_from_issued_to_done(session: Session, world: World, machine: Machine, order: str) -> None:
    for state in ("accepted", "running", "running", "done"):
        answer = machine.says(order, state, fraction=0.5)
        assert (answer.status_code, answer.json) == (200, {"state": state, "stop": False})
    done = row(session, world, order)
    assert (done.state, done.reason, done.number) == ("done", None, 4)
    assert done.ended_at is not None
    ended = sa.select(Event.data).where(Event.kind == history.ORDER_ENDED)
    assert [data["state"] for data in session.scalars(ended)] == ["done"]


def test_said_again_it_counts_once(
    session: Session, world: World, machine: Machine, order: str
) -> None:
    word = machine.word("done", result={"cpu_errors": 0})
    for _ in range(3):
        assert machine.say(order, word).json == {"state": "done", "stop": False}
    assert words(session) == 1
    ended = sa.select(sa.func.count()).where(Event.kind == history.ORDER_ENDED)
    assert session.scalar(ended) == 1
    assert row(session, world, order).result == {"cpu_errors": 0}


def test_older_words_change_nothing_and_steps_are_kept(
    session: Session, world: World, machine: Machine, order: str
) -> None:
    machine.says(order, "running", number=5, fraction=0.7)
    assert machine.says(order, "accepted", number=1).json["state"] == "running"
    assert machine.says(order, "running", number=5, fraction=0.1).json["state"] == "running"
    kept = row(session, world, order)
    assert (kept.number, kept.fraction) == (5, 0.7)
    assert words(session) == 2


def test_progress_leaves_no_row_and_a_step_does(
    session: Session, world: World, machine: Machine, order: str
) -> None:
    machine.says(order, "accepted")
    for percent in range(0, 100, 5):
        machine.says(order, "running", fraction=percent / 100)
    assert words(session) == 2
    for _ in range(3):
        machine.says(order, "running", fraction=0.97, checkpoint={"at": 97})
    assert words(session) == 3
    machine.says(order, "done")
    done = row(session, world, order)
    assert (words(session), done.number, done.checkpoint) == (4, 25, {"at": 97})


def test_after_the_end_nothing_changes(
    session: Session, world: World, machine: Machine, order: str
) -> None:
    machine.says(order, "failed", reason="wrong", message="two errors")
    for state in ("running", "done"):
        taken = machine.says(order, state).json
        assert taken == {"state": "failed", "stop": state == "running"}
    ended = row(session, world, order)
    assert (ended.state, ended.reason, ended.message) == ("failed", "wrong", "two errors")
    assert words(session) == 3


def test_a_failure_without_a_reason_is_an_error(
    session: Session, world: World, machine: Machine, order: str
) -> None:
    machine.says(order, "failed")
    assert row(session, world, order).reason == "error"


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ({"fraction": -3.0, "left_s": -1.0}, (0.0, None)),
        ({"fraction": 7.0, "left_s": 1e300}, (1.0, None)),
        ({"fraction": 0.25, "left_s": 90.0}, (0.25, 90.0)),
        ({}, (None, None)),
    ],
)
def test_progress_stays_within_bounds(
    session: Session,
    machine: Machine,
    order: str,
    sent: dict[str, float],
    kept: tuple[float | None, float | None],
) -> None:
    machine.says(order, "running", **sent)
    found = row(session, machine.world, order)
    assert (found.fraction, found.left_s) == kept


def test_a_long_message_is_cut(
    session: Session, world: World, machine: Machine, order: str
) -> None:
    machine.says(order, "running", message="x" * 100_000)
    assert len(row(session, world, order).message or "") == 2000


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"id": ""}, (422, "id")),
        ({"id": "x" * 65}, (422, "id")),
        ({"number": 0}, (422, "number")),
        ({"number": 2**31}, (422, "number")),
        ({"number": 1.5}, (422, "number")),
        ({"at": "yesterday"}, (422, "at")),
        ({"at": "2026-01-01T00:00:00"}, (422, "at")),
        ({"at": "0001-01-01T00:00:00+14:00"}, (422, "at")),
        ({"state": "lost"}, (422, "state")),
        ({"reason": "bored"}, (422, "reason")),
        ({"message": "\0"}, (422, "message")),
        ({"result": {"a\0": 1}}, (422, "result")),
        ({"result": {"a": "x" * 196_608}}, (413, "result")),
        ({"checkpoint": {"a": "x" * 8192}}, (413, "checkpoint")),
    ],
)
def test_a_wrong_field_is_named(
    session: Session,
    machine: Machine,
    order: str,
    change: dict[str, Any],
    refusal: tuple[int, str],
) -> None:
    answer = machine.say(order, {**machine.word("running"), **change})
    error = answer.json["error"]
    assert (answer.status_code, error.get("field")) == refusal
    assert error["message"]
    assert words(session) == 0


def test_only_the_machine_of_the_order_is_heard(
    session: Session, client: FlaskClient, world: World, machine: Machine, order: str
) -> None:
    other = Machine(client, world, 2)
    other.report()
    other.poll()
    not_polled = Machine(client, world, boot_id=str(uuid.uuid4()))
    for stranger in (other, not_polled):
        answer = stranger.says(order, "done")
        assert (answer.status_code, answer.json["error"]["code"]) == (404, "not_found")
    assert machine.says(str(uuid.uuid4()), "done").status_code == 404
    assert machine.says("x" * 500, "done").status_code == 404
    assert row(session, world, order).state == "issued"
    assert words(session) == 0


def test_only_through_the_station_it_polls_with(
    session: Session, world: World, machine: Machine, order: str
) -> None:
    _, beside = tokens.create(
        session, organisation_id=world.organisation.id, name="Andere stick", by=None
    )
    elsewhere = make_world(session, "Ander atelier").token
    session.commit()
    word = json.dumps(machine.word("done")).encode()
    for token in (beside, elsewhere):
        assert machine.post(f"/orders/{order}/words", word, token).status_code == 404
    assert row(session, world, order).state == "issued"
    assert machine.post(f"/orders/{order}/words", word).json["state"] == "done"
