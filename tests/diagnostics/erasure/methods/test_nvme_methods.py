"""NVMe: capability bits decide, Global Data Erased proves, a layout stays as it was."""

import itertools

import pytest

from diagnostics.erasure.methods import FIRMWARE, NotDone, nvme_sanitize
from diagnostics.probes.document import Unreadable
from diagnostics.wire.erasure import Policy
from tests.diagnostics.erasure.methods.conftest import DONOR
from tests.diagnostics.erasure.simulator.clock import PowerCut
from tests.diagnostics.erasure.simulator.lies import Faults
from tests.diagnostics.erasure.simulator.nvme_drive import NvmeDrive
from tests.diagnostics.erasure.simulator.replies import Reply

SANITIZE = ("nvme_sanitize_block", "nvme_sanitize_crypto", "nvme_sanitize_overwrite")
ALL = frozenset({"block", "crypto", "overwrite"})
NAME = "nvme0n1"


def make(machine, **more):
    return NvmeDrive(machine.clock, **{"sanicap": ALL, **more})


def left(drive):
    return any(drive.contents.search(DONOR, step=97))


def write(drive):
    drive.contents.write(0, memoryview(b"a canary".ljust(4096)))


@pytest.mark.parametrize("method", SANITIZE)
def test_it_is_followed_to_its_end(machine, bench, method):
    drive = make(machine)
    order = bench(NAME, drive)
    done = order.run(method)
    assert (done.method, done.proven) == (method, True)
    assert not left(drive)
    assert order.fractions == sorted(order.fractions)
    assert order.bound == ["nvme sanitize-log /dev/nvme0 -o binary"]


@pytest.mark.parametrize(
    ("method", "line"),
    [
        ("nvme_sanitize_block", "nvme sanitize /dev/nvme0 -a 2 -u"),
        ("nvme_sanitize_crypto", "nvme sanitize /dev/nvme0 -a 4 -u"),
        ("nvme_sanitize_overwrite", "nvme sanitize /dev/nvme0 -a 3 -n 1 -p 0 -u"),
    ],
)
def test_the_command_lines(machine, bench, method, line):
    order = bench(NAME, make(machine))
    order.run(method)
    assert line in order.lines()


@pytest.mark.parametrize("method", SANITIZE)
def test_only_what_sanicap_lists(machine, bench, method):
    drive = make(machine, sanicap=frozenset())
    order = bench(NAME, drive)
    assert not FIRMWARE[method].support(machine.report(NAME))
    with pytest.raises(NotDone) as caught:
        order.run(method)
    assert caught.value.reason == "method_refused"
    assert drive.log == []


def test_the_controller_refuses(machine, bench):
    drive = make(machine, faults=Faults(aborts={"sanitize"}))
    with pytest.raises(NotDone, match="Invalid Command Opcode") as caught:
        bench(NAME, drive).run("nvme_sanitize_block")
    assert (caught.value.reason, caught.value.touched) == ("method_refused", False)


def test_an_older_success_is_not_the_new_one(machine, bench):
    drive = make(machine, status=1)
    drive._sanitize = lambda _options: Reply()
    done = bench(NAME, drive).run("nvme_sanitize_block")
    assert not done.proven
    assert left(drive)


def test_a_quick_success_after_an_older_one_is_proven_by_global_data_erased(machine, bench):
    """A crypto erase may be over before the first look; what was written before tells."""
    drive = make(machine, status=1, untouched=True, crypto_seconds=0.0)
    order = bench(NAME, drive)
    write(drive)
    done = order.run("nvme_sanitize_crypto")
    assert (done.proven, done.seen_running) == (True, False)


def test_without_a_write_in_between_it_is_not(machine, bench):
    drive = make(machine, status=1, untouched=True, crypto_seconds=0.0)
    assert not bench(NAME, drive).run("nvme_sanitize_crypto").proven


@pytest.mark.parametrize("method", ["nvme_sanitize_block", "nvme_format"])
def test_another_disk_put_in_its_place_meanwhile(machine, bench, method):
    order = bench(NAME, make(machine))
    clean = make(machine, serial="OTHER", status=1, untouched=True)

    def swap(_fraction):
        if machine.clock.now() > 5 and machine.seats[NAME].drive is not clean:
            machine.swap(NAME, clean)

    order.on_progress = swap
    with pytest.raises(NotDone, match="OTHER") as caught:
        order.run(method)
    assert caught.value.reason == "identity_changed"


def test_a_failure_is_left_so_that_another_method_may_follow(machine, bench):
    drive = make(machine, faults=Faults(fails=True))
    order = bench(NAME, drive)
    with pytest.raises(NotDone) as caught:
        order.run("nvme_sanitize_block")
    assert (caught.value.reason, caught.value.touched) == ("method_failed", True)
    assert order.lines()[-1] == "nvme sanitize /dev/nvme0 -a 1"
    drive.contents.flush()  # the disk answers again


def test_standing_at_655_for_days(machine, bench):
    drive = make(machine, faults=Faults(stuck_at=655 / 0xFFFF))
    order = bench(NAME, drive)
    order.policy = Policy(stall_s=1800)
    with pytest.raises(NotDone, match="SPROG 655") as caught:
        order.run("nvme_sanitize_block")
    assert (caught.value.reason, caught.value.touched) == ("method_stalled", True)
    assert 1800 < machine.clock.now() < 2400


def test_a_drive_that_goes_to_and_fro_stands_still(machine, bench):
    """655, 656, 655: for as long as anybody looks."""
    drive = make(machine, faults=Faults(stuck_at=0.01))
    order = bench(NAME, drive)
    order.policy = Policy(stall_s=600)
    told, looks = drive._sanitize_log, itertools.count()

    def restless(device, options):
        reply = told(device, options)
        if drive.labour is None:
            return reply
        return Reply((655 + next(looks) % 2).to_bytes(2, "little") + reply.raw[2:])

    drive._sanitize_log = restless
    machine.clock.cut_at = machine.clock.now() + 24 * 3600
    with pytest.raises(NotDone) as caught:
        order.run("nvme_sanitize_block")
    assert caught.value.reason == "method_stalled"


def test_a_drive_that_shows_the_end_of_another_day_first_does_not_stand_still(machine, bench):
    drive = make(machine, sanitize_seconds=3000)
    order = bench(NAME, drive)
    order.policy = Policy(stall_s=600)
    told = drive._sanitize_log

    def stale(device, options):
        reply = told(device, options)
        early = drive.labour and drive.labour.fraction < 0.1
        return Reply(b"\xff\xff" + reply.raw[2:]) if early else reply

    drive._sanitize_log = stale
    assert order.run("nvme_sanitize_block").proven


@pytest.mark.parametrize("off_s", [0, 7200])
@pytest.mark.parametrize("at_s", [2.0, 60.0])
def test_over_a_power_cut(machine, bench, at_s, off_s):
    drive = make(machine)
    order = bench(NAME, drive)
    machine.clock.cut_at = at_s
    with pytest.raises(PowerCut):
        order.run("nvme_sanitize_block")
    machine.power_cut(off_s)
    assert order.resume("nvme_sanitize_block").proven
    assert drive.log == ["sanitize 2"]
    assert not left(drive)


def test_it_ended_while_nobody_looked(machine, bench):
    drive = make(machine)
    order = bench(NAME, drive)
    machine.clock.cut_at = 60
    with pytest.raises(PowerCut):
        order.run("nvme_sanitize_block")
    machine.power_cut()
    machine.clock.advance(3600)
    assert order.resume("nvme_sanitize_block").proven
    assert drive.log == ["sanitize 2"]


def test_cut_before_the_controller_heard_it_it_is_begun_anew(machine, bench):
    """Its log tells of a success, but not of ours: data was written since."""
    drive = make(machine, status=1)
    order = bench(NAME, drive)
    order.record = {"method": "nvme_sanitize_block", "stage": "begun", "untouched": False}
    assert order.resume("nvme_sanitize_block").seen_running
    assert not left(drive)


def test_a_disk_that_nobody_wrote_since_an_older_sanitize_is_not_taken_for_done(machine, bench):
    drive = make(machine, status=1, untouched=True)
    order = bench(NAME, drive)
    order.record = {"method": "nvme_sanitize_block", "stage": "begun", "untouched": True}
    assert order.resume("nvme_sanitize_block").seen_running


def test_a_disk_with_another_name_after_the_restart(machine, bench):
    drive, other = make(machine), make(machine, serial="OTHER")
    order = bench(NAME, drive)
    machine.attach("nvme1n1", other)
    machine.clock.cut_at = 60
    with pytest.raises(PowerCut):
        order.run("nvme_sanitize_block")
    machine.power_cut(names={NAME: "nvme1n1", "nvme1n1": NAME})
    order.name = "nvme1n1"
    assert order.resume("nvme_sanitize_block").proven
    assert (drive.log, other.log) == (["sanitize 2"], [])


def test_a_crypto_format_is_never_sent_without_its_bit(machine, bench):
    """QEMU's controller accepts it with status 0 and erases nothing."""
    drive = make(machine)
    order = bench(NAME, drive)
    assert not FIRMWARE["nvme_format_crypto"].support(machine.report(NAME))
    with pytest.raises(NotDone, match="FNA"):
        order.run("nvme_format_crypto")
    assert drive.log == []
    completed = machine.run(("nvme", "format", "/dev/nvme0n1", "-s", "2"), timeout_s=60)
    assert completed.status == 0
    assert left(drive), "so the simulator does lie like that"


@pytest.mark.parametrize("method", ["nvme_format", "nvme_format_crypto"])
def test_a_format_is_done_and_never_proven_by_itself(machine, bench, method):
    drive = make(machine, crypto_format=True)
    done = bench(NAME, drive).run(method)
    assert (done.method, done.proven) == (method, False)
    assert not left(drive)


@pytest.mark.parametrize(("flbas", "dps"), [(0, 0), (4, 0), (5, 9), (0x13, 2), (0x21, 0)])
def test_a_format_keeps_the_layout(machine, bench, flbas, dps):
    drive = make(machine, flbas=flbas, dps=dps)
    bench(NAME, drive).run("nvme_format")
    assert (drive.flbas, drive.dps) == (flbas, dps)


def test_a_format_that_changes_the_layout_is_no_success(machine, bench):
    drive = make(machine)
    formatted = drive._formatted

    def change(ses, options):
        reply = formatted(ses, options)
        drive.flbas = 4
        return reply

    drive._formatted = change
    with pytest.raises(NotDone, match="layout"):
        bench(NAME, drive).run("nvme_format")


def test_a_format_that_fails(machine, bench):
    drive = make(machine, faults=Faults(fails=True))
    with pytest.raises(NotDone, match="Internal Error"):
        bench(NAME, drive).run("nvme_format")


def test_a_format_broken_off_is_begun_anew(machine, bench):
    drive = make(machine)
    order = bench(NAME, drive)
    machine.clock.cut_at = 10
    with pytest.raises(PowerCut):
        order.run("nvme_format")
    machine.power_cut()
    assert left(drive)
    order.resume("nvme_format")
    assert not left(drive)


def test_a_log_that_breaks_off():
    with pytest.raises(Unreadable, match="512"):
        nvme_sanitize.parse(b"\xff\xff\x01")


@pytest.mark.parametrize(
    ("status", "state"),
    [(0, "idle"), (1, "done"), (2, "running"), (3, "failed"), (4, "done"), (5, "unknown")],
)
def test_states_of_the_log(status, state):
    log = nvme_sanitize.parse(bytes([0xFF, 0x7F, status, 0]) + bytes(508))
    assert log.state == state
    assert (log.standing.fraction is not None) == (state == "running")
