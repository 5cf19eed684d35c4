"""The points on a drawn map, with what is ready at each; no tiles of anybody else."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from flask import render_template
from sqlalchemy.orm import Session

from atelier.db import db
from atelier.lending import scope
from atelier.lending import window as stock
from atelier.people.guard import me, requires
from atelier.people.models import Account
from atelier.people.roles import Role
from atelier.stock import desks
from atelier.stock.models import Desk, Place
from atelier.web.lending.window import window

WIDTH, HEIGHT, MARGIN = 800, 480, 60
#: Radius of a point, with room for a number of two digits.
RADIUS = 22
_KM_A_DEGREE = 111.32
_ROUNDS = 60


@dataclass(frozen=True, kw_only=True)
class Point:
    """``x``, ``y``: on the drawing; None where nobody pointed it out."""

    number: int
    place: Place
    desk: Desk | None
    stock: dict[str, int]
    x: float | None = None
    y: float | None = None

    @property
    def count(self) -> int:
        return sum(self.stock.values())


@dataclass(frozen=True, kw_only=True)
class Drawing:
    """``bar``: how long so many kilometres are on it, as far as its lines are apart."""

    points: Sequence[Point]
    bar: float
    km: float

    @property
    def columns(self) -> Sequence[float]:
        return self._steps(WIDTH)

    @property
    def lines(self) -> Sequence[float]:
        return self._steps(HEIGHT)

    def _steps(self, size: int) -> Sequence[float]:
        return [round(self.bar * step, 1) for step in range(1, math.ceil(size / self.bar))]


@window.get("/window/map")
@requires("window.see")
def points() -> str:
    drawing = draw(db.session, _places(db.session, me()))
    return render_template("lending/map.html", drawing=drawing, width=WIDTH, height=HEIGHT)


def draw(session: Session, places: Sequence[Place]) -> Drawing:
    """In the order given, numbered from one; in two queries."""
    numbers = [place.id for place in places]
    details = {
        desk.place_id: desk
        for desk in session.scalars(sa.select(Desk).where(Desk.place_id.in_(numbers)))
    }
    ready = stock.stock_of(session, numbers)
    told = {
        key: (desk.latitude, desk.longitude)
        for key, desk in details.items()
        if desk.latitude is not None and desk.longitude is not None
    }
    spots, a_km = project(list(told.values()))
    where = dict(zip(told, apart(spots), strict=True))
    km = _round_km((WIDTH / 4) / a_km)
    found = [
        Point(
            number=number,
            place=place,
            desk=details.get(place.id),
            stock=ready[place.id],
            x=where[place.id][0] if place.id in where else None,
            y=where[place.id][1] if place.id in where else None,
        )
        for number, place in enumerate(places, start=1)
    ]
    return Drawing(points=found, bar=km * a_km, km=km)


def project(degrees: Sequence[tuple[float, float]]) -> tuple[list[tuple[float, float]], float]:
    """Latitudes and longitudes to x and y of the drawing, north up; and what a kilometre is on it.

    At the size of a municipality a degree of longitude is as long everywhere.
    """
    if not degrees:
        return [], 1.0
    middle = sum(latitude for latitude, _ in degrees) / len(degrees)
    squeeze = math.cos(math.radians(middle))
    east = [longitude * squeeze * _KM_A_DEGREE for _, longitude in degrees]
    north = [latitude * _KM_A_DEGREE for latitude, _ in degrees]
    wide, high = max(east) - min(east), max(north) - min(north)
    scale = min(
        (WIDTH - 2 * MARGIN) / max(wide, 1.0),
        (HEIGHT - 2 * MARGIN) / max(high, 1.0),
    )
    left = (WIDTH - wide * scale) / 2 - min(east) * scale
    top = (HEIGHT - high * scale) / 2 + max(north) * scale
    return [(left + x * scale, top - y * scale) for x, y in zip(east, north, strict=True)], scale


def apart(spots: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """The same, pushed so far from each other that each can be seen."""
    found = [list(spot) for spot in spots]
    for _ in range(_ROUNDS):
        moved = False
        for one in range(len(found)):
            for other in range(one):
                moved |= _push(found[one], found[other], one)
        found = [[_inside(x, WIDTH), _inside(y, HEIGHT)] for x, y in found]
        if not moved:
            break
    return [(round(x, 1), round(y, 1)) for x, y in found]


def _push(one: list[float], other: list[float], turn: int) -> bool:
    east, north = one[0] - other[0], one[1] - other[1]
    distance = math.hypot(east, north)
    short = 2 * RADIUS + 4 - distance
    if short <= 0:
        return False
    if distance == 0:  # on the same spot: each in a direction of its own
        east, north, distance = math.cos(turn), math.sin(turn), 1.0
    for spot, sign in ((one, 1), (other, -1)):
        spot[0] += sign * short / 2 * east / distance
        spot[1] += sign * short / 2 * north / distance
    return True


def _inside(value: float, size: int) -> float:
    return min(max(value, RADIUS + 2.0), size - RADIUS - 2.0)


def _round_km(km: float) -> float:
    """1, 2 or 5, or so many times ten, or a tenth of it: at most so many."""
    power = 10.0 ** math.floor(math.log10(km))
    return max(step * power for step in (1, 2, 5) if step * power <= km)


def _places(session: Session, account: Account) -> Sequence[Place]:
    """All points of the own organisation; a coordinator sees those that are served as well."""
    if account.role == Role.DESK:
        return desks.all_of(session, [account.organisation_id])
    return scope.desks_of(session, account)
