from atelier.people.models.account import Account, SignInAttempt
from atelier.people.models.badge import Badge
from atelier.people.models.organisation import Organisation
from atelier.people.models.pairing import Pairing
from atelier.people.models.station import Station

__all__ = ["Account", "Badge", "Organisation", "Pairing", "SignInAttempt", "Station"]
