"""What the ledger lets through, and what a move means for the history, on both databases."""

import uuid
from datetime import date, timedelta

import pytest
from sqlalchemy.orm import Session

from atelier.db import now, some_time_ago
from atelier.devices import history
from atelier.devices.lifecycle import GONE, LENT, READY, facts, next_step
from atelier.devices.models import Device
from atelier.errors import Conflict, Invalid, NotFound
from atelier.people import service as people
from atelier.stock import ledger, places
from atelier.stock.models import Place, PlaceKind, Posting
from atelier.words import Sentence
from tests.factories import World, make_ready, prepare, tell


@pytest.fixture
def desk(session: Session, world: World) -> Place:
    return places.create(
        session, organisation_id=world.organisation.id, kind=PlaceKind.DESK, name="Testpunt"
    )


@pytest.fixture
def ready(session: Session, world: World) -> Device:
    return make_ready(session, world)


def post(
    session: Session, world: World, device: Device, to: Place | PlaceKind, reason: str = "moved"
) -> Posting:
    if isinstance(to, PlaceKind):
        to = places.virtual(session, world.organisation.id, to)
    done = ledger.post(
        session,
        device,
        to,
        reason=reason,
        actor=world.actor,
        client_id=str(uuid.uuid4()),
    )
    assert done is not None
    return done


def correct(
    session: Session,
    world: World,
    posting: Posting,
    note: str = "verkeerd gescand",
    *,
    whole: bool = False,
) -> Posting:
    client_id = str(uuid.uuid4())
    return ledger.correct(
        session, posting, note=note, actor=world.actor, client_id=client_id, whole=whole
    )


def reasons(session: Session, device: Device) -> list[str]:

    step = next_step(history.state_of(session, device), device.kind, date.today())
    return [reason.code for reason in step.reasons]


def test_what_is_ready_may_go_to_a_desk_and_to_a_borrower(
    session: Session, world: World, ready: Device, desk: Place
) -> None:
    assert ready.next_step == READY
    post(session, world, ready, desk)
    assert ready.next_step == READY
    post(session, world, ready, PlaceKind.LENT, "lent")
    assert ready.next_step == LENT


@pytest.mark.parametrize("kind", [PlaceKind.DESK, PlaceKind.LENT, PlaceKind.GIVEN])
def test_what_is_not_ready_may_not(
    session: Session, world: World, ready: Device, desk: Place, kind: PlaceKind
) -> None:
    tell(session, world, ready, facts.FAULT_OPENED, fault="hinge", blocking=True)
    to = desk if kind is PlaceKind.DESK else kind
    with pytest.raises(Conflict) as refused:
        post(session, world, ready, to)
    assert refused.value.values == {"verb": Sentence("Herstel het toestel")}
    assert ledger.place_of(session, ready) == world.shelf


def test_an_overdue_inspection_blocks_the_hand_over_and_not_the_return(
    session: Session, world: World, ready: Device, desk: Place
) -> None:
    post(session, world, ready, PlaceKind.LENT, "lent")
    tell(session, world, ready, facts.INSPECTED, valid_until="2020-01-01")
    assert ready.next_step == LENT
    post(session, world, ready, desk, "returned")
    with pytest.raises(Conflict):
        post(session, world, ready, PlaceKind.LENT, "lent")


@pytest.mark.parametrize("kind", [PlaceKind.SHELF, PlaceKind.SCRAPPED, PlaceKind.RETURNED])
def test_what_is_lent_comes_back_by_its_loan_and_no_other_way(
    session: Session, world: World, ready: Device, kind: PlaceKind
) -> None:
    post(session, world, ready, PlaceKind.LENT, "lent")
    to = world.shelf if kind is PlaceKind.SHELF else kind
    with pytest.raises(Conflict, match="uitgeleend"):
        post(session, world, ready, to)
    assert ready.next_step == LENT


@pytest.mark.parametrize("kind", [PlaceKind.SCRAPPED, PlaceKind.GIVEN, PlaceKind.RETURNED])
def test_what_left_for_good_is_received_again_and_not_just_moved(
    session: Session, world: World, ready: Device, kind: PlaceKind
) -> None:
    post(session, world, ready, kind)
    with pytest.raises(Conflict, match="Ontvang het"):
        post(session, world, ready, world.shelf)
    post(session, world, ready, world.shelf, "intake")
    assert ledger.place_of(session, ready) == world.shelf


def test_what_comes_back_is_not_lent_before_it_was_wiped(
    session: Session, world: World, ready: Device, desk: Place
) -> None:
    post(session, world, ready, PlaceKind.LENT, "lent")
    post(session, world, ready, desk, "returned")
    assert reasons(session, ready)[:2] == ["not_since_came_in", "media_unknown"]
    with pytest.raises(Conflict):
        post(session, world, ready, PlaceKind.LENT, "lent")
    post(session, world, ready, world.bench)
    prepare(session, world, ready)
    assert ready.next_step == READY


def test_what_a_borrower_lost_and_somebody_found_is_not_lent_before_it_was_wiped(
    session: Session, world: World, ready: Device
) -> None:
    post(session, world, ready, PlaceKind.LENT, "lent")
    post(session, world, ready, PlaceKind.LOST)
    post(session, world, ready, world.shelf, "counted")
    assert "media_unknown" in reasons(session, ready)


@pytest.mark.parametrize("reason", ["counted", "found"])
def test_what_was_missed_and_is_found_is_measured_and_wiped_again(
    session: Session, world: World, ready: Device, reason: str
) -> None:
    """Nobody knows who had it meanwhile."""
    post(session, world, ready, PlaceKind.LOST, "counted")
    assert reasons(session, ready) == ["no_place"]
    post(session, world, ready, world.shelf, reason)
    assert ready.next_step == "diagnose"
    assert reasons(session, ready)[:2] == ["not_since_came_in", "media_unknown"]
    prepare(session, world, ready)
    assert ready.next_step == READY


def test_that_it_was_missed_by_mistake_costs_nothing(
    session: Session, world: World, ready: Device
) -> None:
    missed = post(session, world, ready, PlaceKind.LOST, "counted")
    correct(session, world, missed, "de plank was niet geteld")
    assert ready.next_step == READY


def test_a_loss_taken_back_later_is_measured_and_wiped_again(
    session: Session, world: World, ready: Device
) -> None:
    """Nobody knows who had it meanwhile, whatever the loss is called afterwards."""
    lost = places.virtual(session, world.organisation.id, PlaceKind.LOST)
    missed = ledger.post(
        session,
        ready,
        lost,
        reason="counted",
        actor=world.actor,
        client_id=str(uuid.uuid4()),
        at=now() - timedelta(days=2),
    )
    assert missed is not None
    correct(session, world, missed, "Hij stond er toch")
    assert ledger.place_of(session, ready) == world.shelf
    assert ready.next_step == "diagnose"


@pytest.mark.parametrize("kind", [PlaceKind.LENT, PlaceKind.GIVEN, PlaceKind.RETURNED])
def test_what_was_with_somebody_for_days_is_wiped_again_whatever_that_is_called(
    session: Session, world: World, desk: Place, kind: PlaceKind
) -> None:
    """A loan of a year, called a mistake, is no way around the wiping."""
    with some_time_ago(timedelta(days=2)):
        device = make_ready(session, world)
        post(session, world, device, desk)
        out = post(session, world, device, kind)
    correct(session, world, out, whole=True)
    assert ledger.place_of(session, device) == desk
    assert reasons(session, device)[:2] == ["not_since_came_in", "media_unknown"]
    prepare(session, world, device)
    assert device.next_step == READY


@pytest.mark.parametrize("kind", [PlaceKind.SHELF, PlaceKind.SCRAPPED])
def test_what_is_missed_is_found_before_anything_else_is_done_with_it(
    session: Session, world: World, ready: Device, kind: PlaceKind
) -> None:
    post(session, world, ready, PlaceKind.LOST, "counted")
    to = world.shelf if kind is PlaceKind.SHELF else kind
    with pytest.raises(Conflict, match="vermist"):
        post(session, world, ready, to)
    assert reasons(session, ready) == ["no_place"]


@pytest.mark.parametrize("kind", [PlaceKind.SCRAPPED, PlaceKind.PARTS])
def test_nothing_leaves_with_data_in_it(
    session: Session, world: World, ready: Device, kind: PlaceKind
) -> None:
    tell(session, world, ready, facts.USED)
    with pytest.raises(Conflict):
        post(session, world, ready, kind)
    prepare(session, world, ready)
    tell(session, world, ready, facts.FAULT_OPENED, fault="board", blocking=True)
    post(session, world, ready, kind)
    assert ready.next_step == GONE


def test_a_donor_may_have_it_back_as_it_was(session: Session, world: World, ready: Device) -> None:
    tell(session, world, ready, facts.USED)
    post(session, world, ready, PlaceKind.RETURNED)
    assert ready.next_step == GONE
    assert history.state_of(session, ready).gone == "returned_to_donor"


def test_who_has_it_may_keep_it(session: Session, world: World, ready: Device) -> None:
    post(session, world, ready, PlaceKind.LENT, "lent")
    post(session, world, ready, PlaceKind.GIVEN)
    assert ready.next_step == GONE


def test_on_its_way_it_stays_ready(
    session: Session, world: World, ready: Device, desk: Place
) -> None:
    post(session, world, ready, PlaceKind.TRANSIT, "sent")
    assert ready.next_step == READY
    post(session, world, ready, desk, "arrived")
    assert ready.next_step == READY


def test_a_mistake_at_the_desk_costs_nothing(
    session: Session, world: World, ready: Device, desk: Place
) -> None:
    post(session, world, ready, desk)
    lent = post(session, world, ready, PlaceKind.LENT, "lent")
    with pytest.raises(Conflict, match="uitlening"):
        correct(session, world, lent)
    back = correct(session, world, lent, whole=True)
    assert (back.corrects_id, back.reason, back.note) == (lent.id, "corrected", "verkeerd gescand")
    assert ledger.place_of(session, ready) == desk
    assert ready.next_step == READY


def test_what_was_scrapped_by_mistake_is_there_again(
    session: Session, world: World, ready: Device
) -> None:
    scrapped = post(session, world, ready, PlaceKind.SCRAPPED)
    assert ready.next_step == GONE
    correct(session, world, scrapped)
    assert ready.next_step == READY


def test_a_gift_taken_back_is_a_loan_again(session: Session, world: World, ready: Device) -> None:
    post(session, world, ready, PlaceKind.LENT, "lent")
    given = post(session, world, ready, PlaceKind.GIVEN)
    with pytest.raises(Conflict, match="uitlening"):
        correct(session, world, given)
    correct(session, world, given, whole=True)
    assert ready.next_step == LENT
    post(session, world, ready, world.shelf, "returned")
    assert "media_unknown" in reasons(session, ready)


def test_only_the_last_move_is_taken_back_and_only_once(
    session: Session, world: World, ready: Device, desk: Place
) -> None:
    first = post(session, world, ready, world.bench)
    second = post(session, world, ready, desk)
    with pytest.raises(Conflict):
        correct(session, world, first)
    with pytest.raises(Invalid):
        correct(session, world, second, note="  ")
    correct(session, world, second)
    with pytest.raises(Conflict):
        correct(session, world, second)
    assert ledger.place_of(session, ready) == world.bench


def test_a_correction_sent_twice_is_one(session: Session, world: World, ready: Device) -> None:
    moved = post(session, world, ready, world.bench)
    client_id = str(uuid.uuid4())
    once, again = (
        ledger.correct(session, moved, note="fout", actor=world.actor, client_id=client_id)
        for _ in range(2)
    )
    assert once is again


def test_a_workshop_s_device_may_stand_at_a_desk_of_whom_it_serves(
    session: Session, world: World, ready: Device
) -> None:
    served = people.find_or_create_organisation(session, "Buurgemeente")
    there = places.create(
        session, organisation_id=served.id, kind=PlaceKind.DESK, name="Punt bij de buren"
    )
    with pytest.raises(NotFound):
        post(session, world, ready, there)
    served.served_by_id = world.organisation.id
    session.flush()
    post(session, world, ready, there)
    assert ledger.place_of(session, ready) == there
    own = places.create(session, organisation_id=served.id, kind=PlaceKind.RACK, name="Rek")
    places.ensure_virtual(session, served.id)
    with pytest.raises(NotFound):
        post(session, world, ready, places.virtual(session, served.id, PlaceKind.LOST))
    assert own.organisation_id == served.id


def test_where_it_was_on_a_day_and_who_moved_it(
    session: Session, world: World, ready: Device
) -> None:
    before = ledger.where_at(session, ready, session.get_one(Posting, 1).at)
    assert before is not None
    assert before.to_place_id == world.shelf.id
    moved = post(session, world, ready, world.bench)
    assert ledger.where_at(session, ready, moved.at) == moved
    assert moved.account_id == world.actor.account_id

    earlier = before.at - timedelta(days=1)
    assert ledger.where_at(session, ready, earlier) is None
    assert [move.id for move in ledger.moves_of(session, ready)] == [moved.id, before.id]
