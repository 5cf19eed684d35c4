"""The recall list: what is due, at which desk, and the same as a file."""

from collections.abc import Iterator, Sequence

from flask import Response, render_template, request
from flask_babel import gettext

from atelier import paging
from atelier.db import db, today
from atelier.lending import scope
from atelier.people.guard import me, requires
from atelier.people.roles import Role
from atelier.stock.models import Place
from atelier.web.devices.export import line
from atelier.web.inspections import due, words
from atelier.web.inspections.blueprint import inspections
from labels import tags


@inspections.get("/inspections")
@requires("inspections.see")
def index() -> str:
    offered = scope.desks_of(db.session, me())
    chosen = _chosen(offered)
    page = due.page(
        db.session, me().organisation.workshop_id, chosen, today(), after=paging.after()
    )
    return render_template(
        "inspections/index.html",
        page=page,
        desks=offered,
        desk=request.args.get("desk", type=int),
        # The desks whose loans this person may open.
        near={place.id for place in offered} if me().may("desk.see") else set(),
        levels=words.LEVELS,
        words=words.WORDS,
    )


@inspections.get("/inspections.csv")
@requires("inspections.see")
def export() -> Response:
    chosen = _chosen(scope.desks_of(db.session, me()))
    rows = due.all_rows(db.session, me().organisation.workshop_id, chosen, today())
    text = "".join(_lines(rows))
    named = {"Content-Disposition": 'attachment; filename="controles.csv"'}
    return Response(text, mimetype="text/csv", headers=named)


def _chosen(offered: Sequence[Place]) -> list[int] | None:
    """The desks to show: the one asked for, those of somebody at a desk, or None for everything."""
    asked = request.args.get("desk", type=int)
    mine = [place.id for place in offered]
    if asked is not None:
        return [asked] if asked in mine else []
    return mine if me().role == Role.DESK or me().organisation.served_by_id else None


def _lines(rows: Iterator[due.Row]) -> Iterator[str]:
    heads = ("Etiket", "Toestel", "Tegen", "Stand", "Digibankpunt", "Uitlening", "Plaats")
    yield "\ufeff" + line(heads)
    for row in rows:
        yield line(
            (
                tags.format_tag(row.device.tag) if row.device.tag else "",
                row.device.name or "",
                row.until.isoformat(),
                gettext(words.WORDS[row.word]),
                row.desk.name if row.desk else "",
                row.loan.number if row.loan else "",
                gettext(row.place.name) if row.place else "",
            )
        )
