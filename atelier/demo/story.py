"""What happened to each device of the demo, from the door to a borrower's desk."""

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from atelier.db import now, some_time_ago
from atelier.demo import catalogue, disks, imaging, software
from atelier.demo.donors import COMPANY, COUNCIL, PERSON
from atelier.demo.machines import Machine
from atelier.demo.places import BUS, EQUIPMENT, NEIGHBOUR, NORTH, READY, SECOND_SHELF, VAN
from atelier.demo.workshop import Workshop
from atelier.devices.models import Device
from atelier.workshop.diagnosis.by_hand import Condition, Seen
from diagnostics.report import encode

Act = Callable[[Workshop, Device], Device | None]

_Planned = tuple[catalogue.Line, float, Sequence[Act] | None, dict[str, object]]

#: IMEIs of the range kept for tests (00 1017 00), with their check digit.
_IMEIS = ("001017001234569", "001017007654323", "001017002468018")
_HOURS_BETWEEN_ACTS = 5
#: Beyond the numbers of the machines below that have a story of their own.
_FIRST_OF_DESKS = 90


@dataclass(frozen=True)
class Story:
    """A machine that came in ``days`` ago, and what was done with it since, in order."""

    machine: Machine
    days: float
    acts: Sequence[Act]
    donation: str = COUNCIL


def play(workshop: Workshop) -> None:
    for story in _stories():
        _tell(workshop, story)
    _measured_before_received(workshop)
    _phones_and_screens(workshop)
    _what_changed(workshop)
    _a_question(workshop)
    _a_damaged_report(workshop)


def _measure(machine: Machine) -> Act:
    """The agent reports; the tag it was received with goes on that record."""

    def act(workshop: Workshop, device: Device) -> Device | None:
        measured = workshop.measure(machine)
        return workshop.stick(measured, device.tag or "") if measured else None

    return act


def _erase(workshop: Workshop, device: Device) -> None:
    workshop.erase(device)


def _erase_badly(workshop: Workshop, device: Device) -> None:
    workshop.erase(device, bad_sectors=True)


def _stop_erasing(workshop: Workshop, device: Device) -> None:
    workshop.erase(device, stop_at=0.41)


def _doom(workshop: Workshop, device: Device) -> None:
    workshop.doom(device)


def _image(workshop: Workshop, device: Device) -> None:
    workshop.image(device)


def _image_unstarted(workshop: Workshop, device: Device) -> None:
    workshop.image(device, starts=False)


def _image_on_trial(workshop: Workshop, device: Device) -> None:
    workshop.image(device, software.BASIS_ON_TRIAL)


def _image_without_wifi(workshop: Workshop, device: Device) -> None:
    workshop.image(device, driverless=(imaging.WIFI,))


def _image_badly(workshop: Workshop, device: Device) -> None:
    """The disk gives back something else than was written."""
    workshop.image(device, fails=("read_back_differs",))


def _image_school(workshop: Workshop, device: Device) -> None:
    workshop.image(device, software.SCHOOL)


def _image_windows(workshop: Workshop, device: Device) -> None:
    workshop.image(device, software.WINDOWS)


def _photograph(workshop: Workshop, device: Device) -> None:
    workshop.photograph(device)


def _scrap(workshop: Workshop, device: Device) -> None:
    workshop.scrap(device)


def _broken(fault: str) -> Act:
    return lambda workshop, device: workshop.break_down(device, fault)


def _repaired(fault: str) -> Act:
    return lambda workshop, device: workshop.repair(device, fault)


def _checked(grade: str) -> Act:
    return lambda workshop, device: workshop.check(device, grade)


def _to(place: str) -> Act:
    return lambda workshop, device: workshop.move(device, place)


def _stories() -> Iterable[Story]:
    on_bench = _to("Werkbank 1")
    erased: tuple[Act, ...] = (on_bench, _erase)
    imaged = (*erased, _image)
    ready = (*imaged, _photograph, _checked("B"), _to(READY))
    plan: Sequence[_Planned] = (
        # Received, not yet measured.
        (catalogue.T470, 0.2, None, {}),
        (catalogue.T470, 0.2, None, {}),
        (catalogue.T480, 1.1, None, {}),
        (catalogue.PROBOOK, 4.0, None, {}),
        # Measured; their disks wait to be erased.
        (catalogue.T470, 2.0, (), {"battery": 88}),
        (catalogue.T470, 2.0, (), {"battery": 71}),
        (catalogue.T480, 3.1, (), {"battery": 92}),
        (catalogue.L570, 6.0, (), {"battery": 44, "disk": disks.FAILING}),
        (catalogue.LATITUDE, 6.0, (), {"battery": 79, "password": True}),
        (catalogue.LATITUDE_OLD, 9.0, (), {"battery": 31, "disk": disks.FAILING}),
        (catalogue.ELITEBOOK, 2.2, (), {"battery": 90, "tracked": True}),
        (catalogue.OPTIPLEX, 7.0, (), {"disk": disks.USED}),
        (catalogue.TRAVELMATE, 8.0, (), {"battery": 63}),
        # No disk inside: nothing to erase, and nothing to put software on.
        (catalogue.LATITUDE, 5.0, (_to("Werkbank 2"),), {"battery": 81, "has_disk": False}),
        # Erasing did not go as it should: a coordinator decides, or two people destroy the disk.
        (catalogue.THINKCENTRE, 7.0, (on_bench, _erase_badly), {"disk": disks.USED}),
        (catalogue.TRAVELMATE, 6.0, (on_bench, _stop_erasing), {"battery": 66}),
        (catalogue.LATITUDE_OLD, 8.0, (on_bench, _erase_badly, _doom), {"disk": disks.FAILING}),
        # Erased; software comes next.
        (catalogue.T480, 6.5, erased, {"battery": 84}),
        (catalogue.PROBOOK, 7.5, erased, {"battery": 95}),
        (catalogue.THINKCENTRE, 8.5, erased, {}),
        # Something is broken.
        (catalogue.MACBOOK, 12.0, (*imaged, _broken("keyboard")), {"battery": 58}),
        (catalogue.LATITUDE, 11.0, (*imaged, _broken("hinge")), {"battery": 83}),
        # To be looked at by a person.
        (catalogue.T470, 9.0, imaged, {"battery": 86}),
        (catalogue.ELITEBOOK, 10.0, imaged, {"battery": 77}),
        (
            catalogue.PROBOOK,
            13.0,
            (*imaged, _broken("fan"), _repaired("fan")),
            {"battery": 82},
        ),
        # Ready, and at a loan desk.
        (catalogue.T480, 14.0, ready, {"battery": 93}),
        (catalogue.T480, 14.0, ready, {"battery": 91}),
        (catalogue.LATITUDE, 15.0, ready, {"battery": 87}),
        (catalogue.OPTIPLEX, 16.0, ready, {}),
        (catalogue.ELITEBOOK, 18.0, (*ready, _to(VAN)), {"battery": 89}),
        (catalogue.T470, 19.0, (*ready, _to(NORTH)), {"battery": 94}),
        (catalogue.PROBOOK, 19.0, (*ready, _to(NORTH)), {"battery": 96}),
        # Gone for good.
        (catalogue.LATITUDE_OLD, 20.0, (*erased, _scrap), {"battery": 22, "disk": disks.FAILING}),
        (catalogue.TRAVELMATE, 20.0, (*erased, _scrap), {"battery": 35}),
        # Software: not started yet, on trial, without a driver, on a disk that lies, Windows.
        (catalogue.T480, 2.4, (*erased, _image_unstarted), {"battery": 90}),
        (catalogue.LATITUDE, 2.6, (*erased, _image_on_trial), {"battery": 88}),
        (catalogue.TRAVELMATE, 3.2, (*erased, _image_without_wifi), {"battery": 74}),
        (catalogue.PROBOOK, 3.6, (*erased, _image_badly), {"battery": 81}),
        (catalogue.ELITEBOOK, 4.2, (*erased, _image_windows), {"battery": 92}),
    )
    yield from _numbered(plan, 1)
    yield from _numbered(_of_desks(ready, erased), _FIRST_OF_DESKS)


def _numbered(plan: Iterable[_Planned], first: int) -> Iterable[Story]:
    for number, (line, days, acts, more) in enumerate(plan, start=first):
        machine = Machine(line=line, number=number, **more)  # type: ignore[arg-type]
        all_acts = () if acts is None else (_measure(machine), *acts)
        yield Story(machine, days, all_acts, COMPANY if number % 3 == 0 else COUNCIL)


def _of_desks(ready: Sequence[Act], erased: Sequence[Act]) -> Iterable[_Planned]:
    """Ready long enough to stand at a desk, to be lent, or to be promised."""
    school = (*erased, _image_school, _photograph, _checked("A"), _to(SECOND_SHELF))
    small = (*erased, _image, _photograph, _checked("C"), _to(SECOND_SHELF))
    for days, battery in ((372.0, 93), (358.0, 96), (325.0, 95)):
        yield (catalogue.T480, days, (*ready, _to(NORTH)), {"battery": battery})
    yield (catalogue.LATITUDE, 27.0, (*ready, _to(NORTH)), {"battery": 90})
    yield (catalogue.T480, 27.0, (*ready, _to(NORTH)), {"battery": 88})
    yield (catalogue.T470, 26.5, (*ready, _to(NORTH)), {"battery": 84})
    yield (catalogue.ELITEBOOK, 26.5, (*ready, _to(NORTH)), {"battery": 91})
    yield (catalogue.PROBOOK, 26.0, (*ready, _to(NORTH)), {"battery": 86})
    yield (catalogue.OPTIPLEX, 26.0, (*ready, _to(EQUIPMENT)), {})
    yield (catalogue.PROBOOK, 24.0, (*ready, _to(BUS)), {"battery": 87})
    yield (catalogue.LATITUDE, 24.0, (*ready, _to(NEIGHBOUR)), {"battery": 92})
    yield (catalogue.T480, 24.0, (*ready, _to(NEIGHBOUR)), {"battery": 95})
    yield (catalogue.PROBOOK, 17.0, ready, {"battery": 88})
    yield (catalogue.T470, 16.0, ready, {"battery": 90})
    yield (catalogue.ELITEBOOK, 15.0, ready, {"battery": 93})
    yield (catalogue.LATITUDE, 14.0, school, {"battery": 94})
    yield (catalogue.LATITUDE, 14.0, school, {"battery": 97})
    yield (catalogue.T480, 13.5, school, {"battery": 96})
    yield (catalogue.L570, 13.0, small, {"battery": 72})
    yield (catalogue.TRAVELMATE, 13.0, small, {"battery": 69})


def _tell(workshop: Workshop, story: Story) -> None:
    kind = "laptop" if story.machine.line.inches else "desktop"
    with some_time_ago(timedelta(days=story.days)):
        device = workshop.receive(workshop.blank(), story.donation, kind)
    for count, act in enumerate(story.acts, start=1):
        ago = timedelta(days=story.days, hours=-_HOURS_BETWEEN_ACTS * count)
        with some_time_ago(max(ago, timedelta(minutes=20) / count)):
            device = act(workshop, device) or device


def _measured_before_received(workshop: Workshop) -> None:
    """Reports that came before anybody scanned at the door: one of them came in since."""
    for number, line in ((50, catalogue.T480), (51, catalogue.LATITUDE)):
        with some_time_ago(timedelta(hours=20)):
            workshop.measure(Machine(line=line, number=number, battery=90))
    machine = Machine(line=catalogue.ELITEBOOK, number=52, battery=85)
    with some_time_ago(timedelta(hours=30)):
        workshop.measure(machine)
    with some_time_ago(timedelta(hours=4)):
        device = workshop.receive(machine.serial, COMPANY)
        workshop.stick(device, workshop.blank())


def _phones_and_screens(workshop: Workshop) -> None:
    with some_time_ago(timedelta(days=3)):
        for imei, kind in zip(_IMEIS, ("smartphone", "smartphone", "tablet"), strict=True):
            phone = workshop.receive(imei, PERSON if kind == "smartphone" else COMPANY, kind)
            if imei != _IMEIS[0]:  # the first still waits for its tag
                workshop.stick(phone, workshop.blank())
    with some_time_ago(timedelta(days=2)):
        parts: dict[str, Condition] = {"screen": "good", "battery": "worn", "buttons": "good"}
        seen = Seen(parts=parts, maker="Demo", model="Tablet 10", storage_gb=32)
        workshop.look_at(phone, seen)
    with some_time_ago(timedelta(days=5)):
        screens = [workshop.receive(workshop.blank(), COUNCIL, "screen") for _ in range(2)]
        workshop.discard(workshop.receive(workshop.blank(), COUNCIL, "screen"))
    with some_time_ago(timedelta(days=4)):
        seen = Seen(parts={"screen": "good", "buttons": "good"}, maker="Demo", model="Monitor 24")
        workshop.look_at(screens[0], seen)
        workshop.check(screens[0], "A")


def _what_changed(workshop: Workshop) -> None:
    """A machine that was measured, got memory and lost its disk, and was measured again."""
    machine = Machine(line=catalogue.T470, number=60, battery=80, memory_gb=(8,))
    with some_time_ago(timedelta(days=6)):
        device = workshop.receive(workshop.blank(), COUNCIL)
    with some_time_ago(timedelta(days=5)):
        measured = workshop.measure(machine)
        if measured:
            workshop.stick(measured, device.tag or "")
    with some_time_ago(timedelta(hours=7)):
        workshop.measure(replace(machine, memory_gb=(8, 16), has_disk=False), turn=2)


def _a_question(workshop: Workshop) -> None:
    """A board from one machine in another: which of the two is this? A person has to say."""
    old, other = (Machine(line=catalogue.L570, number=number, battery=70) for number in (70, 71))
    with some_time_ago(timedelta(days=2)):
        for machine in (old, other):
            workshop.measure(machine)
    report = old.report(now(), turn=2)
    theirs = other.report(now())
    mixed = replace(
        report,
        system=replace(report.system, uuid=theirs.system.uuid, board_serial=None),
        network=theirs.network,
        disks=theirs.disks,
    )
    workshop.send(encode(mixed))


def _a_damaged_report(workshop: Workshop) -> None:
    body = encode(Machine(line=catalogue.T470, number=80).report(now()))
    document = json.loads(body)
    document["disks"][0]["size_bytes"] = "256 GB"
    workshop.send(json.dumps(document).encode())
