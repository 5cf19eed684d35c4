from atelier.people.routes import badge_sign_in, sign_in
from atelier.people.routes.accounts import accounts
from atelier.people.routes.badges import badges
from atelier.people.routes.entrance import people
from atelier.people.routes.stations import stations

__all__ = ["accounts", "badge_sign_in", "badges", "people", "sign_in", "stations"]
