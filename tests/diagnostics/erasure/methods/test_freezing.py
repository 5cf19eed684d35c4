"""A frozen security state: slept off where that may be, and said where it may not."""

import pytest

from diagnostics.erasure.methods import NotDone, freezing
from tests.diagnostics.erasure.simulator.ata_drive import AtaDrive, Security
from tests.diagnostics.erasure.simulator.jobs import Bench
from tests.diagnostics.erasure.simulator.machine import Machine


def yes():
    return None


def test_a_disk_that_is_not_frozen_lets_the_machine_awake(machine, bench):
    assert freezing.thaw(bench("sda", AtaDrive(machine.clock)).job(), yes)
    assert machine.slept == 0


def test_it_is_thawed_by_sleeping_and_erased(machine, bench):
    drive = AtaDrive(machine.clock, frozen_by_bios=True)
    order = bench("sda", drive)
    job = order.job()
    assert freezing.thaw(job, yes)
    assert machine.slept == 1
    assert "no longer frozen" in job.messages[-1]
    assert "rtcwake -m mem -s 15" in [" ".join(command.args) for command in job.commands]
    assert order.run("ata_security").proven


def test_the_machine_may_not_sleep(machine, bench):
    job = bench("sda", AtaDrive(machine.clock, frozen_by_bios=True)).job()
    assert not freezing.thaw(job, lambda: "the system runs from a stick")
    assert machine.slept == 0
    assert "runs from a stick" in job.messages[-1]


def test_the_machine_cannot_sleep(tmp_path):
    machine = Machine(tmp_path, can_sleep=False)
    machine.attach("sda", AtaDrive(machine.clock, frozen_by_bios=True))
    job = Bench(machine, "sda").job()
    assert not freezing.thaw(job, yes)
    assert "no suspend to RAM" in job.messages[-1]


def test_frozen_again_on_waking(machine, bench):
    drive = AtaDrive(machine.clock, frozen_by_bios=True, frozen_on_waking=True)
    job = bench("sda", drive).job()
    assert not freezing.thaw(job, yes)
    assert "again" in job.messages[-1]


def test_rtcwake_is_not_there(machine, bench):
    machine.missing.add("rtcwake")
    job = bench("sda", AtaDrive(machine.clock, frozen_by_bios=True)).job()
    assert not freezing.thaw(job, yes)
    assert "rtcwake is not installed" in job.messages[-1]


def test_a_disk_that_does_not_come_back(machine, bench):
    order = bench("sda", AtaDrive(machine.clock, frozen_by_bios=True))
    job = order.job()

    def lose():
        if machine.slept:
            machine.seats["sda"].hides_ata = True

    machine.clock.watchers.append(lose)
    with pytest.raises(NotDone, match="IDENTIFY"):
        freezing.thaw(job, yes)


def test_a_password_of_ours_on_a_frozen_and_locked_disk(machine, bench):
    security = Security(password=b"atelier", locked=True)
    drive = AtaDrive(machine.clock, security=security, frozen_by_bios=True)
    order = bench("sda", drive)
    assert freezing.thaw(order.job(), yes)
    assert order.run("ata_security").proven
