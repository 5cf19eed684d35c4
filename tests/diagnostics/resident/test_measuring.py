"""When the machine is measured, and what becomes of what a person answered."""

import time
from dataclasses import replace
from typing import Any

from diagnostics.probes.disks import listing
from diagnostics.probes.host import Host
from diagnostics.report import Disk, Report
from diagnostics.report.checks import Check
from diagnostics.resident.facts import Facts
from diagnostics.resident.measuring import Measuring, measure_all
from tests.diagnostics.conftest import MakeHost
from tests.diagnostics.resident.conftest import REPORT
from tests.diagnostics.resident.doubles import a_board, until

KEYBOARD = Check(name="keyboard", answer="wrong")
SOUND = Check(name="sound", answer="good")


class Desk:
    def __init__(self, host: Host) -> None:
        self.board = a_board(Facts())
        self.handed: list[Report] = []
        self.count = 0
        #: So many measurements tell of no disk: each ran out of time.
        self.loses = 0
        self.measuring = Measuring(self.board, host, self.handed.append, self.measure)

    def measure(self, host: Host) -> Report:
        self.count += 1
        names = () if self.count <= self.loses else sorted(listing.built_in(host))
        disks = tuple(Disk(name=name) for name in names)
        return replace(REPORT, id=f"report-{self.count}", disks=disks)


def test_it_is_measured_when_asked_and_handed_on(make_host: MakeHost) -> None:
    desk = Desk(make_host())
    desk.measuring.ask()
    assert desk.board.facts.measuring
    desk.board.start(desk.measuring.run, "measuring")
    until(lambda: desk.handed)
    assert desk.board.facts.report == desk.handed[0]
    assert not desk.board.facts.measuring


def test_asked_twice_before_it_began_is_once(make_host: MakeHost) -> None:
    desk = Desk(make_host())
    desk.measuring.ask()
    desk.measuring.ask()
    desk.board.start(desk.measuring.run, "measuring")
    until(lambda: desk.handed)
    desk.measuring.ask()
    until(lambda: len(desk.handed) == 2)
    assert desk.count == 2


def test_answers_are_a_new_report_and_outlive_the_next_measurement(make_host: MakeHost) -> None:
    desk = Desk(make_host())
    desk.board.change(report=REPORT)
    desk.measuring.with_checks([KEYBOARD])
    desk.measuring.with_checks([SOUND, replace(KEYBOARD, answer="good")])
    first, second = desk.handed
    assert len({REPORT.id, first.id, second.id}) == 3
    assert first.checks == (KEYBOARD,)
    assert {(check.name, check.answer) for check in second.checks} == {
        ("keyboard", "good"),
        ("sound", "good"),
    }
    desk.board.start(desk.measuring.run, "measuring")
    desk.measuring.ask()
    until(lambda: len(desk.handed) == 3)
    assert desk.handed[2].checks == second.checks


def test_who_answers_while_it_measures_loses_nothing(make_host: MakeHost) -> None:
    """The moment in which one report takes the place of another is the other's as well."""
    desk = Desk(make_host())
    desk.board.change(report=REPORT)
    change = desk.board.change

    def change_slowly(**changes: Any) -> None:
        if "report" in changes and changes["report"].id == "report-1":
            desk.board.start(lambda: desk.measuring.with_checks([KEYBOARD]), "a person")
            time.sleep(0.1)
        change(**changes)

    desk.board.change = change_slowly  # type: ignore[method-assign]
    desk.board.start(desk.measuring.run, "measuring")
    desk.measuring.ask()
    until(lambda: len(desk.handed) == 2)
    assert desk.board.facts.report == desk.handed[-1]
    assert desk.handed[-1].checks == (KEYBOARD,)


def test_it_measures_until_it_has_measured(make_host: MakeHost) -> None:
    """Also where a person answers, or somebody asks once more, meanwhile."""
    desk = Desk(make_host())
    desk.board.change(report=REPORT)
    seen = []

    def measure(host: Host) -> Report:
        if desk.count == 0:
            desk.measuring.with_checks([KEYBOARD])
            desk.measuring.ask()
        seen.append(desk.board.facts.measuring)
        return desk.measure(host)

    desk.measuring._measure = measure
    desk.board.start(desk.measuring.run, "measuring")
    desk.measuring.ask()
    until(lambda: len(desk.handed) == 3)
    assert seen == [True, True]
    until(lambda: not desk.board.facts.measuring)


def test_no_answers_are_no_report(make_host: MakeHost) -> None:
    desk = Desk(make_host())
    desk.board.change(report=REPORT)
    desk.measuring.with_checks([])
    assert desk.handed == []


def test_commands_are_asked_anew_each_time(make_host: MakeHost) -> None:
    host = make_host({"sys/class/dmi/id/sys_vendor": "A"})
    assert measure_all(host).system.maker == "A"
    host.path("sys/class/dmi/id/sys_vendor").write_text("B")
    assert measure_all(host).system.maker == "B"


def a_disk(
    host: Host, name: str, place: str = "pci0000:00/ata1/block", sectors: int = 2048
) -> None:
    folder = host.root / "sys/devices" / place / name
    folder.mkdir(parents=True)
    (folder / "size").write_text(f"{sectors}\n")
    (host.root / "sys/block").mkdir(parents=True, exist_ok=True)
    (host.root / "sys/block" / name).symlink_to(folder)


def measured_once(host: Host, loses: int = 0) -> Desk:
    desk = Desk(host)
    desk.loses = loses
    desk.board.start(desk.measuring.run, "measuring")
    desk.measuring.look_again()
    desk.measuring.ask()
    until(lambda: len(desk.handed) == 1)
    return desk


def test_a_disk_that_comes_late_is_measured_too(make_host: MakeHost) -> None:
    host = make_host()
    desk = measured_once(host)
    desk.measuring.look_again()
    assert not desk.board.facts.measuring
    a_disk(host, "sda")
    desk.measuring.look_again()
    until(lambda: len(desk.handed) == 2)
    desk.measuring.look_again()
    assert not desk.board.facts.measuring


def test_a_disk_that_a_measurement_lost_is_measured_too(make_host: MakeHost) -> None:
    host = make_host()
    a_disk(host, "sda")
    desk = measured_once(host, loses=1)
    desk.measuring.look_again()
    until(lambda: len(desk.handed) == 2)
    assert [disk.name for disk in desk.handed[1].disks] == ["sda"]


def test_what_is_no_disk_of_the_machine_is_not_waited_for(make_host: MakeHost) -> None:
    host = make_host()
    desk = measured_once(host)
    a_disk(host, "sdb", "pci0000:00/usb1/1-2/block")
    a_disk(host, "loop0", "virtual/block")
    a_disk(host, "mmcblk0", "pci0000:00/reader/block", sectors=0)
    desk.measuring.look_again()
    assert not desk.board.facts.measuring


def test_a_disk_that_comes_and_goes_makes_no_reports_without_end(make_host: MakeHost) -> None:
    host = make_host()
    desk = measured_once(host)
    for number in range(6):
        a_disk(host, f"sd{'abcdef'[number]}")
        before = len(desk.handed)
        desk.measuring.look_again()
        if desk.board.facts.measuring:
            until(lambda before=before: len(desk.handed) > before)
    assert len(desk.handed) == 1 + 3
