"""Devices: the list, the export, the page of one."""

from collections.abc import Iterator

from flask import (
    Blueprint,
    Response,
    flash,
    redirect,
    render_template,
    request,
    stream_with_context,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from atelier import paging
from atelier.db import db, reading
from atelier.devices import service
from atelier.people.actor import Actor
from atelier.people.guard import me, requires
from atelier.web.bench.forms import OrderForm
from atelier.web.devices import choices, listing, page
from atelier.web.devices import export as sheets
from atelier.web.devices.forms import CorrectForm

devices = Blueprint("devices", __name__)

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@devices.get("/devices")
@requires("devices.see")
def index() -> str:
    filters = listing.Filters.read(request.args)
    organisation_id = me().organisation_id
    return render_template(
        "devices/index.html",
        filters=filters,
        page=listing.page(db.session, organisation_id, filters, paging.after()),
        options=choices.options(db.session, organisation_id),
        # A blank tag that was scanned first and looks for its device.
        tag=request.args.get("tag", "")[:10],
    )


@devices.get("/devices.csv")
@requires("devices.export")
def export_csv() -> Response:
    lines = _lines(me().organisation_id, listing.Filters.read(request.args))
    streamed = stream_with_context(lines)
    return Response(streamed, mimetype="text/csv", headers=_attachment("csv"))


@devices.get("/devices.xlsx")
@requires("devices.export")
def export_xlsx() -> Response:
    rows = listing.everything(db.session, me().organisation_id, listing.Filters.read(request.args))
    return Response(sheets.as_xlsx(rows), mimetype=_XLSX, headers=_attachment("xlsx"))


def _lines(organisation_id: int, filters: listing.Filters) -> Iterator[str]:
    """Read while they are sent, after the request's own session has ended: by another."""
    with reading():
        yield from sheets.as_csv(listing.everything(db.session, organisation_id, filters))


@devices.get("/devices/<int:device_id>")
@requires("devices.see")
def show(device_id: int) -> str:
    view = page.view(db.session, me().organisation_id, device_id)
    return render_template("devices/show.html", view=view, order_form=OrderForm())


@devices.get("/devices/<int:device_id>/measure")
@requires("devices.see")
def measure(device_id: int) -> str:
    """How to let the machine measure itself."""
    device = service.get(db.session, me().organisation_id, device_id)
    return render_template("devices/measure.html", device=device)


@devices.route("/devices/<int:device_id>/correct", methods=["GET", "POST"])
@requires("devices.edit")
def correct(device_id: int) -> ResponseReturnValue:
    device = service.get(db.session, me().organisation_id, device_id)
    form = CorrectForm.of(device)
    if not form.validate_on_submit():
        return render_template("devices/correct.html", device=device, form=form)
    service.correct(
        db.session,
        device,
        kind=form.kind.data,
        maker=form.maker.data or "",
        model=form.model.data or "",
        actor=Actor(account_id=me().id),
    )
    flash(gettext("De gegevens zijn verbeterd."), "good")
    return redirect(url_for("devices.show", device_id=device.id))


def _attachment(ending: str) -> dict[str, str]:
    return {"Content-Disposition": f'attachment; filename="toestellen.{ending}"'}
