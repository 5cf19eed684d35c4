"""Transfers: the list, a new one, and the page of one, whatever it waits for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from atelier import paging
from atelier.db import db, today
from atelier.devices.models import Device
from atelier.errors import AtelierError, Invalid, NotFound
from atelier.forms import put_error
from atelier.lending.reservations import fulfilling
from atelier.people.guard import requires
from atelier.stock import articles, desks, transfers, tree
from atelier.stock.models import Article, Desk, TransferLine
from atelier.stock.transfers import Row, State
from atelier.web.stock import reach
from atelier.web.stock.blueprint import stock
from atelier.web.stock.forms import ActForm, DayForm, QuantitiesForm, TransferForm, key, quantities
from atelier.web.stock.words import STATE_ICONS, STATES
from atelier.words import N_, Sentence

ALL = "all"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """``blocker``: why it cannot leave as things are."""

    line: TransferLine
    device: Device | None
    article: Article | None
    blocker: Sentence | None

    @property
    def is_missing(self) -> bool:
        return self.line.settled_at is None


@stock.get("/stock/transfers")
@requires("stock.receive")
def transfers_list() -> str:
    """``?show=all``: those that are closed as well."""
    own = reach.mine()
    everything = request.args.get("show") == ALL
    page = transfers.page(
        db.session,
        own.workshop_id,
        own.place_ids,
        only_open=not everything,
        after=paging.after(),
    )
    return render_template(
        "stock/transfers.html", page=page, everything=everything, states=STATES, icons=STATE_ICONS
    )


@stock.route("/stock/transfers/new", methods=["GET", "POST"])
@requires("stock.send")
def transfer_new() -> ResponseReturnValue:
    own = reach.mine()
    asked = request.args.get("to", "")[:10]
    form = TransferForm(place=asked, planned_on=_next_van(asked))
    offered = tree.paths(db.session, reach.offered(db.session, own))
    form.offer(offered, offered)
    if not form.validate_on_submit():
        return _new_page(form)
    try:
        origin, to = (reach.place(db.session, own, end) for end in form.ends)
        transfer = transfers.open_one(
            db.session,
            organisation_id=own.workshop_id,
            origin=origin,
            to=to,
            actor=reach.actor(),
            client_id=form.client_id.data,
            note=form.note.data or "",
            planned_on=form.planned_on.data,
        )
    except AtelierError as error:
        put_error(form, error)
        return _new_page(form)
    return redirect(url_for("stock.transfer", transfer_id=transfer.id))


@stock.get("/stock/transfers/<int:transfer_id>")
@requires("stock.receive")
def transfer(transfer_id: int) -> str:
    return page(row(transfer_id))


@stock.post("/stock/transfers/<int:transfer_id>/day")
@requires("stock.send")
def plan(transfer_id: int) -> ResponseReturnValue:
    """On which day the van goes; left empty: nobody knows yet."""
    found, form = row(transfer_id), DayForm()
    if not form.validate_on_submit():
        raise Invalid(N_("Kies een dag in de kalender."))
    transfers.plan(db.session, found.transfer, form.planned_on.data)
    flash(gettext("Bewaard."), "good")
    return back(found)


@stock.post("/stock/transfers/<int:transfer_id>/send")
@requires("stock.send")
def send(transfer_id: int) -> ResponseReturnValue:
    found = row(transfer_id)
    transfers.send(db.session, found.transfer, actor=reach.actor())
    flash(gettext("Zending %(number)s is vertrokken.", number=found.transfer.number), "good")
    return back(found)


@stock.post("/stock/transfers/<int:transfer_id>/cancel")
@requires("stock.send")
def cancel(transfer_id: int) -> ResponseReturnValue:
    """Gives it up before it left; what was promised in it stays promised."""
    found = row(transfer_id)
    if found.state is not State.CANCELLED:
        for device in transfers.devices_of(
            db.session, transfers.lines(db.session, found.transfer)
        ).values():
            fulfilling.put_back(db.session, found.transfer, device, actor=reach.actor())
        transfers.cancel(db.session, found.transfer, actor=reach.actor())
    text = gettext("Zending %(number)s is geannuleerd. Alles staat nog waar het stond.")
    flash(text % {"number": found.transfer.number}, "good")
    return redirect(url_for("stock.transfers_list"))


def row(transfer_id: int) -> Row:
    """Raises NotFound for a transfer that neither leaves from nor comes to one's own places."""
    own = reach.mine()
    found = transfers.get(db.session, own.workshop_id, transfer_id)
    if not own.sees(found.origin.id, found.to.id):
        raise NotFound(N_("Deze zending kennen we niet. Kies ze in de lijst."))
    return found


def arriving(transfer_id: int) -> Row:
    """One that comes to a place of the person. Raises NotFound."""
    found = row(transfer_id)
    if not reach.mine().sees(found.to.id):
        raise NotFound(N_("Deze zending gaat niet naar jullie."))
    return found


def page(found: Row, form: QuantitiesForm | None = None) -> str:
    """``form``: numbers that were typed and cannot be."""
    told = lines(found)
    return render_template(
        "stock/transfer.html",
        row=found,
        lines=told,
        stuck=[line for line in told if line.blocker],
        missing=[line for line in told if line.is_missing],
        is_mine=reach.mine().sees(found.to.id),
        form=form or numbers_form(found),
        act=ActForm(formdata=None),
        day_form=DayForm(formdata=None, data={"planned_on": found.transfer.planned_on}),
        states=STATES,
        icons=STATE_ICONS,
    )


def lines(found: Row) -> Sequence[Line]:
    """In a fixed number of queries, but for what each device in a pile that is packed asks."""
    packed = transfers.lines(db.session, found.transfer)
    devices = transfers.devices_of(db.session, packed)
    known = _articles(packed)
    stuck: Mapping[int, Sentence] = {}
    if found.state is State.PACKING:
        blockers = transfers.blockers(db.session, found.transfer)
        stuck = {one.line.id: one.reason for one in blockers}
    return [
        Line(
            line=line,
            device=devices.get(line.device_id or 0),
            article=known.get(line.article_id or 0),
            blocker=stuck.get(line.id),
        )
        for line in packed
    ]


def numbers_form(found: Row) -> QuantitiesForm | None:
    """How many of each article go along, or came; None when that is past."""
    packed = {
        line.article_id: line
        for line in transfers.lines(db.session, found.transfer)
        if line.article_id
    }
    if found.state is State.PACKING:
        there = [article for article, _ in articles.at(db.session, found.origin)]
        return quantities(there, {one: line.quantity for one, line in packed.items()})
    if found.state is State.UNDERWAY:
        known = _articles(list(packed.values()))
        return quantities(known.values(), {one: line.arrived for one, line in packed.items()})
    return None


def _next_van(asked: str) -> date | None:
    """The next day on which the van comes to the place that was asked for."""
    number = key(asked)
    return desks.delivery_on(db.session.get(Desk, number), today()) if number else None


def _articles(packed: Sequence[TransferLine]) -> dict[int, Article]:
    wanted = sa.select(Article).where(Article.id.in_([line.article_id for line in packed]))
    return {article.id: article for article in db.session.scalars(wanted.order_by(Article.name))}


def _new_page(form: TransferForm) -> ResponseReturnValue:
    return render_template("stock/transfer_new.html", form=form), 422 if form.errors else 200


def back(found: Row) -> ResponseReturnValue:
    return redirect(url_for("stock.transfer", transfer_id=found.transfer.id))
