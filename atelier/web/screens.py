"""Which bench this browser stands at, and the page where a coordinator says so."""

from datetime import timedelta

from flask import (
    Blueprint,
    Flask,
    current_app,
    flash,
    g,
    has_request_context,
    redirect,
    render_template,
    request,
    url_for,
)
from flask import Response as FlaskResponse
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user, user_logged_in
from werkzeug.wrappers import Response
from wtforms.validators import InputRequired

from atelier.bench import screens as service
from atelier.bench.screens import Screen
from atelier.db import db
from atelier.errors import AtelierError, NotFound
from atelier.forms import CreatingForm, KeyField, put_error
from atelier.people.actor import Actor
from atelier.people.guard import me, requires
from atelier.stock import places
from atelier.stock.models import Place, PlaceKind

screens = Blueprint("screens", __name__)

_COOKIE = "atelier_bench"
#: As long as browsers keep any cookie; it begins anew when somebody signs in there.
_LASTS = timedelta(days=400)


class PlaceForm(CreatingForm):
    place = KeyField(validators=[InputRequired()])


def init_app(app: Flask) -> None:
    app.context_processor(lambda: {"bench_screen": here()})
    app.after_request(_keep)
    user_logged_in.connect(_used, app)


def here() -> Screen | None:
    """The screen that this browser is; whose people are those who are signed in, or nobody yet."""
    if not has_request_context() or _COOKIE not in request.cookies:
        return None
    if "bench_screen" not in g:
        g.bench_screen = service.of_token(db.session, request.cookies[_COOKIE])
    found: Screen | None = g.bench_screen
    strange = (
        found is not None
        and current_user.is_authenticated
        and current_user.organisation_id != found.organisation_id
    )
    return None if strange else found


@screens.get("/screens")
@requires("screens.place")
def index() -> str:
    return _shown(PlaceForm())


@screens.post("/screens")
@requires("screens.place")
def place() -> ResponseReturnValue:
    form = PlaceForm()
    if not form.validate_on_submit():
        return _shown(form), 422
    before = here()
    try:
        bench = _bench(form.place.data or 0)
        _, token = service.place(db.session, bench, by=_by(), client_id=form.client_id.data)
    except AtelierError as error:
        db.session.rollback()
        put_error(form, error)
        return _shown(form), error.status
    if before is not None:
        service.revoke(db.session, before.organisation_id, before.row.id, by=_by())
    flash(gettext("Dit scherm staat nu aan %(name)s.", name=bench.name), "good")
    answer = redirect(url_for("screens.index"))
    _set(answer, token)
    return answer


@screens.post("/screens/<int:screen_id>/revoke")
@requires("screens.place")
def revoke(screen_id: int) -> ResponseReturnValue:
    service.revoke(db.session, me().organisation_id, screen_id, by=_by())
    flash(gettext("Dit scherm staat aan geen werkbank meer."), "good")
    return redirect(url_for("screens.index"))


def _shown(form: PlaceForm) -> str:
    own = me().organisation_id
    benches = [one for one in places.physical(db.session, own) if one.kind == PlaceKind.BENCH]
    return render_template(
        "web/screens.html", form=form, benches=benches, rows=service.every(db.session, own)
    )


def _bench(place_id: int) -> Place:
    """What is taken at a screen moves to where it stands: a bench, and no van or desk."""
    found = places.get_physical(db.session, me().organisation_id, place_id)
    if found.kind != PlaceKind.BENCH:
        raise NotFound(places.UNKNOWN, field="place")
    return found


def _by() -> Actor:
    return Actor(account_id=me().id)


def _set(answer: Response, token: str) -> None:
    answer.set_cookie(
        _COOKIE,
        token,
        max_age=_LASTS,
        secure=current_app.config["SESSION_COOKIE_SECURE"],
        httponly=True,
        samesite="Lax",
    )


def _used(_app: Flask, **_more: object) -> None:
    if screen := here():
        service.used(db.session, screen.row)
        g.bench_screen_used = True


def _keep(answer: FlaskResponse) -> FlaskResponse:
    if g.get("bench_screen_used"):
        _set(answer, request.cookies[_COOKIE])
    return answer
