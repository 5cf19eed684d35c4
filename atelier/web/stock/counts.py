"""Counting a place: begun, scanned by whoever comes, looked at, closed."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from atelier import ids, paging
from atelier.db import db
from atelier.devices.models import Device
from atelier.errors import AtelierError, NotFound
from atelier.forms import put_error
from atelier.people.guard import requires
from atelier.stock import articles, stocktakes, transfers, tree
from atelier.stock.models import Place, Stocktake
from atelier.web.language import say
from atelier.web.stock import lost, reach, scanning
from atelier.web.stock.blueprint import stock
from atelier.web.stock.forms import CountForm, QuantitiesForm, quantities
from atelier.web.stock.scanning import Answer, Pile, Row
from atelier.words import N_

_CLOSED = N_("Deze telling is afgesloten. Begin een nieuwe.")


@stock.get("/stock/counts")
@requires("stock.count")
def counts() -> str:
    own = reach.mine()
    page = stocktakes.page(db.session, own.workshop_id, own.place_ids, after=paging.after())
    return render_template("stock/counts.html", page=page)


@stock.route("/stock/counts/new", methods=["GET", "POST"])
@requires("stock.count")
def count_new() -> ResponseReturnValue:
    own = reach.mine()
    form = CountForm(place=request.args.get("place", "")[:10])
    form.offer(tree.paths(db.session, reach.offered(db.session, own)))
    if not form.validate_on_submit():
        return _new_page(form)
    try:
        stocktake = stocktakes.open_one(
            db.session,
            organisation_id=own.workshop_id,
            place=reach.place(db.session, own, form.place_id),
            actor=reach.actor(),
            client_id=form.client_id.data,
        )
    except AtelierError as error:
        put_error(form, error)
        return _new_page(form)
    return redirect(url_for("stock.count", stocktake_id=stocktake.id))


@stock.get("/stock/counts/<int:stocktake_id>")
@requires("stock.count")
def count(stocktake_id: int) -> str:
    return _page(_stocktake(stocktake_id))


@stock.get("/stock/counts/<int:stocktake_id>/scan")
@requires("stock.count")
def count_pile(stocktake_id: int) -> ResponseReturnValue:
    stocktake = _stocktake(stocktake_id)
    if stocktake.closed_at is not None:
        flash(gettext(_CLOSED), "attention")
        return redirect(url_for("stock.count", stocktake_id=stocktake_id))
    place = db.session.get_one(Place, stocktake.place_id)
    return render_template("stock/scan.html", pile=_pile(stocktake, place))


@stock.post("/stock/counts/<int:stocktake_id>/scans")
@requires("stock.count")
def count_scan(stocktake_id: int) -> ResponseReturnValue:
    stocktake = _stocktake(stocktake_id)
    return scanning.answer(
        stocktake.organisation_id, lambda device, id_: _seen(stocktake, device, id_)
    )


@stock.post("/stock/counts/<int:stocktake_id>/articles")
@requires("stock.count")
def count_articles(stocktake_id: int) -> ResponseReturnValue:
    """Beside what was counted before; each article of one form once."""
    stocktake = _stocktake(stocktake_id)
    form = _form(stocktake)
    if not form.validate_on_submit():
        return _page(stocktake, form), 422
    for article_id, quantity in form.filled().items():
        stocktakes.count(
            db.session,
            stocktake,
            articles.get(db.session, stocktake.organisation_id, article_id),
            quantity,
            actor=reach.actor(),
            client_id=ids.part(form.client_id.data, f"article {article_id}"),
        )
    flash(gettext("Bewaard: zoveel telde je."), "good")
    return redirect(url_for("stock.count", stocktake_id=stocktake_id))


@stock.route("/stock/counts/<int:stocktake_id>/close", methods=["GET", "POST"])
@requires("stock.count")
def count_close(stocktake_id: int) -> ResponseReturnValue:
    stocktake = _stocktake(stocktake_id)
    if request.method == "GET":
        return _shown("stock/count_close.html", stocktake)
    stocktakes.close(db.session, stocktake, actor=reach.actor())
    flash(gettext("De telling is afgesloten."), "good")
    return redirect(url_for("stock.count", stocktake_id=stocktake_id))


def _stocktake(stocktake_id: int) -> Stocktake:
    """Raises NotFound for a count of a place that the person does not look after."""
    own = reach.mine()
    found = stocktakes.get(db.session, own.workshop_id, stocktake_id)
    if not own.sees(found.place_id):
        raise NotFound(N_("Deze telling kennen we niet. Kies ze in de lijst."))
    return found


def _seen(stocktake: Stocktake, device: Device, client_id: str) -> Answer:
    seen = stocktakes.scan(db.session, stocktake, device, actor=reach.actor(), client_id=client_id)
    if stocktakes.is_here(db.session, stocktake, seen):
        return scanning.taken(device)
    if told := lost.how(device):
        return scanning.taken(device, f"{say(told)} {gettext(lost.AGAIN)}", state="elsewhere")
    detail = _coming(stocktake, device) or _elsewhere(device, seen.expected_place_id)
    return scanning.taken(device, detail, state="elsewhere")


def _coming(stocktake: Stocktake, device: Device) -> str | None:
    """It came out of the van, and nobody received it: a count does not do that."""
    transfer = transfers.carrying(db.session, device)
    if transfer is None or transfer.to_place_id != stocktake.place_id:
        return None
    told = gettext("komt met zending %(number)s: ontvang die", number=transfer.number)
    return scanning.described(device, told)


def _elsewhere(device: Device, place_id: int | None) -> str:
    """Where it ought to be, for whoever may know."""
    place = db.session.get(Place, place_id) if place_id else None
    if place is None:
        return scanning.described(device, gettext("nog nooit ontvangen"))
    own = reach.mine()
    if own.place_ids is not None and not own.sees(place.id):
        told = gettext("hoort hier niet volgens ons")
        return scanning.described(device, told, *scanning.kept_for(device))
    told = gettext("volgens ons: %(place)s", place=gettext(place.name))
    return scanning.described(device, told, *scanning.kept_for(device))


def _page(stocktake: Stocktake, form: QuantitiesForm | None = None) -> str:
    return _shown("stock/count.html", stocktake, form=form or _form(stocktake))


def _shown(template: str, stocktake: Stocktake, form: QuantitiesForm | None = None) -> str:
    return render_template(
        template,
        stocktake=stocktake,
        place=db.session.get_one(Place, stocktake.place_id),
        standing=stocktakes.standing(db.session, stocktake),
        sees_all=reach.mine().place_ids is None,
        form=form,
    )


def _form(stocktake: Stocktake) -> QuantitiesForm:
    """Empty boxes: what is counted comes beside what was counted before."""
    return quantities(articles.offered(db.session, stocktake.organisation_id), {})


def _new_page(form: CountForm) -> ResponseReturnValue:
    return render_template("stock/count_new.html", form=form), 422 if form.errors else 200


def _pile(stocktake: Stocktake, place: Place) -> Pile:
    return Pile(
        key=f"count-{stocktake.id}",
        url=url_for("stock.count_scan", stocktake_id=stocktake.id),
        icon="clipboard-check",
        title=gettext("Tel"),
        about=place.name,
        counted=gettext("gevonden"),
        rows=(
            Row(state="received", icon="check-circle-fill", word=gettext("Gevonden")),
            Row(state="elsewhere", icon="exclamation-triangle-fill", word=gettext("Onverwacht")),
            Row(state="refused", icon="x-octagon-fill", word=gettext("Geweigerd")),
        ),
        done_url=url_for("stock.count", stocktake_id=stocktake.id),
        done=gettext("Toon hoe de telling staat"),
    )
