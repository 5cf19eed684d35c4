"""My bench: take a device, hand it over, put it away."""

import uuid
from collections.abc import Callable

from flask import Blueprint, Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from wtforms import StringField
from wtforms.validators import InputRequired, Length, Optional

from atelier.bench import working
from atelier.bench.working import Work
from atelier.db import db
from atelier.devices import lookup
from atelier.devices import service as devices
from atelier.errors import AtelierError, Invalid
from atelier.forms import CreatingForm, KeyField
from atelier.people import accounts
from atelier.people.guard import me, requires
from atelier.people.roles import Role
from atelier.saying import told
from atelier.stock.models import Place, PlaceKind
from atelier.stock.places import KIND_ICONS, KIND_NAMES
from atelier.web import screens
from atelier.web.bench import stream
from atelier.web.my_bench import page, queue
from atelier.web.stock import reach
from atelier.words import N_
from labels import badges, modecards

my_bench = Blueprint("my_bench", __name__)

_WORKERS = [role.value for role in Role if role.may("bench.work")]
#: What is done lies on a shelf, seldom on a bench or in the van.
_SHELVES_FIRST = {
    PlaceKind.SHELF: -3,
    PlaceKind.RACK: -2,
    PlaceKind.ROOM: -1,
    PlaceKind.BENCH: 1,
    PlaceKind.VAN: 2,
}
_FULL = N_("Dit formulier is niet volledig. Open het opnieuw.")


class TakeForm(CreatingForm):
    code = StringField(validators=[InputRequired(), Length(max=200)])


class GoForm(CreatingForm):
    """Who or where it goes; without either, back in the row."""

    to = KeyField(validators=[Optional()])
    #: The card of a place, scanned.
    code = StringField(validators=[Length(max=200)])


@my_bench.get("/my-bench")
@requires("bench.work")
def index() -> str:
    return _page(TakeForm())


@my_bench.get("/my-bench/events")
@requires("bench.work")
def events() -> Response:
    return stream.follow(
        lambda: render_template("my_bench/cards.html", view=page.view(db.session, me())), own=True
    )


@my_bench.post("/my-bench/scan")
@requires("bench.work")
def scan() -> ResponseReturnValue:
    """Takes what was scanned; what is mine already opens, what nobody knows gets its choices."""
    form = TakeForm()
    if not form.validate_on_submit():
        return _page(form, gettext("Scan het etiket van een toestel.")), 422
    code = form.code.data.strip()
    if badges.read(code):  # of the next person: sent on as it came, in no address
        return redirect(url_for("people.scan_badge"), 307)
    found = lookup.by_code(db.session, me().organisation_id, code)
    if len(found.devices) != 1:
        return redirect(url_for("home.scan", code=code))
    (device,) = found.devices
    there = working.of_device(db.session, device)
    if there is not None and there.account_id == me().id:
        return redirect(url_for("devices.show", device_id=device.id))
    return _take(
        form,
        lambda: (
            working.take(
                db.session,
                device,
                me(),
                bench=_bench(),
                how="scanned",
                client_id=form.client_id.data,
            ).device_id
        ),
    )


@my_bench.post("/devices/<int:device_id>/take")
@requires("bench.work")
def take(device_id: int) -> ResponseReturnValue:
    """From its own page, where it stays."""
    device, form = devices.get(db.session, me().organisation_id, device_id), CreatingForm()
    if not form.validate_on_submit():
        raise Invalid(_FULL)
    try:
        working.take(
            db.session,
            device,
            me(),
            bench=_bench(),
            how="scanned",
            client_id=form.client_id.data,
        )
    except AtelierError as error:
        db.session.rollback()
        flash(told(error), "stop")
    return redirect(url_for("devices.show", device_id=device_id))


@my_bench.post("/devices/<int:device_id>/free")
@requires("bench.free")
def free(device_id: int) -> ResponseReturnValue:
    """Whoever has it is not here: it goes back in the row."""
    device = devices.get(db.session, me().organisation_id, device_id)
    if (there := working.of_device(db.session, device)) is not None:
        working.put_back(db.session, there)
    flash(gettext("%(device)s ligt weer in de rij.", device=devices.called(device)), "good")
    return redirect(url_for("devices.show", device_id=device_id))


@my_bench.post("/my-bench/next")
@requires("bench.work")
def take_next() -> ResponseReturnValue:
    form = CreatingForm()
    if not form.validate_on_submit():
        raise Invalid(_FULL)
    return _take(
        TakeForm(formdata=None),
        lambda: (
            queue.take_next(
                db.session, me(), bench=_bench(), client_id=form.client_id.data
            ).device_id
        ),
    )


@my_bench.route("/my-bench/<int:work_id>/hand-over", methods=["GET", "POST"])
@requires("bench.work")
def hand_over(work_id: int) -> ResponseReturnValue:
    work, form = working.get(db.session, me(), work_id), GoForm()
    if form.validate_on_submit():
        return _do(lambda: _handed(work, form))
    if form.is_submitted() or work.is_over:
        return _not_any_more(form)
    colleagues = working.colleagues(db.session, me(), _WORKERS)
    return render_template("my_bench/hand_over.html", work=work, form=form, people=colleagues)


@my_bench.route("/my-bench/<int:work_id>/away", methods=["GET", "POST"])
@requires("bench.work")
def put_away(work_id: int) -> ResponseReturnValue:
    """To a shelf: whoever scans or presses it is done with the device."""
    work, form = working.get(db.session, me(), work_id), GoForm()
    if form.validate_on_submit():
        try:
            to = _chosen(form)
        except AtelierError as error:  # another card: the page asks again
            return _where(work, form, told(error)), error.status
        return _do(lambda: _finished(work, to, form))
    if form.is_submitted() or work.is_over:
        return _not_any_more(form)
    return _where(work, form)


def _where(work: Work, form: GoForm, trouble: str = "") -> str:
    form.code.data = ""
    return render_template(
        "my_bench/away.html",
        trouble=trouble,
        work=work,
        form=form,
        groups=sorted(
            reach.grouped(reach.offered(db.session, reach.mine())),
            key=lambda group: _SHELVES_FIRST.get(group[0], 0),
        ),
        icons=KIND_ICONS,
        names=KIND_NAMES,
    )


def _not_any_more(form: GoForm) -> ResponseReturnValue:
    flash(gettext(_FULL if form.is_submitted() else working.NOT_YOURS), "attention")
    return redirect(url_for("my_bench.index"))


def _page(form: TakeForm, trouble: str = "") -> str:
    form.client_id.data = str(uuid.uuid4())  # what is scanned now is something else
    return render_template(
        "my_bench/index.html",
        view=page.view(db.session, me()),
        form=form,
        next_form=CreatingForm(formdata=None),
        trouble=trouble,
    )


def _take(form: TakeForm, take: Callable[[], int]) -> ResponseReturnValue:
    try:
        device = devices.get(db.session, me().organisation_id, take())
    except AtelierError as error:
        db.session.rollback()
        return _page(form, told(error)), error.status
    flash(gettext("%(device)s ligt op jouw werkbank.", device=devices.called(device)), "good")
    return redirect(url_for("my_bench.index"))


def _do(verb: Callable[[], str]) -> ResponseReturnValue:
    """What came of it is said on my bench, a no as well."""
    try:
        said = verb()
    except AtelierError as error:
        db.session.rollback()
        flash(told(error), "stop")
        return redirect(url_for("my_bench.index"))
    flash(said, "good")
    return redirect(url_for("my_bench.index"))


def _handed(work: Work, form: GoForm) -> str:
    called = devices.called(work.device)
    if form.to.data is None:
        working.put_back(db.session, work.row)
        return str(gettext("%(device)s ligt weer in de rij.", device=called))
    colleague = accounts.get(db.session, me().organisation_id, form.to.data)
    working.hand_over(db.session, work.row, colleague, client_id=form.client_id.data)
    return str(gettext("%(device)s is nu voor %(name)s.", device=called, name=colleague.name))


def _chosen(form: GoForm) -> Place:
    return reach.place(db.session, reach.mine(), form.to.data or _scanned(form.code.data))


def _finished(work: Work, to: Place, form: GoForm) -> str:
    working.finish(db.session, work.row, to, by=me(), client_id=form.client_id.data)
    called = devices.called(work.device)
    return str(gettext("%(device)s staat nu op %(place)s. Klaar!", device=called, place=to.name))


def _scanned(code: str | None) -> int:
    """The number of the place whose card it is. Raises Invalid."""
    sort, number = modecards.parse(code or "") or (0, 0)
    if sort != modecards.PLACE:
        raise Invalid(N_("Scan de kaart van een plaats, of kies een plaats op het scherm."))
    return number


def _bench() -> Place | None:
    """The bench of this screen, where it stands at one of the person's own workshop."""
    screen = screens.here()
    return screen.place if screen else None
