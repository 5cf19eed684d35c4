"""One image on many devices: a pile that is scanned, or every machine on the bench."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import ngettext
from sqlalchemy.orm import Session

from atelier.bench import service as bench
from atelier.bench.identities import Measured
from atelier.db import db
from atelier.devices import history
from atelier.devices.lifecycle import fold
from atelier.devices.models import Device
from atelier.errors import AtelierError, Invalid
from atelier.forms import put_error
from atelier.paging import LARGEST_KEY
from atelier.people.guard import me, requires
from atelier.web.imaging.asking import asker, chosen_image
from atelier.web.imaging.blueprint import imaging
from atelier.web.imaging.choosing import offered
from atelier.web.imaging.forms import MOST_DEVICES, ManyForm
from atelier.words import N_, Sentence
from atelier.workshop.diagnosis import measured
from atelier.workshop.imaging import asking as service
from atelier.workshop.imaging import catalogue, multicast
from atelier.workshop.imaging.asking import Asker
from atelier.workshop.imaging.catalogue import Entry
from atelier.workshop.imaging.current import is_there
from atelier.workshop.imaging.models import Image
from diagnostics.wire.imaging import Multicast

_DONE = Sentence(
    N_("Er staat al software op. Opnieuw zetten kan vanaf de pagina van het toestel zelf.")
)


@dataclass(frozen=True, kw_only=True)
class Machines:
    """``stay``: those that are on and cannot, each with its reason."""

    go: Sequence[Device]
    stay: Sequence[tuple[Device, Sentence]]


@imaging.get("/bench/image")
@requires("images.order")
def bench_image() -> str:
    """Every machine that is on now: which go, which stay and why, for the software chosen."""
    choices = offered(db.session, me().organisation_id, asker())
    return _bench_page(ManyForm(formdata=None), choices)


@imaging.post("/images/<int:image_id>/orders")
@requires("images.order")
def order_many(image_id: int) -> ResponseReturnValue:
    """On the devices that were shown; those that cannot any more are told with their reason."""
    image = catalogue.get(db.session, me().organisation_id, image_id)
    form = ManyForm()
    if not form.validate_on_submit():
        raise Invalid(N_("Dit formulier is niet volledig. Open het opnieuw."))
    try:
        outcome = _order(image, form)
    except AtelierError as error:
        db.session.rollback()
        put_error(form, error)
        return _bench_page(form, offered(db.session, me().organisation_id, asker())), error.status
    _say(len(outcome.ordered))
    if not outcome.refused and not form.at_once.data:
        return redirect(url_for("bench.index"))
    at_once = len(outcome.ordered) if form.at_once.data else 0
    return render_template("imaging/ordered.html", image=image, outcome=outcome, at_once=at_once)


def machines(session: Session, image: Image, by: Asker) -> Machines:
    """In a fixed number of queries. What has its software already is left as it is."""
    devices = _connected(session, image.organisation_id)
    why = service.why_not_many(
        session,
        image.organisation_id,
        devices,
        _measured(session, devices),
        image,
        by=by,
    )
    done = _with_software(session, devices)
    reasons = [
        (device, why[device.id] or (_DONE if device.id in done else None)) for device in devices
    ]
    return Machines(
        go=[device for device, reason in reasons if reason is None],
        stay=[(device, reason) for device, reason in reasons if reason is not None],
    )


def _with_software(session: Session, devices: Sequence[Device]) -> set[int]:
    """Those that carry an image which was written and read back, and not erased since."""
    owners = history.owners(session, [device.id for device in devices])
    events = history.events_of_many(session, owners)
    return {number for number, those in events.items() if is_there(fold(history.facts(those)))}


def _measured(session: Session, devices: Sequence[Device]) -> Mapping[int, Measured]:
    owners = history.owners(session, [device.id for device in devices])
    return measured.newest_of_many(session, owners)


def _connected(session: Session, organisation_id: int) -> Sequence[Device]:
    """Each once, the longest there first."""
    found = {
        one.device.id: one.device
        for one in bench.connected(session, organisation_id)
        if one.device is not None
    }
    return list(found.values())


def _order(image: Image, form: ManyForm) -> service.Outcome:
    devices = _shown_devices(image.organisation_id)
    return service.ask_many(
        db.session,
        devices,
        _measured(db.session, devices),
        image,
        by=asker(),
        client_id=form.client_id.data,
        multicast=Multicast(port=multicast.PORT) if form.at_once.data else None,
    )


def _shown_devices(organisation_id: int) -> Sequence[Device]:
    """Those that the page listed. Raises Invalid without any, or with one that is not ours."""
    told = request.form.getlist("device")
    if not told or len(told) > MOST_DEVICES or not all(map(_is_key, told)):
        raise Invalid(N_("Er is geen enkel toestel gekozen. Scan ze eerst."))
    ids = {int(one) for one in told}
    found = db.session.scalars(
        sa.select(Device)
        .where(
            Device.organisation_id == organisation_id,
            Device.id.in_(ids),
            Device.merged_into_id.is_(None),
        )
        .order_by(Device.id)
    ).all()
    if len(found) != len(ids):
        raise Invalid(N_("Deze pagina is te oud. Open ze opnieuw en probeer nog eens."))
    return found


def _is_key(told: str) -> bool:
    return told.isdecimal() and len(told) < 11 and int(told) <= LARGEST_KEY


def _say(count: int) -> None:
    if count:
        said = ngettext(
            "De software komt op %(num)s toestel. Laat het aan staan.",
            "De software komt op %(num)s toestellen. Laat ze aan staan.",
            count,
        )
        flash(said, "good")


def _bench_page(form: ManyForm, choices: Sequence[Entry]) -> str:
    wanted = chosen_image() or (request.view_args or {}).get("image_id")
    chosen = next((one for one in choices if one.image.id == wanted), None)
    chosen = chosen or next(iter(choices), None)
    return render_template(
        "imaging/bench.html",
        form=form,
        choices=choices,
        chosen=chosen,
        machines=machines(db.session, chosen.image, asker()) if chosen else None,
    )
