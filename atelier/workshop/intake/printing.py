"""Labels: which paper, which tags, and the file for the printer."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from atelier.db import now
from atelier.devices.models import Device, Tag
from atelier.errors import Invalid
from atelier.words import N_
from labels import layout, sheets, sizes
from labels.elements import Content
from labels.printers import zpl
from labels.screen import label_svg
from labels.sizes import Sheet

FREE = "free"
PDF_DPI = 300
ZPL_DPI = (203, 300)
#: A number that looks like a tag, for pictures of labels.
SAMPLE = "4217038523"
#: Runs older than this are not offered to be printed again.
_RECENT = timedelta(days=60)

NAMES = {
    "L7163": N_("Groot, 14 op een blad (Avery L7163)"),
    "L7162": N_("Groot, 16 op een blad (Avery L7162)"),
    "L7651": N_("Klein, 65 op een blad (Avery L7651)"),
    "62": N_("Rol van 62 mm, doorlopend"),
    "62x29": N_("Rol van 62 × 29 mm"),
    "29x90": N_("Rol van 29 × 90 mm"),
}


@dataclass(frozen=True, kw_only=True)
class Paper:
    """A size that people chose: a key of ``sizes.SIZES``, or ``free`` with its sides in mm."""

    size: str
    width: float | None = None
    height: float | None = None

    @property
    def sheet(self) -> Sheet:
        """Raises Invalid for a size that does not exist or cannot be printed on."""
        if self.size in sizes.SIZES:
            return sizes.SIZES[self.size]
        try:
            return sizes.free(self.width or 0, self.height or 0)
        except sizes.BadSize as error:
            raise Invalid(error.message, field="size") from error

    def as_args(self) -> dict[str, Any]:
        """For an address."""
        if self.size in sizes.SIZES:
            return {"size": self.size}
        return {"size": FREE, "width": f"{self.width:g}", "height": f"{self.height:g}"}


@dataclass(frozen=True, kw_only=True)
class Run:
    """Blank tags that were printed together."""

    batch: str
    made_at: datetime
    count: int
    claimed: int


def recent_runs(session: Session, organisation_id: int, limit: int = 10) -> Sequence[Run]:
    """The newest runs of more than one tag."""
    rows = session.execute(
        sa.select(
            Tag.batch,
            sa.func.min(Tag.created_at, type_=Tag.created_at.type),
            sa.func.count(),
            sa.func.count(Tag.device_id),
        )
        .where(
            Tag.organisation_id == organisation_id,
            Tag.created_at > now() - _RECENT,
            Tag.batch.is_not(None),
        )
        .group_by(Tag.batch)
        .having(sa.func.count() > 1)
        .order_by(sa.func.min(Tag.created_at).desc())
        .limit(limit)
    )
    return [
        Run(batch=batch or "", made_at=made_at, count=count, claimed=claimed)
        for batch, made_at, count, claimed in rows
    ]


def blank(numbers: Sequence[str], organisation: str) -> list[Content]:
    """What tags say that have no device yet: their number, and whose they are."""
    return [layout.device(number, organisation) for number in numbers]


def of_device(device: Device, organisation: str) -> Content:
    """What the label of a device says: its tag and model, nothing of who gave it."""
    return layout.device(device.tag or "", device.name or organisation)


def pdf(labels: Sequence[Content], paper: Paper, *, start: int = 1) -> bytes:
    """Raises Invalid when nothing fits the paper, or it has no label ``start``."""
    try:
        return sheets.pdf(labels, paper.sheet, start=start, dpi=PDF_DPI, title="Atelier")
    except (sizes.BadSize, sheets.BadStart) as error:
        field = "start" if isinstance(error, sheets.BadStart) else "size"
        raise Invalid(error.message, field=field) from error


def for_zebra(labels: Sequence[Content], paper: Paper, dpi: int) -> str:
    """ZPL for a printer of ``dpi``, 203 or 300. Raises Invalid when nothing fits the label."""
    if dpi not in ZPL_DPI:
        raise Invalid(N_("Kies een printer van 203 of 300 dpi."), field="dpi")
    try:
        return zpl.render(labels, paper.sheet, dpi)
    except sizes.BadSize as error:
        raise Invalid(error.message, field="size") from error


def picture(content: Content, paper: Paper) -> str:
    """The label as SVG. Raises Invalid when nothing fits it."""
    try:
        return label_svg(content, paper.sheet)
    except sizes.BadSize as error:
        raise Invalid(error.message, field="size") from error
