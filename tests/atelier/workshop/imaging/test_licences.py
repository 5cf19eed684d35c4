"""Licences: only the tail of a key is kept, none is used twice, and the last one has one winner."""

import threading
import uuid
from typing import Any

import pytest
import sqlalchemy as sa
from apiflask import APIFlask
from sqlalchemy.orm import Session

from atelier.db import db
from atelier.devices import history
from atelier.devices import service as devices
from atelier.devices.lifecycle import facts
from atelier.devices.models import Device
from atelier.errors import Conflict, Invalid, NotFound
from atelier.people.actor import SYSTEM, Actor
from atelier.workshop.imaging import licences
from atelier.workshop.imaging.models import Licence, LicenceUse
from diagnostics.report import Firmware, Report
from tests.factories import World, make_world
from tests.imaging import add, coordinator
from tests.reports import a_report
from tests.visits import counted

#: Made up: the letters and digits that keys are made of, in no key's order.
KEY = "BCDFG-HJKMP-QRTVW-XY234-67892"


def an_id() -> str:
    return str(uuid.uuid4())


@pytest.fixture
def by(world: World) -> Actor:
    return coordinator(world).actor


def laptop(session: Session, world: World, *, system: str | None = "windows") -> Device:
    """With such software on it, by our own facts."""
    device = devices.create(
        session, organisation_id=world.organisation.id, kind="laptop", actor=world.actor
    )
    if system is not None:
        image = add(session, world, released=False, name=system, system=system)
        disk: dict[str, Any] = {"media": ["serial:TEST1"]}
        history.record(session, device, facts.MEDIUM_SEEN, actor=SYSTEM, data=disk)
        put = {"image": image.sha256, "verified": True, "medium": "serial:TEST1"}
        history.record(session, device, facts.IMAGED, actor=SYSTEM, data=put)
    return device


def a_licence(session: Session, world: World, **fields: Any) -> Licence:
    told = {"product": "Windows 11 Pro", "kind": "volume", "count": 2, "key": KEY, **fields}
    client_id = told.pop("client_id", None) or an_id()
    return licences.add(
        session,
        world.organisation.id,
        by=coordinator(world).actor,
        client_id=client_id,
        **told,
    )


def with_embedded(tail: str | None = "3V66T") -> Report:
    return a_report(1, firmware=Firmware(windows_licence=True, windows_licence_tail=tail))


@pytest.mark.parametrize(
    ("typed", "tail"),
    [
        (KEY, "67892"),
        (KEY.lower(), "67892"),
        (KEY.replace("-", ""), "67892"),
        (" 67892 ", "67892"),
        (KEY.replace("-", " - "), "67892"),
    ],
)
def test_of_a_key_only_the_tail_is_kept(
    session: Session, world: World, typed: str, tail: str
) -> None:
    row = a_licence(session, world, key=typed)
    session.commit()
    assert row.key_tail == tail
    kept = session.execute(sa.text("SELECT * FROM licence")).mappings().one()
    assert KEY[:5] not in str(dict(kept)).upper()


@pytest.mark.parametrize(
    "typed", ["12345", "BCDFG-HJKMP", KEY + "-BCDFG", "AEIOU-AEIOU-AEIOU-AEIOU-AEIOU", "BCDFG\0"]
)
def test_what_is_no_key_is_refused_and_not_repeated(
    session: Session, world: World, typed: str
) -> None:
    with pytest.raises(Invalid) as raised:
        a_licence(session, world, key=typed)
    assert typed not in str(raised.value)


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"product": " "}, "product"),
        ({"kind": "embedded"}, "kind"),
        ({"count": 0}, "count"),
        ({"count": 10**9}, "count"),
        ({"kind": "sticker", "count": 2}, "count"),
    ],
)
def test_a_form_that_is_wrong_names_its_field(
    session: Session, world: World, fields: dict[str, Any], field: str
) -> None:
    with pytest.raises(Invalid) as raised:
        a_licence(session, world, **fields)
    assert raised.value.field == field


def test_added_twice_it_is_there_once(session: Session, world: World) -> None:
    form = an_id()
    first = a_licence(session, world, client_id=form)
    assert a_licence(session, world, client_id=form).id == first.id
    assert a_licence(session, world, key=None).key_tail is None
    assert len(licences.overview(session, world.organisation.id)) == 2


def test_used_and_freed_it_is_counted(session: Session, world: World, by: Actor) -> None:
    licence = a_licence(session, world)
    first, second, third = (laptop(session, world) for _ in range(3))
    form = an_id()
    used = licences.use(session, first, licence=licence, by=by, client_id=form)
    assert licences.use(session, first, licence=licence, by=by, client_id=form).id == used.id
    with pytest.raises(Conflict, match="al een licentie"):
        licences.use(session, first, licence=licence, by=by, client_id=an_id())
    licences.use(session, second, licence=licence, by=by, client_id=an_id())
    (line,) = licences.overview(session, world.organisation.id)
    assert (line.used, line.left, [d.id for d in line.devices]) == (2, 0, [second.id, first.id])
    with pytest.raises(Conflict, match="geen meer over"):
        licences.use(session, third, licence=licence, by=by, client_id=an_id())
    form = an_id()
    freed = licences.free(session, used, reason="scrapped", by=by, client_id=form)
    assert licences.free(session, used, reason="scrapped", by=by, client_id=form).id == freed.id
    with pytest.raises(Conflict, match="al vrij"):
        licences.free(session, used, reason="scrapped", by=by, client_id=an_id())
    with pytest.raises(Conflict, match="al vrij"):
        licences.free(session, freed, reason="scrapped", by=by, client_id=an_id())
    assert licences.of_device(session, first) is None
    licences.use(session, third, licence=licence, by=by, client_id=an_id())
    assert licences.left(session, licence) == 0
    told = [e for e in history.events_of(session, first) if e.kind.startswith("licence")]
    assert [(e.kind, e.data["tail"]) for e in told] == [
        ("licence_used", "67892"),
        ("licence_freed", "67892"),
    ]


def test_the_one_in_the_firmware_costs_nobody_one(
    session: Session, world: World, by: Actor
) -> None:
    device, report = laptop(session, world), with_embedded()
    assert licences.is_embedded(report)
    used = licences.use(session, device, report=report, by=by, client_id=an_id())
    assert (used.licence_id, used.key_tail) == (None, "3V66T")
    assert licences.of_device(session, device) == used
    assert licences.overview(session, world.organisation.id) == []


@pytest.mark.parametrize("firmware", [Firmware(), Firmware(windows_licence=False)])
def test_what_is_not_in_the_firmware_is_not_used(
    session: Session, world: World, by: Actor, firmware: Firmware
) -> None:
    device, report = laptop(session, world), a_report(1, firmware=firmware)
    assert not licences.is_embedded(report)
    for told in (report, None):
        with pytest.raises(Conflict, match="zit geen licentie"):
            licences.use(session, device, report=told, by=by, client_id=an_id())


def test_a_licence_that_was_closed_is_not_given_out(
    session: Session, world: World, by: Actor
) -> None:
    licence = a_licence(session, world)
    licences.close(session, licence, by=by)
    licences.close(session, licence, by=by)
    assert (licences.left(session, licence), licences.overview(session, 1)) == (0, [])
    with pytest.raises(Conflict):
        licences.use(session, laptop(session, world), licence=licence, by=by, client_id=an_id())


def test_one_that_is_closed_is_listed_as_long_as_a_device_uses_it(
    session: Session, world: World, by: Actor
) -> None:
    licence, device = a_licence(session, world), laptop(session, world)
    used = licences.use(session, device, licence=licence, by=by, client_id=an_id())
    licences.close(session, licence, by=by)
    (line,) = licences.overview(session, world.organisation.id)
    assert (line.is_closed, line.used, line.left, line.devices) == (True, 1, 0, [device])
    licences.free(session, used, reason="scrapped", by=by, client_id=an_id())
    assert licences.overview(session, world.organisation.id) == []


@pytest.mark.parametrize("system", [None, "debian", "linux"])
def test_none_is_counted_on_a_device_that_needs_none(
    session: Session, world: World, by: Actor, system: str | None
) -> None:
    licence, device = a_licence(session, world), laptop(session, world, system=system)
    for which in (licence, None):
        with pytest.raises(Conflict, match="geen software die een licentie vraagt"):
            licences.use(
                session, device, licence=which, report=with_embedded(), by=by, client_id=an_id()
            )
    assert licences.left(session, licence) == 2


def test_what_was_erased_needs_none_any_more(session: Session, world: World, by: Actor) -> None:
    licence, device = a_licence(session, world), laptop(session, world)
    wiped = {"medium": "serial:TEST1", "result": "erased", "verified": True, "evidence": 1}
    history.record(session, device, facts.ERASED, actor=SYSTEM, data=wiped)
    with pytest.raises(Conflict, match="geen software die een licentie vraagt"):
        licences.use(session, device, licence=licence, by=by, client_id=an_id())


def test_each_organisation_has_its_own(session: Session, world: World) -> None:
    licence = a_licence(session, world)
    other = make_world(session, "Another")
    with pytest.raises(NotFound):
        licences.get(session, other.organisation.id, licence.id)
    assert licences.get(session, world.organisation.id, licence.id) == licence
    assert licences.overview(session, other.organisation.id) == []


def test_the_list_takes_as_many_queries_for_many_as_for_one(
    session: Session, world: World, by: Actor
) -> None:
    def queries() -> int:
        session.expire_all()
        with counted(db.engine) as seen:
            licences.overview(session, organisation_id)
        return len(seen)

    organisation_id = world.organisation.id
    first = a_licence(session, world)
    licences.use(session, laptop(session, world), licence=first, by=by, client_id=an_id())
    one = queries()
    for _ in range(4):
        more = a_licence(session, world)
        licences.use(session, laptop(session, world), licence=more, by=by, client_id=an_id())
    assert queries() == one


def test_of_many_who_want_the_last_one_exactly_one_gets_it(
    app: APIFlask, session: Session, world: World, by: Actor
) -> None:
    licence = a_licence(session, world, count=1)
    wanting = [laptop(session, world).id for _ in range(4)]
    organisation_id, licence_id = world.organisation.id, licence.id
    session.commit()
    outcomes: list[object] = []
    ready = threading.Barrier(len(wanting))

    def want(device_id: int) -> None:
        with app.app_context():
            ready.wait()
            try:
                device = devices.get(db.session, organisation_id, device_id)
                chosen = licences.get(db.session, organisation_id, licence_id)
                licences.use(db.session, device, licence=chosen, by=by, client_id=an_id())
                db.session.commit()
                outcomes.append("used")
            except Exception as error:  # noqa: BLE001 - each is a page that says no
                outcomes.append(type(error))

    threads = [threading.Thread(target=want, args=(one,)) for one in wanting]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(map(str, outcomes)) == sorted(map(str, ["used", *[Conflict] * 3]))
    assert session.scalar(sa.select(sa.func.count()).select_from(LicenceUse)) == 1
