"""Evidence that no order asked for: taken, judged and told as any other, never as more."""

import json
import uuid
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from atelier import checks
from atelier.bench import orders as bench
from atelier.db import now
from atelier.demo import evidence as made
from atelier.devices import history
from atelier.devices import service as devices
from atelier.devices.lifecycle import facts
from atelier.devices.models import Device
from atelier.errors import AtelierError, TooLarge
from atelier.incoming import Malformed, NotJson
from atelier.people.actor import Actor
from atelier.workshop.erasure import matters
from atelier.workshop.erasure.brought import errors
from atelier.workshop.erasure.models import Brought, Matter, StoredEvidence
from diagnostics import wire
from diagnostics.report import encode
from diagnostics.wire import erasure
from tests.brought import at_bench, days_ago, take
from tests.erasures import ask, can_sanitize, flawless, on_the_bench, tell, worker
from tests.factories import World, make_world
from tests.machines import Machine
from tests.reports import a_disk, a_report, a_system


@pytest.fixture
def machine(session: Session, world: World) -> Machine:
    return on_the_bench(session, world, disks=(can_sanitize(),))


def gate(session: Session, device: Device) -> str:
    session.refresh(device)
    return device.next_step


def erasures(session: Session, machine: Machine) -> list[Mapping[str, Any]]:
    events = history.events_of(session, machine.device)
    return [event.data for event in events if event.kind == facts.ERASED]


def rows(session: Session, table: type[Any]) -> list[Any]:
    return list(session.scalars(sa.select(table)))


def wrong(session: Session) -> list[str]:
    return [f"{name}: {finding}" for name, found in checks.run(session) for finding in found]


def refused(session: Session, world: World, told: Any, kind: type[AtelierError]) -> AtelierError:
    """Nothing is written down of what is refused."""
    session.commit()
    before = [len(rows(session, table)) for table in (StoredEvidence, Brought, Matter)]
    with pytest.raises(kind) as caught:
        take(session, world, told)
    session.rollback()
    assert [len(rows(session, table)) for table in (StoredEvidence, Brought, Matter)] == before
    return caught.value


def accept(session: Session, world: World) -> None:
    """By a person who knows that it was so."""
    (matter,) = rows(session, Matter)
    row = matters.get(session, world.organisation.id, matter.id)
    matters.accept(session, row, reason="ik was erbij", by=world.actor)


def test_it_opens_the_gate_and_says_for_ever_where_it_was_made(
    session: Session, world: World, machine: Machine
) -> None:
    assert gate(session, machine.device) == "erase"
    told = at_bench(ended=days_ago(2), typed_name="Testnaam")
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
    take(session, world, at_bench(ended=days_ago(3)))
    assert gate(session, machine.device) == "image"
    take(session, world, made.stopped(at_bench(ended=days_ago(2)), 0.4))
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


# Which machine, which disk.


def test_a_disk_that_was_swapped_since_is_told_and_changes_nothing_of_the_gate(
    session: Session, world: World, machine: Machine
) -> None:
    erased_at = days_ago(3)
    again = Machine(session, world.station, 1, disks=(a_disk(2),))
    assert again.device_id == machine.device_id
    outcome = take(session, world, at_bench(ended=erased_at))
    assert [note.text for note in outcome.notes] == ["Deze schijf zit nu niet in dit toestel."]
    assert outcome.evidence.medium == f"serial:{a_disk(1).serial}"
    assert gate(session, machine.device) == "erase"
    # It comes back, from nobody knows where: it has to be erased again.
    Machine(session, world.station, 1, disks=(can_sanitize(1),))
    assert gate(session, machine.device) == "erase"
    assert wrong(session) == []


def test_a_disk_that_left_does_not_count_when_it_is_back_whatever_the_clock_said(
    session: Session, world: World, machine: Machine
) -> None:
    """The machine's clock is an hour fast: it says that it was after the disk had left."""
    Machine(session, world.station, 1, disks=(a_disk(2),))
    take(session, world, at_bench(ended=now()))
    Machine(session, world.station, 1, disks=(can_sanitize(1),))
    assert gate(session, machine.device) == "erase"


def test_a_disk_that_went_to_another_machine_is_not_erased_there(
    session: Session, world: World, machine: Machine
) -> None:
    other = Machine(session, world.station, 2, disks=(can_sanitize(1),))
    outcome = take(session, world, at_bench(ended=days_ago(3)))
    assert outcome.device.id == machine.device_id != other.device_id
    assert history.state_of(session, other.device).erased == {}


def test_one_number_of_the_disk_is_enough(session: Session, world: World) -> None:
    """The report knew its serial alone, the erasure its WWN as well: it is called as before."""
    machine = on_the_bench(session, world, disks=(can_sanitize(),))
    told = at_bench()
    told = replace(told, disk=replace(told.disk, wwn="0x5002538e40a1b2c3"))
    assert take(session, world, told).evidence.medium == f"serial:{a_disk(1).serial}"
    assert gate(session, machine.device) == "image"


def test_another_disk_of_the_machine_stays_to_be_erased(session: Session, world: World) -> None:
    two = (can_sanitize(1), a_disk(2, name="nvme1n1"))
    machine = on_the_bench(session, world, disks=two)
    take(session, world, at_bench())
    assert gate(session, machine.device) == "erase"
    assert set(history.state_of(session, machine.device).erased) == {f"serial:{two[0].serial}"}


def test_a_disk_of_another_size_is_not_the_one_in_the_machine(
    session: Session, world: World, machine: Machine
) -> None:
    told = at_bench(disk=can_sanitize(1, size_bytes=128_000_000_000))
    outcome = take(session, world, told)
    assert [note.text for note in outcome.notes] == ["Deze schijf zit nu niet in dit toestel."]
    assert outcome.evidence.level == "clear"  # no plan of ours says that it can do more


def test_without_a_number_of_its_own_a_person_decides(session: Session, world: World) -> None:
    bare = can_sanitize(1, serial=None)
    machine = on_the_bench(session, world, disks=(bare,))
    take(session, world, at_bench(disk=bare))
    (stored,) = rows(session, StoredEvidence)
    assert (stored.result, stored.reasons) == ("erased_with_exceptions", ["unnumbered"])
    assert gate(session, machine.device) == "erase"
    assert wrong(session) == []


def test_a_machine_without_numbers_is_told_by_its_tag_and_its_disk(
    session: Session, world: World
) -> None:
    silent = a_system(1, serial=None, uuid=None, board_serial=None)
    machine = on_the_bench(session, world, disks=(can_sanitize(),), system=silent, network=())
    told = at_bench()
    told = replace(told, machine=wire.Machine(report_id="1"))
    refused(session, world, told, errors.UnknownMachine)
    with_tag = replace(told, id=str(uuid.uuid4()), tag=machine.device.tag)
    assert take(session, world, with_tag).evidence.result == "erased"
    # Or whoever sends the file says it.
    assert take(session, world, told, tag=machine.device.tag).device.id == machine.device_id


def test_a_tag_alone_makes_no_machine_known(session: Session, world: World) -> None:
    machine = on_the_bench(session, world, disks=(can_sanitize(),))
    refused(session, world, at_bench(2, tag=machine.device.tag), errors.UnknownMachine)


def test_the_tag_of_another_device_asks_for_a_person(
    session: Session, world: World, machine: Machine
) -> None:
    other = on_the_bench(session, world, 2)
    outcome = take(session, world, at_bench(tag=other.device.tag))
    assert outcome.device.id == machine.device_id
    assert (outcome.evidence.result, outcome.evidence.reasons) == (
        "erased_with_exceptions",
        ["other_tag"],
    )
    assert gate(session, machine.device) == "erase"
    assert gate(session, other.device) == "erase"


def test_it_goes_to_the_record_that_two_became(session: Session, world: World) -> None:
    machine = on_the_bench(session, world, disks=(can_sanitize(),))
    keep = devices.create(
        session, organisation_id=world.organisation.id, kind="laptop", actor=world.actor
    )
    devices.merge(session, keep=keep, absorb=machine.device, actor=world.actor)
    session.commit()
    assert take(session, world, at_bench()).device.id == keep.id
    assert wrong(session) == []


# When.


@pytest.mark.parametrize(
    ("ended", "sure"),
    [
        (datetime(2009, 1, 1, tzinfo=UTC), None),
        (datetime(2161, 1, 1, tzinfo=UTC), True),
        (now() + timedelta(days=1), None),
        (now() - timedelta(days=1), False),
    ],
    ids=str,
)
def test_a_clock_that_cannot_be_right_is_said(
    session: Session, world: World, machine: Machine, ended: datetime, sure: bool | None
) -> None:
    outcome = take(session, world, at_bench(ended=ended, clock_sure=sure))
    assert "De klok van het toestel klopte niet" in outcome.notes[0].text
    (brought,) = rows(session, Brought)
    assert brought.ended_at is None
    # Nothing is known that can have filled the disk again: when it was makes no difference.
    assert gate(session, machine.device) == "image"
    assert wrong(session) == []


@pytest.mark.parametrize("days", [0.01, 2, None])
def test_after_a_use_the_machine_s_own_clock_is_not_enough(
    session: Session, world: World, days: float | None
) -> None:
    """However right it looks: a person has to know that it was erased after that."""
    machine = on_the_bench(session, world, received=False, disks=(can_sanitize(),))
    for kind, at in ((facts.USED, days_ago(5)), (facts.CAME_IN, days_ago(4))):
        history.record(session, machine.device, kind, actor=world.actor, at=at)
    ended = datetime(2009, 1, 1, tzinfo=UTC) if days is None else days_ago(days)
    take(session, world, at_bench(ended=ended))
    assert history.state_of(session, machine.device).erased == {}
    (stored,) = rows(session, StoredEvidence)
    assert stored.reasons == ["clock_alone"]
    accept(session, world)
    assert history.state_of(session, machine.device).erased != {}
    assert wrong(session) == []


def test_what_came_before_a_use_never_counts_after_it(
    session: Session, world: World, machine: Machine
) -> None:
    """The evidence lay on a stick while the laptop was lent."""
    history.record(session, machine.device, facts.USED, actor=world.actor, at=days_ago(1))
    take(session, world, at_bench(ended=days_ago(4)))
    with pytest.raises(AtelierError):
        accept(session, world)
    assert history.state_of(session, machine.device).erased == {}


def test_a_disk_that_was_out_and_came_back_asks_for_a_person(
    session: Session, world: World, machine: Machine
) -> None:
    Machine(session, world.station, 1, disks=())
    Machine(session, world.station, 1, disks=(can_sanitize(),))
    take(session, world, at_bench(ended=now()))
    assert gate(session, machine.device) == "erase"
    assert [row.reasons for row in rows(session, StoredEvidence)] == [["clock_alone"]]


def test_evidence_from_before_a_failed_order_closes_nothing(
    session: Session, world: World, machine: Machine
) -> None:
    order = ask(session, machine, worker(world))[0]
    machine.says(order, "running", fraction=0.1)
    tell(machine, order, made.stopped(flawless(session, order), 0.4))
    (matter,) = rows(session, Matter)
    take(session, world, at_bench(ended=days_ago(3)))
    session.refresh(matter)
    assert (matter.is_open, matter.kind) == (True, "not_erased")
    assert gate(session, machine.device) == "erase"


def test_evidence_from_after_a_failed_order_closes_it(
    session: Session, world: World, machine: Machine
) -> None:
    order = ask(session, machine, worker(world))[0]
    tell(machine, order, made.stopped(flawless(session, order), 0.4))
    take(session, world, at_bench(ended=now() + timedelta(minutes=1)))
    (matter,) = rows(session, Matter)
    assert matter.closed_how == "erased"
    assert gate(session, machine.device) == "image"


# Too late for its order.


def late(session: Session, world: World, machine: Machine) -> tuple[Any, Any]:
    order = ask(session, machine, worker(world))[0]
    machine.says(order, "running", fraction=0.3)
    told = flawless(session, order)
    order.state = "lost"
    session.commit()
    return order, told


def test_evidence_of_an_order_that_a_person_closed(
    session: Session, world: World, machine: Machine
) -> None:
    order, told = late(session, world, machine)
    error = refused(session, world, told, errors.OrderIsOpen)
    assert error.code in erasure.LATER
    bench.give_up(session, order.organisation_id, order.id, by=Actor())
    session.commit()
    outcome = take(session, world, told)
    stored = outcome.evidence
    assert (stored.order_id, stored.result) == (order.id, "erased_with_exceptions")
    assert stored.reasons == ["order_closed"]
    assert gate(session, machine.device) == "erase"
    assert erasures(session, machine)[-1]["late"] is True
    accept(session, world)
    assert gate(session, machine.device) == "image"
    assert wrong(session) == []


def test_its_time_is_after_the_order_began_whatever_the_clock_says(
    session: Session, world: World, machine: Machine
) -> None:
    order, told = late(session, world, machine)
    bench.give_up(session, order.organisation_id, order.id, by=Actor())
    take(session, world, replace(told, ended=days_ago(20).isoformat()))
    accept(session, world)
    assert gate(session, machine.device) == "image"


def test_a_use_since_the_order_asks_for_a_person(
    session: Session, world: World, machine: Machine
) -> None:
    order, told = late(session, world, machine)
    bench.give_up(session, order.organisation_id, order.id, by=Actor())
    history.record(session, machine.device, facts.USED, actor=world.actor)
    outcome = take(session, world, replace(told, ended=now().isoformat()))
    assert outcome.evidence.reasons == ["order_closed", "clock_alone"]
    assert history.state_of(session, machine.device).erased == {}


@pytest.mark.parametrize(
    ("changed", "kind"),
    [
        ({"order_id": str(uuid.uuid4())}, errors.NotBelieved),
        ({"machine": wire.Machine(report_id="1", serial="OTHER99")}, errors.NotBelieved),
    ],
)
def test_of_another_order_or_machine(
    session: Session,
    world: World,
    machine: Machine,
    changed: dict[str, Any],
    kind: type[AtelierError],
) -> None:
    order, told = late(session, world, machine)
    bench.give_up(session, order.organisation_id, order.id, by=Actor())
    refused(session, world, replace(told, **changed), kind)


def test_an_order_has_one_evidence(session: Session, world: World, machine: Machine) -> None:
    order = ask(session, machine, worker(world))[0]
    told = flawless(session, order)
    tell(machine, order, told)
    refused(session, world, replace(told, id=str(uuid.uuid4())), errors.AnotherEvidence)
    assert take(session, world, told).state == "known"
