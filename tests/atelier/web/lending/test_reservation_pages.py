"""Reservations on pages: asked once, followed, put ready, cancelled, and decided of."""

import csv
import io
import uuid
from collections.abc import Callable
from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from atelier.db import db
from atelier.devices.models import Device
from atelier.lending.fitting import Wish
from atelier.lending.models import Reservation, ReservedUnit
from atelier.lending.reservations import asking
from atelier.stock import holds
from atelier.stock.models import Place
from tests.factories import World
from tests.visits import Person, counted

Ask = Callable[..., Reservation]
TOMORROW = date.today() + timedelta(days=1)


def fresh() -> str:
    return str(uuid.uuid4())


def filled(desk: Place, **more: object) -> dict[str, object]:
    return {
        "client_id": fresh(),
        "desk": desk.id,
        "kind": "screen",
        "quantity": 2,
        "wanted_by": TOMORROW.isoformat(),
        "memory": "",
        "disk": "",
        "grade": "",
        "image": "",
        "reference": "Klas 3",
        **more,
    }


def test_a_desk_asks_once_however_often_it_is_sent(
    session: Session, host: Person, desk: Place, ready: Callable[..., Device]
) -> None:
    ready()
    sent = filled(desk, memory="8", grade="B", large="y")
    first, second = (host.post("/reservations/new", sent) for _ in range(2))
    assert first.location == second.location
    made = session.scalars(sa.select(Reservation)).one()
    assert (made.quantity, made.reference, made.wanted_by) == (2, "Klas 3", TOMORROW)
    assert (made.memory_bytes, made.grade, made.screen_inches) == (8 * 2**30, "B", 15.0)
    page = host.get(first.location).text
    assert "8 GB of meer · groot scherm · klasse B of beter" in page
    assert "Gereserveerd" in page


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"quantity": "0"}, "Typ een getal van 1 tot 200."),
        ({"quantity": "veel"}, "Typ een getal"),
        ({"wanted_by": "2001-01-01"}, "Die dag is voorbij"),
        ({"wanted_by": "9999-01-01"}, "Die dag is te ver weg"),
        ({"wanted_by": ""}, "Kies een dag."),
        ({"wanted_by": "morgen"}, "Kies een dag in de kalender."),
        # All that is wrong at once, not one after the other.
        ({"wanted_by": "2001-01-01", "quantity": "0"}, "Die dag is voorbij"),
        ({"kind": "koelkast"}, ""),
        ({"desk": "999"}, ""),
        ({"client_id": "x"}, "Dit formulier is niet volledig"),
    ],
)
def test_what_cannot_be_asked_says_so_and_keeps_what_was_typed(
    session: Session, host: Person, desk: Place, wrong: dict[str, object], said: str
) -> None:
    answer = host.post("/reservations/new", {**filled(desk), **wrong})
    assert answer.status_code == 422
    assert said in answer.text
    assert "Klas 3" in answer.text
    assert session.scalars(sa.select(Reservation)).all() == []


def test_the_window_fills_in_the_form(host: Person, desk: Place) -> None:
    page = host.get("/reservations/new?kind=tablet&memory=8&grade=B&large=1&image=nonsense").text
    assert '<option selected value="8">' in page
    assert '<option selected value="B">' in page
    assert 'checked id="kind-1"' in page


def test_a_desk_sees_its_own_reservations_only(
    host: Person, stranger: Person, coordinator: Person, ask: Ask, neighbour: Place
) -> None:
    ours, theirs = ask(reference="Van ons"), ask(desk=neighbour, reference="Van de buren")
    assert "Van ons" in host.get("/reservations").text
    assert "Van de buren" not in host.get("/reservations").text
    assert "Van de buren" in stranger.get("/reservations").text
    both = coordinator.get("/reservations").text
    assert "Van ons" in both
    assert "Van de buren" in both
    assert host.get(f"/reservations/{theirs.id}").status_code == 404
    for what in ("cancel", "cancel-one", "ready"):
        answer = stranger.post(
            f"/reservations/{ours.id}/{what}", {"client_id": fresh(), "unit": "1"}
        )
        assert answer.status_code == 404
    for address in ("waiting", "demand", "demand.csv", f"{ours.id}/units/1/device"):
        assert host.get(f"/reservations/{address}").status_code == 403
    answer = stranger.post("/reservations/new", filled(neighbour))
    assert answer.status_code == 302


def test_all_or_one_is_cancelled(session: Session, host: Person, ask: Ask) -> None:
    made = ask(3)
    for _ in range(2):
        host.post(f"/reservations/{made.id}/cancel-one", {"client_id": fresh(), "unit": "2"})
    assert session.scalars(_resolved()).all() == ["cancelled"]
    sent = {"client_id": fresh(), "why": "Niet meer nodig."}
    for _ in range(2):
        assert host.post(f"/reservations/{made.id}/cancel", sent).status_code == 302
    assert session.scalars(_resolved()).all() == ["cancelled"] * 3
    assert "Niet meer nodig." in host.get(f"/reservations/{made.id}").text
    unknown = host.post(f"/reservations/{made.id}/cancel-one", {"client_id": fresh(), "unit": "9"})
    assert unknown.status_code == 404


def _resolved() -> sa.Select[str | None]:
    return sa.select(ReservedUnit.resolution).where(ReservedUnit.resolution.is_not(None))


def test_what_arrived_is_put_ready_and_what_did_not_is_not(
    session: Session, host: Person, ask: Ask, at_desk: Callable[..., Device]
) -> None:
    at_desk()
    made = ask(2)
    page = host.get(f"/reservations/{made.id}").text
    assert "1 toestel is aangekomen" in page
    assert "wacht op een toestel" in page
    refused = host.post(f"/reservations/{made.id}/ready", {"client_id": fresh(), "unit": "2"})
    assert refused.status_code == 409
    for _ in range(2):
        host.post(f"/reservations/{made.id}/ready", {"client_id": fresh(), "unit": "0"})
    first = session.scalars(sa.select(ReservedUnit).where(ReservedUnit.number == 1)).one()
    assert first.ready_at is not None
    assert "ligt klaar" in host.get(f"/reservations/{made.id}").text


def test_one_device_is_asked_for_and_refused_to_the_next(
    session: Session, host: Person, stranger: Person, desk: Place, ready: Callable[..., Device]
) -> None:
    device = ready()
    sent = {"client_id": fresh(), "desk": desk.id, "wanted_by": TOMORROW.isoformat()}
    for _ in range(2):
        assert host.post(f"/reservations/new/{device.id}", sent).status_code == 302
    hold = holds.live(session, device.id)
    assert hold is not None
    assert hold.place_id == desk.id
    assert stranger.get(f"/reservations/new/{device.id}").status_code == 404


def test_a_coordinator_takes_it_over_with_a_reason(
    session: Session,
    coordinator: Person,
    ask: Ask,
    neighbour: Place,
    ready: Callable[..., Device],
) -> None:
    device = ready()
    loser = ask()
    page = coordinator.get(f"/reservations/new/{device.id}").text
    assert "Dit toestel is toegezegd aan Testpunt" in page
    sent = {"client_id": fresh(), "desk": neighbour.id, "wanted_by": TOMORROW.isoformat()}
    refused = coordinator.post(f"/reservations/new/{device.id}", {**sent, "over": " "})
    assert refused.status_code == 422
    assert "Schrijf in een zin waarom." in refused.text
    done = coordinator.post(f"/reservations/new/{device.id}", {**sent, "over": "Dringend."})
    assert done.status_code == 302
    hold = holds.live(session, device.id)
    assert hold is not None
    assert hold.place_id == neighbour.id
    assert "Dringend." in coordinator.get(f"/reservations/{loser.id}").text


def test_who_works_at_several_desks_says_for_which_it_is(
    coordinator: Person, desk: Place, neighbour: Place, ready: Callable[..., Device]
) -> None:
    address = f"/reservations/new/{ready().id}"
    sent = {"client_id": fresh(), "wanted_by": TOMORROW.isoformat()}
    for path in (address, "/reservations/new?kind=screen"):
        assert "Kies …</option>" in coordinator.get(path).text
        form = {**sent, "kind": "screen", "quantity": "1", "desk": "0"}
        refused = coordinator.post(path, form)
        assert (refused.status_code, "Kies een punt." in refused.text) == (422, True)
    coordinator.get(f"/desk?desk={neighbour.id}")
    page = coordinator.get(address).text
    assert "Kies …</option>" not in page
    assert f'<option selected value="{neighbour.id}">' in page


def test_what_is_taken_from_a_desk_is_not_meant_for_that_desk(
    coordinator: Person, desk: Place, neighbour: Place, ready: Callable[..., Device], ask: Ask
) -> None:
    device = ready()
    ask()
    coordinator.get(f"/desk?desk={desk.id}")
    page = coordinator.get(f"/reservations/new/{device.id}").text
    assert "Dit toestel is toegezegd aan Testpunt" in page
    assert "Kies …</option>" in page


def test_a_coordinator_changes_the_promised_device(
    session: Session, coordinator: Person, ask: Ask, ready: Callable[..., Device]
) -> None:
    first, second = ready(), ready()
    made = ask()
    address = f"/reservations/{made.id}/units/1/device"
    assert f'value="{second.id}"' in coordinator.get(address).text
    assert "Dit toestel kennen we niet" in coordinator.get(f"{address}?code=123").text
    wrong = coordinator.post(address, {"client_id": fresh(), "device": "veel"})
    assert wrong.status_code == 422
    sent = {"client_id": fresh(), "device": str(second.id)}
    assert coordinator.post(address, sent).status_code == 302
    assert holds.live(session, first.id) is None
    assert holds.live(session, second.id) is not None
    session.commit()
    none = {"client_id": fresh(), "device": "none"}
    assert coordinator.post(address, none).status_code == 302
    assert holds.live(session, second.id) is None


def test_a_promised_device_is_taken_from_another_with_a_reason(
    session: Session,
    coordinator: Person,
    ask: Ask,
    neighbour: Place,
    ready: Callable[..., Device],
) -> None:
    device = ready()
    ask()
    made = ask(desk=neighbour)
    address = f"/reservations/{made.id}/units/1/device"
    assert "toegezegd aan Testpunt" in coordinator.get(f"{address}?code={device.tag}").text
    sent = {"client_id": fresh(), "device": str(device.id)}
    refused = coordinator.post(address, sent)
    assert refused.status_code == 422
    assert "Schrijf in een zin waarom." in refused.text
    assert coordinator.post(address, {**sent, "over": "Dringend."}).status_code == 302
    hold = holds.live(session, device.id)
    assert hold is not None
    assert hold.place_id == neighbour.id


def test_the_waiting_list_is_fair_and_pages_by_key(
    session: Session, coordinator: Person, ask: Ask, neighbour: Place
) -> None:
    late = ask(reference="Rij 3", wanted_by=TOMORROW + timedelta(days=9))
    ask(desk=neighbour, reference="Rij 1")
    ask(reference="Rij 2")
    page = coordinator.get("/reservations/waiting").text
    assert page.index("Rij 1") < page.index("Rij 2") < page.index("Rij 3")
    rest = coordinator.get(f"/reservations/waiting?after={late.id}").text
    assert "Rij 1" not in rest
    first = session.scalars(sa.select(Reservation.id).where(Reservation.reference == "Rij 1")).one()
    rest = coordinator.get(f"/reservations/waiting?after={first}").text
    assert rest.index("Rij 2") < rest.index("Rij 3")


def test_unmet_demand_is_counted_by_kind_and_month(
    session: Session, world: World, coordinator: Person, ask: Ask, ready: Callable[..., Device]
) -> None:
    ready()
    for kind in ("screen", "tablet"):
        asking.cancel(session, ask(wish=Wish(kind=kind)), actor=world.actor, client_id=fresh())
        session.commit()
    met = ask(2)
    answer = coordinator.get("/reservations/demand.csv")
    rows = list(csv.reader(io.StringIO(answer.text.lstrip("\ufeff")), delimiter=";"))
    month = f"{met.wanted_by:%Y-%m}"
    assert rows[0][0] == "Maand"
    assert [month, "Scherm", "3", "0", "1", "1", "0", "1", "0", "1"] in rows
    assert [month, "Tablet", "1", "0", "0", "0", "1", "0", "0", "1"] in rows
    assert all(int(row[2]) == sum(map(int, row[3:9])) for row in rows[1:])
    assert "Tablet" in coordinator.get("/reservations/demand").text


def test_the_number_of_questions_does_not_grow(
    host: Person, coordinator: Person, ask: Ask, ready: Callable[..., Device]
) -> None:
    def asked(person: Person, address: str) -> int:
        with counted(db.engine) as seen:
            assert person.get(address).status_code == 200
        return len(seen)

    ready()
    ask()
    ask()
    pages = (
        (host, "/reservations?which=all"),
        (coordinator, "/reservations/waiting"),
        (coordinator, "/picking"),
    )
    before = [asked(*page) for page in pages]
    for _ in range(3):
        ready()
        ask(2)
    assert [asked(*page) for page in pages] == before
