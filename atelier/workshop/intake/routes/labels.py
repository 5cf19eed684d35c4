"""Printing tags: blank ones ahead, the same run again, and the label of one device."""

from typing import Any

from flask import Blueprint, Response, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from atelier import ids
from atelier.db import db
from atelier.devices import service as devices
from atelier.devices import tags
from atelier.errors import AtelierError, NotFound
from atelier.forms import put_error
from atelier.people.actor import Actor
from atelier.people.guard import me, requires
from atelier.words import N_
from atelier.workshop.intake import printing, tagging
from atelier.workshop.intake.forms import BlankForm, SizeForm
from atelier.workshop.intake.printing import NAMES, Paper
from labels import layout
from labels.elements import Content

labels = Blueprint("labels", __name__, template_folder="../templates")

_REMEMBERED = "label"
_DEFAULT = "L7163"


@labels.get("/labels")
@requires("labels.print")
def index() -> str:
    return render_template(
        "intake/labels.html",
        names=NAMES,
        form=SizeForm(request.args),
        chosen=_remembered(),
        runs=printing.recent_runs(db.session, me().organisation_id),
    )


@labels.route("/labels/blank", methods=["GET", "POST"])
@requires("labels.print")
def blank() -> ResponseReturnValue:
    paper = _paper(request.values)
    form = BlankForm(count=paper.sheet.count if paper.sheet.count > 1 else 10)
    if not form.validate_on_submit():
        return _blank_page(form, paper)
    try:
        _check_start(form, paper)
        tags.print_run(
            db.session,
            organisation_id=me().organisation_id,
            count=form.count.data,
            batch=ids.checked(form.client_id.data),
        )
    except AtelierError as error:
        put_error(form, error)
        return _blank_page(form, paper)
    session[_REMEMBERED] = paper.as_args()
    start = form.start.data if form.start.data != 1 else None
    return redirect(
        url_for("labels.run", batch=form.client_id.data, start=start, **paper.as_args())
    )


@labels.get("/labels/runs/<uuid:batch>")
@requires("labels.print")
def run(batch: Any) -> str:
    """The files of one run, to print for the first time or again."""
    paper = _paper(request.args)
    found = tags.run(db.session, me().organisation_id, str(batch))
    return render_template(
        "intake/labels_run.html",
        run=found,
        batch=batch,
        paper=paper,
        start=request.args.get("start", type=int) or 1,
        names=NAMES,
    )


@labels.get("/labels/runs/<uuid:batch>/<any(pdf, zpl):ending>")
@requires("labels.print")
def run_file(batch: Any, ending: str) -> Response:
    found = tags.run(db.session, me().organisation_id, str(batch))
    contents = printing.blank([tag.number for tag in found], me().organisation.name)
    return _file(contents, ending, f"etiketten-{str(batch)[:8]}")


@labels.route("/devices/<int:device_id>/label", methods=["GET", "POST"])
@requires("labels.print")
def device(device_id: int) -> ResponseReturnValue:
    """The label of one device; without a number yet, it is given one."""
    found = devices.get(db.session, me().organisation_id, device_id)
    paper = _paper(request.args)
    form = BlankForm(count=1)
    if form.is_submitted() and form.validate():
        actor = Actor(account_id=me().id)
        tagging.attach_new(db.session, device=found, client_id=form.client_id.data, actor=actor)
        return redirect(url_for("labels.device", device_id=found.id, **paper.as_args()))
    return render_template(
        "intake/label_device.html",
        device=found,
        form=form,
        paper=paper,
        names=NAMES,
        start=request.args.get("start", type=int) or 1,
    )


@labels.get("/devices/<int:device_id>/label/<any(pdf, zpl, svg):ending>")
@requires("labels.print")
def device_file(device_id: int, ending: str) -> Response:
    found = devices.get(db.session, me().organisation_id, device_id)
    if not found.tag:
        raise NotFound(N_("Dit toestel heeft nog geen etiket. Geef het eerst een nummer."))
    content = printing.of_device(found, me().organisation.name)
    if ending == "svg":
        return _picture(content)
    return _file([content], ending, f"etiket-{found.tag}")


@labels.get("/labels/picture.svg")
@requires("labels.print")
def picture() -> Response:
    """What a blank label of this size looks like."""
    return _picture(layout.device(printing.SAMPLE, me().organisation.name))


def _blank_page(form: BlankForm, paper: Paper) -> ResponseReturnValue:
    page = render_template("intake/labels_blank.html", form=form, paper=paper, names=NAMES)
    return page, 422 if form.errors else 200


def _check_start(form: BlankForm, paper: Paper) -> None:
    """Before any number is made: the paper exists, and has that label."""
    start = form.start.data or 1
    printing.pdf([layout.device(printing.SAMPLE)], paper, start=start)


def _paper(args: Any) -> Paper:
    """The size asked for, else the one of last time. Raises Invalid when it cannot be."""
    chosen = args if args.get("size") else _remembered()
    paper = Paper(
        size=chosen["size"],
        width=_number(chosen.get("width")),
        height=_number(chosen.get("height")),
    )
    _ = paper.sheet
    return paper


def _remembered() -> dict[str, str]:
    known: dict[str, str] = session.get(_REMEMBERED) or {"size": _DEFAULT}
    return known


def _number(text: str | None) -> float | None:
    try:
        return round(float((text or "").replace(",", ".")), 1)
    except ValueError:
        return None


def _file(contents: list[Content], ending: str, name: str) -> Response:
    paper = _paper(request.args)
    if ending == "zpl":
        dpi = request.args.get("dpi", 203, type=int)
        body = printing.for_zebra(contents, paper, dpi).encode()
        return _download(body, "text/plain; charset=utf-8", f"{name}-{dpi}dpi.zpl")
    start = request.args.get("start", 1, type=int)
    return _download(printing.pdf(contents, paper, start=start), "application/pdf", f"{name}.pdf")


def _download(body: bytes, kind: str, name: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(body, content_type=kind, headers=headers)


def _picture(content: Content) -> Response:
    return Response(printing.picture(content, _paper(request.args)), mimetype="image/svg+xml")
