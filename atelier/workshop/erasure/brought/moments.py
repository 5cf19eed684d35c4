"""When it was, as far as that can be known: a clock at the bench is nobody's witness. Pure.

What is not certain errs to one side: the fact stands before what may have followed it, and a person
has to accept it where only that clock says that it followed a use, where that clock cannot be
right, and where it was before the device was known: evidence may lie on a stick for half a year.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from atelier.devices.lifecycle import Fact, facts
from atelier.workshop.erasure.judging import Doubt
from diagnostics.wire.erasure import Evidence

#: No evidence is older than the program that makes it: such a clock has lost its battery.
_BEGINNING = datetime(2026, 1, 1, tzinfo=UTC)
#: Two clocks that are both right differ by no more.
_APART = timedelta(minutes=5)
#: A machine is erased and measured on one day, by clocks that may be hours off.
_EARLIER = timedelta(hours=12)
_JUST = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Moment:
    """``at``: where the fact stands in the history. ``doubts``: what a person has to accept."""

    at: datetime
    doubts: tuple[Doubt, ...]


def believed(evidence: Evidence, received_at: datetime) -> datetime | None:
    """When it ended by the machine's clock, in UTC; None where that cannot be."""
    if evidence.clock_sure is False:
        return None
    try:
        ended = datetime.fromisoformat(evidence.ended).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    if not _BEGINNING <= ended <= received_at + _APART:
        return None
    return min(ended, received_at)


def settle(
    happened: Sequence[Fact],
    medium: str,
    told: datetime | None,
    received_at: datetime,
    since: datetime | None = None,
) -> Moment:
    """``happened``: the device's facts, oldest first. ``told``: what ``believed`` made of it.

    ``since``: it cannot have ended before (an order was begun then, with the disk in it).
    """
    later = [fact for fact in happened if since is None or fact.at > since]
    known = since is not None
    edges = [_left_for_good(later, medium, known=known)]
    if told is None:
        # Of two that both erased it, which was first makes no difference.
        edges.append(_erased_at(later, medium))
    latest = min((edge - _JUST for edge in edges if edge), default=received_at)
    at = min(told or received_at, latest)
    doubts: dict[Doubt, bool] = {
        "clock_alone": _may_hold_data_again(later, medium, known=known),
        "time_unknown": told is None and not known,
        "before_known": bool(told and later and not known and told < later[0].at - _EARLIER),
    }
    return Moment(
        at if since is None else max(at, since + _JUST),
        tuple(doubt for doubt, holds in doubts.items() if holds),
    )


def _may_hold_data_again(happened: Sequence[Fact], medium: str, *, known: bool) -> bool:
    """Whether there was a time, known to us, at which somebody can have filled it.

    ``known``: the device was here before, and the disk in it.
    """
    here = was_there = known
    gone = False
    for fact in happened:
        if fact.kind == facts.USED or (fact.kind == facts.CAME_IN and here):
            return True
        here = here or fact.kind == facts.CAME_IN
        if (media := fact.data.get("media")) is None:
            continue
        if gone and medium in media:
            return True
        was_there = was_there or medium in media
        gone = was_there and medium not in media
    return False


def _left_for_good(happened: Sequence[Fact], medium: str, *, known: bool) -> datetime | None:
    """When it was first seen to be gone, where it was in it once and has not come back."""
    left, there = None, known
    for fact in happened:
        if (media := fact.data.get("media")) is None:
            continue
        if medium in media:
            left, there = None, True
        elif there:
            left, there = fact.at, False
    return left


def _erased_at(happened: Sequence[Fact], medium: str) -> datetime | None:
    """Where the last that was told of this disk is that it is erased: when."""
    told = [f for f in happened if f.kind == facts.ERASED and f.data["medium"] == medium]
    good = told and told[-1].data["result"] == facts.RESULT_ERASED
    return told[-1].at if good else None
