"""In which order locks are taken: so of two who need the same things, one waits for the other.

Whoever needs several of these takes them from above to below, and of one kind the lowest number
first; what is not needed is left out. Each is held until the transaction ends.

1.  ``allocation`` of the workshop: whoever promises a device, may end a promise of one, or needs
    several devices at once. It goes before all else, and whoever has it may take devices in
    several goes: nobody else waits for one while having another.
2.  ``book`` of the organisation: the numbers of its loans, or of its gifts, follow each other.
3.  The row of a transfer, or of a count.
4.  The row of a borrower, then those of loans: ``borrowers`` and ``loans``.
5.  The rows of devices (``stock.holds.keep_still``), as ``FOR NO KEY UPDATE``.
6.  The history of a device (``devices.history.hold``), which takes its row first by itself.
7.  What is promised: the rows of units and holds.
8.  Articles, by number, and their balances (``stock.ledger.post_articles``).

Places are taken to share, wherever something is moved to them: whoever closes one takes nothing
else.
"""

from typing import Literal

from sqlalchemy.orm import Session

from atelier.db import key_of, lock


def allocation(session: Session, workshop_id: int) -> None:
    """Whoever else promises something, gives it up, or moves many devices waits until the end."""
    lock(session, key_of("allocation", str(workshop_id)))


def book(session: Session, organisation_id: int, which: Literal["loans", "gifts"]) -> None:
    """Whoever else lends, or gives, in the name of this organisation waits until the end."""
    lock(session, key_of(which, str(organisation_id)))
