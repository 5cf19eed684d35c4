from atelier.lending.models.borrower import Borrower
from atelier.lending.models.feed import CalendarFeed
from atelier.lending.models.gift import Gift, GiftArticle
from atelier.lending.models.loan import Instalment, LendingEvent, Loan, LoanArticle
from atelier.lending.models.photo import LoanPhoto
from atelier.lending.models.reminder import Reminder
from atelier.lending.models.reservation import Reservation, ReservedUnit
from atelier.lending.models.visit import Visit

__all__ = [
    "Borrower",
    "CalendarFeed",
    "Gift",
    "GiftArticle",
    "Instalment",
    "LendingEvent",
    "Loan",
    "LoanArticle",
    "LoanPhoto",
    "Reminder",
    "Reservation",
    "ReservedUnit",
    "Visit",
]
