"""When the machine is measured, and what becomes of what a person answered."""

from dataclasses import replace

from diagnostics.probes.host import Host
from diagnostics.report import Report
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
        self.measuring = Measuring(self.board, host, self.handed.append, self.measure)

    def measure(self, host: Host) -> Report:
        self.count += 1
        return replace(REPORT, id=f"report-{self.count}")


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
