"""SECURITY ERASE UNIT: nothing is believed but IDENTIFY, and no disk is left that nobody opens."""

from dataclasses import replace

import pytest

from diagnostics.erasure.methods import FIRMWARE, PASSWORD, NotDone, ata
from diagnostics.orders.outcome import Stopped
from tests.diagnostics.erasure.methods.conftest import DONOR
from tests.diagnostics.erasure.simulator.ata_drive import AtaDrive, Sanitize, Security
from tests.diagnostics.erasure.simulator.clock import PowerCut
from tests.diagnostics.erasure.simulator.lies import Faults

METHODS = ("ata_security_enhanced", "ata_security")
OURS = PASSWORD.encode()


def left(drive):
    return any(drive.contents.search(DONOR, step=97))


@pytest.mark.parametrize("method", METHODS)
def test_the_password_goes_on_and_comes_off(machine, bench, method):
    drive = AtaDrive(machine.clock)
    order = bench("sda", drive)
    done = order.run(method)
    assert (done.method, done.proven) == (method, True)
    assert drive.security.state == "SEC1"
    assert not left(drive)
    minutes = 8 if method == "ata_security_enhanced" else 2
    assert machine.clock.now() == pytest.approx(minutes * 60, abs=10)


def test_the_evidence_has_every_command_line_and_what_it_said(machine, bench):
    order = bench("sda", AtaDrive(machine.clock))
    order.run("ata_security")
    option = f"hdparm --user-master u {{}} {PASSWORD} /dev/sda"
    assert order.lines() == [
        "hdparm -I /dev/sda",
        option.format("--security-set-pass"),
        "hdparm -I /dev/sda",
        option.format("--security-erase"),
        "hdparm -I /dev/sda",
    ]
    erase = order.last.commands[3]
    assert (erase.status, erase.duration_s) == (0, 120.0)
    assert "Issuing SECURITY_ERASE command" in erase.said


def test_the_password_is_in_the_record_before_it_is_on_the_disk(machine, bench):
    drive = AtaDrive(machine.clock)
    order = bench("sda", drive)
    seen = []
    order.on_progress = lambda _fraction: seen.append((dict(order.record), drive.security.state))
    order.run("ata_security")
    stage = {"method": "ata_security", "stage": "password", "password": PASSWORD}
    assert seen[0] == (stage, "SEC1")


def test_a_record_that_cannot_be_kept_leaves_the_disk_alone(machine, bench):
    drive = AtaDrive(machine.clock)
    order = bench("sda", drive)

    def refuse(_fraction):
        raise OSError("the spool is full")

    order.on_progress = refuse
    with pytest.raises(OSError, match="spool"):
        order.run("ata_security")
    assert drive.log == []


def test_the_disk_is_bound_after_the_record_and_before_the_password(machine, bench):
    drive = AtaDrive(machine.clock)
    order = bench("sda", drive)
    job = order.job()
    bound = []
    job.bind = lambda: bound.append((dict(order.record), list(drive.log)))
    FIRMWARE["ata_security"].run(job)
    assert bound == [({"method": "ata_security", "stage": "password", "password": PASSWORD}, [])]


@pytest.mark.parametrize("kernel", ["recorded", "fixed", "descriptor"])
def test_an_aborted_erase_is_no_erase_whatever_hdparm_ends_with(machine, bench, kernel):
    """The fault of whoever believes the status: hdparm exits 0 although the drive aborted."""
    machine.kernel = kernel
    drive = AtaDrive(machine.clock, faults=Faults(aborts={"SECURITY ERASE UNIT"}))
    order = bench("sda", drive)
    with pytest.raises(NotDone) as caught:
        order.run("ata_security")
    erase = next(c for c in order.last.commands if "--security-erase" in c.args)
    assert (erase.status == 0) == (kernel != "descriptor")
    assert caught.value.reason == "method_refused"
    assert caught.value.touched
    assert drive.security.state == "SEC1", "the password was taken off again"
    assert left(drive)


def test_a_password_that_the_drive_did_not_take_begins_no_erase(machine, bench):
    drive = AtaDrive(machine.clock, faults=Faults(aborts={"SECURITY SET PASSWORD"}))
    with pytest.raises(NotDone) as caught:
        bench("sda", drive).run("ata_security")
    assert (caught.value.reason, caught.value.touched) == ("method_refused", False)
    assert "SECURITY ERASE UNIT" not in drive.log


def test_an_erase_that_fails_after_its_time_is_no_erase(machine, bench):
    drive = AtaDrive(machine.clock, faults=Faults(fails=True))
    order = bench("sda", drive)
    with pytest.raises(NotDone) as caught:
        order.run("ata_security")
    assert caught.value.reason == "method_failed"
    assert "taken off" in str(caught.value)
    assert left(drive)


@pytest.mark.parametrize("method", METHODS)
def test_never_on_a_bridge(machine, bench, method):
    """A bridge may set the password and refuse the erase: the disk would be locked for good."""
    drive = AtaDrive(machine.clock, faults=Faults(aborts={"SECURITY ERASE UNIT"}))
    order = bench("sda", drive, "usb")
    assert not FIRMWARE[method].support(machine.report("sda"))
    with pytest.raises(NotDone, match="usb"):
        order.run(method)
    assert drive.log == []


def test_a_bridge_that_hides_the_disk(machine, bench):
    order = bench("sda", AtaDrive(machine.clock), "sata", hides_ata=True)
    assert not FIRMWARE["ata_security"].support(machine.report("sda"))
    with pytest.raises(NotDone, match="IDENTIFY"):
        order.run("ata_security")


def test_a_frozen_disk_is_not_tried_and_said_to_be_frozen(machine, bench):
    """MAAS zero-fills it silently; here it is a reason by name, for the plan to fall back on."""
    drive = AtaDrive(machine.clock, frozen_by_bios=True)
    with pytest.raises(NotDone) as caught:
        bench("sda", drive).run("ata_security_enhanced")
    assert (caught.value.reason, caught.value.touched) == ("frozen", False)
    assert drive.log == []


@pytest.mark.parametrize("at_s", [1.0, 30.0, 119.0])
def test_a_power_cut_in_the_middle_is_gone_on_with(machine, bench, at_s):
    drive = AtaDrive(machine.clock)
    order = bench("sda", drive)
    machine.clock.cut_at = at_s
    with pytest.raises(PowerCut):
        order.run("ata_security")
    machine.power_cut()
    assert drive.security.state == "SEC4"
    assert order.record["password"] == PASSWORD
    done = order.resume("ata_security")
    assert done.proven
    assert drive.security.state == "SEC1"
    assert not left(drive)


def test_a_disk_left_locked_by_us_is_opened_by_a_new_order_too(machine, bench):
    locked = Security(password=OURS, locked=True)
    drive = AtaDrive(machine.clock, security=locked)
    order = bench("sda", drive)
    assert order.run("ata_security").proven
    assert "SECURITY UNLOCK" in drive.log
    assert "unlocked" in order.last.messages[0]


def test_a_disk_locked_by_somebody_else_stays_as_it_is(machine, bench):
    drive = AtaDrive(machine.clock, security=Security(password=b"theirs", locked=True))
    with pytest.raises(NotDone) as caught:
        bench("sda", drive).run("ata_security")
    assert caught.value.reason == "locked"
    assert drive.log == ["SECURITY UNLOCK"], "one try, of the five there are"


def test_too_many_wrong_passwords(machine, bench):
    security = Security(password=OURS, locked=True, tries_left=0)
    drive = AtaDrive(machine.clock, security=security)
    with pytest.raises(NotDone, match="without power"):
        bench("sda", drive).run("ata_security")
    assert drive.log == []


def test_a_drive_that_never_ends_is_given_up(machine, bench):
    drive = AtaDrive(machine.clock)
    order = bench("sda", drive)
    endless = drive.erase_unit
    drive.erase_unit = lambda *args, **more: endless(*args, **more) * 1000
    with pytest.raises(NotDone) as caught:
        order.run("ata_security")
    assert (caught.value.reason, caught.value.touched) == ("method_stalled", True)
    assert 3600 < machine.clock.now() < 3 * 3600


def test_a_large_disk_gets_longer_than_its_words_can_say(machine, bench):
    """8 TB take days where the words end at "more than 508 minutes"."""
    drive = AtaDrive(machine.clock)
    order = bench("sda", drive)
    erase = drive.erase_unit
    drive.erase_unit = lambda *args, **more: erase(*args, **more) and 60 * 3600.0
    job = order.job()
    job.disk = replace(job.disk, size_bytes=8 * 10**12)
    assert FIRMWARE["ata_security"].run(job).proven


def test_progress_rises_by_the_minutes_the_drive_told_and_never_says_done(machine, bench):
    order = bench("sda", AtaDrive(machine.clock))
    order.run("ata_security_enhanced")
    assert order.fractions == sorted(order.fractions)
    assert order.fractions[0] == 0
    assert 0.9 < order.fractions[-1] <= 0.95


def test_a_person_may_stop_it_though_the_drive_cannot_be(machine, bench):
    drive = AtaDrive(machine.clock)
    order = bench("sda", drive)

    def stop(fraction):
        if fraction and fraction > 0.4:
            raise Stopped

    order.on_progress = stop
    with pytest.raises(Stopped):
        order.run("ata_security")
    assert order.record["password"] == PASSWORD
    assert order.last.commands[-1].status is None, "it never ended, as far as we saw"


def test_a_lying_drive_passes_here_and_has_to_be_read(machine, bench):
    """All its states say that it is done; only the canaries tell."""
    drive = AtaDrive(machine.clock, faults=Faults(really_erased=0.5))
    assert bench("sda", drive).run("ata_security").proven
    assert left(drive)


def test_hdparm_is_not_there(machine, bench):
    order = bench("sda", AtaDrive(machine.clock))
    job = order.job()
    machine.missing.add("hdparm")
    with pytest.raises(NotDone) as caught:
        FIRMWARE["ata_security"].run(job)
    assert caught.value.reason == "missing_tool"


@pytest.mark.parametrize("method", ["ata_security", "ata_sanitize_block"])
def test_another_disk_put_in_its_place_meanwhile(machine, bench, method):
    """A fresh disk has no password either: only its serial tells that it is not ours."""
    order = bench("sda", AtaDrive(machine.clock, sanitize=Sanitize(block=True)))
    clean = AtaDrive(machine.clock, serial="OTHER", sanitize=Sanitize(block=True, succeeded=True))

    def swap(_fraction):
        if machine.clock.now() > 5 and machine.seats["sda"].drive is not clean:
            machine.swap("sda", clean)

    order.on_progress = swap
    with pytest.raises(NotDone, match="OTHER") as caught:
        order.run(method)
    assert caught.value.reason == "identity_changed"


def test_a_locked_and_frozen_disk_is_frozen_first_of_all(machine, bench):
    security = Security(password=OURS, locked=True, frozen=True)
    drive = AtaDrive(machine.clock, security=security)
    drive.security.frozen = True
    with pytest.raises(NotDone) as caught:
        ata.release(bench("sda", drive).job())
    assert caught.value.reason == "frozen"
    assert drive.log == []


def test_our_password_is_taken_off_before_another_method(machine, bench):
    drive = AtaDrive(machine.clock, security=Security(password=OURS, locked=True))
    state = ata.release(bench("sda", drive).job())
    assert (state.enabled, state.locked) == (False, False)
    machine.power_cut()
    assert drive.security.state == "SEC1"


def test_a_password_of_somebody_else_on_an_open_disk_is_told(machine, bench):
    """The machine's firmware opened it at start; it is locked again without power."""
    drive = AtaDrive(machine.clock, security=Security(password=b"theirs"))
    order = bench("sda", drive)
    assert ata.release(order.job()).enabled
    assert "stays on the disk" in order.last.messages[0]


def test_an_erase_that_took_the_place_of_a_strange_password(machine, bench):
    drive = AtaDrive(machine.clock, security=Security(password=b"theirs"))
    assert bench("sda", drive).run("ata_security").proven
    assert drive.security.state == "SEC1"
