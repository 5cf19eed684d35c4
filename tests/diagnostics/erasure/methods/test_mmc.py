"""eMMC: discarded securely, then sanitized; either missing, it is not done."""

import pytest

from diagnostics.erasure.methods import FIRMWARE, NotDone
from tests.diagnostics.erasure.methods.conftest import DONOR
from tests.diagnostics.erasure.simulator.emmc import Emmc
from tests.diagnostics.erasure.simulator.lies import Faults

METHOD = "mmc_sanitize"


def test_discard_then_sanitize(machine, bench):
    drive = Emmc(machine.clock)
    order = bench("mmcblk0", drive)
    done = order.run(METHOD)
    assert (done.method, done.proven) == (METHOD, False)
    assert drive.log == ["blkdiscard", "sanitize"]
    assert order.lines()[-2:] == ["blkdiscard -f -s /dev/mmcblk0", "mmc sanitize /dev/mmcblk0"]
    assert not any(drive.contents.search(DONOR, step=97))


@pytest.mark.parametrize("missing", ["secure_erase", "sanitize"])
def test_only_what_it_lists(machine, bench, missing):
    drive = Emmc(machine.clock, **{missing: False})
    order = bench("mmcblk0", drive)
    assert not FIRMWARE[METHOD].support(machine.report("mmcblk0"))
    with pytest.raises(NotDone) as caught:
        order.run(METHOD)
    assert caught.value.reason == "method_refused"
    assert drive.log == []


@pytest.mark.parametrize(
    ("aborted", "reason", "touched"),
    [("discard", "method_refused", False), ("sanitize", "method_failed", True)],
)
def test_a_step_that_is_refused(machine, bench, aborted, reason, touched):
    drive = Emmc(machine.clock, faults=Faults(aborts={aborted}))
    with pytest.raises(NotDone) as caught:
        bench("mmcblk0", drive).run(METHOD)
    assert (caught.value.reason, caught.value.touched) == (reason, touched)


def test_mmc_utils_are_not_there(machine, bench):
    drive = Emmc(machine.clock)
    order = bench("mmcblk0", drive)
    job = order.job()
    machine.missing.add("mmc")
    with pytest.raises(NotDone) as caught:
        FIRMWARE[METHOD].run(job)
    assert caught.value.reason == "missing_tool"
    assert drive.log == [], "nothing is discarded that cannot be sanitized"
