"""What is refused is kept, once, until a person has dealt with it."""

import gzip
from collections.abc import Callable

import sqlalchemy as sa
from sqlalchemy.orm import Session

from atelier.devices.models import Device
from atelier.workshop.diagnosis import aside, config, service
from atelier.workshop.diagnosis.models import SetAside, StoredReport
from tests.atelier.workshop.diagnosis.conftest import Sent
from tests.factories import World, make_world
from tests.reports import body

SendBytes = Callable[..., Sent]


def refused(sent: Sent) -> service.Refused:
    assert isinstance(sent, service.Refused), sent
    return sent


def count(session: Session, model: type) -> int:
    return session.scalar(sa.select(sa.func.count()).select_from(model)) or 0


def test_the_original_is_kept_byte_for_byte(send_bytes: SendBytes, world: World) -> None:
    sent = gzip.compress(body())[:-20]
    kept = refused(send_bytes(sent)).kept
    assert aside.original(kept) == sent
    assert (kept.code, kept.size, kept.truncated) == ("damaged", len(sent), False)
    assert kept.station_id == world.station.id


def test_nothing_else_is_written(session: Session, send_bytes: SendBytes) -> None:
    refused(send_bytes(body().replace(b'"Notebook"', b"7")))
    assert (count(session, StoredReport), count(session, Device)) == (0, 0)


def test_the_same_again_is_one_row(session: Session, send_bytes: SendBytes) -> None:
    first, second = refused(send_bytes(b"{")), refused(send_bytes(b"{"))
    assert first.kept is second.kept
    refused(send_bytes(b"["))
    assert count(session, SetAside) == 2


def test_what_was_dealt_with_and_comes_again_waits_again(
    session: Session, send_bytes: SendBytes, world: World
) -> None:
    kept = refused(send_bytes(b"{")).kept
    aside.resolve(session, kept, actor=world.actor)
    assert aside.how_many(session, world.organisation.id) == 0
    refused(send_bytes(b"{"))
    assert aside.how_many(session, world.organisation.id) == 1
    assert count(session, SetAside) == 1


def test_of_what_is_too_large_the_first_part_is_kept(send_bytes: SendBytes) -> None:
    limit = config.limits().max_bytes
    kept = refused(send_bytes(b"x" * (limit + 1))).kept
    assert kept.truncated
    assert aside.original(kept) == b"x" * limit


def test_each_organisation_has_its_own(session: Session, send_bytes: SendBytes) -> None:
    other = make_world(session, "Ander atelier")
    mine, theirs = refused(send_bytes(b"{")), refused(send_bytes(b"{", to=other))
    assert mine.kept is not theirs.kept
    found = aside.waiting(session, other.organisation.id, after=None, count=10)
    assert list(found) == [theirs.kept]
