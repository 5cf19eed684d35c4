"""SANITIZE DEVICE: what the drive says of itself afterwards counts, over power cuts too."""

from dataclasses import replace

import pytest

from diagnostics.erasure.methods import FIRMWARE, PASSWORD, NotDone
from diagnostics.run import TimedOut
from diagnostics.wire.erasure import Policy
from tests.diagnostics.erasure.methods.conftest import DONOR
from tests.diagnostics.erasure.simulator.ata_drive import AtaDrive, Sanitize, Security
from tests.diagnostics.erasure.simulator.clock import PowerCut
from tests.diagnostics.erasure.simulator.lies import Faults

METHODS = ("ata_sanitize_block", "ata_sanitize_crypto", "ata_sanitize_overwrite")
ALL = {"block": True, "crypto": True, "overwrite": True}


def make(machine, **more):
    return AtaDrive(machine.clock, **{"sanitize": Sanitize(**ALL), **more})


def left(drive):
    return any(drive.contents.search(DONOR, step=97))


@pytest.mark.parametrize("kernel", ["recorded", "descriptor"])
@pytest.mark.parametrize("method", METHODS)
def test_it_is_followed_to_its_end(machine, bench, method, kernel):
    machine.kernel = kernel
    drive = make(machine)
    order = bench("sda", drive)
    done = order.run(method)
    assert (done.method, done.proven) == (method, True)
    assert not left(drive)
    assert order.fractions == sorted(order.fractions)


def test_overwrite_asks_for_one_pass_as_none_means_sixteen(machine, bench):
    order = bench("sda", make(machine))
    order.run("ata_sanitize_overwrite")
    line = next(line for line in order.lines() if "--sanitize-overwrite " in line)
    assert line == (
        "hdparm --yes-i-know-what-i-am-doing --sanitize-overwrite-passes 1"
        " --sanitize-overwrite hex:00000000 /dev/sda"
    )


def test_polling_fills_no_evidence(machine, bench):
    drive = make(machine, sanitize_seconds=40_000)
    order = bench("sda", drive)
    order.run("ata_sanitize_block")
    assert len(machine.calls) > 2000
    assert len(order.last.commands) <= 8
    assert "Completed Without Error" in order.last.commands[-2].said


@pytest.mark.parametrize("method", METHODS)
def test_only_what_identify_lists(machine, bench, method):
    order = bench("sda", make(machine, sanitize=Sanitize()))
    assert not FIRMWARE[method].support(machine.report("sda"))
    with pytest.raises(NotDone) as caught:
        order.run(method)
    assert caught.value.reason == "method_refused"


@pytest.mark.parametrize("kernel", ["recorded", "descriptor", "fixed"])
def test_an_aborted_command_though_hdparm_says_that_it_started(machine, bench, kernel):
    machine.kernel = kernel
    drive = make(machine, faults=Faults(aborts={"SANITIZE block"}))
    order = bench("sda", drive)
    with pytest.raises(NotDone) as caught:
        order.run("ata_sanitize_block")
    assert caught.value.reason == "method_refused"
    assert left(drive)


def test_an_aborted_command_after_an_older_success(machine, bench):
    """The old success is still told: it must not become the new one."""
    drive = make(machine, sanitize=Sanitize(**ALL, succeeded=True))
    drive.faults.aborts = {"SANITIZE block"}
    with pytest.raises(NotDone):
        bench("sda", drive).run("ata_sanitize_block")
    assert left(drive)


def test_a_drive_that_takes_the_command_and_does_nothing_is_not_proven(machine, bench):
    drive = make(machine, sanitize=Sanitize(**ALL, succeeded=True))
    drive.begin_sanitize = lambda kind: None
    done = bench("sda", drive).run("ata_sanitize_block")
    assert not done.proven
    assert machine.clock.now() >= 30, "it was given time to show that it had begun"


def test_a_drive_that_takes_the_command_and_tells_nothing_is_not_done(machine, bench):
    drive = make(machine)
    drive.begin_sanitize = lambda kind: None
    with pytest.raises(NotDone) as caught:
        bench("sda", drive).run("ata_sanitize_block")
    assert (caught.value.reason, caught.value.touched) == ("method_unproven", True)


def test_registers_that_never_arrive_prove_nothing(machine, bench):
    machine.kernel = "fixed"
    drive = make(machine)
    with pytest.raises(NotDone) as caught:
        bench("sda", drive).run("ata_sanitize_block")
    assert caught.value.reason == "method_refused"
    assert drive.log == []


@pytest.mark.parametrize("kernel", ["recorded", "descriptor"])
def test_a_failure_told_by_the_drive(machine, bench, kernel):
    machine.kernel = kernel
    drive = make(machine, faults=Faults(fails=True))
    with pytest.raises(NotDone) as caught:
        bench("sda", drive).run("ata_sanitize_block")
    assert (caught.value.reason, caught.value.touched) == ("method_failed", True)


def test_a_drive_that_failed_before_may_be_told_again(machine, bench):
    drive = make(machine, sanitize=Sanitize(**ALL, failed=True))
    assert bench("sda", drive).run("ata_sanitize_block").proven


def test_a_drive_that_stands_still_is_given_up_in_time(machine, bench):
    """Standing at 655 of 65,535 for days is what some do."""
    drive = make(machine, faults=Faults(stuck_at=655 / 0xFFFF))
    order = bench("sda", drive)
    order.policy = Policy(stall_s=600)
    with pytest.raises(NotDone, match="655") as caught:
        order.run("ata_sanitize_block")
    assert (caught.value.reason, caught.value.touched) == ("method_stalled", True)
    assert 600 < machine.clock.now() < 900


def test_sanitize_frozen_by_the_firmware(machine, bench):
    drive = make(machine, sanitize=Sanitize(**ALL, frozen=True))
    with pytest.raises(NotDone) as caught:
        bench("sda", drive).run("ata_sanitize_block")
    assert caught.value.reason == "frozen"
    assert drive.log == []


def test_frozen_security_does_not_hinder_sanitize(machine, bench):
    assert bench("sda", make(machine, frozen_by_bios=True)).run("ata_sanitize_block").proven


def test_a_disk_locked_by_us_is_opened_first(machine, bench):
    drive = make(machine, security=Security(password=PASSWORD.encode(), locked=True))
    assert bench("sda", drive).run("ata_sanitize_block").proven


@pytest.mark.parametrize("at_s", [2.0, 40.0, 110.0])
def test_it_goes_on_by_itself_over_a_power_cut_and_is_picked_up(machine, bench, at_s):
    drive = make(machine)
    order = bench("sda", drive)
    machine.clock.cut_at = at_s
    with pytest.raises(PowerCut):
        order.run("ata_sanitize_block")
    machine.power_cut(off_s=3600)
    assert order.resume("ata_sanitize_block").proven
    assert drive.log.count("SANITIZE block") == 1
    assert not left(drive)


def test_it_ended_while_nobody_looked(machine, bench):
    drive = make(machine)
    order = bench("sda", drive)
    machine.clock.cut_at = 30
    with pytest.raises(PowerCut):
        order.run("ata_sanitize_block")
    machine.power_cut()
    machine.clock.advance(3600)
    assert order.resume("ata_sanitize_block").proven
    assert drive.log.count("SANITIZE block") == 1


def test_cut_before_the_drive_heard_it_with_an_older_success_it_is_begun_anew(machine, bench):
    """The record says *begun*, the drive says *success*: of another day."""
    drive = make(machine, sanitize=Sanitize(**ALL, succeeded=True))
    order = bench("sda", drive)
    order.record = {"method": "ata_sanitize_block", "stage": "begun", "before": "done"}
    assert order.resume("ata_sanitize_block").seen_running
    assert drive.log.count("SANITIZE block") == 1
    assert not left(drive)


def test_a_sanitize_that_somebody_else_began_is_waited_for(machine, bench):
    drive = make(machine)
    order = bench("sda", drive)
    drive.begin_sanitize("block")
    assert order.run("ata_sanitize_crypto").proven
    assert drive.log == ["SANITIZE block", "SANITIZE crypto"]


def test_a_drive_that_falls_silent(machine, bench):
    drive = make(machine)
    job = bench("sda", drive).job()

    def deaf(args, timeout_s=10, accept=(0,)):
        if drive.log and "--sanitize-status" in args:
            raise TimedOut(args[0], timeout_s)
        return machine.run(args, timeout_s, accept)

    job.host = replace(job.host, run=deaf)
    with pytest.raises(NotDone) as caught:
        FIRMWARE["ata_sanitize_block"].run(job)
    assert (caught.value.reason, caught.value.touched) == ("method_unproven", True)
