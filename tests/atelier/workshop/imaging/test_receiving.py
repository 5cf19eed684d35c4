"""What comes of an order to put an image on a disk: installed by evidence alone."""

import uuid
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from atelier import checks
from atelier.bench import orders as bench
from atelier.bench.documents import digest
from atelier.bench.models import Order
from atelier.devices import history
from atelier.devices.lifecycle import facts
from atelier.people.actor import Actor
from atelier.workshop.diagnosis import measured
from atelier.workshop.imaging.models import Image, Refused, Writing
from tests.factories import World
from tests.imaging import (
    add,
    as_result,
    ask,
    decide,
    erase,
    flawless,
    install,
    stopped,
    tell,
    wiped,
    worker,
)
from tests.machines import Machine


@pytest.fixture
def image(session: Session, world: World) -> Image:
    return add(session, world)


@pytest.fixture
def machine(session: Session, world: World) -> Machine:
    return wiped(session, world)


@pytest.fixture
def order(session: Session, world: World, machine: Machine, image: Image) -> Order:
    return ask(session, machine, image, worker(world))


def standing(session: Session, machine: Machine) -> str:
    """Why the gate is shut."""
    session.refresh(machine.device)
    step = history.refresh(session, machine.device)
    return step.reasons[0].code if step.key == "image" else step.key


def imaged(session: Session, machine: Machine) -> list[Mapping[str, Any]]:
    events = history.events_of(session, machine.device)
    return [event.data for event in events if event.kind == facts.IMAGED]


def give_up(session: Session, order: Order) -> None:
    order.state = "lost"
    session.commit()
    bench.give_up(session, order.organisation_id, order.id, by=Actor())
    session.commit()


def all_of(session: Session, table: type[Any]) -> list[Any]:
    return list(session.scalars(sa.select(table).order_by(table.id)))


def wrong(session: Session) -> list[str]:
    """The erasures of these tests have no evidence; that is another's concern."""
    return [
        f"{name}: {finding}"
        for name, found in checks.run(session)
        for finding in found
        if "erased" not in name
    ]


def test_flawless_evidence_is_kept_and_waits_for_the_first_boot(
    session: Session, machine: Machine, order: Order, image: Image
) -> None:
    assert standing(session, machine) == "no_image"
    machine.says(order, "running", fraction=0.0)
    assert standing(session, machine) == "image_unverified"
    told = flawless(order, image)
    tell(machine, order, told)
    (writing,) = all_of(session, Writing)
    assert (writing.result, writing.reasons, writing.trial) == ("installed", [], False)
    assert (writing.evidence_id, writing.order_id, writing.medium) == (
        told.id,
        order.id,
        order.disk_id,
    )
    assert writing.sha256 == digest(writing.document)
    begun, ended = imaged(session, machine)
    assert (begun["verified"], begun["moment"]) == (False, "begun")
    assert ended["verified"] is True
    assert (ended["image"], ended["name"], ended["release"]) == (
        image.sha256,
        "mini",
        "2026.01.05",
    )
    assert (ended["evidence"], ended["medium"], ended["trial"]) == (
        writing.id,
        order.disk_id,
        False,
    )
    assert standing(session, machine) == "not_booted"
    assert wrong(session) == []


def test_a_clock_that_went_back_at_a_power_cut_is_no_reason(
    session: Session, machine: Machine, order: Order, image: Image
) -> None:
    told = flawless(order, image)
    assert told.read_back is not None
    past = "2009-01-01T00:00:00+00:00"
    tell(machine, order, replace(told, ended=past, read_back=replace(told.read_back, started=past)))
    assert [one.result for one in all_of(session, Writing)] == ["installed"]


def test_what_cannot_call_home_waits_for_a_person(
    session: Session, machine: Machine, order: Order, image: Image
) -> None:
    tell(machine, order, replace(flawless(order, image), first_boot_sha256=None))
    assert standing(session, machine) == "not_attested"


def test_said_twice_it_is_kept_once(
    session: Session, machine: Machine, order: Order, image: Image
) -> None:
    told = flawless(order, image)
    tell(machine, order, told)
    tell(machine, order, told)
    assert len(all_of(session, Writing)) == 1
    assert len(imaged(session, machine)) == 1
    assert all_of(session, Refused) == []


def test_not_installed_is_kept_with_its_reason(
    session: Session, machine: Machine, order: Order, image: Image
) -> None:
    machine.says(order, "running", fraction=0.0)
    tell(machine, order, replace(stopped(flawless(order, image)), reasons=("read_back_differs",)))
    (writing,) = all_of(session, Writing)
    assert (writing.result, writing.reasons) == ("not_installed", ["read_back_differs"])
    assert imaged(session, machine)[-1]["reasons"] == ["read_back_differs"]
    assert standing(session, machine) == "image_unverified"
    assert wrong(session) == []


def test_one_that_never_began_undoes_nothing(
    session: Session, world: World, machine: Machine, order: Order, image: Image
) -> None:
    """A disk that is too small is refused before the first write: what was there is there still."""
    tell(machine, order, flawless(order, image))
    again = ask(session, machine, image, worker(world))
    none = replace(
        stopped(flawless(again, image)),
        reasons=("disk_too_small",),
        blocks_written=0,
        bytes_written=0,
        zero_bytes=0,
    )
    tell(machine, again, none)
    assert [one.result for one in all_of(session, Writing)] == ["installed", "not_installed"]
    assert standing(session, machine) == "not_booted"
    assert wrong(session) == []


def test_a_new_writing_leaves_nothing_of_the_old_to_trust(
    session: Session, world: World, machine: Machine, order: Order, image: Image
) -> None:
    """Also when nothing is ever heard of it again."""
    tell(machine, order, flawless(order, image))
    again = ask(session, machine, image, worker(world))
    assert standing(session, machine) == "not_booted"  # nobody began
    machine.says(again, "running", fraction=0.0)
    assert standing(session, machine) == "image_unverified"
    give_up(session, again)
    assert standing(session, machine) == "image_unverified"
    assert len(all_of(session, Writing)) == 1


@pytest.mark.parametrize(
    "wrong_with",
    [
        ({"id": ""}, "malformed"),
        ({"version": 99}, "malformed"),
        ({"disk": "all of them"}, "malformed"),
        ({"read_back": None}, "malformed"),
        ({"zero_bytes": -4096, "read_back": {"zero_bytes": -4096}}, "malformed"),
        ({"reasons": ["write_errors"]}, "malformed"),
        ({"order_id": str(uuid.uuid4())}, "other_order"),
        ({"disk": {"serial": "S35ENX0J999999"}}, "other_disk"),
        ({"disk": {"size_bytes": 1_000}}, "other_disk"),
        ({"disk": {"serial": None}}, "other_disk"),
        ({"machine": {"serial": "OTHER99"}}, "other_machine"),
        ({"image": "0" * 64}, "other_image"),
        ({"bytes_written": 4096, "read_back": {"bytes_read": 4096}}, "incomplete"),
        ({"zero_bytes": 0, "read_back": {"zero_bytes": 0}}, "incomplete"),
        ({"blocks": 1, "blocks_written": 1, "read_back": {"blocks": 1}}, "incomplete"),
    ],
)
def test_what_is_no_evidence_is_put_aside_and_installs_nothing(
    session: Session,
    machine: Machine,
    order: Order,
    image: Image,
    wrong_with: tuple[dict[str, Any], str],
) -> None:
    changed, code = wrong_with
    document = as_result(flawless(order, image))
    for name, value in changed.items():
        merged = isinstance(value, dict) and isinstance(document[name], dict)
        document[name] = {**document[name], **value} if merged else value
    machine.says(order, "done", result=document)
    assert order.state == "done"  # its word was taken: it need not say it again
    assert all_of(session, Writing) == []
    (refused,) = all_of(session, Refused)
    assert (refused.problem, refused.order_id, bool(refused.detail)) == (code, order.id, True)
    assert refused.document == document
    (fact,) = imaged(session, machine)
    assert (fact["verified"], fact["refused"]) == (False, refused.id)
    assert standing(session, machine) == "image_unverified"
    assert wrong(session) == []


@pytest.mark.parametrize("result", [{}, {"fraction": 1.0}, {"installed": True}])
def test_done_without_evidence_is_not_installed(
    session: Session, machine: Machine, order: Order, result: dict[str, Any]
) -> None:
    machine.says(order, "done", result=result)
    assert [one.problem for one in all_of(session, Refused)] == ["malformed"]
    assert standing(session, machine) == "image_unverified"


@pytest.mark.parametrize("end", [("failed", False), ("done", True)])
def test_an_end_that_says_otherwise_than_the_evidence(
    session: Session, machine: Machine, order: Order, image: Image, end: tuple[str, bool]
) -> None:
    state, half = end
    told = flawless(order, image)
    document = as_result(stopped(told) if half else told)
    machine.says(order, state, reason="stopped" if state == "failed" else None, result=document)
    assert [one.problem for one in all_of(session, Refused)] == ["other_end"]
    assert standing(session, machine) == "image_unverified"


def test_evidence_of_another_order_does_not_count_again(
    session: Session, world: World, machine: Machine, order: Order, image: Image
) -> None:
    told = flawless(order, image)
    tell(machine, order, told)
    again = ask(session, machine, image, worker(world))
    tell(machine, again, replace(told, order_id=again.id))
    assert [one.problem for one in all_of(session, Refused)] == ["repeated"]
    assert standing(session, machine) == "image_unverified"


def test_one_key_is_of_one_installation(
    session: Session, world: World, machine: Machine, order: Order, image: Image
) -> None:
    tell(machine, order, flawless(order, image, key="the same"))
    again = ask(session, machine, image, worker(world))
    tell(machine, again, flawless(again, image, key="the same"))
    (refused,) = all_of(session, Refused)
    assert (refused.problem, "key" in refused.detail) == ("repeated", True)


def test_an_order_that_nobody_asked_for_here(
    session: Session, world: World, machine: Machine, order: Order, image: Image
) -> None:
    """Given past the page, with parameters: what it tells is of nothing that was shown."""
    told = dict(order.parameters)
    bench.stop(session, order.organisation_id, order.id, by=Actor())
    stray = measured.issue_order(
        session,
        machine.device,
        kind="image",
        disk=order.disk_id,
        wanted=told,
        by=Actor(),
        client_id=str(uuid.uuid4()),
    )
    tell(machine, stray, flawless(stray, image))
    assert [one.problem for one in all_of(session, Refused)] == ["unasked"]


def test_evidence_that_comes_late_is_kept_and_installs_nothing(
    session: Session, machine: Machine, order: Order, image: Image
) -> None:
    machine.says(order, "running", fraction=0.3)
    give_up(session, order)
    told = flawless(order, image)
    tell(machine, order, told)
    tell(machine, order, told)
    assert (order.state, order.reason) == ("failed", "given_up")
    assert all_of(session, Writing) == []
    (refused,) = all_of(session, Refused)
    assert (refused.problem, refused.document) == ("late", as_result(told))
    late = [e for e in history.events_of(session, machine.device) if e.kind == history.IMAGE_LATE]
    assert [event.data["refused"] for event in late] == [refused.id]
    assert standing(session, machine) == "image_unverified"
    assert wrong(session) == []


def test_an_order_that_was_taken_on_and_given_up_leaves_nothing_to_trust(
    session: Session, world: World, machine: Machine, order: Order, image: Image
) -> None:
    """The word that it runs may be the one that was lost."""
    tell(machine, order, flawless(order, image))
    again = ask(session, machine, image, worker(world))
    machine.says(again, "accepted")
    assert standing(session, machine) == "not_booted"
    give_up(session, again)
    assert standing(session, machine) == "image_unverified"
    assert wrong(session) == []


def test_late_evidence_of_what_nobody_heard_begin_undoes_what_was_there(
    session: Session, world: World, machine: Machine, order: Order, image: Image
) -> None:
    """A person took the order back while the machine began: the disk holds something else now."""
    tell(machine, order, flawless(order, image))
    again = ask(session, machine, image, worker(world))
    bench.stop(session, again.organisation_id, again.id, by=Actor())
    session.commit()
    assert standing(session, machine) == "not_booted"
    tell(machine, again, stopped(flawless(again, image)))
    assert standing(session, machine) == "image_unverified"
    assert imaged(session, machine)[-1]["moment"] == "late"
    assert wrong(session) == []


def test_late_evidence_of_nothing_written_undoes_nothing(
    session: Session, world: World, machine: Machine, order: Order, image: Image
) -> None:
    tell(machine, order, flawless(order, image))
    again = ask(session, machine, image, worker(world))
    bench.stop(session, again.organisation_id, again.id, by=Actor())
    none = replace(stopped(flawless(again, image)), blocks_written=0, bytes_written=0, zero_bytes=0)
    tell(machine, again, none)
    assert standing(session, machine) == "not_booted"


def test_late_evidence_of_before_an_installation_says_nothing_of_it(
    session: Session, world: World, machine: Machine, order: Order, image: Image
) -> None:
    bench.stop(session, order.organisation_id, order.id, by=Actor())
    install(session, machine, image, worker(world))
    tell(machine, order, stopped(flawless(order, image)))
    assert standing(session, machine) == "not_booted"


def test_late_evidence_undoes_no_writing_that_followed(
    session: Session, world: World, machine: Machine, order: Order, image: Image
) -> None:
    machine.says(order, "running", fraction=0.3)
    give_up(session, order)
    install(session, machine, image, worker(world))
    tell(machine, order, stopped(flawless(order, image)))
    assert standing(session, machine) == "not_booted"


def test_an_agent_that_does_not_know_the_kind_changes_nothing(
    session: Session, machine: Machine, order: Order
) -> None:
    machine.says(order, "failed", reason="unknown_kind")
    assert (all_of(session, Writing), all_of(session, Refused)) == ([], [])
    assert (imaged(session, machine), standing(session, machine)) == ([], "no_image")


def test_an_image_that_was_withdrawn_meanwhile_is_written_as_one_on_trial(
    session: Session, world: World, machine: Machine, order: Order, image: Image
) -> None:
    decide(session, world, image, withdraw=True)
    tell(machine, order, flawless(order, image))
    (writing,) = all_of(session, Writing)
    assert (writing.result, writing.trial) == ("installed", True)
    assert imaged(session, machine)[-1]["trial"] is True


def test_erased_after_it_was_written_it_has_no_software(
    session: Session, world: World, machine: Machine, order: Order, image: Image
) -> None:
    tell(machine, order, flawless(order, image))
    erase(session, machine)
    assert standing(session, machine) == "image_erased"
    again = ask(session, machine, image, worker(world))
    assert again.parameters["over"] == "erased"
