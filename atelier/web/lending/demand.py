"""Who waits, in fair order; and what was asked for, by month and kind."""

import csv
import io
from collections.abc import Iterator, Sequence

from flask import Response, render_template
from flask_babel import gettext

from atelier import paging
from atelier.db import db
from atelier.devices.kinds import KIND_NAMES
from atelier.lending.reservations import demand, listing
from atelier.lending.reservations.demand import Demand
from atelier.lending.reservations.standing import State
from atelier.people.guard import me, requires
from atelier.web.lending.reservations import reservations, wisher
from atelier.words import N_

_COLUMNS = (
    N_("Maand"),
    N_("Soort"),
    N_("Gevraagd"),
    N_("Opgehaald"),
    N_("Toegezegd"),
    N_("Wacht nog"),
    N_("Stopte met wachten"),
    N_("Geannuleerd"),
    N_("Niet opgehaald"),
    N_("Niet gekregen"),
)


@reservations.get("/reservations/waiting")
@requires("reservations.decide")
def waiting() -> str:
    workshop_id = me().organisation.workshop_id
    return render_template(
        "lending/waiting.html",
        page=listing.waiting(db.session, workshop_id, paging.after()),
        wish=wisher(),
        WAITING=State.WAITING,
    )


@reservations.get("/reservations/demand")
@requires("reservations.decide")
def by_month() -> str:
    rows = demand.by_month(db.session, me().organisation.workshop_id)
    return render_template("lending/demand.html", rows=rows, columns=_COLUMNS)


@reservations.get("/reservations/demand.csv")
@requires("reservations.decide")
def export_csv() -> Response:
    rows = demand.by_month(db.session, me().organisation.workshop_id)
    headers = {"Content-Disposition": 'attachment; filename="vraag.csv"'}
    return Response("".join(_lines(rows)), mimetype="text/csv", headers=headers)


def _lines(rows: Sequence[Demand]) -> Iterator[str]:
    """With a semicolon, as spreadsheets here expect, and a byte-order mark."""
    yield "\ufeff" + _line([gettext(name) for name in _COLUMNS])
    for row in rows:
        yield _line(
            [
                row.month,
                gettext(KIND_NAMES.get(row.kind, row.kind)),
                row.asked,
                row.collected,
                row.promised,
                row.waiting,
                row.given_up,
                row.cancelled,
                row.expired,
                row.unmet,
            ]
        )


def _line(values: list[object]) -> str:
    buffer = io.StringIO()
    csv.writer(buffer, delimiter=";").writerow(values)
    return buffer.getvalue()
