"""History and ledger refuse change in the database itself, whoever asks."""

import uuid
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from atelier.bench.models import Order, OrderWord
from atelier.db import now
from atelier.devices import history
from atelier.devices.models import Device, Event
from atelier.stock import ledger
from atelier.stock.models import Posting
from atelier.workshop.erasure.models import Attestation, Brought, Refused, Request, StoredEvidence
from atelier.workshop.imaging import models as imaging
from tests.factories import World

REFUSAL = "written once"


@pytest.fixture
def moved(session: Session, world: World) -> Device:
    """A device with a line of history, a move, and a word of its machine."""
    device = Device(organisation_id=world.organisation.id, kind="laptop")
    session.add(device)
    session.flush()
    history.record(session, device, history.CREATED, actor=world.actor)
    client_id = str(uuid.uuid4())
    ledger.post(session, device, world.bench, reason="test", actor=world.actor, client_id=client_id)
    order_id = _say_a_word(session, world, device)
    _erase(session, world, device, order_id)
    _image(session, world, device, order_id)
    session.commit()
    return device


def _say_a_word(session: Session, world: World, device: Device) -> str:
    order = {"organisation_id": device.organisation_id, "id": str(uuid.uuid4())}
    session.add(Order(**order, device_id=device.id, kind="stress", report_id="", due_at=now()))
    session.flush()
    session.add(
        OrderWord(
            organisation_id=device.organisation_id,
            order_id=order["id"],
            id="1",
            station_id=world.station.id,
            boot_id="",
            number=1,
            state="running",
            said_at=now(),
        )
    )
    return order["id"]


def _erase(session: Session, world: World, device: Device, order_id: str) -> None:
    """One row of all that is written down of an erasure."""
    about: dict[str, Any] = {
        "organisation_id": device.organisation_id,
        "device_id": device.id,
        "medium": "serial:1",
    }
    person = world.actor.account_id
    session.add_all(
        (
            Request(
                **about,
                order_id=order_id,
                plan={},
                parameters={},
                confirmed_by="1",
                asked_by_id=person,
            ),
            StoredEvidence(
                **about,
                evidence_id="1",
                document={},
                sha256="",
                result="not_erased",
                verified=False,
            ),
            Refused(**about, problem="malformed", detail="", document={}),
            Attestation(
                **about,
                client_id="1",
                system="apple",
                answers={},
                result="not_erased",
                account_id=person,
            ),
        )
    )
    session.flush()
    evidence = session.scalars(sa.select(StoredEvidence.id)).one()
    session.add(Brought(evidence_id=evidence, plan={}, parameters={}, doubts=["other_tag"]))


def _image(session: Session, world: World, device: Device, order_id: str) -> None:
    """One row of all that is written down of an image, and of a licence."""
    own = {"organisation_id": device.organisation_id}
    person = world.actor.account_id
    image = imaging.Image(
        **own,
        sha256="",
        name="basis",
        release="1",
        system="debian",
        size_bytes=1,
        written_bytes=1,
        blocks_bytes=1,
        document="",
    )
    session.add(image)
    session.flush()
    about: dict[str, Any] = {**own, "device_id": device.id}
    told: dict[str, Any] = {**about, "order_id": order_id, "medium": "serial:1"}
    writing = imaging.Writing(
        **told,
        image_id=image.id,
        evidence_id="1",
        document={},
        sha256="",
        result="not_installed",
        trial=True,
    )
    session.add(writing)
    session.flush()
    by = {"client_id": "1", "account_id": person}
    session.add_all(
        (
            imaging.Decision(**own, **by, image_id=image.id, kind="released"),
            imaging.Request(
                **told, image_id=image.id, parameters={}, trial=True, asked_by_id=person
            ),
            imaging.Refused(**told, problem="malformed", detail="", document={}),
            imaging.FirstBoot(**about, writing_id=writing.id, document={}, sha256=""),
            imaging.Attestation(**about, **by, writing_id=writing.id, reason=""),
            imaging.LicenceUse(**about, **by),
        )
    )
    session.flush()


@pytest.mark.parametrize(
    "statement",
    [
        sa.update(Event).values(kind="other"),
        sa.update(Posting).values(reason="other"),
        sa.update(OrderWord).values(state="done"),
        sa.update(StoredEvidence).values(result="erased"),
        sa.update(Refused).values(problem="other"),
        sa.update(Request).values(confirmed_by="other"),
        sa.update(Attestation).values(result="erased"),
        sa.update(Brought).values(ended_at=None),
        sa.update(imaging.Image).values(document="other"),
        sa.update(imaging.Decision).values(kind="withdrawn"),
        sa.update(imaging.Request).values(trial=False),
        sa.update(imaging.Writing).values(result="installed"),
        sa.update(imaging.Refused).values(problem="other"),
        sa.update(imaging.FirstBoot).values(problem=None),
        sa.update(imaging.Attestation).values(reason="other"),
        sa.update(imaging.LicenceUse).values(frees_id=None),
        sa.delete(imaging.Image),
        sa.delete(imaging.Decision),
        sa.delete(imaging.Request),
        sa.delete(imaging.Writing),
        sa.delete(imaging.Refused),
        sa.delete(imaging.FirstBoot),
        sa.delete(imaging.Attestation),
        sa.delete(imaging.LicenceUse),
        sa.delete(Brought),
        sa.delete(StoredEvidence),
        sa.delete(Refused),
        sa.delete(Request),
        sa.delete(Attestation),
        sa.delete(Event),
        sa.delete(Posting),
        sa.delete(OrderWord),
    ],
    ids=str,
)
def test_rows_refuse(session: Session, moved: Device, statement: sa.Executable) -> None:
    before = everything(session)
    with pytest.raises(DBAPIError, match=REFUSAL):
        session.execute(statement)
    session.rollback()
    assert everything(session) == before


@pytest.mark.parametrize(
    "table",
    [
        "event",
        "posting",
        "order_word",
        "erasure_attestation",
        "erasure_brought",
        "erasure_evidence",
        "erasure_refused",
        "erasure_request",
        "image",
        "image_attestation",
        "image_decision",
        "image_first_boot",
        "image_refused",
        "image_request",
        "image_writing",
        "licence_use",
    ],
)
def test_tables_refuse_to_be_emptied_at_once(session: Session, moved: Device, table: str) -> None:
    if session.get_bind().dialect.name == "sqlite":
        pytest.skip("SQLite has no TRUNCATE")
    with pytest.raises(DBAPIError, match=REFUSAL):
        session.execute(sa.text(f"TRUNCATE {table} CASCADE"))
    session.rollback()


def test_a_changed_object_is_refused_at_its_flush(session: Session, moved: Device) -> None:
    event = session.scalars(sa.select(Event)).first()
    assert event is not None
    event.kind = "other"
    with pytest.raises(DBAPIError, match=REFUSAL):
        session.flush()
    session.rollback()


def test_new_rows_are_taken_all_the_same(session: Session, world: World, moved: Device) -> None:
    before = everything(session)
    client_id = str(uuid.uuid4())
    ledger.post(session, moved, world.shelf, reason="test", actor=world.actor, client_id=client_id)
    session.commit()
    after = everything(session)
    assert set(before) < set(after)


def everything(session: Session) -> list[tuple[object, ...]]:
    rows = [*session.execute(sa.select(Event.id, Event.kind).order_by(Event.id))]
    rows += session.execute(sa.select(Posting.id, Posting.reason).order_by(Posting.id))
    rows += session.execute(sa.select(OrderWord.id, OrderWord.state).order_by(OrderWord.id))
    return [tuple(row) for row in rows]
