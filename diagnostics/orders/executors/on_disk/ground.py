"""The disk that was found for an order, as an engine sees it."""

from diagnostics import identity
from diagnostics.erasure.engine import RealGround, as_noted
from diagnostics.matching import is_proven
from diagnostics.orders.outcome import Failure
from diagnostics.orders.work import Work
from diagnostics.report import Disk


def real_ground(work: Work, disk: Disk) -> RealGround:
    """Raises Failure where the disk went away since it was found."""
    wanted = work.order.disk
    if wanted is None:
        raise Failure("other_disk", "the order does not say which disk it is for")
    try:
        # One without a number of its own was just found by what it looks like: hold on to it.
        seen = None if is_proven(wanted, disk) else identity.read(work.host, disk.name)
    except identity.Changed as error:
        raise Failure("other_disk", str(error)) from error
    return RealGround(
        host=work.host,
        wanted=as_noted(wanted, wanted.size_bytes or disk.size_bytes),
        name=disk.name,
        seen=seen,
        asked_to_sleep=lambda: may_sleep(work),
    )


def may_sleep(work: Work) -> str | None:
    """None: it may. Waking, a stick can have another name, and every disk loses its power."""
    if work.host.read("run/atelier/loaded-from") not in ("memory", "network"):
        return "the system does not run from memory"
    return None if work.is_alone else "another order is at work"
