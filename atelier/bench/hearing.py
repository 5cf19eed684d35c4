"""What the agent says of an order."""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from atelier.bench import deadlines, ending, followers, orders, present
from atelier.bench.config import terms
from atelier.bench.errors import OtherStart
from atelier.bench.models import Order, OrderWord, Presence
from atelier.db import now
from atelier.devices import service as devices
from atelier.errors import Invalid, NotFound, TooLarge
from atelier.people.actor import Actor
from atelier.people.models import Station
from atelier.words import N_
from diagnostics import wire

#: In characters; what is longer is cut.
_MESSAGE = 2000
_LONGEST_ID = 64
#: In seconds; what is more is no estimate.
_MOST_LEFT_S = 30 * 24 * 3600.0
_MOST_WORDS = 2**31 - 1
#: A note to itself, given back with every answer.
_CHECKPOINT_BYTES = 8192


@dataclass(frozen=True, slots=True)
class _Heard:
    station: Station
    word: wire.Word
    said_at: datetime
    presence: Presence


def hear(session: Session, station: Station, order_id: str, word: wire.Word) -> wire.WordTaken:
    """Takes one word of the agent; said twice it counts once, and an older one changes nothing.

    Raises NotFound for an order that is not of the machine whose start ``word.boot_id`` is (or of
    another station), OtherStart where another start has it in hand, Invalid, TooLarge.
    """
    said_at = _check(word)
    order = orders.hold(session, station.organisation_id, order_id)
    heard = _Heard(station, word, said_at, _speaker(session, station, order, word.boot_id))
    if session.get(OrderWord, (order.organisation_id, order.id, word.id)) is None:
        counts = order.is_open and word.number > order.number
        if counts:
            _check_hand(session, order, heard.presence)
            counts = not _refuses_of_another(order, word)
        if _is_step(order, word):
            session.add(_row(order, heard))
            session.flush()
            order.word_id = word.id if counts else order.word_id
        if counts:
            _follow(session, order, heard)
        elif word.state in wire.FINAL and not order.is_open:
            _tell_late(session, order, heard)
    return _answer(order, word)


def _answer(order: Order, word: wire.Word) -> wire.WordTaken:
    """An agent that works on at what is over here has to stop as well."""
    over_elsewhere = not order.is_open and word.state not in wire.FINAL
    return wire.WordTaken(state=order.standing, stop=order.stop or over_elsewhere)


def _refuses_of_another(order: Order, word: wire.Word) -> bool:
    """Whoever refuses what another start has in hand may be no restart of it but another machine,
    or the disk may be out for a while: it is kept, and ends nothing.
    """
    another = order.boot_id not in {None, word.boot_id}
    return another and word.state == "failed" and word.reason in present.REFUSALS


def _is_step(order: Order, word: wire.Word) -> bool:
    """Not just how far it is: that stands in the order, and a row each two seconds for hours, never
    to be deleted, would say no more.
    """
    if word.state != "running" or order.state != "running" or order.boot_id != word.boot_id:
        return True
    return bool(word.checkpoint) and dict(word.checkpoint) != order.checkpoint


def _follow(session: Session, order: Order, heard: _Heard) -> None:
    """Moves the order to where the word says it is; also one that was thought lost."""
    word = heard.word
    order.number, order.boot_id = word.number, word.boot_id
    order.heard_at = now()
    order.fraction = _fraction(word.fraction)
    order.left_s = _left(word.left_s)
    order.message = _cut(word.message)
    order.result = dict(word.result)
    if word.checkpoint:
        order.checkpoint = dict(word.checkpoint)
    by = Actor(station_id=heard.station.id)
    if word.state == "running" and order.started_in is None:
        _begin(session, order, word.boot_id, by)
    if word.state in wire.FINAL:
        reason = word.reason or "error" if word.state == "failed" else None
        ending.end(session, order, word.state, reason=reason, by=by)
    else:
        order.state = word.state
        order.due_at = deadlines.to_be_heard(terms(), order.kind, order.heard_at)
        session.flush()


def _begin(session: Session, order: Order, boot_id: str, by: Actor) -> None:
    order.started_in = boot_id
    session.flush()
    if follower := followers.of(order.kind):
        follower.begun(session, order, by)


def _tell_late(session: Session, order: Order, heard: _Heard) -> None:
    if follower := followers.of(order.kind):
        follower.late(session, order, heard.word.result, Actor(station_id=heard.station.id))


def _speaker(session: Session, station: Station, order: Order, boot_id: str) -> Presence:
    """The start of the machine that speaks. Raises NotFound when it has no part in this order."""
    presence = present.find(session, station.organisation_id, boot_id)
    if presence is None or presence.station_id != station.id:
        raise NotFound(orders.UNKNOWN)
    if order.boot_id == boot_id:
        return presence  # has it in hand, whatever a person makes of its reports since
    if presence.device_id is None:
        raise NotFound(orders.UNKNOWN)
    theirs = devices.get(session, station.organisation_id, presence.device_id)
    if theirs.id != devices.get(session, station.organisation_id, order.device_id).id:
        raise NotFound(orders.UNKNOWN)
    return presence


def _check_hand(session: Session, order: Order, speaker: Presence) -> None:
    if not present.may_take(session, order, speaker):
        raise OtherStart(
            N_("Een ander toestel met dezelfde nummers is hier al mee bezig. Zet er een uit."),
            field="boot_id",
        )


def _row(order: Order, heard: _Heard) -> OrderWord:
    word = heard.word
    return OrderWord(
        organisation_id=order.organisation_id,
        order_id=order.id,
        id=word.id,
        station_id=heard.station.id,
        boot_id=word.boot_id,
        number=word.number,
        state=word.state,
        said_at=heard.said_at,
        fraction=_fraction(word.fraction),
        left_s=_left(word.left_s),
        reason=word.reason,
        message=_cut(word.message),
        result=dict(word.result),
        checkpoint=dict(word.checkpoint),
    )


def _check(word: wire.Word) -> datetime:
    """When it was said, by the machine's own clock. Raises Invalid or TooLarge."""
    if not 0 < len(word.id) <= _LONGEST_ID:
        raise _wrong("id", "1 to 64 characters")
    if not 0 < word.number <= _MOST_WORDS:
        raise _wrong("number", "1 or more")
    _check_size("result", word.result, terms().result_max_bytes)
    _check_size("checkpoint", word.checkpoint, _CHECKPOINT_BYTES)
    return _moment(word.at)


def _check_size(field: str, document: Mapping[str, Any], limit: int) -> None:
    if len(json.dumps(dict(document))) > limit:
        raise TooLarge(
            N_("“%(where)s” is te groot. Het mag %(limit)s bytes zijn."),
            field=field,
            where=field,
            limit=limit,
        )


def _moment(text: str) -> datetime:
    try:
        told = datetime.fromisoformat(text)
        if told.tzinfo and 1 < told.year < 9999:
            return told
    except ValueError:
        pass
    raise _wrong("at", "RFC 3339 date-time with offset")


def _wrong(field: str, expected: str) -> Invalid:
    return Invalid(
        N_("Dit bericht klopt niet bij “%(where)s”. Daar hoort: %(expected)s."),
        field=field,
        where=field,
        expected=expected,
    )


def _fraction(told: float | None) -> float | None:
    return None if told is None or math.isnan(told) else min(max(told, 0.0), 1.0)


def _left(told: float | None) -> float | None:
    return None if told is None or not 0 <= told <= _MOST_LEFT_S else told


def _cut(text: str | None) -> str | None:
    return text[:_MESSAGE] if text else None
