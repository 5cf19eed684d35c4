"""Which machine and which disk evidence is of: never guessed."""

import uuid
from dataclasses import replace

from sqlalchemy.orm import Session

from atelier.db import now
from atelier.devices import history
from atelier.devices import service as devices
from atelier.workshop.erasure.brought import errors
from atelier.workshop.erasure.models import StoredEvidence
from diagnostics import wire
from tests.brought import at_bench, days_ago, gate, refused, rows, take, wrong
from tests.erasures import can_sanitize, on_the_bench
from tests.factories import World
from tests.machines import Machine
from tests.reports import a_disk, a_system


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
