"""A transfer arrives: scanned in, counted, closed, and what was missing settled."""

from typing import Literal, cast

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from atelier.db import db
from atelier.devices.models import Device
from atelier.errors import AtelierError, Conflict, Forbidden, Invalid, NotFound
from atelier.forms import put_error
from atelier.people.guard import me, requires
from atelier.stock import articles, transfers
from atelier.stock.models import Transfer, TransferLine
from atelier.stock.transfers import Row as Found
from atelier.stock.transfers import State
from atelier.web.stock import reach, scanning
from atelier.web.stock.blueprint import stock
from atelier.web.stock.scanning import Answer, Pile, Row
from atelier.web.stock.transfers import arriving, lines, numbers_form, page
from atelier.words import N_

How = Literal["arrived", "stayed", "lost"]
HOWS = frozenset({"arrived", "stayed", "lost"})
#: Who received it knows that it came after all; the rest is for whoever sends.
_OF_SENDER = frozenset({"stayed", "lost"})
_NOT_IN_IT = N_("Dit toestel hoort niet bij deze zending. Leg het apart en bel het atelier.")


@stock.get("/stock/transfers/<int:transfer_id>/receive")
@requires("stock.receive")
def receive(transfer_id: int) -> str:
    return render_template("stock/scan.html", pile=_pile(arriving(transfer_id)))


@stock.post("/stock/transfers/<int:transfer_id>/receive/scans")
@requires("stock.receive")
def receive_scan(transfer_id: int) -> ResponseReturnValue:
    found = arriving(transfer_id).transfer
    return scanning.answer(found.organisation_id, lambda device, _: _arrive(found, device))


@stock.post("/stock/transfers/<int:transfer_id>/receive/articles")
@requires("stock.receive")
def receive_articles(transfer_id: int) -> ResponseReturnValue:
    found = arriving(transfer_id)
    form = numbers_form(found)
    if form is None or found.state is not State.UNDERWAY:
        raise Conflict(N_("Deze zending is niet onderweg. Open de pagina opnieuw."))
    if not form.validate():
        return page(found, form), 422
    for article_id, quantity in form.filled().items():
        article = articles.get(db.session, found.transfer.organisation_id, article_id)
        try:
            transfers.arrive_articles(
                db.session, found.transfer, article, quantity, actor=reach.actor()
            )
        except AtelierError as error:
            db.session.rollback()
            put_error(form, type(error)(error.text, field=f"article_{article_id}", **error.values))
            return page(arriving(transfer_id), form), error.status
    flash(gettext("Bewaard: dit kwam aan."), "good")
    return _back(transfer_id)


@stock.route("/stock/transfers/<int:transfer_id>/close", methods=["GET", "POST"])
@requires("stock.receive")
def close(transfer_id: int) -> ResponseReturnValue:
    """One look at what is missing, and one press."""
    found = arriving(transfer_id)
    if request.method == "GET":
        missing = [line for line in lines(found) if line.is_missing]
        return render_template("stock/transfer_close.html", row=found, missing=missing)
    if transfers.close(db.session, found.transfer, actor=reach.actor()):
        flash(gettext("Afgesloten. Zeg nu wat er is met wat ontbreekt."), "attention")
    else:
        flash(gettext("Afgesloten. Alles is aangekomen."), "good")
    return _back(transfer_id)


@stock.post("/stock/transfers/<int:transfer_id>/lines/<int:line_id>/settle")
@requires("stock.receive")
def settle(transfer_id: int, line_id: int) -> ResponseReturnValue:
    found = arriving(transfer_id)
    line = db.session.get(TransferLine, line_id)
    if line is None or line.transfer_id != transfer_id:
        raise NotFound(N_("Dit zit niet in deze zending. Open de pagina opnieuw."))
    transfers.settle(db.session, found.transfer, line, _how(), actor=reach.actor())
    flash(gettext("Genoteerd."), "good")
    return _back(transfer_id)


def _how() -> How:
    """Raises Invalid, or Forbidden for what the sender has to say."""
    how = request.form.get("how", "")
    if how not in HOWS:
        raise Invalid(N_("Kies wat ermee is."))
    if how in _OF_SENDER and not me().may("stock.send"):
        raise Forbidden(N_("Dat mag je niet met jouw rol. Vraag het aan een coördinator."))
    return cast(How, how)


def _arrive(transfer: Transfer, device: Device) -> Answer:
    own = reach.mine()
    try:
        transfers.arrive(db.session, transfer, device, actor=reach.actor())
    except NotFound:
        if own.place_ids is None:
            raise
        # Where else it may be is not this desk's business.
        raise NotFound(_NOT_IN_IT) from None
    return scanning.taken(device)


def _pile(found: Found) -> Pile:
    transfer = found.transfer
    return Pile(
        key=f"receive-{transfer.id}",
        url=url_for("stock.receive_scan", transfer_id=transfer.id),
        icon="box-arrow-in-down",
        title=gettext("Ontvang zending %(number)s", number=transfer.number),
        about=gettext("op %(to)s", to=found.to.name),
        counted=gettext("aangekomen"),
        rows=(
            Row(state="received", icon="check-circle-fill", word=gettext("Aangekomen")),
            Row(state="refused", icon="x-octagon-fill", word=gettext("Hoort er niet bij")),
        ),
        done_url=url_for("stock.transfer", transfer_id=transfer.id),
        done=gettext("Toon de zending"),
    )


def _back(transfer_id: int) -> ResponseReturnValue:
    return redirect(url_for("stock.transfer", transfer_id=transfer_id))
