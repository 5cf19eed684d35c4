from atelier.lending.models.borrower import Borrower
from atelier.lending.models.loan import Instalment, LendingEvent, Loan, LoanArticle
from atelier.lending.models.reservation import Reservation, ReservedUnit

__all__ = [
    "Borrower",
    "Instalment",
    "LendingEvent",
    "Loan",
    "LoanArticle",
    "Reservation",
    "ReservedUnit",
]
