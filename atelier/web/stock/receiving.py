"""A transfer arrives: scanned in, counted, closed, and what was missing settled."""

from typing import Literal, cast

from flask import flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from atelier.db import db
from atelier.devices.models import Device
from atelier.errors import Conflict, Forbidden, Invalid, NotFound
from atelier.people.guard import me, requires
from atelier.stock import transfers
from atelier.stock.models import Article, Transfer, TransferLine
from atelier.stock.transfers import Row as Found
from atelier.stock.transfers import State
from atelier.web.stock import pieces, reach, scanning
from atelier.web.stock.blueprint import stock
from atelier.web.stock.scanning import Answer, Pile, Row
from atelier.web.stock.transfers import arriving, back, lines, numbers_form
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

    def came(article: Article, quantity: int) -> None:
        transfers.arrive_articles(
            db.session, found.transfer, article, quantity, actor=reach.actor()
        )

    return pieces.keep(found, form, came, N_("Bewaard: dit kwam aan."))


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
    return back(found)


@stock.post("/stock/transfers/<int:transfer_id>/lines/<int:line_id>/settle")
@requires("stock.receive")
def settle(transfer_id: int, line_id: int) -> ResponseReturnValue:
    found = arriving(transfer_id)
    line = db.session.get(TransferLine, line_id)
    if line is None or line.transfer_id != transfer_id:
        raise NotFound(N_("Dit zit niet in deze zending. Open de pagina opnieuw."))
    transfers.settle(db.session, found.transfer, line, _how(), actor=reach.actor())
    flash(gettext("Genoteerd."), "good")
    return back(found)


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
    told = scanning.kept_for(device, besides=transfer.to_place_id)
    return scanning.taken(device, scanning.described(device, *told))


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
