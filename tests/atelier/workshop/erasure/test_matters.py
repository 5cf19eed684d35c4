"""Disks that are left to deal with: until each is accepted, destroyed or erased after all."""

import uuid

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from atelier import checks
from atelier.db import now
from atelier.demo import evidence as made
from atelier.devices import history
from atelier.devices.identity import medium_id
from atelier.devices.lifecycle import facts
from atelier.errors import Conflict, Invalid, NotFound
from atelier.people.actor import Actor
from atelier.people.roles import Role
from atelier.workshop.erasure import matters
from atelier.workshop.erasure.matters import Row
from atelier.workshop.erasure.models import Matter
from tests.erasures import ask, coordinator, flawless, on_the_bench, tell, worker
from tests.factories import World, make_world
from tests.machines import Machine
from tests.reports import a_disk
from tests.visits import counted

REASON = "two sectors outside of any partition"


@pytest.fixture
def machine(session: Session, world: World) -> Machine:
    return on_the_bench(session, world)


@pytest.fixture
def row(session: Session, world: World, machine: Machine) -> Row:
    """Erased with exceptions."""
    order = ask(session, machine, worker(world))[0]
    tell(machine, order, made.with_bad_sectors(flawless(session, order)))
    return the_row(session, world)


def the_row(session: Session, world: World) -> Row:
    (found,) = matters.page(session, world.organisation.id).rows
    return matters.get(session, world.organisation.id, found.matter.id)


def person(world: World, role: Role) -> Actor:
    return Actor(account_id=world.accounts[role].id)


def doom(session: Session, world: World, row: Row, client_id: str = "") -> None:
    matters.order_destruction(
        session,
        row,
        reason=REASON,
        by=coordinator(world).actor,
        client_id=client_id or str(uuid.uuid4()),
    )


def wrong(session: Session) -> list[str]:
    return [f"{name}: {finding}" for name, found in checks.run(session) for finding in found]


def test_accepted_with_a_reason_it_opens_the_gate_and_says_so(
    session: Session, world: World, machine: Machine, row: Row
) -> None:
    assert machine.device.next_step == "erase"
    matters.accept(session, row, reason=REASON, by=coordinator(world).actor)
    assert machine.device.next_step == "image"
    events = history.events_of(session, machine.device)
    (accepted,) = (e for e in events if e.kind == facts.EXCEPTIONS_ACCEPTED)
    assert accepted.account_id == coordinator(world).account_id
    assert accepted.data["reason"] == REASON
    assert accepted.data["reasons"] == ["write_errors"]
    assert row.evidence is not None
    assert accepted.data["evidence"] == row.evidence.id
    matters.accept(session, row, reason=REASON, by=coordinator(world).actor)  # twice is once
    assert matters.how_many(session, world.organisation.id) == 0
    assert wrong(session) == []


@pytest.mark.parametrize("reason", ["", "   ", "ok", "x" * 1001, "\0\0\0\0\0\0"])
def test_without_a_reason_nothing_is_accepted_or_destroyed(
    session: Session, world: World, machine: Machine, row: Row, reason: str
) -> None:
    with pytest.raises(Invalid):
        matters.accept(session, row, reason=reason, by=coordinator(world).actor)
    with pytest.raises(Invalid):
        matters.order_destruction(
            session, row, reason=reason, by=coordinator(world).actor, client_id="1"
        )
    assert (row.matter.is_open, row.matter.is_to_be_destroyed) == (True, False)
    assert machine.device.next_step == "erase"


@pytest.mark.parametrize("kind", [facts.USED, "begun"])
def test_what_happened_since_is_not_accepted_with_it(
    session: Session, world: World, machine: Machine, row: Row, kind: str
) -> None:
    if kind == facts.USED:
        history.record(session, machine.device, facts.USED, actor=world.actor)
    else:
        machine.says(ask(session, machine, worker(world))[0], "running")
    with pytest.raises(Conflict, match="intussen"):
        matters.accept(session, row, reason=REASON, by=coordinator(world).actor)
    assert row.matter.is_open


def test_not_erased_is_never_accepted(session: Session, world: World, machine: Machine) -> None:
    order = ask(session, machine, worker(world))[0]
    tell(machine, order, made.stopped(flawless(session, order), 0.41))
    with pytest.raises(Conflict):
        matters.accept(session, the_row(session, world), reason=REASON, by=coordinator(world).actor)
    assert machine.device.next_step == "erase"


def test_refused_evidence_is_never_accepted(
    session: Session, world: World, machine: Machine
) -> None:
    order = ask(session, machine, worker(world))[0]
    tell(machine, order, flawless(session, order), level=None)
    with pytest.raises(Conflict):
        matters.accept(session, the_row(session, world), reason=REASON, by=coordinator(world).actor)


def test_destroying_takes_two_people(
    session: Session, world: World, machine: Machine, row: Row
) -> None:
    doom(session, world, row)
    first, second = person(world, Role.BENCH_WORKER), person(world, Role.COORDINATOR)
    matters.confirm_destruction(session, row, by=first)
    assert row.matter.is_open
    assert facts.DESTROYED not in {e.kind for e in history.events_of(session, machine.device)}
    with pytest.raises(Conflict, match="tweede mens"):
        matters.confirm_destruction(session, row, by=first)
    matters.confirm_destruction(session, row, by=second)
    assert row.matter.closed_how == "destroyed"
    (fact,) = (e for e in history.events_of(session, machine.device) if e.kind == facts.DESTROYED)
    assert fact.data["people"] == [first.account_id, second.account_id]
    assert history.state_of(session, machine.device).media == frozenset()
    assert wrong(session) == []


def test_nobody_but_people_confirms(session: Session, world: World, row: Row) -> None:
    doom(session, world, row)
    with pytest.raises(Conflict):
        matters.confirm_destruction(session, row, by=Actor(station_id=world.station.id))


def test_the_database_too_wants_two(session: Session, world: World, row: Row) -> None:
    person_id = coordinator(world).account_id
    row.matter.first_by_id = row.matter.second_by_id = person_id
    with pytest.raises(IntegrityError):
        session.flush()
    session.rollback()


def test_what_is_not_to_be_destroyed_is_not_confirmed(
    session: Session, world: World, row: Row
) -> None:
    with pytest.raises(Conflict):
        matters.confirm_destruction(session, row, by=coordinator(world).actor)


def test_ordered_once_and_then_neither_accepted_nor_ordered_again(
    session: Session, world: World, row: Row
) -> None:
    doom(session, world, row, "form")
    doom(session, world, row, "form")
    with pytest.raises(Conflict):
        doom(session, world, row, "another")
    with pytest.raises(Conflict):
        matters.accept(session, row, reason=REASON, by=coordinator(world).actor)


def test_a_destroyed_disk_that_is_seen_again_is_to_be_erased(
    session: Session, world: World, machine: Machine, row: Row
) -> None:
    doom(session, world, row)
    for role in (Role.BENCH_WORKER, Role.COORDINATOR):
        matters.confirm_destruction(session, row, by=person(world, role))
    assert machine.device.next_step == "image"
    again = Machine(session, world.station, 1, made_at=now())
    session.refresh(again.device)
    assert again.device.next_step == "erase"


def test_by_hand_only_what_is_in_it(session: Session, world: World, machine: Machine) -> None:
    medium = medium_id(a_disk(1))
    found = matters.open_by_hand(session, machine.device, medium, a_disk(1))
    again = matters.open_by_hand(session, machine.device, medium, a_disk(1))
    assert (found.kind, found.id) == ("unable", again.id)
    assert found.disk_serial == a_disk(1).serial
    with pytest.raises(Conflict):
        matters.open_by_hand(session, machine.device, "serial:GONE", None)


def test_of_another_organisation_nothing_is_seen(session: Session, world: World, row: Row) -> None:
    other = make_world(session, "Other")
    assert matters.page(session, other.organisation.id).rows == []
    with pytest.raises(NotFound):
        matters.get(session, other.organisation.id, row.matter.id)


def test_the_list_pages_by_key_in_a_fixed_number_of_queries(
    session: Session, world: World, machine: Machine
) -> None:
    def add(count: int) -> None:
        for _ in range(count):
            session.add(
                Matter(
                    organisation_id=world.organisation.id,
                    device_id=machine.device.id,
                    medium=uuid.uuid4().hex,
                    kind="unable",
                )
            )
        session.commit()

    def queries() -> int:
        session.expire_all()
        with counted(session.get_bind().engine) as seen:
            matters.page(session, world.organisation.id, size=100)
        return len(seen)

    add(3)
    few = queries()
    add(27)
    assert queries() == few
    first = matters.page(session, world.organisation.id, size=20)
    rest = matters.page(session, world.organisation.id, after=first.after, size=20)
    assert [len(first.rows), len(rest.rows), rest.after] == [20, 10, None]
    closed = sa.update(Matter).values(closed_at=now(), closed_how="erased")
    session.execute(closed)
    assert matters.how_many(session, world.organisation.id) == 0
