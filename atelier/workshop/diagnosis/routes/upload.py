"""A report that comes as a file, from a machine without a network."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from atelier.db import db
from atelier.people.guard import me, requires
from atelier.workshop.diagnosis import config, service, showing
from atelier.workshop.diagnosis.forms import UploadForm
from atelier.workshop.diagnosis.routes.blueprint import actor, diagnosis


@diagnosis.route("/reports/upload", methods=["GET", "POST"])
@requires("diagnosis.upload")
def upload() -> ResponseReturnValue:
    form = UploadForm()
    if not form.validate_on_submit():
        return _shown(form)
    limits = config.limits()
    taken = service.accept(
        db.session,
        organisation_id=me().organisation_id,
        body=form.file.data.stream.read(limits.max_bytes + 1),
        actor=actor(),
        limits=limits,
        rules=config.rules(),
    )
    if isinstance(taken, service.Refused):
        form.file.errors = [gettext(taken.error.text) % taken.error.values]
        return _shown(form, refused=True)
    return _taken(taken)


def _taken(taken: service.Outcome) -> ResponseReturnValue:
    if taken.device is None:
        return redirect(url_for("diagnosis.report", report_id=taken.report.id))
    words = {
        "new": gettext("Dit is een nieuw toestel. Het staat nu in de lijst."),
        "known": gettext("We kennen dit toestel. Het rapport is erbij gezet."),
        "repeated": gettext("Dit rapport hadden we al. Dit is het toestel."),
    }
    flash(words[taken.state], "good")
    return redirect(url_for("devices.show", device_id=taken.device.id))


def _shown(form: UploadForm, *, refused: bool = False) -> ResponseReturnValue:
    tabs = showing.tabs(db.session, me().organisation_id)
    page = render_template("diagnosis/upload.html", form=form, tabs=tabs, refused=refused)
    return page, 422 if form.errors or refused else 200
