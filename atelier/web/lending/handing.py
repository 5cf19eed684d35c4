"""The hand-over: for whom, what is agreed, and signed; under a minute."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import SelectChoice

from atelier import months
from atelier.db import db, today
from atelier.devices.models import Device
from atelier.edge import settings
from atelier.errors import AtelierError
from atelier.lending import borrowers, rules
from atelier.lending.loans import finding, handing_over
from atelier.lending.loans.handing_over import Terms
from atelier.lending.models import Borrower, Loan
from atelier.people.guard import me, requires
from atelier.people.models import Organisation
from atelier.settings import Lending
from atelier.stock import articles
from atelier.stock.models import Place
from atelier.web import overruling
from atelier.web.lending import current, situation, words
from atelier.web.lending.blueprint import desk
from atelier.web.lending.forms import BorrowerForm, HandOverForm, counts, usual
from atelier.web.lending.home import find_device
from atelier.web.lending.telling import tell


@desk.route("/<int:place_id>/devices/<int:device_id>/hand-over", methods=["GET", "POST"])
@requires("loans.make")
def who(place_id: int, device_id: int) -> ResponseReturnValue:
    """``?q=``: of whom is already known here."""
    there, device = current.own_desk(place_id), find_device(device_id)
    form = BorrowerForm()
    if not form.validate_on_submit():
        return _who_shown(there, device, form)
    try:
        borrower = borrowers.register(
            db.session,
            organisation_id=there.organisation_id,
            name=form.name.data,
            contact=form.contact.data,
            reference=form.reference.data or "",
            language=form.language.data,
            client_id=form.client_id.data,
        )
    except AtelierError as error:
        db.session.rollback()
        tell(form, error)
        return _who_shown(there, device, form)
    return redirect(
        url_for("desk.hand_over", place_id=place_id, device_id=device_id, borrower_id=borrower.id)
    )


@desk.route(
    "/<int:place_id>/devices/<int:device_id>/hand-over/<int:borrower_id>", methods=["GET", "POST"]
)
@requires("loans.make")
def hand_over(place_id: int, device_id: int, borrower_id: int) -> ResponseReturnValue:
    there, device = current.own_desk(place_id), find_device(device_id)
    borrower = borrowers.get(db.session, there.organisation_id, borrower_id)
    chosen = _rules(there)
    form = HandOverForm(data={"due_on": months.add(today(), chosen.months)})
    form.tariff.choices = [
        SelectChoice(key, _tariff(key, cents)) for key, cents in chosen.tariffs.items()
    ]
    if not form.validate_on_submit():
        return _terms_shown(there, device, borrower, form)
    try:
        loan = _hand_over(there, device, borrower, form)
    except AtelierError as error:
        db.session.rollback()
        tell(form, error)
        return _terms_shown(there, device, borrower, form)
    return redirect(url_for("loans.sign", loan_id=loan.id))


def _hand_over(there: Place, device: Device, borrower: Borrower, form: HandOverForm) -> Loan:
    terms = Terms(
        tariff=form.tariff.data,
        due_on=form.due_on.data,
        articles=counts(request.form),
        state_note=form.state_note.data or "",
    )
    with overruling.lending(form, device, there):
        return handing_over.hand_over(
            db.session,
            desk=there,
            device=device,
            borrower=borrower,
            terms=terms,
            defaults=settings().lending,
            actor=current.actor(),
            client_id=form.client_id.data,
        )


def _who_shown(there: Place, device: Device, form: BorrowerForm) -> ResponseReturnValue:
    asked = request.args.get("q", "").strip()[:80]
    found = borrowers.search(db.session, there.organisation_id, asked) if asked else ()
    if request.method == "GET" and asked and not found:
        form.name.data = "" if any(one.isdigit() for one in asked) else asked
    page = render_template(
        "lending/who.html",
        desk=there,
        device=device,
        here=situation.of(db.session, me(), there, device),
        form=form,
        asked=asked,
        found=found,
    )
    return page, 422 if form.errors else 200


def _terms_shown(
    there: Place, device: Device, borrower: Borrower, form: HandOverForm
) -> ResponseReturnValue:
    goods = articles.at(db.session, there)
    page = render_template(
        "lending/hand_over.html",
        desk=there,
        device=device,
        borrower=borrower,
        here=situation.of(db.session, me(), there, device),
        form=form,
        out=finding.of_borrower(db.session, borrower, today()),
        goods=goods,
        preset=usual(goods, device.kind),
        sent=request.form,
    )
    return page, 422 if form.errors else 200


def _rules(there: Place) -> Lending:
    organisation = db.session.get_one(Organisation, there.organisation_id)
    return rules.of(organisation, settings().lending)


def _tariff(key: str, cents: int) -> str:
    return f"{words.tariff(key)}: {words.a_month(cents)}"
