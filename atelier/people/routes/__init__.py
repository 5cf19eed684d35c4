from atelier.people.routes.accounts import accounts
from atelier.people.routes.sign_in import people
from atelier.people.routes.stations import stations

__all__ = ["accounts", "people", "stations"]
