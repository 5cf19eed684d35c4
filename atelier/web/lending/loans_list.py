"""The loans: what is out, until when, and all that is known of one."""

import csv
import io
from collections.abc import Iterator, Sequence

from flask import Response, redirect, render_template, request, stream_with_context, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from atelier import paging
from atelier.db import db, reading, today
from atelier.devices import service as devices
from atelier.devices.kinds import KIND_NAMES
from atelier.errors import Conflict
from atelier.lending.loans import ending, finding
from atelier.lending.loans.finding import Row, Search, Which
from atelier.people.guard import me, requires
from atelier.stock.models import Place
from atelier.web.devices.export import harmless
from atelier.web.lending import current, loan_page, words
from atelier.web.lending.blueprint import loans
from atelier.web.lending.forms import SettleForm
from atelier.web.lending.photo_forms import StatePhotoForm
from atelier.words import N_
from labels import tags

_COLUMNS = (
    N_("Nummer"),
    N_("Punt"),
    N_("Kenmerk"),
    N_("Naam"),
    N_("Bereiken"),
    N_("Etiket"),
    N_("Soort"),
    N_("Toestel"),
    N_("Van"),
    N_("Tot en met"),
    N_("Tarief"),
    N_("Per maand (euro)"),
    N_("Terug op"),
    N_("Hoe"),
)


@loans.get("/loans")
@requires("desk.see")
def index() -> str:
    """``?which=``, ``?desk=`` and ``?q=`` narrow it."""
    mine = current.mine()
    places, which, search = _asked(mine)
    page = finding.page(
        db.session, places, which, today=today(), search=search, after=paging.after()
    )
    args = {"which": which.value, "desk": request.args.get("desk") or None, "q": search.text}
    return render_template(
        "lending/loans.html",
        page=page,
        which=which,
        desks=mine,
        places=places,
        search=search,
        args={name: value for name, value in args.items() if value},
        counts=finding.counts(db.session, places, today()),
        may_see_names=current.may_see_names,
    )


@loans.get("/loans.csv")
@requires("desk.see")
def export_csv() -> Response:
    places, which, search = _asked(current.mine())
    lines = _lines(places, which, search, me().organisation_id)
    headers = {"Content-Disposition": 'attachment; filename="uitleningen.csv"'}
    return Response(stream_with_context(lines), mimetype="text/csv", headers=headers)


@loans.get("/loans/<int:loan_id>")
@requires("desk.see")
def show(loan_id: int) -> str:
    loan = finding.get(db.session, me(), loan_id)
    view = loan_page.of(db.session, me(), loan)
    return render_template(
        "lending/loan.html",
        view=view,
        settling=SettleForm(formdata=None),
        photographing=StatePhotoForm(formdata=None),
    )


@loans.get("/devices/<int:device_id>/loan")
@requires("lending.rules")
def of_device(device_id: int) -> ResponseReturnValue:
    """The loan that a device is out on: the way there from all that the workshop knows of it."""
    device = devices.get(db.session, me().organisation.workshop_id, device_id)
    loan = ending.live(db.session, device)
    if loan.organisation_id not in finding.organisations_of(db.session, me()):
        raise Conflict(N_("Dit toestel is uitgeleend door een andere dienst."))
    return redirect(url_for("loans.show", loan_id=loan.id))


def _asked(mine: Sequence[Place]) -> tuple[list[int], Which, Search]:
    wanted = request.args.get("desk", "")
    places = [desk.id for desk in mine if not wanted or str(desk.id) == wanted]
    told = request.args.get("which", "")
    which = Which(told) if told in set(Which) else Which.OPEN
    return places, which, Search.read(request.args.get("q", ""), me().organisation_id)


def _lines(places: list[int], which: Which, search: Search, organisation_id: int) -> Iterator[str]:
    """Read while they are sent, after the request's own session has ended: by another."""
    yield "\ufeff" + _line([gettext(name) for name in _COLUMNS])
    with reading():
        found = finding.everything(db.session, places, which, today=today(), search=search)
        for row in found:
            yield _line(_values(row, named=row.loan.organisation_id == organisation_id))


def _line(values: list[object]) -> str:
    buffer = io.StringIO()
    csv.writer(buffer, delimiter=";").writerow([harmless(value) for value in values])
    return buffer.getvalue()


def _values(row: Row, *, named: bool) -> list[object]:
    loan, device, borrower = row.loan, row.device, row.borrower
    return [
        loan.number,
        row.place.name,
        borrower.reference,
        (named and borrower.name) or "",
        (named and borrower.contact) or "",
        tags.format_tag(device.tag) if device.tag else "",
        gettext(KIND_NAMES[device.kind]),
        device.name or "",
        loan.started_at.date().isoformat(),
        loan.due_on.isoformat(),
        words.tariff(loan.tariff),
        f"{loan.price_cents / 100:.2f}".replace(".", ","),
        loan.ended_at.date().isoformat() if loan.ended_at else "",
        gettext(words.EVENTS[loan.ended_how]) if loan.ended_how else "",
    ]
