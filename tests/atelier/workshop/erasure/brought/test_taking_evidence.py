"""Evidence that no order asked for: taken, judged and told as any other, never as more."""

import json
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy.orm import Session

from atelier.demo import evidence as made
from atelier.errors import AtelierError, TooLarge
from atelier.incoming import Malformed, NotJson
from atelier.workshop.erasure.brought import errors
from atelier.workshop.erasure.models import Brought, Matter, StoredEvidence
from diagnostics import wire
from diagnostics.report import encode
from diagnostics.wire import erasure
from tests.brought import at_bench, days_ago, erasures, gate, refused, rows, take, wrong
from tests.erasures import can_sanitize, on_the_bench
from tests.factories import World, make_world
from tests.machines import Machine
from tests.reports import a_disk, a_report


def test_it_opens_the_gate_and_says_for_ever_where_it_was_made(
    session: Session, world: World, machine: Machine
) -> None:
    assert gate(session, machine.device) == "erase"
    told = at_bench(ended=days_ago(0.2), typed_name="Testnaam")
    outcome = take(session, world, told)
    assert (outcome.state, outcome.device.id, outcome.notes) == ("new", machine.device_id, [])
    assert gate(session, machine.device) == "image"
    (stored,) = rows(session, StoredEvidence)
    assert (stored.result, stored.level, stored.verified) == ("erased", "purge", True)
    assert (stored.order_id, stored.station_id) == (None, world.station.id)
    (fact,) = erasures(session, machine)
    assert (fact["evidence"], fact["at_bench"], fact["typed_name"]) == (stored.id, True, "Testnaam")
    (brought,) = rows(session, Brought)
    assert brought.ended_at == datetime.fromisoformat(told.ended)
    assert wrong(session) == []


def test_sent_again_it_counts_once(session: Session, world: World, machine: Machine) -> None:
    told = at_bench()
    first = take(session, world, told)
    again = take(session, world, json.dumps(json.loads(wire.encode(told)), indent=2).encode())
    assert (again.state, again.evidence.id) == ("known", first.evidence.id)
    assert len(rows(session, StoredEvidence)) == len(erasures(session, machine)) == 1


def test_the_same_id_for_something_else(session: Session, world: World, machine: Machine) -> None:
    told = at_bench()
    take(session, world, told)
    error = refused(session, world, replace(told, agent_version="2"), errors.AnotherEvidence)
    assert error.field == "id"


def test_a_machine_that_nobody_knows_yet_waits_for_its_report(
    session: Session, world: World
) -> None:
    told = at_bench()
    error = refused(session, world, told, errors.UnknownMachine)
    assert (error.status, error.code in erasure.LATER) == (409, True)
    machine = on_the_bench(session, world, disks=(can_sanitize(),))
    assert take(session, world, told).device.id == machine.device_id


def test_of_another_organisation_it_is_not_known(
    session: Session, world: World, machine: Machine
) -> None:
    told = at_bench()
    other = make_world(session, "Ander atelier")
    refused(session, other, told, errors.UnknownMachine)
    take(session, world, told)
    # Nor what came of it here.
    refused(session, other, told, errors.UnknownMachine)


def test_not_erased_is_listed_and_opens_nothing(
    session: Session, world: World, machine: Machine
) -> None:
    take(session, world, made.stopped(at_bench(), 0.4))
    assert gate(session, machine.device) == "erase"
    (matter,) = rows(session, Matter)
    assert (matter.kind, matter.medium) == ("not_erased", f"serial:{a_disk(1).serial}")
    assert wrong(session) == []


def test_a_failed_try_undoes_what_was_erased_before(
    session: Session, world: World, machine: Machine
) -> None:
    take(session, world, at_bench(ended=days_ago(0.3)))
    assert gate(session, machine.device) == "image"
    take(session, world, made.stopped(at_bench(ended=days_ago(0.2)), 0.4))
    assert gate(session, machine.device) == "erase"


def test_it_is_held_to_the_policy_of_here(
    session: Session, world: World, machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The agent knew none but the default."""
    told = at_bench(policy=replace(erasure.Policy(), pattern="a5"), disk=a_disk(1))
    assert told.method == "overwrite"
    take(session, world, told)
    (stored,) = rows(session, StoredEvidence)
    assert (stored.result, stored.reasons) == ("not_erased", ["not_verified"])
    assert gate(session, machine.device) == "erase"
    assert wrong(session) == []


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"", NotJson),
        (b"{", NotJson),
        (b"[]", NotJson),
        (b'{"disk": NaN}', NotJson),
        (b"\xff\xfe", NotJson),
        (b"[" * 100_000, NotJson),
        (b"{}", errors.NotEvidence),
        (b'{"a": "\\u0000"}', Malformed),
        (b'{"disk": {}, "plan": {}, "result": "erased"}', errors.Unsound),
        (encode(a_report(1)), errors.NotEvidence),
        (b" " * 200_000, TooLarge),
    ],
)
def test_what_is_no_evidence_is_refused(
    session: Session, world: World, machine: Machine, body: bytes, kind: type[AtelierError]
) -> None:
    error = refused(session, world, body, kind)
    assert error.text


@pytest.mark.parametrize(
    "changed",
    [
        {"level": None},
        {"verification": None},
        {"version": 99},
        {"id": ""},
        {"id": "1" * 65},
        {"ended": "yesterday"},
        {"result": "erased", "reasons": ["stopped"]},
    ],
    ids=str,
)
def test_what_contradicts_itself_is_refused(
    session: Session, world: World, machine: Machine, changed: dict[str, Any]
) -> None:
    document = {**made.as_result(at_bench()), **changed}
    refused(session, world, json.dumps(document).encode(), errors.Unsound)
    assert gate(session, machine.device) == "erase"


def test_what_this_medium_cannot_do_is_not_believed(
    session: Session, world: World, machine: Machine
) -> None:
    told = at_bench()
    told = replace(told, disk=replace(told.disk, medium="usb"))
    refused(session, world, told, errors.NotBelieved)
