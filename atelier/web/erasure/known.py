"""What is known of devices that may be asked to erase: of many in as many queries as of one."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from atelier.bench import orders, present
from atelier.bench.models import Order, Presence
from atelier.devices import history
from atelier.devices.lifecycle import State, fold
from atelier.devices.models import Device
from atelier.stock import ledger
from atelier.stock.models import Place
from atelier.workshop.diagnosis import service as diagnosis
from atelier.workshop.erasure import matters
from atelier.workshop.erasure.models import Matter
from atelier.workshop.intake import donations
from atelier.workshop.intake.models import Donation
from diagnostics.report import Report


@dataclass(frozen=True, kw_only=True)
class Known:
    device: Device
    state: State
    #: The newest.
    report: Report | None
    #: The starts that are connected now, the latest first.
    here: Sequence[Presence]
    #: The open ones, the oldest first.
    orders: Sequence[Order]
    matters: Sequence[Matter]
    place: Place | None
    donation: Donation | None


def of_many(session: Session, organisation_id: int, devices: Sequence[Device]) -> Sequence[Known]:
    """In the order of ``devices``: of that organisation, and none merged into another."""
    ids = [device.id for device in devices]
    owners = history.owners(session, ids)
    events = history.events_of_many(session, owners)
    reports = diagnosis.latest_reports(session, owners)
    here = present.here_of_many(session, owners)
    open_orders = orders.open_of_many(session, organisation_id, ids)
    open_matters = matters.of_many(session, owners)
    places = ledger.places_of(session, ids)
    came_with = donations.of_many(session, owners)
    return [
        Known(
            device=device,
            state=fold(history.facts(events[device.id])),
            report=reports.get(device.id),
            here=here[device.id],
            orders=open_orders[device.id],
            matters=open_matters[device.id],
            place=places.get(device.id),
            donation=came_with.get(device.id),
        )
        for device in devices
    ]
