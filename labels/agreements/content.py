from dataclasses import dataclass
from datetime import date

Goods = tuple[tuple[str, int], ...]


@dataclass(frozen=True, kw_only=True)
class Party:
    """Somebody, and how to reach them; what is not known is empty."""

    name: str
    #: An address, a telephone number, hours: a line each.
    reached: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class _Paper:
    #: Of the loan or the gift, counted on by organisation.
    number: int | str
    lender: Party
    borrower: Party
    #: As the desk knows this person.
    reference: str
    #: Ten digits.
    tag: str | None
    #: Maker and model, or what kind of thing it is.
    device: str
    #: What goes along: its name, and how many.
    goods: Goods = ()


@dataclass(frozen=True, kw_only=True)
class Agreement(_Paper):
    since: date
    until: date
    #: A month; nothing: free.
    price_cents: int
    #: What it looks like as it is handed over.
    state_note: str = ""
    #: Where the borrower can go on learning.
    helper: Party | None = None
    #: PNG of what was drawn on the screen; None: a line to sign on.
    signature: bytes | None = None
    signed_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class Deed(_Paper):
    on: date
