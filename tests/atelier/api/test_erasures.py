"""POST /api/agent/v1/erasures: what an agent is answered that brings evidence it kept."""

import json
from concurrent.futures import ThreadPoolExecutor
from contextvars import Context
from typing import Any

import pytest
import sqlalchemy as sa
from apiflask import APIFlask
from sqlalchemy.orm import Session

from atelier.people import tokens
from atelier.workshop.erasure.models import StoredEvidence
from diagnostics import wire
from diagnostics.wire.erasure import LATER
from tests.atelier.api.conftest import Machine
from tests.atelier.api.test_openapi import unlike
from tests.brought import at_bench
from tests.erasures import can_sanitize
from tests.factories import World, make_world


@pytest.fixture
def told() -> bytes:
    return wire.encode(at_bench())


@pytest.fixture
def known(client: Any, session: Session, world: World) -> Machine:
    """Its report is in, with the disk."""
    machine = Machine(client, world)
    machine.report(disks=(can_sanitize(),))
    return machine


def kept(session: Session) -> int:
    session.expire_all()
    return session.scalar(sa.select(sa.func.count()).select_from(StoredEvidence)) or 0


def test_taken_and_then_known(known: Machine, session: Session, told: bytes) -> None:
    answer = known.post("/erasures", told)
    assert (answer.status_code, answer.json) == (201, {"state": "new", "result": "erased"})
    answer = known.post("/erasures", told)
    assert (answer.status_code, answer.json) == (200, {"state": "known", "result": "erased"})
    assert kept(session) == 1


def test_the_report_first(client: Any, session: Session, world: World, told: bytes) -> None:
    machine = Machine(client, world)
    answer = machine.post("/erasures", told)
    assert (answer.status_code, answer.json["error"]["code"]) == (409, "unknown_machine")
    assert answer.json["error"]["code"] in LATER
    machine.report(disks=(can_sanitize(),))
    assert machine.post("/erasures", told).status_code == 201


def test_another_organisation_does_not_get_it(
    known: Machine, session: Session, told: bytes
) -> None:
    """A stick that is put in at another workshop: there it is refused, and stays on the stick."""
    other = make_world(session, "Ander atelier")
    session.commit()
    answer = known.post("/erasures", told, token=other.token)
    assert (answer.status_code, answer.json["error"]["code"]) == (409, "unknown_machine")
    assert known.post("/erasures", told).status_code == 201


@pytest.mark.parametrize(
    ("sent", "status", "code"),
    [
        (b"{", 400, "not_json"),
        (b"{}", 422, "no_evidence"),
        (b'{"disk": {}, "plan": {}, "result": "erased"}', 422, "malformed"),
        (b" " * 200_000, 413, "too_large"),
        (b" " * 20_000_000, 413, "http"),
    ],
)
def test_a_refusal_is_precise(
    known: Machine, session: Session, sent: bytes, status: int, code: str
) -> None:
    answer = known.post("/erasures", sent)
    assert (answer.status_code, answer.json["error"]["code"]) == (status, code)
    assert answer.json["error"]["message"]
    assert kept(session) == 0


def test_a_token_is_needed_that_may_send_reports(
    known: Machine, session: Session, world: World, told: bytes
) -> None:
    assert known.post("/erasures", told, token="").status_code == 401
    _, orders_alone = tokens.create(
        session,
        organisation_id=world.organisation.id,
        name="Alleen opdrachten",
        by=None,
        scopes=("orders",),
    )
    session.commit()
    assert known.post("/erasures", told, token=orders_alone).status_code == 403
    assert kept(session) == 0


def test_it_is_described(known: Machine, client: Any, told: bytes) -> None:
    spec = client.get("/api/openapi.json").json
    schemas = spec["components"]["schemas"]
    sent = json.loads(told)
    assert unlike(schemas["Evidence"], sent) == []
    assert unlike(schemas["ErasureErased"], sent["disk"]) == []
    operation = spec["paths"]["/api/agent/v1/erasures"]["post"]
    for body in (told, told, b"{", b"{}"):
        answer = known.post("/erasures", body)
        described = operation["responses"][str(answer.status_code)]
        reference = described["content"]["application/json"]["schema"]["$ref"]
        assert unlike(schemas[reference.rsplit("/", 1)[1]], answer.json) == []


def test_sent_by_many_at_once_it_counts_once(
    app: APIFlask, known: Machine, session: Session, world: World, told: bytes
) -> None:
    """The stick and a person with its file, at the same moment."""
    token = world.token
    session.commit()

    def send() -> int:
        bearer = {"Authorization": f"Bearer {token}"}
        client = app.test_client()
        return client.post("/api/agent/v1/erasures", data=told, headers=bearer).status_code

    with ThreadPoolExecutor(6) as pool:
        found = [pool.submit(Context().run, send) for _ in range(6)]
        assert sorted(one.result() for one in found) == [200] * 5 + [201]
    assert kept(session) == 1
