"""Printers: the list, one of them, its test; and printing from any page."""

from urllib.parse import urlsplit

from flask import (
    Blueprint,
    Flask,
    Response,
    flash,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext
from flask_login import current_user

from atelier.db import db
from atelier.edge import aside
from atelier.errors import AtelierError
from atelier.forms import put_error
from atelier.people.actor import Actor
from atelier.people.guard import me, requires
from atelier.printing import service
from atelier.printing.models import Printer, PrintJob
from atelier.saying import told
from atelier.web import screens
from atelier.web.printing import contents, documents
from atelier.web.printing.forms import PageForm, PrinterForm, PrintForm, ProveForm
from atelier.web.printing.words import (
    KIND_ICONS,
    KIND_NAMES,
    PAPER_NAMES,
    STATE_LEVELS,
    STATE_NAMES,
)
from atelier.workshop.intake import printing as files
from atelier.workshop.intake.printing import Paper

printing = Blueprint("printing", __name__)

_LARGEST = 2**31
_REMEMBERED, _REMEMBERED_PAPER = "printer", "paper_printer"


def init_app(app: Flask) -> None:
    app.jinja_env.globals.update(
        printers_here=printers_here, papers_here=papers_here, print_form=PrintForm
    )


def printers_here() -> list[Printer]:
    """Those to offer: the one of this bench first, then the one that was used last."""
    if not current_user.is_authenticated or not current_user.may("labels.print"):
        return []
    return _offered(documents=False)


def papers_here() -> list[Printer]:
    """The same, of those with plain paper: whoever may see a document may print it."""
    return _offered(documents=True) if current_user.is_authenticated else []


def _offered(*, documents: bool) -> list[Printer]:
    screen = screens.here()
    here = screen.place.id if screen else None
    found = service.offered(db.session, me().organisation_id, here, documents=documents)
    if here is not None and found and found[0].place_id == here:
        return list(found)
    remembered = session.get(_REMEMBERED_PAPER if documents else _REMEMBERED)
    return sorted(found, key=lambda printer: printer.id != remembered)


@printing.post("/print")
@requires("labels.print")
def print_labels() -> ResponseReturnValue:
    """Whatever a page asks to print; then back to that page."""
    form = PrintForm()
    if form.validate():
        try:
            _print(form)
        except AtelierError as error:
            db.session.rollback()
            flash(told(error), "stop")
    else:
        flash(" ".join(str(text) for errors in form.errors.values() for text in errors), "stop")
    return redirect(_back())


@printing.post("/print/page/<path:address>")
@requires("home.see")
def print_page(address: str) -> ResponseReturnValue:
    """The document at that address, on paper of the house; then back to the page that asked."""
    form = PageForm()
    if form.validate():
        try:
            _print_page(form, address)
        except AtelierError as error:
            db.session.rollback()
            flash(told(error), "stop")
    else:
        flash(" ".join(str(text) for errors in form.errors.values() for text in errors), "stop")
    return redirect(_inside(request.form.get("back", "")) or _back())


@printing.get("/print/label.pdf")
@requires("labels.print")
def pdf() -> Response:
    """The same label as a file, for any printer."""
    size = request.args.get("size", "62x29")
    found = contents.of(db.session, me().organisation, request.args.get("what", ""))
    data = files.pdf(found, Paper(size=size))
    return Response(data, mimetype="application/pdf")


@printing.get("/printers")
@requires("printers.manage")
def index() -> str:
    return render_template(
        "printing/index.html",
        printers=service.offered(db.session, me().organisation_id),
        names=KIND_NAMES,
        icons=KIND_ICONS,
        papers=PAPER_NAMES,
    )


@printing.route("/printers/new", methods=["GET", "POST"])
@requires("printers.manage")
def create() -> ResponseReturnValue:
    mine = me().organisation_id
    form = PrinterForm.of(db.session, mine, None)
    if form.validate_on_submit():
        try:
            details = form.details(db.session, mine)
            made = service.create(db.session, mine, details, client_id=form.client_id.data)
        except AtelierError as error:
            put_error(form, error)
        else:
            return redirect(url_for("printing.show", printer_id=made.id))
    return _form_page(form, None)


@printing.get("/printers/<int:printer_id>")
@requires("printers.manage")
def show(printer_id: int) -> ResponseReturnValue:
    return _printer_page(_printer(printer_id), ProveForm())


@printing.route("/printers/<int:printer_id>/edit", methods=["GET", "POST"])
@requires("printers.manage")
def edit(printer_id: int) -> ResponseReturnValue:
    mine = me().organisation_id
    printer = _printer(printer_id)
    form = PrinterForm.of(db.session, mine, printer)
    if form.validate_on_submit():
        try:
            service.change(db.session, printer, form.details(db.session, mine))
        except AtelierError as error:
            db.session.rollback()
            put_error(form, error)
        else:
            flash(gettext("Bewaard: %(name)s.", name=printer.name), "good")
            return redirect(url_for("printing.show", printer_id=printer.id))
    return _form_page(form, _printer(printer_id))


@printing.post("/printers/<int:printer_id>/test")
@requires("printers.manage")
def test(printer_id: int) -> ResponseReturnValue:
    """One label, to scan back."""
    printer = _printer(printer_id)
    form = PrintForm(data={"printer": printer.id, "what": "test"})
    try:
        service.print_labels(
            db.session,
            printer,
            "test",
            [service.test_label(printer)],
            actor=Actor(account_id=me().id),
            client_id=form.client_id.data or "",
            aside=aside,
        )
    except AtelierError as error:
        flash(told(error), "stop")
    else:
        flash(gettext("Het testetiket is gedrukt. Scan het nu."), "good")
    return redirect(url_for("printing.show", printer_id=printer_id))


@printing.route("/printers/<int:printer_id>/prove", methods=["GET", "POST"])
@requires("printers.manage")
def prove(printer_id: int) -> ResponseReturnValue:
    """The test label, scanned: so it can be read."""
    printer = _printer(printer_id)
    form = ProveForm(data={"code": request.args.get("code", "")})
    scanned = form.code.data if form.is_submitted() else request.args.get("code")
    if not scanned:
        return redirect(url_for("printing.show", printer_id=printer.id))
    try:
        service.prove(db.session, printer, scanned)
    except AtelierError as error:
        put_error(form, error)
        return _printer_page(printer, form)
    flash(gettext("Goed gelezen. Deze printer drukt zoals het moet."), "good")
    return redirect(url_for("printing.show", printer_id=printer.id))


@printing.post("/printers/<int:printer_id>/retire")
@requires("printers.manage")
def retire(printer_id: int) -> ResponseReturnValue:
    service.retire(db.session, _printer(printer_id))
    flash(gettext("Deze printer is weg uit de lijst."), "good")
    return redirect(url_for("printing.index"))


def _print(form: PrintForm) -> None:
    printer = _printer(form.printer.data)
    labels = contents.of(db.session, me().organisation, form.what.data)
    session[_REMEMBERED] = printer.id
    name = printer.name
    job = service.print_labels(
        db.session,
        printer,
        form.what.data,
        labels,
        actor=Actor(account_id=me().id),
        client_id=form.client_id.data,
        aside=aside,
    )
    if _is_busy(job):
        return
    flash(
        ngettext(
            "Gedrukt op %(name)s: %(num)s etiket.",
            "Gedrukt op %(name)s: %(num)s etiketten.",
            job.count,
            name=name,
        ),
        "good",
    )


def _print_page(form: PageForm, address: str) -> None:
    what, content = documents.of(address)
    printer = _printer(form.printer.data)
    session[_REMEMBERED_PAPER] = printer.id
    name = printer.name
    job = service.print_document(
        db.session,
        printer,
        what,
        content,
        actor=Actor(account_id=me().id),
        client_id=form.client_id.data,
        aside=aside,
    )
    if not _is_busy(job):
        flash(gettext("Gedrukt op %(name)s.", name=name), "good")


def _is_busy(job: PrintJob) -> bool:
    """A second tap, while the printer still takes what the first one sent."""
    busy = job.state == "sending"
    if busy:
        flash(gettext("Dit wordt nu gedrukt. Kijk bij de printer."), "attention")
    return busy


def _printer_page(printer: Printer, form: ProveForm) -> ResponseReturnValue:
    page = render_template(
        "printing/show.html",
        printer=printer,
        form=form,
        new_test=PrintForm(),
        jobs=service.last_jobs(db.session, printer),
        names=KIND_NAMES,
        papers=PAPER_NAMES,
        documents=service.DOCUMENT,
        state_names=STATE_NAMES,
        state_levels=STATE_LEVELS,
    )
    return page, 422 if form.errors else 200


def _form_page(form: PrinterForm, printer: Printer | None) -> ResponseReturnValue:
    page = render_template("printing/form.html", form=form, printer=printer, icons=KIND_ICONS)
    return page, 422 if form.errors else 200


def _printer(printer_id: int | None) -> Printer:
    known = printer_id if printer_id and 0 < printer_id < _LARGEST else 0
    return service.get(db.session, me().organisation_id, known)


def _back() -> str:
    """The page that asked, where it is one of ours."""
    came_from = urlsplit(request.referrer or "")
    if came_from.netloc != request.host:
        return url_for("home.index")
    path = came_from.path + (f"?{came_from.query}" if came_from.query else "")
    return _inside(path) or url_for("home.index")


def _inside(path: str) -> str:
    """An address of ours; empty for any other."""
    return path if path.startswith("/") and not path.startswith(("//", "/\\")) else ""
