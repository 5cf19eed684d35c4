from atelier.lending.models.borrower import Borrower
from atelier.lending.models.feed import CalendarFeed
from atelier.lending.models.loan import Instalment, LendingEvent, Loan, LoanArticle
from atelier.lending.models.reminder import Reminder
from atelier.lending.models.reservation import Reservation, ReservedUnit
from atelier.lending.models.visit import Visit

__all__ = [
    "Borrower",
    "CalendarFeed",
    "Instalment",
    "LendingEvent",
    "Loan",
    "LoanArticle",
    "Reminder",
    "Reservation",
    "ReservedUnit",
    "Visit",
]
