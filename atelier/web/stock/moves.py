"""Where a device was, on which day, by whom; and a move that was a mistake taken back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy.orm import Session

from atelier import paging
from atelier.db import db
from atelier.devices import service as devices
from atelier.devices.models import Device
from atelier.edge import settings
from atelier.errors import AtelierError, NotFound
from atelier.forms import put_error
from atelier.people.guard import me, requires
from atelier.people.models import Account, Station
from atelier.stock import ledger, mistakes
from atelier.stock.models import Article, Place, PlaceKind, Posting
from atelier.web.stock import reach
from atelier.web.stock.blueprint import stock
from atelier.web.stock.forms import CorrectionForm, WhenForm
from atelier.words import N_

PAGE_SIZE = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """``by``: the person or the station; None: the system itself."""

    posting: Posting
    origin: Place
    to: Place
    by: str | None
    can_be_corrected: bool


@stock.get("/devices/<int:device_id>/moves")
@requires("devices.see")
def moves(device_id: int) -> str:
    """``?day=``: where it was then; ``?after=``: a move, to go on behind."""
    device = devices.get(db.session, me().organisation_id, device_id)
    found = ledger.moves_of(db.session, device, before=paging.after(), size=PAGE_SIZE + 1)
    page = paging.cut(found, [move.id for move in found], PAGE_SIZE)
    form = WhenForm(request.args)
    day = form.day.data if form.validate() else None
    return render_template(
        "stock/moves.html",
        device=device,
        here=ledger.place_of(db.session, device),
        page=paging.Page(told(db.session, page.rows), page.after),
        form=form,
        day=day,
        then=_on(device, day) if day else None,
    )


@stock.route("/stock/moves/<int:posting_id>/correct", methods=["GET", "POST"])
@requires("stock.correct")
def correct(posting_id: int) -> ResponseReturnValue:
    posting = _posting(posting_id)
    form = CorrectionForm()
    if not form.validate_on_submit():
        return _correct_page(form, posting)
    try:
        if ledger.by_client_id(db.session, posting.organisation_id, form.client_id.data) is None:
            mistakes.refuse(db.session, posting)
        ledger.correct(
            db.session,
            posting,
            note=form.note.data,
            actor=reach.actor(),
            client_id=form.client_id.data,
        )
    except AtelierError as error:
        db.session.rollback()
        put_error(form, error)
        return _correct_page(form, _posting(posting_id))
    flash(gettext("Teruggedraaid."), "good")
    return redirect(_home(posting))


def told(session: Session, postings: Sequence[Posting]) -> list[Move]:
    """In a fixed number of queries."""
    keys = {key for one in postings for key in (one.from_place_id, one.to_place_id)}
    places = {
        place.id: place for place in session.scalars(sa.select(Place).where(Place.id.in_(keys)))
    }
    people = _names(session, Account, {one.account_id for one in postings})
    stations = _names(session, Station, {one.station_id for one in postings})
    can = mistakes.correctable(session, postings, places)
    return [
        Move(
            posting=one,
            origin=places[one.from_place_id],
            to=places[one.to_place_id],
            by=people.get(one.account_id) or stations.get(one.station_id),
            can_be_corrected=one.id in can,
        )
        for one in postings
    ]


def _names(
    session: Session, model: type[Account] | type[Station], keys: set[int | None]
) -> dict[int | None, str]:
    rows = session.execute(sa.select(model.id, model.name).where(model.id.in_(keys - {None})))
    return dict(rows.all())


def _on(device: Device, day: date) -> Move | None:
    """Where it stood when that day ended; None where it had not come yet."""
    midnight = datetime.combine(day, time.min, ZoneInfo(settings().locale.timezone))
    posting = ledger.where_at(db.session, device, midnight + timedelta(days=1))
    return told(db.session, [posting])[0] if posting else None


def _posting(posting_id: int) -> Posting:
    posting = db.session.get(Posting, posting_id)
    if posting is None or posting.organisation_id != me().organisation_id:
        raise NotFound(N_("Deze verplaatsing kennen we niet. Open de pagina opnieuw."))
    return posting


def _correct_page(form: CorrectionForm, posting: Posting) -> ResponseReturnValue:
    move = told(db.session, [posting])[0]
    page = render_template(
        "stock/correct.html",
        form=form,
        move=move,
        away=not PlaceKind(move.to.kind).physical,
        device=db.session.get(Device, posting.device_id) if posting.device_id else None,
        article=db.session.get(Article, posting.article_id) if posting.article_id else None,
        home=_home(posting),
    )
    return page, 422 if form.errors else 200


def _home(posting: Posting) -> str:
    if posting.device_id is not None:
        return url_for("stock.moves", device_id=posting.device_id)
    return url_for("stock.article", article_id=posting.article_id)
