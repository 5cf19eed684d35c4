"""A loan comes to its end, goes on for longer, or with another device."""

from collections.abc import Callable, Sequence
from typing import Literal

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from atelier import months
from atelier.db import db, today
from atelier.devices import lookup
from atelier.devices.models import Device
from atelier.edge import settings
from atelier.errors import AtelierError, Conflict, Invalid
from atelier.forms import CreatingForm
from atelier.lending.loans import changing, ending, finding, instalments
from atelier.lending.loans.changing import Swap
from atelier.lending.loans.ending import Back, Gone
from atelier.lending.models import Loan
from atelier.paging import LARGEST_KEY
from atelier.people.guard import me, requires
from atelier.stock import articles, places
from atelier.stock.models import Place, PlaceKind
from atelier.web import overruling
from atelier.web.lending import current, loan_page, situation, words
from atelier.web.lending.blueprint import loans
from atelier.web.lending.forms import (
    BackForm,
    EndForm,
    ExtendForm,
    MistakeForm,
    SettleForm,
    SwapForm,
    counts,
    usual,
)
from atelier.web.lending.signing import own_loan
from atelier.web.lending.telling import tell
from atelier.words import N_, Sentence

_ALONG = "along-"
_OF_DESKS = frozenset({PlaceKind.DESK, PlaceKind.EQUIPMENT})
_GONE: dict[str, Gone] = {"lost": "lost", "stolen": "stolen", "given": "given"}


@loans.route("/loans/<int:loan_id>/back", methods=["GET", "POST"])
@requires("loans.make")
def back(loan_id: int) -> ResponseReturnValue:
    """``?desk=``: where it is taken back."""
    loan = finding.get(db.session, me(), loan_id)
    form = BackForm()
    if not form.validate_on_submit():
        return _back_shown("lending/back.html", loan, form)
    try:
        to = _where(loan)
        ending.take_back(
            db.session, loan, to, _told(form), actor=current.actor(), client_id=form.client_id.data
        )
    except AtelierError as error:
        db.session.rollback()
        tell(form, error)
        return _back_shown("lending/back.html", loan, form)
    flash(
        gettext(
            "Terug op %(place)s. Het atelier wist het voor iemand het weer krijgt.", place=to.name
        ),
        "good",
    )
    _warn_signed_in(form)
    return redirect(url_for("loans.show", loan_id=loan_id))


@loans.route("/loans/<int:loan_id>/swap", methods=["GET", "POST"])
@requires("loans.make")
def swap(loan_id: int) -> ResponseReturnValue:
    loan = own_loan(loan_id)
    form = SwapForm()
    if not form.validate_on_submit():
        return _back_shown("lending/swap.html", loan, form)
    try:
        made = _swap(loan, form)
    except AtelierError as error:
        db.session.rollback()
        tell(form, error)
        return _back_shown("lending/swap.html", loan, form)
    _warn_signed_in(form)
    return redirect(url_for("loans.sign", loan_id=made.id))


def _warn_signed_in(form: BackForm) -> None:
    """While the borrower still stands there."""
    if form.account.data == "no":
        said = gettext(
            "De lener is nog niet overal afgemeld. Vraag het nu: anders blijft het op slot."
        )
        flash(said, "attention")


def _swap(loan: Loan, form: SwapForm) -> Loan:
    there, device = current.own_desk(_where(loan).id), _scanned(form.code.data)
    _refuse_unlendable(there, device)
    if not form.kept.data and (kept := situation.kept_for(db.session, there, device)):
        raise Conflict(kept.text, field="kept", **kept.values)
    wanted = Swap(device, _told(form), counts(request.form, _ALONG))
    with overruling.lending(form, device, there):
        return changing.swap(
            db.session,
            loan,
            there,
            wanted,
            settings().lending,
            actor=current.actor(),
            client_id=form.client_id.data,
        )


def _refuse_unlendable(there: Place, device: Device) -> None:
    """What this desk may not hand over, it may not give in exchange either. Raises Conflict."""
    found = situation.of(db.session, me(), there, device)
    if not found.lendable and found.loan is None:
        raise Conflict(found.sentence.text, field="code", **found.sentence.values)


@loans.route("/loans/<int:loan_id>/extend", methods=["GET", "POST"])
@requires("loans.make")
def extend(loan_id: int) -> ResponseReturnValue:
    loan = own_loan(loan_id)
    latest = max(loan.due_on, today())
    form = ExtendForm(data={"due_on": months.add(latest, 3)})

    def do() -> None:
        changing.extend(
            db.session,
            loan,
            form.due_on.data,
            actor=current.actor(),
            client_id=form.client_id.data,
        )

    return _asked("lending/extend.html", loan, form, do, gettext("Verlengd."))


@loans.route("/loans/<int:loan_id>/end/<how>", methods=["GET", "POST"])
@requires("loans.make")
def end(loan_id: int, how: str) -> ResponseReturnValue:
    """Lost, stolen, or given for good."""
    gone = _GONE.get(how) or abort(404)
    loan = own_loan(loan_id)
    form = EndForm()

    def do() -> None:
        ending.write_off(
            db.session, loan, gone, actor=current.actor(), client_id=form.client_id.data
        )

    return _asked("lending/end.html", loan, form, do, gettext(words.ENDED[how]), how=how)


@loans.route("/loans/<int:loan_id>/mistake", methods=["GET", "POST"])
@requires("loans.make")
def mistake(loan_id: int) -> ResponseReturnValue:
    loan = own_loan(loan_id)
    form = MistakeForm()

    def do() -> None:
        ending.undo(
            db.session,
            loan,
            note=form.note.data,
            actor=current.actor(),
            client_id=form.client_id.data,
        )

    done = gettext("Teruggedraaid: het toestel staat weer waar het stond.")
    return _asked("lending/mistake.html", loan, form, do, done)


@loans.post("/loans/<int:loan_id>/instalments/<int:number>")
@requires("loans.make")
def settle(loan_id: int, number: int) -> ResponseReturnValue:
    """``how``: paid or waived. Of several who press, one counts."""
    loan = own_loan(loan_id)
    form = SettleForm()
    if not form.validate_on_submit():
        raise Invalid(N_("Kies betaald, of niet te betalen."))
    how: Literal["paid", "waived"] = "paid" if form.how.data == "paid" else "waived"
    if instalments.settle(db.session, loan, number, how, actor=current.actor()):
        said = (
            N_("Maand %(number)s: betaald.")
            if how == "paid"
            else N_("Maand %(number)s: niet te betalen.")
        )
        flash(gettext(said, number=number), "good")
    return redirect(url_for("loans.show", loan_id=loan_id, _anchor="instalments"))


def _asked(
    template: str,
    loan: Loan,
    form: CreatingForm,
    do: Callable[[], None],
    done: str,
    **more: str,
) -> ResponseReturnValue:
    """One question about a loan: asked, and done where the answer makes sense."""
    if form.validate_on_submit():
        try:
            do()
        except AtelierError as error:
            db.session.rollback()
            tell(form, error)
        else:
            flash(done, "good")
            return redirect(url_for("loans.show", loan_id=loan.id))
    row = finding.row_of(db.session, loan, today())
    goods = loan_page.things(db.session, loan)
    page = render_template(template, row=row, form=form, goods=goods, **more)
    return page, 422 if form.errors else 200


def _told(form: BackForm) -> Back:
    """What was looked at; the device that does not work has something wrong with it."""
    sent = counts(request.form)
    answers = {name: form[name].data == "yes" for name in ("works", "account")}
    wrong = [gettext(words.fault(key)) for key in form.faults.data or ()]
    told = ". ".join(filter(None, (", ".join(wrong), (form.told.data or "").strip())))
    if not answers["works"] and not told:
        raise Invalid(N_("Kies wat er mis is, of vertel het."), field="faults")
    if not answers["account"]:
        told = ". ".join(filter(None, (told, gettext("De lener is nog niet overal afgemeld"))))
    return Back(articles=sent, answers=answers, fault=told)


def _where(loan: Loan) -> Place:
    """The desk, or for whoever works there a place in the workshop. Raises NotFound."""
    told = request.form.get("place", "")
    asked = int(told) if told.isdecimal() and int(told) <= LARGEST_KEY else 0
    offered = {place.id: place for place in _offered(loan)}
    if asked not in offered:
        raise Invalid(N_("Kies waar het toestel nu is."), field="place")
    return offered[asked]


def _offered(loan: Loan) -> list[Place]:
    """Where it can be taken back, the likeliest first: where it is, else where it came from."""
    mine = current.mine()
    here = _here(loan, mine)
    likely = sorted(mine, key=lambda desk: (here is None or desk.id != here.id, desk.name))
    if not me().may("stock.move"):
        return likely
    there = places.physical(db.session, me().organisation.workshop_id)
    return [*likely, *(place for place in there if place.kind not in _OF_DESKS)]


def _here(loan: Loan, mine: Sequence[Place]) -> Place | None:
    asked = request.args.get("desk")
    own = next((desk for desk in mine if desk.id == loan.place_id), None)
    return current.choose(mine, asked) if asked or own is None else own


def _scanned(code: str) -> Device:
    """Raises Invalid for what is no device that we know."""
    found = lookup.by_code(db.session, me().organisation.workshop_id, code)
    if len(found.devices) != 1:
        raise Invalid(
            N_("Dit nummer kennen we niet. Scan het etiket van het andere toestel."), field="code"
        )
    return found.devices[0]


def _back_shown(template: str, loan: Loan, form: BackForm) -> ResponseReturnValue:
    here = _here(loan, current.mine())
    row = finding.row_of(db.session, loan, today())
    at_desk = articles.at(db.session, here) if here else ()
    page = render_template(
        template,
        row=row,
        came=[(article, line.quantity) for line, article in loan_page.things(db.session, loan)],
        at_desk=at_desk,
        preset=usual(at_desk, row.device.kind),
        places=_offered(loan),
        form=form,
        waits=_waits(form, here),
        kept=_kept(form, here),
        sent=request.form,
    )
    return page, 422 if form.errors else 200


def _waits(form: BackForm, here: Place | None) -> Sentence | None:
    """Who waits elsewhere for what was scanned to be given instead."""
    device = _instead(form)
    return overruling.leaving(device, here) if here and device else None


def _kept(form: BackForm, here: Place | None) -> Sentence | None:
    """Who is to come here for what was scanned to be given instead."""
    device = _instead(form)
    return situation.kept_for(db.session, here, device) if here and device else None


def _instead(form: BackForm) -> Device | None:
    code = form.code.data if isinstance(form, SwapForm) else None
    found = lookup.by_code(db.session, me().organisation.workshop_id, code).devices if code else ()
    return found[0] if len(found) == 1 else None
