"""The routes of desks and loans, on their blueprints."""

from atelier.web.lending import borrowers as borrowers_routes
from atelier.web.lending import (
    calendar,
    calling,
    desk_details,
    desk_people,
    ending,
    gifts_list,
    giving,
    handing,
    home,
    loans_list,
    organisations,
    photos,
    signing,
)
from atelier.web.lending import visits as visits_routes
from atelier.web.lending.blueprint import borrowers, desk, desks, feeds, loans, visits

__all__ = [
    "borrowers",
    "borrowers_routes",
    "calendar",
    "calling",
    "desk",
    "desk_details",
    "desk_people",
    "desks",
    "ending",
    "feeds",
    "gifts_list",
    "giving",
    "handing",
    "home",
    "loans",
    "loans_list",
    "organisations",
    "photos",
    "signing",
    "visits",
    "visits_routes",
]
