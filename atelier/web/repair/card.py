"""All that the card of one repair shows."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from atelier.devices import faults
from atelier.devices import service as devices
from atelier.devices.faults import OpenFault, Problem, problem_of
from atelier.devices.models import Device
from atelier.stock import articles
from atelier.stock.models import Article, ArticleKind, Place, SerialPart
from atelier.stock.parts import Row, free_of, serials
from atelier.web.repair.page import reckon
from atelier.workshop.repair import reading
from atelier.workshop.repair.models import Repair
from atelier.workshop.repair.reading import Told
from atelier.workshop.repair.worth import Sum


@dataclass(frozen=True, kw_only=True)
class Offer:
    """A sort of part that is free, and where it lies. ``fits``: None where nobody says."""

    row: Row
    places: Sequence[tuple[Place, int]]
    fits: bool | None


@dataclass(frozen=True, kw_only=True)
class View:
    """``fault``: None where it is not open any more."""

    repair: Repair
    told: Told
    device: Device
    problem: Problem
    fault: OpenFault | None
    #: What usually mends this, and what else there is.
    likely: Sequence[Offer]
    others: Sequence[Offer]
    disks: Sequence[SerialPart]
    sum: Sum

    @property
    def is_open(self) -> bool:
        return self.repair.closed_at is None


def view(session: Session, repair: Repair) -> View:
    device = devices.get(session, repair.organisation_id, repair.device_id)
    fault = next((f for f in faults.open_faults(session, device) if f.key == repair.fault), None)
    problem = problem_of(fault.problem if fault else repair.problem)
    likely, others = _offers(session, repair, device, problem)
    wants_disk = problem.part == ArticleKind.DISK
    told = reading.of_device(session, device)
    return View(
        repair=repair,
        told=next(each for each in told if each.repair.id == repair.id),
        device=device,
        problem=problem,
        fault=fault,
        likely=likely,
        others=others,
        disks=serials.free_ones(session, repair.organisation_id) if wants_disk else (),
        sum=reckon(session, device, told, device.grade),
    )


def _offers(
    session: Session, repair: Repair, device: Device, problem: Problem
) -> tuple[list[Offer], list[Offer]]:
    if repair.closed_at is not None:
        return [], []
    rows = free_of(session, repair.organisation_id)
    where = articles.where(session, [row.article for row in rows])
    offers = [
        Offer(row=row, places=where.get(row.article.id, ()), fits=fits(row.article, device))
        for row in rows
    ]
    likely = [
        one for one in offers if one.row.article.kind == problem.part and one.fits is not False
    ]
    likely.sort(key=lambda one: one.fits is None)
    return likely, [one for one in offers if one not in likely]


def fits(article: Article, device: Device) -> bool | None:
    """Whether one of the models it was written for is in the name of the device."""
    models = [model.strip().casefold() for model in article.fits.split(",") if model.strip()]
    if not models or device.name is None:
        return None
    return any(model in device.name.casefold() for model in models)
