"""What is asked of each kind of device: seen, changed, and made to count."""

from collections.abc import Sequence

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from atelier.db import db
from atelier.devices.lifecycle import KINDS
from atelier.errors import AtelierError, Invalid
from atelier.people.actor import Actor
from atelier.people.guard import me, requires
from atelier.saying import told
from atelier.web.checklists.forms import AddForm, AskForm, MarkForm, PublishForm, parts_for
from atelier.web.checklists.words import MEANING_ICONS, MEANING_NAMES
from atelier.words import N_
from atelier.workshop.inspection.checklists import editing, service
from atelier.workshop.inspection.checklists.card import ABOUT, Card, Json, read
from atelier.workshop.inspection.checklists.parts import PARTS

checklists = Blueprint("checklists", __name__, url_prefix="/checklists")

_MOVES = {"up": -1, "down": 1}


@checklists.get("")
@requires("checklists.edit")
def index() -> str:
    mine = me().organisation_id
    return render_template("checklists/index.html", lists=service.overview(db.session, mine, KINDS))


@checklists.get("/<kind>")
@requires("checklists.edit")
def show(kind: str) -> str:
    """The list as it will be: what is being changed, or what counts now."""
    mine = me().organisation_id
    draft = service.draft_of(db.session, mine, kind)
    return render_template(
        "checklists/show.html",
        kind=kind,
        cards=draft or service.cards_of(db.session, mine, kind),
        is_draft=draft is not None,
        versions=service.versions(db.session, mine, kind),
        publish_form=PublishForm(),
        parts=PARTS,
        meanings=MEANING_NAMES,
        meaning_icons=MEANING_ICONS,
    )


@checklists.post("/<kind>/cards/<key>/<any(up, down, remove):what>")
@requires("checklists.edit")
def change(kind: str, key: str, what: str) -> ResponseReturnValue:
    cards = _cards(kind)
    changed = (
        editing.remove(cards, key) if what == "remove" else editing.move(cards, key, _MOVES[what])
    )
    try:
        _keep(kind, changed)
    except Invalid as error:
        db.session.rollback()
        flash(told(error), "stop")
    return redirect(url_for("checklists.show", kind=kind))


@checklists.route("/<kind>/cards/<key>", methods=["GET", "POST"])
@requires("checklists.edit")
def edit(kind: str, key: str) -> ResponseReturnValue:
    card = editing.find(_cards(kind), key)
    return _question(kind, key, card) if card.kind == "ask" else _drawing(kind, key, card)


@checklists.route("/<kind>/new/<any(ask, mark):what>", methods=["GET", "POST"])
@requires("checklists.edit")
def add(kind: str, what: str) -> ResponseReturnValue:
    # Of the form: pressed twice it is one card, and two who add one each have two.
    key = editing.new_key(AddForm().client_id.data)
    return _question(kind, key, None) if what == "ask" else _drawing(kind, key, None)


@checklists.post("/<kind>/publish")
@requires("checklists.edit")
def publish(kind: str) -> ResponseReturnValue:
    form = PublishForm()
    if form.validate():
        try:
            made = service.publish(
                db.session,
                me().organisation_id,
                kind,
                actor=_actor(),
                client_id=form.client_id.data,
            )
        except Invalid as error:
            flash(told(error), "attention")
        else:
            text = gettext("Versie %(version)s geldt vanaf nu.", version=made.version)
            flash(text, "good")
    return redirect(url_for("checklists.show", kind=kind))


@checklists.post("/<kind>/discard")
@requires("checklists.edit")
def discard(kind: str) -> ResponseReturnValue:
    service.drop_draft(db.session, me().organisation_id, kind)
    flash(gettext("Wat je veranderde, is weg. De lijst is zoals ze was."), "good")
    return redirect(url_for("checklists.show", kind=kind))


@checklists.post("/<kind>/restore")
@requires("checklists.edit")
def restore(kind: str) -> ResponseReturnValue:
    """As it was delivered; it counts once it is published."""
    _keep(kind, service.cards_delivered(kind))
    return redirect(url_for("checklists.show", kind=kind))


def _question(kind: str, key: str, card: Card | None) -> ResponseReturnValue:
    form = AskForm.of(kind, card)
    if form.validate_on_submit() and _put(form, kind, form.card(key, card)):
        return redirect(url_for("checklists.show", kind=kind))
    page = render_template("checklists/ask.html", form=form, kind=kind, card=card)
    return page, 422 if form.errors else 200


def _drawing(kind: str, key: str, card: Card | None) -> ResponseReturnValue:
    form = MarkForm(data={**card.text, "about": card.about} if card else {})
    chosen: dict[str, Sequence[str]]
    if form.is_submitted():
        chosen = {about: request.form.getlist(f"part-{about}") for about in ABOUT}
    else:
        chosen = {about: card.parts if card and card.about == about else () for about in ABOUT}
    if form.validate_on_submit() and _put(form, kind, form.card(key, kind, chosen)):
        return redirect(url_for("checklists.show", kind=kind))
    page = render_template(
        "checklists/mark.html",
        form=form,
        kind=kind,
        card=card,
        chosen=chosen,
        parts={about: parts_for(kind, about) for about in ABOUT},
    )
    return page, 422 if form.errors else 200


def _put(form: AskForm | MarkForm, kind: str, card: Json) -> bool:
    try:
        (changed,) = read([card])
        if changed.kind == "ask" and all(one.meaning != "good" for one in changed.answers):
            raise Invalid(N_("Geef minstens één antwoord dat “Goed” betekent."))
        _keep(kind, editing.put(_cards(kind), changed))
    except AtelierError as error:
        db.session.rollback()
        form.form_errors = [*form.form_errors, told(error)]
        return False
    return True


def _cards(kind: str) -> Sequence[Card]:
    mine = me().organisation_id
    draft = service.draft_of(db.session, mine, kind)
    return draft or service.cards_of(db.session, mine, kind)


def _keep(kind: str, cards: Sequence[Card]) -> None:
    service.keep_draft(db.session, me().organisation_id, kind, cards, actor=_actor())


def _actor() -> Actor:
    return Actor(account_id=me().id)
