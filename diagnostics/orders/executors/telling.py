"""Before the machine goes off by an order, the server has to know from which start it did."""

from diagnostics.orders.outcome import Failure
from diagnostics.orders.work import Work

_LIMIT_S = 60.0


def tell_first(work: Work) -> None:
    """Say *running*, and wait until the server has heard it. Raises Failure, Stopped.

    Else nobody could tell afterwards whether it was done, and it might be done again and again.
    """
    work.progress()
    if not work.delivered(_LIMIT_S):
        raise Failure("error", f"the server did not take it for {_LIMIT_S:g} s: nothing was done")
    work.bind()
