"""On which machines an image was tried, and what came of it: derived, and asked of nobody."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from atelier.devices.models import Device, DeviceModel
from atelier.workshop.imaging.models import Attestation, FirstBoot, Writing


@dataclass(frozen=True, kw_only=True)
class TriedOn:
    """``model``: of the machines; None where nobody knows it."""

    model: str | None
    devices: int
    #: Parts without a driver, of all these machines together.
    faults: int


@dataclass(frozen=True, kw_only=True)
class Tried:
    """Started counts where the machine itself said so, or a person who saw it."""

    on: Sequence[TriedOn] = ()
    #: So many times it was written and read back; so many times that went wrong.
    installed: int = 0
    failed: int = 0

    @property
    def devices(self) -> int:
        return sum(one.devices for one in self.on)

    @property
    def faults(self) -> int:
        return sum(one.faults for one in self.on)

    @property
    def was_tried(self) -> bool:
        return self.devices > 0


def of_many(session: Session, image_ids: Sequence[int]) -> Mapping[int, Tried]:
    """By number of the image, in two queries."""
    counts, on = _counts(session, image_ids), _on(session, image_ids)
    return {
        image_id: Tried(
            on=on[image_id],
            installed=counts.get((image_id, "installed"), 0),
            failed=counts.get((image_id, "not_installed"), 0),
        )
        for image_id in image_ids
    }


def _counts(session: Session, image_ids: Sequence[int]) -> dict[tuple[int, str], int]:
    rows = session.execute(
        sa.select(Writing.image_id, Writing.result, sa.func.count())
        .where(Writing.image_id.in_(image_ids))
        .group_by(Writing.image_id, Writing.result)
    )
    return {(image_id, result): count for image_id, result, count in rows}


def _on(session: Session, image_ids: Sequence[int]) -> Mapping[int, list[TriedOn]]:
    """The model with the most machines first."""
    started, told = _started(image_ids), aliased(Device)
    devices = sa.func.count(sa.distinct(Device.id)).label("devices")
    rows = session.execute(
        sa.select(started.c.image_id, DeviceModel, devices, sa.func.sum(started.c.faults))
        .join(told, told.id == started.c.device_id)
        # The record that goes on, where the one that started was merged into another.
        .join(Device, Device.id == sa.func.coalesce(told.merged_into_id, told.id))
        .outerjoin(DeviceModel, DeviceModel.id == Device.model_id)
        .group_by(started.c.image_id, DeviceModel.id)
        .order_by(devices.desc(), DeviceModel.maker, DeviceModel.name)
    )
    found: dict[int, list[TriedOn]] = defaultdict(list)
    for image_id, model, count, faults in rows:
        name = model.full_name if model else None
        found[image_id].append(TriedOn(model=name, devices=count, faults=int(faults)))
    return found


def _started(image_ids: Sequence[int]) -> sa.Subquery:
    """One row a device, by each way in which it is known; ``faults``: the most that it told of."""
    by_itself = (
        sa.select(
            Writing.image_id, FirstBoot.device_id, sa.func.max(FirstBoot.faults).label("faults")
        )
        .join(Writing, Writing.id == FirstBoot.writing_id)
        .where(FirstBoot.problem.is_(None), Writing.image_id.in_(image_ids))
        .group_by(Writing.image_id, FirstBoot.device_id)
    )
    by_hand = (
        sa.select(Writing.image_id, Attestation.device_id, sa.literal(0).label("faults"))
        .join(Writing, Writing.id == Attestation.writing_id)
        .where(Writing.image_id.in_(image_ids))
    )
    return sa.union_all(by_itself, by_hand).subquery("started")
