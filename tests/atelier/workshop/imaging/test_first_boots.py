"""An installed system says once that it started: by its own key, of its own installation."""

import uuid
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from atelier import checks
from atelier.devices import history
from atelier.devices.lifecycle import facts
from atelier.errors import Conflict, Invalid, TooMany
from atelier.people.actor import Actor
from atelier.people.throttle import Throttle
from atelier.workshop.imaging import attesting, first_boots, releasing
from atelier.workshop.imaging.models import Attestation, FirstBoot, Image, Writing
from diagnostics import wire
from diagnostics.wire import imaging
from diagnostics.wire.imaging import Driverless
from tests.factories import World
from tests.imaging import add, coordinator, decide, erase, first_boot, install, wiped, worker
from tests.machines import Machine

WIFI = Driverless(bus="pci", id="8086:4232", kind="wifi", name="Wi-Fi Link 5100")
SOUND = Driverless(bus="pci", id="8086:2284", kind="sound")


@pytest.fixture
def throttle() -> Throttle:
    return Throttle(
        per_login=3, per_address=3, window=timedelta(minutes=5), secret="only-for-tests"
    )


@pytest.fixture
def image(session: Session, world: World) -> Image:
    return add(session, world)


@pytest.fixture
def machine(session: Session, world: World) -> Machine:
    return wiped(session, world)


class Installed:
    """A device with its software, that has not started yet."""

    def __init__(self, session: Session, machine: Machine, throttle: Throttle) -> None:
        self.session, self.machine, self.throttle = session, machine, throttle
        self.writing: Writing
        self.key = ""

    def install(self, image: Image, by: Any) -> "Installed":
        self.writing, self.key = install(self.session, self.machine, image, by)
        return self

    def says(self, key: str | None = None, body: bytes | None = None, **fields: Any) -> Any:
        told = body if body is not None else wire.encode(self.told(**fields))
        taken = first_boots.take(
            self.session,
            f"Bearer {self.key if key is None else key}",
            told,
            address="192.0.2.7",
            throttle=self.throttle,
        )
        self.session.commit()
        return taken

    def told(self, **fields: Any) -> imaging.FirstBoot:
        return first_boot(self.session, self.writing, **fields)

    def standing(self) -> str:
        self.session.refresh(self.machine.device)
        step = history.refresh(self.session, self.machine.device)
        return step.reasons[0].code if step.key == "image" else step.key

    def events(self, *kinds: str) -> list[Any]:
        found = history.events_of(self.session, self.machine.device)
        return [event for event in found if event.kind in kinds]

    def faults(self) -> dict[str, bool]:
        return dict(history.state_of(self.session, self.machine.device).faults)


@pytest.fixture
def installed(
    session: Session, world: World, machine: Machine, image: Image, throttle: Throttle
) -> Iterator[Installed]:
    made = Installed(session, machine, throttle).install(image, worker(world))
    yield made
    wrong = [
        f"{name}: {finding}"
        for name, found in checks.run(session)
        for finding in found
        if "erased" not in name  # the erasures of these tests have no evidence
    ]
    assert wrong == []


def test_by_its_own_key_it_opens_the_gate(
    session: Session, installed: Installed, image: Image
) -> None:
    assert installed.standing() == "not_booted"
    taken = installed.says(failed_units=("cups.service",))
    assert (taken.state, taken.error) == ("new", None)
    assert installed.standing() == "check"
    (row,) = first_boots.of_device(session, installed.machine.device)
    assert (row.counts, row.writing_id, row.faults) == (True, installed.writing.id, 0)
    assert row.document["host_name"] == "atelier-4217038561"
    (fact,) = installed.events(facts.BOOTED)
    assert (fact.data["image"], fact.data["evidence"]) == (image.sha256, installed.writing.id)
    assert fact.data["failed_units"] == ["cups.service"]
    assert installed.faults() == {}


def test_said_twice_it_counts_once(session: Session, installed: Installed) -> None:
    told = wire.encode(installed.told())
    assert [installed.says(body=told).state for _ in range(3)] == ["new", "known", "known"]
    assert len(first_boots.of_device(session, installed.machine.device)) == 1
    assert len(installed.events(facts.BOOTED)) == 1


def test_the_key_is_kept_nowhere(session: Session, installed: Installed) -> None:
    assert installed.key not in str(installed.writing.document)
    assert installed.writing.first_boot_sha256 == first_boots.key_hash(installed.key)


@pytest.mark.parametrize("key", ["", "another", "x" * 5000])
def test_a_key_of_nobody_is_refused(session: Session, installed: Installed, key: str) -> None:
    taken = installed.says(key=key)
    assert (taken.error.status, taken.row) == (401, None)
    assert first_boots.of_device(session, installed.machine.device) == []
    assert installed.standing() == "not_booted"


def test_wrong_keys_close_the_door_and_the_right_one_is_still_heard(
    session: Session, installed: Installed
) -> None:
    """All machines of a workshop come from one address: one that is wrong locks out no other."""
    for number in range(3):
        assert installed.says(key=f"wrong {number}").error.status == 401
    with pytest.raises(TooMany):
        installed.says(key="wrong again")
    session.rollback()
    assert installed.says().state == "new"
    assert installed.standing() == "check"


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ({"image": "0" * 64}, "other_image"),
        ({"machine": wire.Machine(report_id="", serial="OTHER99")}, "other_machine"),
        ({"machine": wire.Machine(report_id="", uuid=str(uuid.uuid4()))}, "other_machine"),
    ],
)
def test_of_another_machine_or_image_it_is_kept_and_does_not_count(
    session: Session, installed: Installed, fields: dict[str, Any], problem: str
) -> None:
    taken = installed.says(**fields, driverless=(WIFI,))
    assert (taken.state, taken.error) == ("new", None)  # the system forgets us all the same
    (row,) = first_boots.of_device(session, installed.machine.device)
    assert (row.counts, row.problem, bool(row.detail)) == (False, problem, True)
    (shown,) = installed.events(history.BOOT_REFUSED)
    assert shown.data == {"first_boot": row.id, "problem": problem}
    assert installed.standing() == "not_booted"
    assert installed.faults() == {}
    assert installed.says().row.counts  # and where all is well, it counts after all
    assert installed.standing() == "check"


def test_what_only_one_side_knows_of_the_machine_is_no_other_machine(
    installed: Installed,
) -> None:
    assert installed.says(machine=wire.Machine(report_id="")).row.counts


@pytest.mark.parametrize("body", [b"", b"{", b'{"id": "1"}', b"[]", b'{"id": "\\ud800"}'])
def test_what_cannot_be_read_is_kept_and_answered_with_why(
    session: Session, installed: Installed, body: bytes
) -> None:
    for _ in range(2):
        assert installed.says(body=body).error.status in {400, 422}
    (row,) = first_boots.of_device(session, installed.machine.device)
    assert (row.problem, row.told_id) == ("malformed", None)
    assert set(row.document) == {"unread"}
    assert installed.standing() == "not_booted"


def test_nobody_fills_the_table_with_one_key(session: Session, installed: Installed) -> None:
    answers = [installed.says(image="0" * 64).error for _ in range(first_boots.MOST + 2)]
    assert [error.status for error in answers if error] == [429, 429]
    count = sa.select(sa.func.count()).select_from(FirstBoot)
    assert session.scalar(count) == first_boots.MOST


def test_the_key_of_an_earlier_installation_is_worth_nothing(
    session: Session, world: World, installed: Installed, image: Image
) -> None:
    old = wire.encode(installed.told()), installed.key
    installed.install(image, worker(world))
    taken = installed.says(body=old[0], key=old[1])
    assert (taken.row.problem, installed.standing()) == ("outdated", "not_booted")
    assert installed.says().row.counts
    assert installed.standing() == "check"


@pytest.mark.parametrize("what", ["erased", "begun", "used", "out", "gone"])
def test_a_key_is_worth_nothing_once_its_disk_was_touched(
    session: Session, world: World, installed: Installed, image: Image, what: str
) -> None:
    device = installed.machine.device
    if what == "erased":
        erase(session, installed.machine)
    elif what == "begun":
        told = {"image": image.sha256, "verified": False, "medium": installed.writing.medium}
        history.record(session, device, facts.IMAGED, actor=world.actor, data=told)
    elif what == "used":
        history.record(session, device, facts.USED, actor=world.actor)
    elif what == "out":
        none = {"media": []}
        history.record(session, device, facts.MEDIUM_SEEN, actor=world.actor, data=none)
    else:
        history.record(session, device, facts.LEFT, actor=world.actor, data={"how": "scrapped"})
    assert installed.says().row.problem == "outdated"
    assert installed.events(facts.BOOTED) == []


def test_parts_without_a_driver_are_faults(
    session: Session, world: World, installed: Installed, image: Image
) -> None:
    installed.says(driverless=(WIFI, SOUND, SOUND))
    assert installed.faults() == {"driver:pci:8086:4232": True, "driver:pci:8086:2284": False}
    assert installed.standing() == "repair"
    opened = {e.data["fault"]: e.data for e in installed.events(facts.FAULT_OPENED)}
    assert opened["driver:pci:8086:4232"]["part_name"] == "Wi-Fi Link 5100"
    # A newer installation has the driver of one of them.
    installed.install(image, worker(world))
    assert len(installed.faults()) == 2
    installed.says(driverless=(SOUND,))
    assert installed.faults() == {"driver:pci:8086:2284": False}
    assert installed.standing() == "check"
    assert len(installed.events(facts.FAULT_OPENED)) == 2


def test_other_faults_are_left_alone(session: Session, world: World, installed: Installed) -> None:
    device = installed.machine.device
    told = {"fault": "hinge", "blocking": True}
    history.record(session, device, facts.FAULT_OPENED, actor=world.actor, data=told)
    installed.says()
    assert installed.faults() == {"hinge": True}


def test_on_trial_it_waits_for_its_release(
    session: Session, world: World, machine: Machine, throttle: Throttle
) -> None:
    image = add(session, world, released=False)
    made = Installed(session, machine, throttle).install(image, coordinator(world))
    made.says()
    assert made.standing() == "on_trial"
    decide(session, world, image)
    assert made.standing() == "check"
    assert releasing.tell(session, image, by=Actor()) == 0
    assert len(made.events(facts.IMAGE_RELEASED)) == 1


def test_released_before_it_started_it_hears_that_too(
    session: Session, world: World, machine: Machine, throttle: Throttle
) -> None:
    image = add(session, world, released=False)
    made = Installed(session, machine, throttle).install(image, coordinator(world))
    decide(session, world, image)
    assert made.standing() == "not_booted"
    made.says()
    assert made.standing() == "check"


def test_one_that_was_not_told_hears_it_at_its_first_boot(
    session: Session,
    world: World,
    machine: Machine,
    throttle: Throttle,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Its writing was told of at the same moment as the release: neither saw the other."""
    image = add(session, world, released=False)
    made = Installed(session, machine, throttle).install(image, coordinator(world))
    with monkeypatch.context() as patch:
        patch.setattr(releasing, "untold", lambda *_more: [])
        decide(session, world, image)
        session.commit()
    name = "devices heard that their image is released"
    assert len(list(checks.CHECKS[name](session))) == 1
    made.says()
    assert made.standing() == "check"
    assert list(checks.CHECKS[name](session)) == []


def test_recompute_tells_those_that_were_not_told(
    session: Session,
    world: World,
    machine: Machine,
    throttle: Throttle,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    image = add(session, world, released=False)
    made = Installed(session, machine, throttle).install(image, coordinator(world))
    made.says()
    with monkeypatch.context() as patch:
        patch.setattr(releasing, "untold", lambda *_more: [])
        decide(session, world, image)
    assert made.standing() == "on_trial"
    assert checks.recompute(session)["devices with a released image"] == 1
    assert made.standing() == "check"
    assert checks.recompute(session)["devices with a released image"] == 0


def attest(session: Session, made: Installed, world: World, **fields: Any) -> Attestation:
    told = {"reason": "no network here", "client_id": str(uuid.uuid4()), **fields}
    by = coordinator(world).actor
    return attesting.attest_first_boot(session, made.machine.device, by=by, **told)


def test_a_person_may_say_that_it_started(
    session: Session, world: World, installed: Installed, image: Image
) -> None:
    form = str(uuid.uuid4())
    row = attest(session, installed, world, client_id=form)
    assert attest(session, installed, world, client_id=form).id == row.id
    assert (row.writing_id, row.reason) == (installed.writing.id, "no network here")
    assert installed.standing() == "check"
    (fact,) = installed.events(facts.BOOTED)
    assert (fact.data["attestation"], fact.data["reason"]) == (row.id, "no network here")
    assert fact.account_id == coordinator(world).account_id
    with pytest.raises(Conflict, match="al gemeld"):
        attest(session, installed, world)
    assert session.scalars(sa.select(Attestation)).all() == [row]


def test_what_a_person_attests_needs_a_reason_and_something_to_attest(
    session: Session, world: World, installed: Installed
) -> None:
    with pytest.raises(Invalid):
        attest(session, installed, world, reason=" ")
    with pytest.raises(Invalid):
        attest(session, installed, world, client_id="1")
    erase(session, installed.machine)
    with pytest.raises(Conflict, match="nagelezen"):
        attest(session, installed, world)
    assert installed.events(facts.BOOTED) == []


def test_attested_it_closes_what_an_earlier_installation_had_no_driver_for(
    session: Session, world: World, installed: Installed, image: Image
) -> None:
    installed.says(driverless=(WIFI,))
    installed.install(image, worker(world))
    attest(session, installed, world)
    assert installed.faults() == {}
    assert installed.standing() == "check"
