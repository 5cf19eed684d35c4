"""Mode cards: printed codes that choose what is sorted, and where it is put, by a scan."""

from typing import Any

from flask import Response, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from atelier.db import db
from atelier.devices.lifecycle import KINDS
from atelier.people.guard import me, requires
from atelier.stock import places
from atelier.workshop.intake.forms import PileForm
from atelier.workshop.intake.routes.offering import offer
from atelier.workshop.intake.routes.receiving import REMEMBERED, choose_from, intake
from labels import modecards
from labels.modecards import Card


@intake.get("/intake/cards")
@requires("intake.receive")
def cards() -> str:
    return render_template("intake/cards.html", offer=_offer())


@intake.get("/intake/cards.pdf")
@requires("intake.receive")
def cards_pdf() -> Response:
    file = modecards.pdf(_cards(_offer()), gettext("Kaarten om mee te kiezen"))
    answer = Response(file, mimetype="application/pdf")
    answer.headers["Content-Disposition"] = 'inline; filename="kaarten.pdf"'
    return answer


@intake.get("/intake/card")
@requires("intake.receive")
def card() -> ResponseReturnValue:
    """A card that was scanned on another page: the pile with what was chosen last, and this."""
    code = request.args.get("code", "")
    sort, number = modecards.parse(code) or (0, 0)
    chosen = dict(session.get(REMEMBERED, {}))
    if sort == modecards.KIND and number <= len(KINDS):
        chosen["kind"] = KINDS[number - 1]
    if sort == modecards.PLACE:
        chosen["place"] = places.get(db.session, me().organisation_id, number).id
    page = "intake.pile" if {"donation", "place", "kind"} <= set(chosen) else "intake.receive"
    return redirect(url_for(page, card=code, **chosen))


def _offer() -> dict[str, Any]:
    form = PileForm(formdata=None)
    choose_from(form)
    return offer(form)


def _cards(offered: dict[str, Any]) -> list[Card]:
    scrap = offered["scrap"]
    return [
        *(_card(one, gettext("Wat je scant"), one["key"]) for one in offered["kinds"]),
        *(_card(one, gettext("Wat je telt"), _drawn(one["kind"])) for one in offered["articles"]),
        _card(scrap, gettext("Wat weg mag"), "scrap"),
        *(_card(one, gettext("Waar je het legt"), "place") for one in offered["places"]),
    ]


def _drawn(kind: str) -> str:
    """What has no picture of its own is a plug: chargers, cables."""
    return kind if kind in modecards.PICTURES else "article"


def _card(one: dict[str, Any], about: str, picture: str) -> Card:
    return Card(code=one["card"], text=one["name"], about=about, picture=picture)
