"""What comes along without a tag, and what is not worth the work."""

import uuid
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from atelier.devices import history
from atelier.devices.models import Device
from atelier.errors import Conflict, Invalid
from atelier.stock import articles, holds, ledger, places
from atelier.stock.models import Article, ArticleKind, PlaceKind
from atelier.workshop.intake import donations, service, sorting
from atelier.workshop.intake.models import Donation
from tests.atelier.workshop.intake.conftest import Receive
from tests.factories import World, make_ready


@pytest.fixture
def charger(session: Session, world: World) -> Article:
    made = articles.create(
        session,
        organisation_id=world.organisation.id,
        kind=ArticleKind.CHARGER,
        name="Lader 65 W",
    )
    session.commit()
    return made


def new() -> str:
    return str(uuid.uuid4())


def test_articles_are_counted_once_by_id_and_taken_back_once(
    session: Session, world: World, donation: Donation, charger: Article
) -> None:
    ids = [new(), new()]
    for client_id in [*ids, *ids]:
        sorting.count(
            session,
            client_id=client_id,
            donation=donation,
            article=charger,
            quantity=1,
            place=world.bench,
            actor=world.actor,
        )
    assert ledger.held(session, charger.id, world.bench.id) == 2
    assert sorting.of(session, donation).articles == [(charger, 2)]
    for _ in range(2):
        sorting.undo(
            session, organisation_id=donation.organisation_id, client_id=ids[0], actor=world.actor
        )
    assert ledger.held(session, charger.id, world.bench.id) == 1
    assert sorting.of(session, donation).pieces == 1


def test_scrap_is_kept_with_the_donation_by_kind(
    session: Session, world: World, donation: Donation
) -> None:
    told: dict[str, Any] = {"donation": donation, "actor": world.actor}
    sorting.weigh(session, client_id=new(), scrap="screens", weight_g=8_000, **told)
    wrong = sorting.weigh(session, client_id=new(), scrap="cables", weight_g=99_000, **told)
    sorting.weigh(session, client_id=new(), scrap="cables", weight_g=1_500, **told)
    sorting.undo(
        session,
        organisation_id=donation.organisation_id,
        client_id=wrong.client_id,
        actor=world.actor,
    )
    along = sorting.of(session, donation)
    assert dict(along.scrap) == {"screens": 8_000, "cables": 1_500}
    assert along.scrap_g == 9_500


@pytest.mark.parametrize(("scrap", "weight_g"), [("gold", 5), ("cables", 0), ("cables", 1_000_001)])
def test_what_cannot_be_scrap(
    session: Session, world: World, donation: Donation, scrap: str, weight_g: int
) -> None:
    with pytest.raises(Invalid):
        sorting.weigh(
            session,
            client_id=new(),
            donation=donation,
            scrap=scrap,
            weight_g=weight_g,
            actor=world.actor,
        )


def test_a_closed_donation_takes_nothing_more(
    session: Session, world: World, donation: Donation, charger: Article
) -> None:
    donations.close(session, donation)
    with pytest.raises(Conflict, match="gesloten"):
        sorting.count(
            session,
            client_id=new(),
            donation=donation,
            article=charger,
            quantity=1,
            place=world.bench,
            actor=world.actor,
        )


def test_a_device_that_is_scrap_is_received_and_only_leaves(
    session: Session, world: World, receive: Receive, blank: str
) -> None:
    scan = receive(blank, scrap=True)
    device = session.get_one(Device, scan.device_id)
    assert device.next_step == "leave"
    service.undo(
        session,
        organisation_id=world.organisation.id,
        client_id=scan.client_id,
        actor=world.actor,
    )
    assert not history.state_of(session, device).discarded
    receive(blank)
    assert device.next_step == "diagnose"


def test_its_own_page_marks_a_device_and_takes_it_back(
    volunteer: FlaskClient, session: Session, receive: Receive, blank: str
) -> None:
    device = session.get_one(Device, receive(blank).device_id)
    session.commit()
    address = f"/devices/{device.id}/discard"
    for answer, step in (("yes", "leave"), ("no", "diagnose")):
        assert volunteer.get(address).status_code == 200
        volunteer.post(address, data={"client_id": new(), "discard": answer})
        session.refresh(device)
        assert device.next_step == step
    assert volunteer.post(address, data={"client_id": new()}).status_code == 422


def test_what_somebody_waits_for_or_has_is_not_thrown_away(
    volunteer: FlaskClient, session: Session, world: World
) -> None:
    promised, lent = make_ready(session, world), make_ready(session, world)
    own = world.organisation.id
    desk = places.create(session, organisation_id=own, kind=PlaceKind.DESK, name="Testpunt")
    holds.make(session, promised, desk, actor=world.actor, client_id=new())
    with_borrower = places.virtual(session, own, PlaceKind.LENT)
    ledger.post(session, lent, with_borrower, reason="lent", actor=world.actor, client_id=new())
    session.commit()
    for device, why in ((promised, "Testpunt wacht op dit toestel"), (lent, "is niet hier")):
        answer = volunteer.post(
            f"/devices/{device.id}/discard",
            data={"client_id": new(), "discard": "yes"},
            follow_redirects=True,
        )
        assert why in answer.text
        assert not history.state_of(session, device).discarded


def test_the_pile_counts_and_weighs_over_http(
    coordinator: FlaskClient, world: World, donation: Donation, charger: Article
) -> None:
    body = {"id": new(), "donation": donation.id, "place": world.bench.id, "article": charger.id}
    said = coordinator.post("/intake/along", json=body).json
    assert said == coordinator.post("/intake/along", json=body).json
    assert (said["state"], said["title"]) == ("received", "Lader 65 W")
    weighed = {
        "id": new(),
        "donation": donation.id,
        "place": world.bench.id,
        "scrap": "batteries",
        "weight_g": 2_500,
    }
    assert "2,5 kg" in coordinator.post("/intake/along", json=weighed).json["detail"]
    page = coordinator.get(f"/donations/{donation.id}").text
    assert "1 × Lader 65 W" in page
    assert "2,5 kg" in page
    undone = coordinator.post(said["undo_url"], json={}).json
    assert (undone["state"], undone["undo_url"]) == ("undone", None)
    assert "Lader 65 W" not in coordinator.get(f"/donations/{donation.id}").text


@pytest.mark.parametrize("missing", ["id", "donation", "place", "article"])
def test_half_a_request_is_refused(
    volunteer: FlaskClient, world: World, donation: Donation, charger: Article, missing: str
) -> None:
    body = {"id": new(), "donation": donation.id, "place": world.bench.id, "article": charger.id}
    del body[missing]
    assert volunteer.post("/intake/along", json=body).status_code == 422
