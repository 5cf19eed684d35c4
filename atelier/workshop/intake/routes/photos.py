"""Photos of devices: taken with a phone, seen by whoever sees the device."""

from flask import Blueprint, Response, flash, redirect, render_template, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from atelier.db import db
from atelier.devices import photos as service
from atelier.devices import service as devices
from atelier.edge import settings
from atelier.errors import AtelierError
from atelier.forms import put_error
from atelier.people.actor import Actor
from atelier.people.guard import me, requires
from atelier.workshop.intake.forms import PhotoForm

photos = Blueprint("photos", __name__, template_folder="../templates")

_YEAR = 31_536_000


@photos.route("/devices/<int:device_id>/photos", methods=["GET", "POST"])
@requires("devices.photograph")
def new(device_id: int) -> ResponseReturnValue:
    device = devices.get(db.session, me().organisation_id, device_id)
    form = PhotoForm()
    if form.validate_on_submit():
        try:
            service.add(
                db.session,
                device,
                form.photo.data.read(),
                files=settings().files,
                actor=Actor(account_id=me().id),
            )
        except AtelierError as error:
            put_error(form, error)
        else:
            flash(gettext("De foto is bewaard."), "good")
            return redirect(url_for("devices.show", device_id=device.id))
    taken = service.of(db.session, device)
    page = render_template("intake/photos.html", form=form, device=device, photos=taken)
    return page, 422 if form.errors else 200


@photos.get("/photos/<int:photo_id>.jpg")
@requires("devices.see")
def show(photo_id: int) -> Response:
    return _file(photo_id)


@photos.get("/photos/<int:photo_id>/small.jpg")
@requires("devices.see")
def small(photo_id: int) -> Response:
    return _file(photo_id, small=True)


def _file(photo_id: int, *, small: bool = False) -> Response:
    photo = service.get(db.session, me().organisation_id, photo_id)
    path = service.path(settings().files, photo, small=small)
    answer = send_file(path.absolute(), mimetype="image/jpeg", etag=photo.sha256, max_age=_YEAR)
    # The number always means the same picture, but only for whoever is signed in.
    answer.cache_control.no_cache = None
    answer.cache_control.public = False
    answer.cache_control.private = True
    answer.cache_control.immutable = True
    return answer
