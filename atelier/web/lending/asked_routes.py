"""The routes of the shop window, of reservations and of picking, all on their blueprints."""

from atelier.web.lending import demand, map, reservation_units  # noqa: A004 - a map of the points
from atelier.web.lending.picking import picking
from atelier.web.lending.reservations import reservations
from atelier.web.lending.window import window

__all__ = ["demand", "map", "picking", "reservation_units", "reservations", "window"]
