"""The pages of inspections, as those who use them see them, on both databases."""

import uuid
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from apiflask import APIFlask
from sqlalchemy.orm import Session

from atelier.devices.lifecycle import READY, facts
from atelier.devices.models import Device
from atelier.people.roles import Role
from atelier.stock import desks, ledger, places
from atelier.stock.models import Place, PlaceKind
from tests.factories import World, make_ready, make_world, tell
from tests.visits import Person

TODAY = date.today()
SignIn = Callable[[Role], Person]


@pytest.fixture
def sign_in(app: APIFlask, world: World) -> SignIn:
    def as_role(role: Role) -> Person:
        visitor = Person(app)
        visitor.sign_in(world.accounts[role].login)
        return visitor

    return as_role


@pytest.fixture
def desk(session: Session, world: World) -> Place:
    return places.create(
        session, organisation_id=world.organisation.id, kind=PlaceKind.DESK, name="Testpunt"
    )


def due(session: Session, world: World, days: int, at: Place | None = None) -> Device:
    """A screen whose inspection counts for so many days more."""
    device = make_ready(session, world, kind="screen")
    if at is not None:
        ledger.post(
            session, device, at, reason="moved", actor=world.actor, client_id=str(uuid.uuid4())
        )
    until = (TODAY + timedelta(days=days)).isoformat()
    tell(session, world, device, facts.INSPECTED, valid_until=until)
    session.commit()
    return device


def test_the_recall_list_says_what_is_due_the_earliest_first(
    session: Session, world: World, sign_in: SignIn
) -> None:
    for days in (30, -3, 400, 5):
        due(session, world, days)
    page = sign_in(Role.COORDINATOR).get("/inspections").text
    words = [word for word in ("te laat", "nu", "binnenkort") if f"</svg> {word}" in page]
    assert words == ["te laat", "nu", "binnenkort"]
    assert page.index("</svg> te laat") < page.index("</svg> nu") < page.index("</svg> binnenkort")
    assert page.count("row-link") == 3


def test_a_desk_sees_only_its_own(
    session: Session, world: World, desk: Place, sign_in: SignIn
) -> None:
    here, _elsewhere = due(session, world, 5, desk), due(session, world, 5)
    desks.set_workers(session, desk, [world.accounts[Role.DESK].id])
    session.commit()
    page = sign_in(Role.DESK).get("/inspections").text
    assert page.count('class="plate plate-small"') == 1
    assert (here.tag or "")[:4] in page
    assert "row-link" not in page  # the workshop's own page is not theirs


def test_another_organisation_sees_nothing(app: APIFlask, session: Session, world: World) -> None:
    due(session, world, 5)
    other = make_world(session, "Anderen")
    session.commit()
    stranger = Person(app)
    stranger.sign_in(other.accounts[Role.COORDINATOR].login)
    assert "Niets te controleren" in stranger.get("/inspections").text


def test_as_a_file(session: Session, world: World, sign_in: SignIn) -> None:
    due(session, world, -3)
    answer = sign_in(Role.COORDINATOR).get("/inspections.csv")
    assert answer.mimetype == "text/csv"
    head, row = answer.text.lstrip("\ufeff").splitlines()
    assert head.startswith("Etiket;Toestel;Tegen")
    assert "te laat" in row


def test_an_inspection_that_passes(session: Session, world: World, sign_in: SignIn) -> None:
    device = due(session, world, -3)
    worker, address = sign_in(Role.BENCH_WORKER), f"/devices/{device.id}/inspect"
    page = worker.get(f"/devices/{device.id}").text
    assert "Doe de controle" in page
    form = {"client_id": worker.client_id(address), "plan": "yearly", "outcome": "pass"}
    for _ in range(2):
        said = worker.post(address, form, follow_redirects=True).text
        assert "Gecontroleerd en goed." in said
    session.expire_all()
    assert device.next_step == READY


def test_what_is_not_good_has_to_be_said(session: Session, world: World, sign_in: SignIn) -> None:
    device = due(session, world, -3)
    worker, address = sign_in(Role.BENCH_WORKER), f"/devices/{device.id}/inspect"
    form = {"client_id": worker.client_id(address), "plan": "yearly", "outcome": "repair"}
    refused = worker.post(address, form)
    assert refused.status_code == 422
    assert "Zeg in een zin wat er niet goed is." in refused.text
    worker.post(address, {**form, "note": "Scharnier los"})
    session.expire_all()
    assert device.next_step == "repair"


@pytest.mark.parametrize("missing", [{"outcome": ""}, {"plan": ""}, {"client_id": "no"}])
def test_a_half_filled_form_loses_nothing(
    session: Session, world: World, sign_in: SignIn, missing: dict[str, str]
) -> None:
    device = due(session, world, -3)
    worker, address = sign_in(Role.BENCH_WORKER), f"/devices/{device.id}/inspect"
    form = {
        "client_id": worker.client_id(address),
        "plan": "yearly",
        "outcome": "pass",
        "note": "bijna goed",
    }
    refused = worker.post(
        address, {key: value for key, value in {**form, **missing}.items() if value}
    )
    assert refused.status_code == 422
    assert "bijna goed" in refused.text
    session.expire_all()
    assert device.next_step == "inspect"


def test_plans_are_the_coordinator_s(session: Session, world: World, sign_in: SignIn) -> None:
    assert sign_in(Role.BENCH_WORKER).get("/inspections/plans").status_code == 403
    coordinator = sign_in(Role.COORDINATOR)
    form = {
        "client_id": coordinator.client_id("/inspections/plans"),
        "name": "Elektrische veiligheid",
        "kind": "laptop",
        "months": "24",
    }
    page = coordinator.post("/inspections/plans", form, follow_redirects=True).text
    assert "om de 24 maanden" in page
    assert coordinator.post("/inspections/plans", {**form, "name": ""}).status_code == 422
    again = {**form, "client_id": str(uuid.uuid4())}
    assert "bestaat al" in coordinator.post("/inspections/plans", again).text
    page = coordinator.post("/inspections/plans/1/switch", {}, follow_redirects=True).text
    assert "niet in gebruik" in page
    assert coordinator.post("/inspections/plans/99/switch", {}).status_code == 404


def test_a_plan_of_others_is_not_switched(
    app: APIFlask, session: Session, world: World, sign_in: SignIn
) -> None:
    coordinator = sign_in(Role.COORDINATOR)
    form = {
        "client_id": coordinator.client_id("/inspections/plans"),
        "name": "A",
        "kind": "laptop",
        "after_loan": "y",
    }
    coordinator.post("/inspections/plans", form)
    other = make_world(session, "Anderen")
    session.commit()
    stranger = Person(app)
    stranger.sign_in(other.accounts[Role.COORDINATOR].login)
    assert stranger.post("/inspections/plans/1/switch", {}).status_code == 404
