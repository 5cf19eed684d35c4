"""Stock that is counted, transfers, promises and loans: what always holds is found broken."""

import uuid
from dataclasses import dataclass
from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from atelier import checks
from atelier.checks import articles as of_articles
from atelier.checks import ledger as of_ledger
from atelier.checks import lending as of_lending
from atelier.checks import transfers as of_transfers
from atelier.db import now
from atelier.devices.models import Device
from atelier.lending.fitting import Wish
from atelier.lending.models import Borrower, Loan, LoanArticle, Reservation, ReservedUnit
from atelier.lending.reservations import asking, reassigning
from atelier.people import service as people
from atelier.stock import articles, ledger, places, transfers
from atelier.stock.models import (
    Article,
    ArticleKind,
    Balance,
    Hold,
    Place,
    PlaceKind,
    Posting,
    Transfer,
    TransferLine,
)
from tests.factories import World, make_ready, make_world
from tests.lent import lend

MOVES = {
    "each move starts where the last one ended": of_ledger.moves_follow_each_other,
    "nothing crosses to another organisation": of_ledger.nothing_crosses_organisations,
    "the place of each device follows from its moves": of_ledger.places_follow_from_moves,
}
CHECKS = {**MOVES, **of_articles.CHECKS, **of_transfers.CHECKS, **of_lending.CHECKS}


@dataclass(frozen=True, kw_only=True)
class Scene:
    """One device lent with a charger, one promised, one on its way with two chargers."""

    world: World
    desk: Place
    neighbour: Place
    charger: Article
    lent: Device
    promised: Device
    underway: Device
    loan: Loan
    reservation: Reservation
    transfer: Transfer


@pytest.fixture
def scene(session: Session, world: World) -> Scene:
    desk, neighbour = _desk(session, world.organisation.id), _neighbour(session, world)
    charger = _chargers(session, world, desk)
    lent, underway, promised = (make_ready(session, world, kind="screen") for _ in range(3))
    made = Scene(
        world=world,
        desk=desk,
        neighbour=neighbour,
        charger=charger,
        lent=lent,
        promised=promised,
        underway=underway,
        loan=lend(session, desk, lent, world.actor, articles={charger.id: 1}),
        transfer=_send(session, world, neighbour, underway, charger),
        reservation=_reserve(session, world, desk),
    )
    session.commit()
    return made


def _desk(session: Session, organisation_id: int, name: str = "Testpunt") -> Place:
    return places.create(session, organisation_id=organisation_id, kind=PlaceKind.DESK, name=name)


def _neighbour(session: Session, world: World) -> Place:
    served = people.find_or_create_organisation(session, "Buurgemeente")
    served.served_by_id = world.organisation.id
    return _desk(session, served.id)


def _chargers(session: Session, world: World, desk: Place) -> Article:
    charger = articles.create(
        session, organisation_id=world.organisation.id, kind=ArticleKind.CHARGER, name="Lader"
    )
    for place in (desk, world.shelf):
        ledger.post_articles(
            session,
            charger,
            5,
            origin=places.virtual(session, world.organisation.id, PlaceKind.DONOR),
            to=place,
            reason="intake",
            actor=world.actor,
            client_id=str(uuid.uuid4()),
        )
    return charger


def _send(session: Session, world: World, to: Place, device: Device, charger: Article) -> Transfer:
    transfer = transfers.open_one(
        session,
        organisation_id=world.organisation.id,
        origin=world.shelf,
        to=to,
        actor=world.actor,
        client_id=str(uuid.uuid4()),
    )
    transfers.add(session, transfer, device)
    transfers.add_articles(session, transfer, charger, 2)
    transfers.send(session, transfer, actor=world.actor)
    return transfer


def _reserve(session: Session, world: World, desk: Place) -> Reservation:
    return asking.ask(
        session,
        desk=desk,
        wish=Wish(kind="screen"),
        quantity=1,
        wanted_by=date.today() + timedelta(days=9),
        actor=world.actor,
        client_id=str(uuid.uuid4()),
    )


def found(session: Session) -> dict[str, list[str]]:
    """What is wrong now: the check, and of what."""
    session.commit()
    told = {name: [one.subject for one in check(session)] for name, check in CHECKS.items()}
    return {name: subjects for name, subjects in told.items() if subjects}


def change(session: Session, table: type, key: object, **values: object) -> None:
    """Past every service: what only a mistake of ours would write."""
    row: object = session.get_one(table, key)
    for name, value in values.items():
        setattr(row, name, value)


def test_what_the_verbs_make_holds(session: Session, scene: Scene) -> None:
    assert set(CHECKS) <= set(checks.CHECKS)
    assert found(session) == {}


def test_a_balance_that_is_off(session: Session, scene: Scene) -> None:
    mine = (Balance.place_id == scene.desk.id) & (Balance.article_id == scene.charger.id)
    session.execute(sa.update(Balance).where(mine).values(quantity=3))
    subject = [f"article {scene.charger.id}"]
    assert found(session) == {
        "what is counted follows from its moves": subject,
        "what is counted sums to zero": subject,
    }
    assert checks.recompute(session)["balances"] == 1
    assert found(session) == {}


def test_a_balance_that_is_gone(session: Session, scene: Scene) -> None:
    session.execute(sa.delete(Balance).where(Balance.place_id == scene.desk.id))
    assert "what is counted follows from its moves" in found(session)
    assert checks.recompute(session)["balances"] == 1
    assert found(session) == {}


def test_a_shelf_that_gave_more_than_it_had(session: Session, scene: Scene) -> None:
    donor = places.virtual(session, scene.world.organisation.id, PlaceKind.DONOR)
    session.add(_posting(scene, scene.desk, donor, article_id=scene.charger.id, quantity=9))
    subject = [f"article {scene.charger.id}"]
    assert found(session) == {
        "what is counted follows from its moves": subject * 2,
        "no shelf holds less than nothing": subject,
    }


def test_a_balance_of_another_sort(session: Session, scene: Scene) -> None:
    session.execute(
        sa.update(Balance).where(Balance.place_id == scene.desk.id).values(physical=False)
    )
    assert found(session) == {"no shelf holds less than nothing": [f"article {scene.charger.id}"]}


def test_articles_at_a_stranger_s_place(session: Session, scene: Scene) -> None:
    other = make_world(session, "Andere")
    before = _posting(scene, scene.desk, other.shelf, article_id=scene.charger.id)
    after = _posting(scene, other.shelf, scene.desk, article_id=scene.charger.id)
    session.add_all([before, after])
    crossing = found(session)["nothing crosses to another organisation"]
    assert crossing == [f"article {scene.charger.id}"] * 2


def test_a_device_at_a_desk_that_the_workshop_serves(session: Session, scene: Scene) -> None:
    transfers.arrive(session, scene.transfer, scene.underway, actor=scene.world.actor)
    assert found(session) == {}
    served = people.find_or_create_organisation(session, "Buurgemeente")
    served.served_by_id = None
    subject = f"device {scene.underway.id}"
    assert subject in found(session)["nothing crosses to another organisation"]


def test_a_loan_that_ended_while_the_device_is_out(session: Session, scene: Scene) -> None:
    change(session, Loan, scene.loan.id, ended_at=now(), ended_how="returned")
    assert found(session) == {
        "what is lent has one borrower": [f"device {scene.lent.id}"],
        "what went along with devices is on their loans": [f"article {scene.charger.id}"],
    }


def test_a_device_that_came_back_beside_its_loan(session: Session, scene: Scene) -> None:
    _move(session, scene, scene.lent, scene.world.shelf)
    assert found(session) == {"what is lent has one borrower": [f"device {scene.lent.id}"]}


def test_a_charger_that_its_loan_does_not_know_of(session: Session, scene: Scene) -> None:
    session.execute(sa.update(LoanArticle).values(returned=1))
    assert found(session) == {
        "what went along with devices is on their loans": [f"article {scene.charger.id}"]
    }


def test_a_loan_to_a_stranger_s_borrower(session: Session, scene: Scene) -> None:
    stranger = people.find_or_create_organisation(session, "Vreemde gemeente")
    change(session, Borrower, scene.loan.borrower_id, organisation_id=stranger.id)
    assert found(session) == {"loans stay in their organisations": [f"loan {scene.loan.id}"]}


def test_a_promise_that_was_let_go_holds(session: Session, scene: Scene) -> None:
    (unit,) = asking.open_units(session, scene.reservation)
    reassigning.change(session, unit, None, actor=scene.world.actor)
    assert found(session) == {}


def test_a_promise_of_nobody(session: Session, scene: Scene) -> None:
    session.execute(sa.update(ReservedUnit).values(hold_id=None))
    assert found(session) == {
        "each promise is that of one who waits": [f"device {scene.promised.id}"]
    }


def test_a_promise_that_outlived_its_reservation(session: Session, scene: Scene) -> None:
    session.execute(sa.update(ReservedUnit).values(resolved_at=now(), resolution="cancelled"))
    assert found(session) == {
        "each promise is that of one who waits": [f"device {scene.promised.id}"]
    }


def test_a_promise_that_ended_before_its_reservation(session: Session, scene: Scene) -> None:
    session.execute(sa.update(Hold).values(resolved_at=now(), resolution="expired"))
    assert found(session) == {
        "each promise is that of one who waits": [f"device {scene.promised.id}"]
    }


def test_a_promise_to_another_desk(session: Session, scene: Scene) -> None:
    session.execute(sa.update(Hold).values(place_id=scene.neighbour.id))
    assert found(session) == {
        "each promise is that of one who waits": [f"device {scene.promised.id}"]
    }


def test_a_promise_of_another_device_than_was_asked_for(session: Session, scene: Scene) -> None:
    change(session, Reservation, scene.reservation.id, device_id=scene.lent.id)
    assert found(session) == {
        "each promise is that of one who waits": [f"device {scene.promised.id}"]
    }


def test_a_reservation_that_lost_a_unit(session: Session, scene: Scene) -> None:
    change(session, Reservation, scene.reservation.id, quantity=2)
    assert found(session) == {"reservations are whole": [f"reservation {scene.reservation.id}"]}


def test_a_unit_that_is_kept_without_a_day(session: Session, scene: Scene) -> None:
    session.execute(sa.update(ReservedUnit).values(ready_at=now()))
    assert found(session) == {"reservations are whole": [f"reservation {scene.reservation.id}"]}


def test_a_reservation_for_a_stranger_s_desk(session: Session, scene: Scene) -> None:
    change(session, Reservation, scene.reservation.id, place_id=scene.neighbour.id)
    session.execute(sa.update(Hold).values(place_id=scene.neighbour.id))
    assert found(session) == {
        "reservations stay in their organisations": [f"reservation {scene.reservation.id}"]
    }


def test_a_device_on_its_way_without_a_slip(session: Session, scene: Scene) -> None:
    transit = places.virtual(session, scene.world.organisation.id, PlaceKind.TRANSIT)
    _move(session, scene, scene.promised, transit)
    assert found(session) == {
        "devices on their way are on a packing slip": [f"device {scene.promised.id}"]
    }


def test_a_slip_of_what_is_elsewhere(session: Session, scene: Scene) -> None:
    session.execute(
        sa.update(TransferLine)
        .where(TransferLine.device_id == scene.underway.id)
        .values(device_id=scene.promised.id)
    )
    assert found(session) == {
        "devices on their way are on a packing slip": [
            f"device {scene.underway.id}",
            f"device {scene.promised.id}",
        ]
    }


def test_articles_on_their_way_that_no_slip_knows(session: Session, scene: Scene) -> None:
    session.execute(
        sa.update(TransferLine)
        .where(TransferLine.article_id == scene.charger.id)
        .values(quantity=1)
    )
    assert found(session) == {
        "articles on their way are on a packing slip": [f"article {scene.charger.id}"]
    }


def test_a_line_that_arrived_whole_and_is_still_awaited(session: Session, scene: Scene) -> None:
    session.execute(
        sa.update(TransferLine).where(TransferLine.device_id == scene.underway.id).values(arrived=1)
    )
    assert found(session) == {
        "lines of a packing slip are as far as they say": [f"transfer {scene.transfer.id}"]
    }


def _move(session: Session, scene: Scene, device: Device, to: Place) -> None:
    """As the ledger would, had it been asked by nobody who has to know of it."""
    ledger.post(
        session,
        device,
        to,
        reason="corrected",
        actor=scene.world.actor,
        client_id=str(uuid.uuid4()),
    )


def _posting(
    scene: Scene, origin: Place, to: Place, *, article_id: int, quantity: int = 1
) -> Posting:
    """A row that ``ledger.post_articles`` would never write."""
    return Posting(
        organisation_id=scene.world.organisation.id,
        client_id=str(uuid.uuid4()),
        article_id=article_id,
        quantity=quantity,
        from_place_id=origin.id,
        to_place_id=to.id,
        reason="test",
        at=now(),
    )
