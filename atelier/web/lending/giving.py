"""A device is given for good from stock, with its deed; and that taken back as a mistake."""

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, to_user_timezone

from atelier import ids
from atelier.db import db
from atelier.devices.kinds import KIND_NAMES
from atelier.devices.models import Device
from atelier.errors import AtelierError, Conflict, Forbidden
from atelier.lending import borrowers, gifts
from atelier.lending.borrowers import LANGUAGES
from atelier.lending.models import Borrower, Gift
from atelier.people import accounts
from atelier.people.guard import me, requires
from atelier.people.models import Organisation
from atelier.stock import articles, ledger
from atelier.stock.models import Desk, Place, PlaceKind
from atelier.web import overruling
from atelier.web.certificates.office import speech
from atelier.web.language import say
from atelier.web.lending import current
from atelier.web.lending.blueprint import loans
from atelier.web.lending.forms import GiftForm, MistakeForm, counts, usual
from atelier.web.lending.home import find_device
from atelier.web.lending.telling import tell
from atelier.words import N_
from labels import agreements
from labels.agreements import Deed, Party


@loans.route("/devices/<int:device_id>/give", methods=["GET", "POST"])
@requires("loans.make")
def give(device_id: int) -> ResponseReturnValue:
    device, form = find_device(device_id), GiftForm()
    known = gifts.by_client_id(db.session, me().organisation_id, form.client_id.data)
    if known is not None and known.device_id == device.id:
        return redirect(url_for("loans.gift", gift_id=known.id))
    place = _where(device)
    if not form.validate_on_submit():
        return _give_shown(form, device, place)
    try:
        gift = _give(form, device, place)
    except AtelierError as error:
        db.session.rollback()
        tell(form, error)
        return _give_shown(form, device, place)
    return redirect(url_for("loans.gift", gift_id=gift.id))


@loans.get("/gifts/<int:gift_id>")
@requires("loans.make")
def gift(gift_id: int) -> str:
    found = _gift(gift_id)
    return _shown("lending/gift.html", found)


@loans.get("/gifts/<int:gift_id>/deed.pdf")
@requires("loans.make")
def gift_deed(gift_id: int) -> Response:
    """``?lang=``; else in the language of who got it."""
    found = _gift(gift_id)
    if found.undone_at is not None:
        raise Conflict(N_("Deze schenking was een vergissing: er is geen bewijs van."))
    known = db.session.get_one(Borrower, found.borrower_id).language
    asked = request.args.get("lang")
    content = agreements.deed(_deed(found), speech(asked if asked in LANGUAGES else known))
    named = f'inline; filename="schenking-{_number(found)}.pdf"'
    return Response(content, mimetype="application/pdf", headers={"Content-Disposition": named})


@loans.route("/gifts/<int:gift_id>/mistake", methods=["GET", "POST"])
@requires("loans.make")
def gift_mistake(gift_id: int) -> ResponseReturnValue:
    found, form = _gift(gift_id), MistakeForm()
    if form.validate_on_submit():
        try:
            gifts.undo(db.session, found, note=form.note.data, actor=current.actor())
        except AtelierError as error:
            db.session.rollback()
            tell(form, error)
        else:
            flash(gettext("Teruggedraaid: het toestel staat weer waar het stond."), "good")
            return redirect(url_for("loans.gift", gift_id=gift_id))
    page = _shown("lending/gift_mistake.html", _gift(gift_id), form=form)
    return page, 422 if form.errors else 200


def _where(device: Device) -> Place:
    """Where it stands: at an own desk, or in the own workshop for who may let things go.

    Raises NotFound, Forbidden, or Conflict for what stands nowhere.
    """
    here = ledger.place_of(db.session, device)
    if here is None:
        raise Conflict(N_("Dit toestel kwam nog nooit binnen. Ontvang het eerst."))
    if here.kind == PlaceKind.DESK:
        return current.own_desk(here.id)
    if me().organisation_id != device.organisation_id or not me().may("stock.leave"):
        raise Forbidden(N_("Dit toestel staat niet op jouw punt. Vraag het aan een coördinator."))
    return here


def _give(form: GiftForm, device: Device, place: Place) -> Gift:
    goods = counts(request.form)
    borrower = borrowers.register(
        db.session,
        organisation_id=me().organisation_id,
        name=form.name.data,
        contact=form.contact.data,
        reference=form.reference.data or "",
        language=form.language.data,
        client_id=ids.part(form.client_id.data, "borrower"),
    )
    with overruling.lending(form, device, place):
        return gifts.give(
            db.session,
            place=place,
            device=device,
            borrower=borrower,
            goods=goods,
            note=form.note.data or "",
            actor=current.actor(),
            client_id=form.client_id.data,
        )


def _gift(gift_id: int) -> Gift:
    return gifts.get(db.session, me().organisation_id, gift_id)


def _number(found: Gift) -> str:
    """Loans that ended as a gift have numbers of their own."""
    return f"S{found.number}"


def _deed(found: Gift) -> Deed:
    device, borrower, place = _things(found)
    details = db.session.get(Desk, place.id)
    told = (place.name, details.address, details.contact) if details else ()
    giver = db.session.get_one(Organisation, found.organisation_id).name
    return Deed(
        number=_number(found),
        lender=Party(name=giver, reached=tuple(filter(None, told))),
        borrower=Party(name=borrower.name or "", reached=tuple(filter(None, (borrower.contact,)))),
        reference=borrower.reference,
        tag=device.tag,
        device=device.name or say(KIND_NAMES[device.kind]),
        goods=tuple((article.name, count) for article, count in gifts.goods_of(db.session, found)),
        on=to_user_timezone(found.given_at).date(),
    )


def _things(found: Gift) -> tuple[Device, Borrower, Place]:
    return (
        db.session.get_one(Device, found.device_id),
        db.session.get_one(Borrower, found.borrower_id),
        db.session.get_one(Place, found.place_id),
    )


def _shown(template: str, found: Gift, form: MistakeForm | None = None) -> str:
    device, borrower, place = _things(found)
    by = accounts.names(db.session, {found.given_by_id} if found.given_by_id else set())
    return render_template(
        template,
        gift=found,
        number=_number(found),
        device=device,
        borrower=borrower,
        place=place,
        goods=gifts.goods_of(db.session, found),
        by=by.get(found.given_by_id or 0),
        languages=LANGUAGES,
        form=form,
    )


def _give_shown(form: GiftForm, device: Device, place: Place) -> ResponseReturnValue:
    goods = articles.at(db.session, place)
    page = render_template(
        "lending/give.html",
        form=form,
        device=device,
        place=place,
        goods=goods,
        preset=usual(goods, device.kind),
        waits=overruling.leaving(device, place),
        sent=request.form,
    )
    return page, 422 if form.errors else 200
