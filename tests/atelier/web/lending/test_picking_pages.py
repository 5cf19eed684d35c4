"""The picking list: by shelf, filled by scanning, for the workshop alone."""

import uuid
from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from atelier.devices.models import Device
from atelier.lending.models import Reservation
from atelier.stock.models import Place, Transfer
from tests.factories import World
from tests.visits import Person

Ask = Callable[..., Reservation]


def fresh() -> str:
    return str(uuid.uuid4())


def test_the_picking_list_goes_by_shelf_and_is_filled_by_scanning(
    session: Session,
    coordinator: Person,
    world: World,
    desk: Place,
    ask: Ask,
    ready: Callable[..., Device],
) -> None:
    wanted, other = ready(), ready()
    made = ask()
    page = coordinator.get(f"/picking/{desk.id}").text
    assert world.shelf.name in page
    assert "te nemen" in page
    address = f"/picking/{desk.id}/from/{world.shelf.id}"
    first, second = (coordinator.post(address, {"client_id": fresh()}) for _ in range(2))
    assert first.location == second.location
    transfer = session.scalars(sa.select(Transfer)).one()
    session.commit()
    scans = f"/picking/transfers/{transfer.id}/scans"
    told: list[Any] = [
        coordinator.client.post(
            scans,
            json={"id": fresh(), "code": code},
            headers={"X-CSRFToken": coordinator.token},
        ).json
        for code in (wanted.tag, wanted.tag, other.tag, "nonsense")
    ]
    assert [one["state"] for one in told] == ["received", "received", "refused", "refused"]
    assert "staat niet op de lijst van Testpunt" in told[2]["detail"]
    assert "ingepakt" in coordinator.get(f"/reservations/{made.id}").text
    assert f"in zending {transfer.number}" in coordinator.get(f"/picking/{desk.id}").text
    away = coordinator.post(f"/picking/{desk.id}/from/999", {"client_id": fresh()})
    assert away.status_code == 409


def test_picking_is_for_the_workshop(
    host: Person, coordinator: Person, desk: Place, world: World
) -> None:
    assert host.get("/picking").status_code == 403
    assert host.get(f"/picking/{desk.id}").status_code == 403
    assert coordinator.get(f"/picking/{world.shelf.id}").status_code == 404
    assert coordinator.get("/picking/transfers/999").status_code == 404
