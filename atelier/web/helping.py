"""Help at a bench: asked for with a picture, seen at once by every coordinator."""

import uuid

from flask import (
    Blueprint,
    Flask,
    flash,
    has_request_context,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from sqlalchemy.exc import SQLAlchemyError
from wtforms import HiddenField, RadioField, SelectChoice, StringField
from wtforms.validators import InputRequired, Length

from atelier.bench import helping as service
from atelier.bench.helping import Call
from atelier.db import db
from atelier.devices import service as devices
from atelier.devices.models import Device
from atelier.errors import AtelierError
from atelier.forms import CreatingForm, put_error
from atelier.people.guard import me, requires
from atelier.people.routes.entrance import next_page
from atelier.web import screens
from atelier.web.errors import wants_json

helping = Blueprint("helping", __name__)


class HelpForm(CreatingForm):
    reason = RadioField(
        _l("Waarvoor heb je hulp nodig?"),
        [InputRequired(_l("Kies waarvoor je hulp nodig hebt."))],
        choices=[SelectChoice(key, _l(text)) for key, text in service.REASONS.items()],
    )
    words = StringField(
        _l("Wil je er iets bij zeggen?"),
        [Length(max=200)],
        description=_l("Dat hoeft niet."),
        render_kw={"autocomplete": "off"},
    )
    device = HiddenField()


def init_app(app: Flask) -> None:
    app.jinja_env.globals.update(HELP_REASONS=service.REASONS, HELP_ICONS=service.ICONS)
    app.context_processor(lambda: {"help_calls": seen_here})


def seen_here() -> list[Call]:
    """The calls that the person who looks at this page sees."""
    try:
        works = has_request_context() and current_user.is_authenticated
        if not works or not current_user.may("bench.work"):
            return []
        return list(service.seen_by(db.session, me()))
    except SQLAlchemyError:
        return []  # a page that says that the database is gone has to do without


@helping.route("/help", methods=["GET", "POST"])
@requires("bench.work")
def ask() -> ResponseReturnValue:
    form = HelpForm(data={"device": request.args.get("device_id", "")})
    device = _device(form.device.data)
    if not form.validate_on_submit():
        return _shown(form, device)
    screen = screens.here()
    try:
        service.call(
            db.session,
            me(),
            reason=form.reason.data,
            words=form.words.data or "",
            device=device,
            place=screen.place if screen else None,
            client_id=form.client_id.data,
        )
    except AtelierError as error:
        form.client_id.data = str(uuid.uuid4())  # asked again, it is another call
        put_error(form, error)
        return _shown(form, device)
    if device is not None:
        return redirect(url_for("devices.show", device_id=device.id))
    return redirect(url_for("my_bench.index"))


@helping.get("/help/now")
@requires("bench.work")
def now() -> str:
    """What pages that are open read again and again: the calls as they are now."""
    return render_template("helping/calls.html", calls=seen_here())


@helping.post("/help/<int:call_id>/come")
@requires("help.answer")
def come(call_id: int) -> ResponseReturnValue:
    service.answer(db.session, call_id, by=me())
    return _done("")


@helping.post("/help/<int:call_id>/close")
@requires("bench.work")
def close(call_id: int) -> ResponseReturnValue:
    service.close(db.session, call_id, by=me())
    return _done(gettext("Goed. De vraag om hulp is afgesloten."))


def _done(said: str) -> ResponseReturnValue:
    """A page that is open stays as it is: somebody may be filling it in (js/help.js)."""
    if wants_json():
        return "", 204
    if said:
        flash(said, "good")
    return redirect(next_page())


def _device(number: str | None) -> Device | None:
    if not (number or "").isdecimal() or len(number or "") > 9:
        return None
    return devices.get(db.session, me().organisation_id, int(number or 0))


def _shown(form: HelpForm, device: Device | None) -> ResponseReturnValue:
    page = render_template("helping/ask.html", form=form, device=device)
    return page, 422 if form.errors else 200
