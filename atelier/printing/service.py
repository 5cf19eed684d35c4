"""The printers of an organisation, and printing on one of them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta

import sqlalchemy as sa
import structlog
from sqlalchemy.orm import Session

from atelier import ids
from atelier.db import key_of, lock, now
from atelier.errors import Conflict, Invalid, NotFound
from atelier.people.actor import Actor
from atelier.people.text import tidy
from atelier.printing import sending
from atelier.printing.models import Printer, PrinterKind, PrintJob
from atelier.printing.sending import PAPER, NotPrinted
from atelier.stock.models import Place
from atelier.words import N_
from labels import layout, modecards
from labels.elements import Content
from labels.printers import brother

log = structlog.get_logger()

#: The card that a test label bears: of no place and no article, but of a printer.
TEST = 9
#: What is noted of a document begins so.
DOCUMENT = "document:"
_LONGEST = 60
#: What was begun so lately may still be on its way to the printer.
_PATIENCE = timedelta(seconds=30)
_ZPL_DPI = (203, 300)
#: Runs what needs no database, while no transaction is open: ``edge.aside``.
Aside = Callable[[Callable[[], None]], None]


@dataclass(frozen=True, kw_only=True)
class Details:
    """What a form says of a printer."""

    name: str
    kind: PrinterKind
    address: str
    size: str
    dpi: int | None = None
    model: str | None = None
    place: Place | None = None


def create(session: Session, organisation_id: int, told: Details, *, client_id: str) -> Printer:
    """The same ``client_id`` (UUID of the form) makes one. Raises Invalid or Conflict."""
    client_id = ids.checked(client_id)
    lock(session, key_of("printers", str(organisation_id)))
    known = session.scalar(
        sa.select(Printer).where(
            Printer.organisation_id == organisation_id, Printer.client_id == client_id
        )
    )
    if known is not None:
        return known
    printer = Printer(organisation_id=organisation_id, client_id=client_id)
    _fill(session, printer, organisation_id, told)
    session.add(printer)
    session.flush()
    return printer


def change(session: Session, printer: Printer, told: Details) -> None:
    """Another address or other paper has to be tried again. Raises Invalid or Conflict."""
    lock(session, key_of("printers", str(printer.organisation_id)))
    before = (printer.kind, printer.address, printer.size, printer.dpi, printer.model)
    _fill(session, printer, printer.organisation_id, told)
    if before != (printer.kind, printer.address, printer.size, printer.dpi, printer.model):
        printer.proved_at = None
    session.flush()


def retire(session: Session, printer: Printer) -> None:
    """It is offered no more, and its name is free for another."""
    if printer.active:
        printer.active = False
        printer.name = f"{printer.name[:60]} (weg {printer.id})"
    session.flush()


def get(session: Session, organisation_id: int, printer_id: int) -> Printer:
    printer = session.get(Printer, printer_id)
    if printer is None or printer.organisation_id != organisation_id or not printer.active:
        raise NotFound(N_("Deze printer kennen we niet (meer). Kies een andere."))
    return printer


def offered(
    session: Session,
    organisation_id: int,
    here: int | None = None,
    *,
    documents: bool | None = None,
) -> Sequence[Printer]:
    """Those in use; first what stands at the place ``here``. ``documents``: only those with plain
    paper, or only those with labels.
    """
    wanted = sa.select(Printer).where(Printer.organisation_id == organisation_id, Printer.active)
    if documents is not None:
        wanted = wanted.where((Printer.size == PAPER) == documents)
    rows = session.scalars(wanted.order_by(sa.func.lower(Printer.name))).all()
    return sorted(rows, key=lambda printer: here is None or printer.place_id != here)


def last_jobs(session: Session, printer: Printer, most: int = 10) -> Sequence[PrintJob]:
    return session.scalars(
        sa.select(PrintJob)
        .where(PrintJob.printer_id == printer.id)
        .order_by(PrintJob.id.desc())
        .limit(most)
    ).all()


def print_labels(
    session: Session,
    printer: Printer,
    what: str,
    labels: Sequence[Content],
    *,
    actor: Actor,
    client_id: str,
    aside: Aside = lambda work: work(),
) -> PrintJob:
    """Sends them; the same ``client_id`` prints once.

    ``aside`` sends while no transaction is open: the same asked meanwhile gets a job that is still
    *sending*. Raises NotPrinted, which is noted; and Conflict where it was begun before and nobody
    knows how that ended.
    """
    kind = PrinterKind(printer.kind)

    def made() -> bytes:
        return sending.render(kind, labels, printer.size, dpi=printer.dpi, model=printer.model)

    job = _Job(printer, what, len(labels), actor, ids.checked(client_id))
    return _print(session, job, made, aside)


def print_document(
    session: Session,
    printer: Printer,
    what: str,
    content: bytes,
    *,
    actor: Actor,
    client_id: str,
    aside: Aside = lambda work: work(),
) -> PrintJob:
    """The same for a PDF: ``content``. Raises Invalid for a printer that has no plain paper."""
    if printer.size != PAPER:
        raise Invalid(N_("In deze printer zitten etiketten. Kies een printer met gewoon papier."))
    job = _Job(printer, DOCUMENT + what, 1, actor, ids.checked(client_id))
    return _print(session, job, lambda: content, aside)


@dataclass(frozen=True)
class _Job:
    printer: Printer
    what: str
    count: int
    actor: Actor
    client_id: str


def _print(session: Session, told: _Job, make: Callable[[], bytes], aside: Aside) -> PrintJob:
    printer, client_id, what = told.printer, told.client_id, told.what[:_LONGEST]
    lock(session, key_of("print", str(printer.organisation_id), client_id))
    if known := _job(session, printer.organisation_id, client_id):
        return _ended(known)
    data = make()
    job = PrintJob(
        organisation_id=printer.organisation_id,
        client_id=client_id,
        printer_id=printer.id,
        what=what,
        count=told.count,
        account_id=told.actor.account_id,
    )
    session.add(job)
    session.flush()
    job_id, address, kind = job.id, printer.address, PrinterKind(printer.kind)
    problem = _try(aside, lambda: sending.send(kind, address, data, what))
    job = session.get_one(PrintJob, job_id, populate_existing=True)
    job.state, job.problem = ("failed", str(problem)[:200]) if problem else ("sent", None)
    session.flush()
    log.info("printed", printer=printer.id, what=what, count=job.count, state=job.state)
    if problem is not None:
        session.commit()  # what is raised now would take back the note that it failed
        raise problem
    return job


def test_label(printer: Printer) -> Content:
    """What a printer prints to show that it can be read."""
    return layout.named(test_code(printer), printer.name, "Test")


def test_code(printer: Printer) -> str:
    return modecards.code(TEST, printer.id)


def prove(session: Session, printer: Printer, code: str) -> None:
    """Somebody scanned the test label that came out. Raises Invalid for anything else."""
    if modecards.parse(code) != (TEST, printer.id):
        raise Invalid(
            N_("Dat is een ander etiket. Scan het etiket dat net uit deze printer kwam."),
            field="code",
        )
    printer.proved_at = now()
    session.flush()


def _fill(session: Session, printer: Printer, organisation_id: int, told: Details) -> None:
    name = tidy(told.name)[:80]
    if not name:
        raise Invalid(N_("Geef de printer een naam."), field="name")
    named = session.scalars(
        sa.select(Printer.id).where(
            Printer.organisation_id == organisation_id, Printer.name == name
        )
    )
    if set(named) - {printer.id}:
        raise Conflict(N_("Er is al een printer met de naam %(name)s."), field="name", name=name)
    address = sending.check_address(told.kind, told.address)
    sending.check_paper(told.kind, told.size)
    printer.name, printer.kind, printer.address = name, told.kind.value, address
    printer.size = told.size
    printer.dpi = _dpi(told.dpi) if told.kind is PrinterKind.ZPL else None
    printer.model = _model(told.model) if told.kind is PrinterKind.BROTHER else None
    printer.place_id = told.place.id if told.place else None


def _dpi(dpi: int | None) -> int:
    if dpi not in _ZPL_DPI:
        raise Invalid(N_("Kies een printer van 203 of 300 dpi."), field="dpi")
    return dpi


def _model(model: str | None) -> str:
    if model not in brother.MODELS:
        raise Invalid(N_("Kies welk model van Brother het is."), field="model")
    return model


def _try(aside: Aside, work: Callable[[], None]) -> NotPrinted | None:
    try:
        aside(work)
    except NotPrinted as error:
        return error
    return None


def _ended(job: PrintJob) -> PrintJob:
    if job.state == "sending" and now() - job.at > _PATIENCE:
        raise Conflict(
            N_("We weten niet of dit al gedrukt is. Kijk bij de printer, en druk anders opnieuw.")
        )
    if job.state == "failed":
        raise NotPrinted(job.problem or "")
    return job


def _job(session: Session, organisation_id: int, client_id: str) -> PrintJob | None:
    return session.scalar(
        sa.select(PrintJob).where(
            PrintJob.organisation_id == organisation_id, PrintJob.client_id == client_id
        )
    )
