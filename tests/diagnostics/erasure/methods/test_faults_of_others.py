"""What known tools get wrong in choosing and running a method, done right here."""

import pytest

from diagnostics.erasure.methods import FIRMWARE, NotDone
from diagnostics.wire.erasure import METHODS
from tests.diagnostics.erasure.simulator.ata_drive import AtaDrive, Sanitize
from tests.diagnostics.erasure.simulator.emmc import Emmc
from tests.diagnostics.erasure.simulator.lies import Faults
from tests.diagnostics.erasure.simulator.nvme_drive import NvmeDrive

SECURITY = {"ata_security_enhanced", "ata_security"}
KINDS = {
    "SATA disk": ("sda", lambda c: AtaDrive(c, rpm=7200), SECURITY),
    "SATA SSD": (
        "sda",
        lambda c: AtaDrive(c, sanitize=Sanitize(block=True)),
        SECURITY | {"ata_sanitize_block"},
    ),
    "NVMe": (
        "nvme0n1",
        NvmeDrive,
        {"nvme_sanitize_block", "nvme_sanitize_crypto", "nvme_format"},
    ),
    "plain NVMe": ("nvme0n1", lambda c: NvmeDrive(c, sanicap=frozenset()), {"nvme_format"}),
    "eMMC": ("mmcblk0", Emmc, {"mmc_sanitize"}),
}


def test_every_firmware_method_of_the_contract_is_there():
    assert set(FIRMWARE) == set(METHODS) - {"overwrite"}
    assert all(method.name == name for name, method in FIRMWARE.items())


@pytest.mark.parametrize("kind", KINDS)
def test_a_disk_is_offered_what_it_says_it_can(machine, kind):
    """One tool sends every SSD to ``nvme format``, also the SATA ones."""
    name, make, expected = KINDS[kind]
    machine.attach(name, make(machine.clock))
    disk = machine.report(name)
    assert {name for name, method in FIRMWARE.items() if method.support(disk)} == expected
    assert all(method.support(disk).why for method in FIRMWARE.values())


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_is_done_without_command_lines_and_their_outcome(machine, bench, kind):
    """The same tool keeps an empty result."""
    name, make, methods = KINDS[kind]
    order = bench(name, make(machine.clock))
    for method in sorted(methods):
        assert order.run(method).method == method
        assert order.last.commands
        assert all(command.status == 0 and command.started for command in order.last.commands)


@pytest.mark.parametrize("method", sorted(FIRMWARE))
def test_nothing_is_ever_done_that_no_drive_did(machine, bench, method):
    """Another tool compares two literals, a third says *successfully wiped* whatever happened."""
    order = bench("sda", AtaDrive(machine.clock), "usb", hides_ata=True)
    with pytest.raises(NotDone):
        order.run(method)


@pytest.mark.parametrize("method", sorted(SECURITY))
def test_a_frozen_disk_is_not_passed_on_in_silence(machine, bench, method):
    """A third tool fills a frozen disk with zeros and does not say so."""
    with pytest.raises(NotDone) as caught:
        bench("sda", AtaDrive(machine.clock, frozen_by_bios=True)).run(method)
    assert caught.value.reason == "frozen"


def test_one_disk_that_fails_says_nothing_of_another(machine, bench):
    """A fourth hides the results of the other disks behind the first failure."""
    bad = bench("sda", AtaDrive(machine.clock, faults=Faults(fails=True)))
    good = bench("sdb", AtaDrive(machine.clock, serial="SIM0002"))
    with pytest.raises(NotDone):
        bad.run("ata_security")
    assert good.run("ata_security").proven
    assert bad.last.commands != good.last.commands
