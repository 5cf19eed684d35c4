"""Up to the first look at the disk: what is asked, whose turn it is, which disk."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any, TypeVar

from diagnostics.orders.outcome import Failure, Stopped
from diagnostics.orders.work import Work
from diagnostics.report import Disk
from diagnostics.wire import Malformed

P = TypeVar("P")


def asked_of(work: Work, what: str, understand: Callable[[Mapping[str, Any]], P]) -> P:
    """``what``: in English, such as "erasure". Raises Failure where it cannot be understood."""
    try:
        return understand(work.parameters)
    except Malformed as error:
        message = f"what is asked of the {what} cannot be understood: {error}"
        raise Failure("error", message) from error


def begin(work: Work) -> None:
    """Raises Failure, Stopped."""
    work.wait_for_turn()
    work.bind()


def take_up(work: Work) -> None:
    """From the checkpoint; also once it was stopped: then the evidence tells how far it was.

    Raises Failure.
    """
    with suppress(Stopped):
        work.wait_for_turn()
        # The server has to know that this start has it in hand, however it ends.
        work.progress(work.fraction)
        work.find()


def disk_of(work: Work) -> Disk:
    """Raises Failure."""
    if work.disk is None:
        raise Failure("other_disk", "the order does not say which disk it is for")
    return work.disk
