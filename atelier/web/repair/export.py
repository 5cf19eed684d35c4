"""What was repaired, in the fields of the Open Repair Data Standard: to count it with others."""

import csv
import io
from collections.abc import Iterator

import sqlalchemy as sa
from flask import Response
from flask_babel import force_locale, gettext

from atelier.db import db
from atelier.devices.faults import BARRIERS, OUTCOMES, problem_of, product_category
from atelier.devices.models import Device
from atelier.people.guard import me, requires
from atelier.web.devices.export import harmless
from atelier.web.repair.blueprint import repairs
from atelier.workshop.repair.models import Repair

#: Version 0.3. What we do not know, such as the year of manufacture, stays empty.
FIELDS = (
    "id",
    "data_provider",
    "country",
    "partner_product_category",
    "product_category",
    "product_category_id",
    "brand",
    "year_of_manufacture",
    "repair_status",
    "repair_barrier_if_end_of_life",
    "group_identifier",
    "event_date",
    "problem",
)
_COUNTRY = "BEL"


@repairs.get("/repairs.csv")
@requires("devices.export")
def export() -> Response:
    """Nobody's words: what people noted of a repair may name somebody."""
    organisation = me().organisation
    with force_locale("en"):
        text = "".join(_lines(organisation.id, organisation.name))
    named = {"Content-Disposition": 'attachment; filename="repairs-ords.csv"'}
    return Response(text, mimetype="text/csv", headers=named)


def _lines(organisation_id: int, provider: str) -> Iterator[str]:
    wanted = (
        sa.select(Repair, Device)
        .join(Device, Device.id == Repair.device_id)
        .where(Repair.organisation_id == organisation_id, Repair.closed_at.is_not(None))
        .order_by(Repair.id)
        .execution_options(yield_per=200)
    )
    yield _line(FIELDS)
    for repair, device in db.session.execute(wanted):
        yield _line(_values(repair, device, provider))


def _values(repair: Repair, device: Device, provider: str) -> tuple[object, ...]:
    category = product_category(device.kind)
    return (
        repair.id,
        provider,
        _COUNTRY,
        device.kind,
        category.name,
        category.id,
        device.model.maker if device.model else "",
        "",
        OUTCOMES[repair.outcome or "unknown"].name,
        BARRIERS[repair.barrier].name if repair.barrier else "",
        provider,
        repair.closed_at.date().isoformat() if repair.closed_at else "",
        gettext(problem_of(repair.problem).word),
    )


def _line(values: tuple[object, ...]) -> str:
    buffer = io.StringIO()
    csv.writer(buffer).writerow([harmless(value) for value in values])
    return buffer.getvalue()
