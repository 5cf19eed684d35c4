"""HPA and DCO: found, removed, and never believed on hdparm's word alone."""

from dataclasses import replace

import pytest

from diagnostics.erasure.methods import NotDone, hidden
from diagnostics.run import Completed
from tests.diagnostics.erasure.simulator.ata_drive import SECTOR, AtaDrive
from tests.diagnostics.erasure.simulator.contents import Contents
from tests.diagnostics.erasure.simulator.lies import Faults

WHOLE = 64 * 2**20 // SECTOR
HPA, DCO = 2048, 4096


def make(machine, **more):
    return AtaDrive(machine.clock, contents=Contents(WHOLE * SECTOR), **more)


def states(found):
    return {area.kind: (area.state, area.hidden_bytes) for area in found.areas}


def test_a_disk_that_hides_nothing(machine, bench):
    drive = make(machine)
    found = hidden.remove(bench("sda", drive).job())
    assert states(found) == {"hpa": ("absent", None), "dco": ("absent", None)}
    assert found.before == found.after
    assert (found.after.apparent_bytes, found.after.real_bytes) == (WHOLE * SECTOR, WHOLE * SECTOR)
    assert drive.log == []


def test_a_host_protected_area(machine, bench):
    drive = make(machine, visible=WHOLE - HPA)
    order = bench("sda", drive)
    assert machine.device("sda").size_bytes == (WHOLE - HPA) * SECTOR
    found = hidden.remove(order.job())
    assert states(found)["hpa"] == ("removed", HPA * SECTOR)
    assert found.before.apparent_bytes == (WHOLE - HPA) * SECTOR
    assert found.before.real_bytes == found.after.apparent_bytes == WHOLE * SECTOR
    assert machine.device("sda").size_bytes == WHOLE * SECTOR, "the kernel knows of it"
    assert f"hdparm --yes-i-know-what-i-am-doing -N p{WHOLE} /dev/sda" in order.lines()
    machine.power_cut()
    assert drive.visible == WHOLE, "for good"


def test_an_overlay_below_a_protected_area(machine, bench):
    drive = make(machine, native=WHOLE - DCO, visible=WHOLE - DCO - HPA)
    found = hidden.remove(bench("sda", drive).job())
    assert states(found) == {"hpa": ("removed", HPA * SECTOR), "dco": ("removed", DCO * SECTOR)}
    assert drive.log == ["SET MAX ADDRESS", "DEVICE CONFIGURATION RESTORE"]
    assert machine.device("sda").size_bytes == WHOLE * SECTOR


def test_looking_changes_nothing(machine, bench):
    drive = make(machine, visible=WHOLE - HPA)
    capacity = hidden.look(bench("sda", drive).job())
    assert capacity.real_bytes == WHOLE * SECTOR
    assert drive.log == []


def test_the_disk_is_bound_before_each_change(machine, bench):
    drive = make(machine, native=WHOLE - DCO, visible=WHOLE - DCO - HPA)
    order = bench("sda", drive)
    hidden.remove(order.job())
    assert len(order.bound) == 2


def test_nonsense_of_a_disk_behind_a_bridge_is_not_believed(machine, bench):
    """``0/1, HPA is enabled`` and ``Real max sectors: 1``, with status 0."""
    order = bench("sda", make(machine), "usb", hides_ata=True)
    assert "0/1, HPA is enabled" in machine.run(("hdparm", "-N", "/dev/sda")).text
    with pytest.raises(NotDone, match="IDENTIFY"):
        hidden.remove(order.job())


def test_nonsense_of_a_disk_without_them_is_not_believed(machine, bench):
    drive = make(machine, has_hpa=False, has_dco=False)
    order = bench("sda", drive)
    assert "Real max sectors: 1\n" in machine.run(("hdparm", "--dco-identify", "/dev/sda")).text
    found = hidden.remove(order.job())
    assert states(found) == {"hpa": ("absent", None), "dco": ("absent", None)}
    assert found.after.real_bytes is None
    assert drive.log == []


@pytest.mark.parametrize(
    ("command", "kind"),
    [("READ NATIVE MAX ADDRESS", "hpa"), ("DEVICE CONFIGURATION IDENTIFY", "dco")],
)
def test_a_listed_area_that_nobody_could_ask_for_is_unknown(machine, bench, command, kind):
    drive = make(machine, faults=Faults(aborts={command}))
    found = hidden.remove(bench("sda", drive).job())
    assert states(found)[kind] == ("unknown", None)


def test_registers_that_never_arrive_tell_nothing(machine, bench):
    machine.kernel = "fixed"
    found = hidden.remove(bench("sda", make(machine)).job())
    assert states(found)["hpa"] == ("unknown", None)


def test_an_area_that_stays_is_told(machine, bench):
    drive = make(machine, visible=WHOLE - HPA, faults=Faults(aborts={"SET MAX ADDRESS"}))
    order = bench("sda", drive)
    found = hidden.remove(order.job())
    assert states(found)["hpa"] == ("left", HPA * SECTOR)
    assert "could not be removed" in order.last.messages[0]


def test_an_overlay_that_stays_is_told(machine, bench):
    aborts = {"DEVICE CONFIGURATION RESTORE"}
    drive = make(machine, native=WHOLE - DCO, faults=Faults(aborts=aborts))
    found = hidden.remove(bench("sda", drive).job())
    assert states(found)["dco"] == ("left", DCO * SECTOR)


def test_set_for_good_once_already_it_is_made_visible_for_now(machine, bench):
    drive = make(machine, visible=WHOLE - HPA)
    order = bench("sda", drive)
    drive.set_max(WHOLE - HPA - 1, for_good=True)
    found = hidden.remove(order.job())
    assert states(found)["hpa"] == ("removed", HPA * SECTOR)


def test_a_kernel_that_does_not_see_it_is_an_error(machine, bench):
    drive = make(machine, visible=WHOLE - HPA)
    order = bench("sda", drive)
    machine.clock.watchers.clear()
    with pytest.raises(NotDone, match="the kernel shows") as caught:
        hidden.remove(order.job())
    assert caught.value.reason == "hidden_area_left"


SENSE = "SG_IO: bad/missing sense data, sb[]:  70 00 0b 00 00 00 00 0a 04 41 40 01 00 00\n"
OVERLAY = "DCO Checksum verified.\nDCO Revision: 0x{:04x}\n\tReal max sectors: {}\n"
MAXIMUM = " max sectors   = {}/{}, HPA is enabled\n"


@pytest.mark.parametrize(
    ("option", "stdout", "stderr"),
    [
        ("-N", MAXIMUM.format(WHOLE, WHOLE + HPA), SENSE),
        ("-N", MAXIMUM.format(WHOLE - 1, WHOLE + HPA), ""),
        ("-N", " max sectors   = 0/1, HPA is enabled\n", ""),
        ("-N", f" max sectors   = {WHOLE}/1, HPA setting seems invalid\n", ""),
        ("--dco-identify", OVERLAY.format(2, WHOLE + DCO), SENSE),
        ("--dco-identify", OVERLAY.format(0, WHOLE + DCO), ""),
        ("--dco-identify", OVERLAY.format(2, 1), ""),
        ("--dco-identify", OVERLAY.format(2, WHOLE - 1), ""),
    ],
)
def test_each_sign_of_nonsense_alone_is_enough(machine, bench, option, stdout, stderr):
    drive = make(machine)
    job = bench("sda", drive).job()

    def run(args, timeout_s=10, accept=(0,)):
        if option in args:
            return Completed(tuple(args), stdout.encode(), stderr, 0)
        return machine.run(args, timeout_s, accept)

    job.host = replace(job.host, run=run)
    found = hidden.remove(job)
    kind = "hpa" if option == "-N" else "dco"
    assert states(found)[kind] == ("unknown", None)
    assert drive.log == []


def test_accessible_max_address_of_newer_disks(machine, bench):
    """ACS-3 disks have it instead of HPA; hdparm names it so and asks for a restart."""
    job = bench("sda", make(machine)).job()
    answer = f" max sectors   = {WHOLE}/{WHOLE}, ACCESSIBLE MAX ADDRESS disabled\n"

    def run(args, timeout_s=10, accept=(0,)):
        if "-N" in args:
            return Completed(tuple(args), answer.encode(), "", 0)
        return machine.run(args, timeout_s, accept)

    job.host = replace(job.host, run=run)
    assert states(hidden.remove(job))["amac"] == ("absent", None)
