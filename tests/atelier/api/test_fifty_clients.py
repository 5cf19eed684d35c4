"""Fifty machines that report at the same moment, on both databases."""

import threading
from collections import Counter
from collections.abc import Sequence

import sqlalchemy as sa
from apiflask import APIFlask
from sqlalchemy.orm import Session

from atelier.devices.models import Device, DeviceIdentifier, DeviceModel
from atelier.workshop.diagnosis.models import SetAside, StoredReport
from tests.factories import World
from tests.reports import a_system, body

COUNT = 50
Answers = list[tuple[int, str]]


def post_at_once(app: APIFlask, world: World, bodies: Sequence[bytes]) -> Answers:
    """Every body from a thread and a client of its own; none starts before all are ready."""
    ready = threading.Barrier(len(bodies))
    answers: Answers = []

    def send(sent: bytes) -> None:
        client = app.test_client()
        ready.wait()
        answer = client.post(
            "/api/agent/v1/reports", data=sent, headers={"Authorization": f"Bearer {world.token}"}
        )
        code = answer.json.get("state") or answer.json["error"]["code"]
        answers.append((answer.status_code, code))

    threads = [threading.Thread(target=send, args=(sent,)) for sent in bodies]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def count(session: Session, model: type) -> int:
    return session.scalar(sa.select(sa.func.count()).select_from(model)) or 0


def test_fifty_different_machines(app: APIFlask, session: Session, world: World) -> None:
    answers = post_at_once(app, world, [body(number) for number in range(COUNT)])
    assert Counter(answers) == {(201, "new"): COUNT}
    assert count(session, Device) == count(session, StoredReport) == COUNT
    assert count(session, DeviceModel) == 1
    held = sa.select(DeviceIdentifier.value).group_by(DeviceIdentifier.value)
    assert session.scalars(held.having(sa.func.count() > 1)).all() == []


def test_one_machine_fifty_times(app: APIFlask, session: Session, world: World) -> None:
    answers = post_at_once(app, world, [body(1) for _ in range(COUNT)])
    assert Counter(answers) == {(201, "new"): 1, (200, "known"): COUNT - 1}
    assert count(session, Device) == 1
    assert count(session, StoredReport) == COUNT


def test_one_report_fifty_times(app: APIFlask, session: Session, world: World) -> None:
    answers = post_at_once(app, world, [body(1)] * COUNT)
    assert Counter(answers) == {(201, "new"): 1, (200, "repeated"): COUNT - 1}
    assert count(session, Device) == count(session, StoredReport) == 1


def test_fifty_machines_with_one_serial(app: APIFlask, session: Session, world: World) -> None:
    bodies = [body(number, system=a_system(number, serial="BATCH-1")) for number in range(COUNT)]
    answers = post_at_once(app, world, bodies)
    assert Counter(answers) == {(201, "new"): 1, (202, "choice"): COUNT - 1}
    assert count(session, Device) == 1
    assert count(session, StoredReport) == COUNT


def test_one_refusal_fifty_times(app: APIFlask, session: Session, world: World) -> None:
    answers = post_at_once(app, world, [b"{"] * COUNT)
    assert Counter(answers) == {(400, "not_json"): COUNT}
    assert count(session, SetAside) == 1
