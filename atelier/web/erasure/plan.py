"""What pages show of the erasure of one device: the plan of each disk, and how it stands."""

from collections.abc import Sequence
from dataclasses import dataclass

from atelier.bench.models import Order
from atelier.devices.lifecycle import State
from atelier.devices.models import Device
from atelier.edge import settings
from atelier.words import N_, Sentence
from atelier.workshop.erasure import planning
from atelier.workshop.erasure.models import Matter
from atelier.workshop.erasure.planning import DiskPlan
from atelier.workshop.erasure.words import CAVEATS, LEVELS, MEDIA, METHODS, OBSTACLES, WHY
from diagnostics.report import Report
from diagnostics.wire.erasure import Candidate, Obstacle


@dataclass(frozen=True, kw_only=True)
class Line:
    """One disk: its plan, in words, and how it stands."""

    one: DiskPlan
    erased: bool
    #: Whether an order to erase it is under way.
    busy: bool
    matter: Matter | None

    @property
    def medium_name(self) -> str:
        return MEDIA[self.one.plan.medium]

    @property
    def obstacles(self) -> Sequence[Sentence]:
        return [_obstacle(one) for one in self.one.plan.obstacles]

    @property
    def is_to_be_destroyed(self) -> bool:
        return self.matter is not None and self.matter.is_to_be_destroyed

    @property
    def may_be_asked(self) -> bool:
        return self.one.may_be_ordered and not self.busy and not self.is_to_be_destroyed


@dataclass(frozen=True, kw_only=True)
class View:
    device: Device
    lines: Sequence[Line]

    @property
    def asked(self) -> Sequence[Line]:
        """The disks that an order can be given for now."""
        return [line for line in self.lines if line.may_be_asked]


def of(
    device: Device,
    report: Report | None,
    state: State,
    orders: Sequence[Order],
    matters: Sequence[Matter],
) -> View | None:
    """None for a device that never measured itself, or that has no disks.

    ``orders`` and ``matters``: the open ones of the device.
    """
    if report is None:
        return None
    open_matters = {matter.medium: matter for matter in matters}
    busy = {order.disk_id for order in orders if order.kind == "erase"}
    lines = [
        Line(
            one=one,
            erased=state.erased.get(one.medium, 0) > state.used,
            busy=one.medium in busy,
            matter=open_matters.get(one.medium),
        )
        for one in planning.plans(report, settings().erasure.policy)
    ]
    return View(device=device, lines=lines) if lines else None


def method(candidate: Candidate) -> str:
    return METHODS[candidate.method]


def why(candidate: Candidate) -> str:
    return WHY[candidate.why]


def level(candidate: Candidate) -> str:
    return LEVELS[candidate.level]


def caveats(candidate: Candidate) -> Sequence[str]:
    return [CAVEATS[code] for code in candidate.caveats]


def checked(fraction: float) -> Sentence:
    """How much is read back."""
    if fraction >= 1:
        return Sentence(N_("Daarna lezen we de hele schijf na."))
    percent = round(100 * fraction, 1)
    return Sentence(
        N_("Daarna lezen we %(percent)s %% van de schijf na, overal verspreid."),
        {"percent": int(percent) if percent.is_integer() else percent},
    )


def _obstacle(obstacle: Obstacle) -> Sentence:
    return Sentence(OBSTACLES[obstacle.code], {"detail": obstacle.detail or "?"})
