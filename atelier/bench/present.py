"""Machines say that they are here."""

import re
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import sqlalchemy as sa
from sqlalchemy.orm import Session

from atelier.bench.config import present_since
from atelier.bench.errors import OtherStation
from atelier.bench.models import Order, OrderWord, Presence
from atelier.db import key_of, lock, now
from atelier.devices import history
from atelier.devices.identity import clean_text
from atelier.devices.models import Device
from atelier.errors import Invalid
from atelier.people.models import Station
from atelier.words import N_
from diagnostics import wire

_BOOT_ID = re.compile(r"[0-9A-Za-z-]{1,64}")
#: Says that it goes, and is not waited for.
GOING = "going_off"
#: Said before anything is begun or taken up again: that it is not for who says so.
REFUSALS: frozenset[wire.Reason | None] = frozenset(
    {"other_machine", "other_disk", "unknown_kind", "busy"}
)


@dataclass(frozen=True, slots=True)
class Reported:
    """The report that a presence names, and the device it is of (None: a person has to choose)."""

    report_id: str
    device_id: int | None


def note(session: Session, station: Station, said: wire.Presence, reported: Reported) -> Presence:
    """Writes down that this start of the machine is here. Raises OtherStation, or Invalid."""
    if not _BOOT_ID.fullmatch(said.boot_id):
        raise Invalid(N_("Dit is geen nummer van een start."), field="boot_id", expected="UUID")
    organisation_id = station.organisation_id
    lock(session, key_of("presence", str(organisation_id), said.boot_id))
    row = find(session, organisation_id, said.boot_id)
    if row is None:
        row = Presence(organisation_id=organisation_id, boot_id=said.boot_id)
        session.add(row)
    elif row.station_id != station.id:
        _check_free(session, row)
    row.station_id = station.id
    row.report_id, row.device_id = reported.report_id, reported.device_id
    row.agent_version = clean_text(said.agent_version, 40) or "?"
    row.started_from = said.started_from
    row.doing, row.language = said.doing, said.language
    row.last_seen_at = now()
    session.flush()
    return row


def find(session: Session, organisation_id: int, boot_id: str) -> Presence | None:
    return session.get(Presence, (organisation_id, boot_id))


def here(session: Session, device: Device) -> Sequence[Presence]:
    """The starts of this device that are connected now, the latest first.

    More than one: it was just restarted, or two machines say the same of themselves.
    """
    mine = Presence.device_id.in_(history.records_of(device))
    return session.scalars(_latest_first().where(mine)).all()


def here_of_many(session: Session, owners: Mapping[int, int]) -> dict[int, list[Presence]]:
    """``here`` of each device, in one query; ``owners``: of ``history.owners``."""
    found: dict[int, list[Presence]] = defaultdict(list)
    for start in session.scalars(_latest_first().where(Presence.device_id.in_(owners))):
        if start.device_id is not None:
            found[owners[start.device_id]].append(start)
    return found


def _latest_first() -> sa.Select[Presence]:
    wanted = sa.select(Presence).where(*connected())
    return wanted.order_by(Presence.first_seen_at.desc(), Presence.boot_id)


def are_two(starts: Sequence[Presence]) -> bool:
    """Whether ``starts`` of a device (of ``here``) are two machines that say the same.

    Of one machine an earlier start is silent once a later one has begun.
    """
    return any(_were_together(earlier, later) for later, earlier in pairwise(starts))


def _were_together(earlier: Presence, later: Presence) -> bool:
    return earlier.last_seen_at > later.first_seen_at


def connected() -> tuple[sa.ColumnElement[bool], ...]:
    """What holds of a presence on the bench now."""
    return Presence.last_seen_at > present_since(), Presence.doing != GOING


def is_ours(presence: Presence) -> bool:
    """Started from the medium: nobody else works on it, so it may be restarted and switched off."""
    return presence.started_from != "installed"


def is_here(presence: Presence) -> bool:
    return presence.last_seen_at > present_since() and presence.doing != GOING


def _check_free(session: Session, row: Presence) -> None:
    """A machine paired anew speaks through another station; two at the same time do not."""
    before = session.get(Station, row.station_id)
    if is_here(row) and before is not None and before.revoked_at is None:
        raise OtherStation(
            N_("Een ander station spreekt al voor dit toestel. Wacht een minuut."), field="boot_id"
        )


def may_take(session: Session, order: Order, speaker: Presence) -> bool:
    """Whether this start of the machine may go on with the order.

    Whoever has it in hand keeps it while it is here, and also when it then falls silent: another
    machine that says the same of itself, and was there beside it, is no restart of it. After a
    restart the new start takes it over.
    """
    if order.boot_id is None or order.boot_id == speaker.boot_id:
        return True
    holder = find(session, order.organisation_id, order.boot_id)
    return holder is None or not (is_here(holder) or _were_together(holder, speaker))


def orders_for(
    session: Session, presence: Presence, device: Device, orders: Sequence[Order]
) -> Sequence[Order]:
    """Which of the device's open ``orders`` this start of it is to carry out."""
    starts = here(session, device)
    is_latest = not starts or starts[0].boot_id == presence.boot_id
    refused = _refused(session, presence, orders)
    return [
        order
        for order in orders
        if order.boot_id == presence.boot_id
        or (is_latest and order.id not in refused and may_take(session, order, presence))
    ]


def _refused(session: Session, presence: Presence, orders: Sequence[Order]) -> Collection[str]:
    """Those that another start has in hand, and of which this one said that it is not the one.

    Another end that did not count is no refusal: being told of the order, it says that anew.
    """
    of_others = [order.id for order in orders if order.boot_id not in {None, presence.boot_id}]
    if not of_others:
        return ()
    said = sa.select(OrderWord.order_id).where(
        OrderWord.organisation_id == presence.organisation_id,
        OrderWord.order_id.in_(of_others),
        OrderWord.boot_id == presence.boot_id,
        OrderWord.state == "failed",
        OrderWord.reason.in_(REFUSALS),
    )
    return set(session.scalars(said))
