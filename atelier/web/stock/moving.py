"""A pile to one place: chosen once, then each scan moves at once, with undo in its row."""

from typing import Any

from flask import jsonify, render_template, url_for
from flask import session as cookie
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from atelier import ids
from atelier.db import db
from atelier.devices.models import Device
from atelier.errors import NotFound
from atelier.people.guard import me, requires
from atelier.stock import ledger
from atelier.stock.models import Place, Posting
from atelier.stock.places import KIND_NAMES
from atelier.web import overruling
from atelier.web.language import say
from atelier.web.stock import lost, reach, scanning
from atelier.web.stock.blueprint import stock
from atelier.web.stock.scanning import Answer, Pile, Row
from atelier.words import N_, Sentence

MOVED = "moved"
_MISTAKE = "Meteen teruggedraaid bij het scannen"
_REMEMBERED = "stock.move"
_NOT_YOURS = N_("Deze verplaatsing is niet van jou. Vraag een coördinator om ze terug te draaien.")
_STRANGE = N_("Dit toestel staat niet bij jullie. Breng het naar het atelier.")


@stock.get("/stock/move")
@requires("stock.move")
def choose() -> str:
    return render_template(
        "stock/move_to.html",
        groups=reach.grouped(reach.offered(db.session, reach.mine())),
        names=KIND_NAMES,
        last=cookie.get(_REMEMBERED),
    )


@stock.get("/stock/move/<int:place_id>")
@requires("stock.move")
def pile(place_id: int) -> str:
    place = reach.place(db.session, reach.mine(), place_id)
    cookie[_REMEMBERED] = place.id
    return render_template("stock/scan.html", pile=_pile(place))


@stock.post("/stock/move/<int:place_id>/scans")
@requires("stock.move")
def scan(place_id: int) -> ResponseReturnValue:
    own = reach.mine()
    to = reach.place(db.session, own, place_id)
    return scanning.answer(own.workshop_id, lambda device, id_: _move(own, device, to, id_))


@stock.post("/stock/moves/<uuid:client_id>/undo")
@requires("stock.move")
def undo(client_id: Any) -> ResponseReturnValue:
    """Takes back what this person scanned; sent twice, it is taken back once."""
    posting = _own_move(str(client_id))
    device = db.session.get_one(Device, posting.device_id)
    ledger.correct(
        db.session,
        posting,
        note=_MISTAKE,
        actor=reach.actor(),
        client_id=ids.part(posting.client_id, "undo"),
    )
    there = db.session.get_one(Place, posting.from_place_id)
    detail = gettext("teruggedraaid: het staat weer op %(place)s", place=gettext(there.name))
    return jsonify({"id": str(client_id), **scanning.taken(device, detail, state="undone")})


def _pile(place: Place) -> Pile:
    return Pile(
        key=f"move-{place.id}",
        url=url_for("stock.scan", place_id=place.id),
        icon="geo-alt-fill",
        title=gettext("Verplaats een stapel"),
        about=gettext("naar %(place)s", place=place.name),
        counted=gettext("verplaatst"),
        rows=(
            Row(state="received", icon="check-circle-fill", word=gettext("Verplaatst")),
            Row(state="already", icon="geo-alt-fill", word=gettext("Staat hier al")),
            Row(state="refused", icon="x-octagon-fill", word=gettext("Geweigerd")),
            Row(state="undone", icon="arrow-counterclockwise", word=gettext("Teruggedraaid")),
        ),
        done_url=url_for("stock.index"),
        done=gettext("Sluit de stapel af"),
        change_url=url_for("stock.choose"),
        undo=gettext("Terug"),
    )


def _move(own: reach.Reach, device: Device, to: Place, client_id: str) -> Answer:
    here = ledger.place_of(db.session, device)
    if own.place_ids is not None and (here is None or not own.sees(here.id)):
        raise NotFound(_STRANGE)
    if told := lost.how(device):
        return lost.answer(device, told, to)
    if waits := overruling.shown(device, to):
        return _waited_for(device, waits)
    posting = ledger.post(
        db.session, device, to, reason=MOVED, actor=reach.actor(), client_id=client_id
    )
    if posting is None:
        return scanning.taken(device, state="already")
    origin = db.session.get_one(Place, posting.from_place_id)
    came = gettext("van %(place)s", place=gettext(origin.name))
    undo_url = url_for("stock.undo", client_id=client_id)
    return scanning.taken(device, scanning.described(device, came), undo_url=undo_url)


def _waited_for(device: Device, waits: Sentence) -> Answer:
    """Who may take it all the same, does that on its page, with the reason."""
    link = {
        "url": url_for("move.move", device_id=device.id),
        "text": gettext("Toch verplaatsen, en zeggen waarom"),
    }
    return scanning.taken(device, say(waits), state="refused", links=[link])


def _own_move(client_id: str) -> Posting:
    posting = ledger.by_client_id(db.session, me().organisation.workshop_id, client_id)
    if posting is None or posting.account_id != me().id or posting.reason != MOVED:
        raise NotFound(_NOT_YOURS)
    return posting
