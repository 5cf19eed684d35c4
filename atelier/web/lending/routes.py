"""The routes of desks and loans, on their blueprints."""

from atelier.web.lending import (
    calendar,
    desk_details,
    ending,
    handing,
    home,
    loans_list,
    organisations,
    signing,
)
from atelier.web.lending.blueprint import desk, desks, feeds, loans

__all__ = [
    "calendar",
    "desk",
    "desk_details",
    "desks",
    "ending",
    "feeds",
    "handing",
    "home",
    "loans",
    "loans_list",
    "organisations",
    "signing",
]
