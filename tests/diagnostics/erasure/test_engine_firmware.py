"""The engine on simulated drives: each method proven by what is read, and the next one after it."""

from pathlib import Path
from typing import Any

import pytest

from diagnostics.wire.erasure import Evidence, Policy
from tests.diagnostics.erasure.grounds import Notebook, SimulatedGround, erase
from tests.diagnostics.erasure.simulator.ata_drive import AtaDrive, Sanitize, Security
from tests.diagnostics.erasure.simulator.clock import PowerCut
from tests.diagnostics.erasure.simulator.contents import Contents, constant, documents, noise
from tests.diagnostics.erasure.simulator.emmc import Emmc
from tests.diagnostics.erasure.simulator.lies import Faults
from tests.diagnostics.erasure.simulator.machine import Drive, Machine
from tests.diagnostics.erasure.simulator.nvme_drive import NvmeDrive

SIZE = 8 * 2**20
PLATTERS = 7200


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


def sata(machine: Machine, **more: Any) -> AtaDrive:
    return AtaDrive(machine.clock, contents=Contents(SIZE), **more)


def nvme(machine: Machine, **more: Any) -> NvmeDrive:
    return NvmeDrive(machine.clock, contents=Contents(SIZE), **more)


def on(machine: Machine, name: str, drive: Drive, **more: Any) -> SimulatedGround:
    machine.attach(name, drive, **more)
    return SimulatedGround(machine, name)


def letters_left(drive: Drive) -> int:
    return sum(1 for _ in drive.contents.search(b"private letter"))


def methods(told: Evidence) -> list[tuple[str, str]]:
    return [(attempt.method, attempt.outcome) for attempt in told.attempts]


def test_an_nvme_disk_sanitizes_itself(machine: Machine) -> None:
    drive = nvme(machine)
    told = erase(on(machine, "nvme0n1", drive))
    assert (told.result, told.level, told.method) == ("erased", "purge", "nvme_sanitize_block")
    assert letters_left(drive) == 0
    assert told.canaries
    assert told.canaries.planted == told.canaries.hashed == 512
    assert (told.canaries.planted_left, told.canaries.hashed_left) == (0, 0)
    lines = [" ".join(command.args) for command in told.commands]
    assert "nvme sanitize /dev/nvme0 -a 2 -u" in lines
    assert {tool.name for tool in told.tools} == {"atelier-agent", "nvme"}


def test_a_sata_flash_disk_sanitizes_itself(machine: Machine) -> None:
    drive = sata(machine, sanitize=Sanitize(block=True))
    told = erase(on(machine, "sda", drive))
    assert (told.result, told.level, told.method) == ("erased", "purge", "ata_sanitize_block")
    assert letters_left(drive) == 0
    assert [(area.kind, area.state) for area in told.hidden_areas] == [
        ("hpa", "absent"),
        ("dco", "absent"),
    ]


def test_a_disk_that_turns_takes_an_enhanced_erase(machine: Machine) -> None:
    drive = sata(machine, rpm=PLATTERS)
    told = erase(on(machine, "sda", drive))
    assert (told.result, told.level, told.method) == ("erased", "purge", "ata_security_enhanced")
    assert (drive.security.password, letters_left(drive)) == (None, 0)


def test_an_emmc_is_discarded_and_sanitized(machine: Machine) -> None:
    drive = Emmc(machine.clock, contents=Contents(SIZE))
    told = erase(on(machine, "mmcblk0", drive))
    assert (told.result, told.level, told.method) == ("erased", "clear", "mmc_sanitize")
    assert letters_left(drive) == 0


def test_a_stick_is_overwritten_and_never_sent_an_ata_command(machine: Machine) -> None:
    drive = sata(machine)
    told = erase(on(machine, "sda", drive, transport="usb"))
    assert (told.result, told.level, told.method) == ("erased", "clear", "overwrite")
    assert drive.log == []
    assert letters_left(drive) == 0


def test_random_content_passes_after_a_crypto_erase(machine: Machine) -> None:
    drive = nvme(machine, sanicap=frozenset({"crypto"}))
    told = erase(on(machine, "nvme0n1", drive))
    assert (told.result, told.method) == ("erased", "nvme_sanitize_crypto")
    assert told.verification
    assert told.verification.content == "random"
    assert told.verification.left_over == 0.0045, "what is known from before is all that proves it"
    assert told.canaries
    assert told.canaries.planted + told.canaries.hashed == 1024


@pytest.mark.parametrize("leaves", [b"\xff", bytes.fromhex("33cc55aa")])
def test_constant_and_periodic_content_passes(machine: Machine, leaves: bytes) -> None:
    drive = sata(machine, sanitize=Sanitize(block=True), faults=Faults(leaves=constant(leaves)))
    told = erase(on(machine, "sda", drive))
    assert told.result == "erased"
    assert told.verification
    assert told.verification.content == ("constant" if len(leaves) == 1 else "periodic")


@pytest.mark.parametrize(
    ("lie", "reason"),
    [
        (Faults(really_erased=0.0), "canary_found"),
        (Faults(really_erased=0.5), "canary_found"),
        (Faults(really_erased=0.999), "known_block_found"),
        (Faults(leaves=noise(1)), "wrong_content"),
        (Faults(leaves=documents("SOMEBODY ELSE")), "wrong_content"),
    ],
)
def test_firmware_that_lies_is_found_out_and_overwritten(
    machine: Machine, lie: Faults, reason: str
) -> None:
    drive = nvme(machine, sanicap=frozenset({"block"}), format_=False, faults=lie)
    told = erase(on(machine, "nvme0n1", drive))
    assert methods(told) == [("nvme_sanitize_block", "failed"), ("overwrite", "done")]
    assert reason in told.attempts[0].reasons
    assert (told.result, told.level, told.method) == ("erased", "clear", "overwrite")
    assert letters_left(drive) == 0


def test_encrypted_content_that_stays_as_it_was_is_not_taken_for_erased(machine: Machine) -> None:
    """A disk full of BitLocker looks random before and after: only the same blocks tell."""
    contents = Contents(SIZE, fill=noise(7))
    drive = NvmeDrive(
        machine.clock,
        contents=contents,
        sanicap=frozenset({"crypto"}),
        format_=False,
        faults=Faults(really_erased=0.0),
    )
    told = erase(on(machine, "nvme0n1", drive))
    assert told.attempts[0].reasons == ("canary_found", "known_block_found")
    assert told.method == "overwrite"


def test_a_frozen_disk_is_thawed(machine: Machine) -> None:
    drive = sata(machine, rpm=PLATTERS, frozen_by_bios=True)
    told = erase(on(machine, "sda", drive))
    assert (told.result, told.method, machine.slept) == ("erased", "ata_security_enhanced", 1)


def test_a_frozen_disk_that_may_not_sleep_is_overwritten_and_that_is_said(machine: Machine) -> None:
    drive = sata(machine, rpm=PLATTERS, frozen_by_bios=True)
    ground = on(machine, "sda", drive)
    ground.sleeping = "another disk is at work"
    told = erase(ground)
    assert methods(told) == [("ata_security_enhanced", "failed"), ("overwrite", "done")]
    assert told.attempts[0].reasons == ("frozen",)
    assert (told.result, told.level) == ("erased", "clear")
    assert any("another disk is at work" in message for message in told.messages)
    assert letters_left(drive) == 0


def test_a_disk_locked_by_an_earlier_try_of_ours_is_opened(machine: Machine) -> None:
    security = Security(password=b"atelier", locked=True)
    drive = sata(machine, rpm=PLATTERS, security=security)
    told = erase(on(machine, "sda", drive))
    assert (told.result, drive.security.password, letters_left(drive)) == ("erased", None, 0)


def test_a_disk_locked_by_somebody_else_is_not_erased(machine: Machine) -> None:
    drive = sata(machine, security=Security(password=b"theirs", locked=True))
    told = erase(on(machine, "sda", drive))
    assert (told.result, told.reasons) == ("not_erased", ("locked",))


def test_a_hidden_area_is_made_visible_and_erased(machine: Machine) -> None:
    whole = SIZE // 512
    drive = sata(machine, rpm=PLATTERS, native=whole, visible=whole - 4096)
    drive.security.supported = False
    told = erase(on(machine, "sda", drive))
    assert (told.result, told.method) == ("erased", "overwrite")
    assert (told.disk.apparent_bytes, told.disk.real_bytes) == (SIZE - 4096 * 512, SIZE)
    assert [(a.kind, a.state, a.hidden_bytes) for a in told.hidden_areas] == [
        ("hpa", "removed", 4096 * 512),
        ("dco", "absent", None),
    ]
    assert letters_left(drive) == 0


def test_a_hidden_area_that_stays_is_never_called_erased(machine: Machine) -> None:
    whole = SIZE // 512
    drive = sata(machine, rpm=PLATTERS, native=whole, visible=whole - 4096)
    drive.security.supported = False
    drive.faults.aborts.add("SET MAX ADDRESS")
    told = erase(on(machine, "sda", drive))
    assert letters_left(drive) == 4096 * 512 // 4096
    assert (told.result, told.reasons) == ("not_erased", ("hidden_area_left",))


def test_a_hidden_area_that_hides_again_at_every_start_is_uncovered_again(
    machine: Machine,
) -> None:
    whole, notebook = SIZE // 512, Notebook()
    drive = sata(machine, rpm=PLATTERS, native=whole, visible=whole - 4096)
    drive._hpa_set_for_good = True  # so that this start takes it for now only
    ground = on(machine, "sda", drive)
    machine.clock.cut_at = machine.clock.seconds + 100
    with pytest.raises(PowerCut):
        erase(ground, notebook)
    machine.power_cut()
    assert drive.visible == whole - 4096
    told = erase(ground, notebook, boot="boot-2")
    assert (told.result, letters_left(drive)) == ("erased", 0)
    assert told.disk.apparent_bytes == SIZE - 4096 * 512


def test_a_command_that_is_refused_goes_on_to_the_next_method(machine: Machine) -> None:
    drive = nvme(machine, faults=Faults(aborts={"sanitize"}))
    told = erase(on(machine, "nvme0n1", drive))
    assert told.attempts[0].outcome == "failed"
    assert told.result == "erased"
    assert letters_left(drive) == 0


def test_a_sanitize_that_stands_still_is_given_up(machine: Machine) -> None:
    drive = nvme(machine, faults=Faults(stuck_at=0.01))
    told = erase(on(machine, "nvme0n1", drive))
    assert told.attempts[0].reasons == ("method_stalled",)
    assert told.result == "not_erased"


@pytest.mark.parametrize("at_s", [0.5, 20, 100, 119])
def test_a_sanitize_goes_on_by_itself_over_a_power_cut(machine: Machine, at_s: float) -> None:
    drive, notebook = nvme(machine), Notebook()
    ground = on(machine, "nvme0n1", drive)
    machine.clock.cut_at = machine.clock.seconds + at_s
    with pytest.raises(PowerCut):
        erase(ground, notebook)
    machine.power_cut(off_s=3600)
    told = erase(ground, notebook, boot="boot-2")
    assert (told.result, told.method) == ("erased", "nvme_sanitize_block")
    assert [one.kind for one in told.interruptions] == ["power_cut"]
    assert letters_left(drive) == 0
    assert told.canaries
    assert told.canaries.planted == 512, "what is known from before outlived the cut"
    assert told.duration_s < 3600


@pytest.mark.parametrize("at_s", [10, 200, 470])
def test_an_erase_with_a_password_that_power_loss_broke_off(machine: Machine, at_s: float) -> None:
    drive, notebook = sata(machine, rpm=PLATTERS), Notebook()
    ground = on(machine, "sda", drive)
    machine.clock.cut_at = machine.clock.seconds + at_s
    with pytest.raises(PowerCut):
        erase(ground, notebook)
    machine.power_cut()
    assert drive.security.locked
    told = erase(ground, notebook, boot="boot-2")
    assert (told.result, told.method) == ("erased", "ata_security_enhanced")
    assert (drive.security.password, letters_left(drive)) == (None, 0)


def test_names_that_swap_over_a_power_cut(machine: Machine) -> None:
    one, notebook = sata(machine, sanitize=Sanitize(block=True)), Notebook()
    other = sata(machine, serial="SIM0002", sanitize=Sanitize(block=True))
    ground = on(machine, "sda", one)
    on(machine, "sdb", other)
    machine.clock.cut_at = machine.clock.seconds + 60
    with pytest.raises(PowerCut):
        erase(ground, notebook)
    machine.power_cut(names={"sda": "sdb", "sdb": "sda"})
    told = erase(ground, notebook, boot="boot-2")
    assert (told.result, told.disk.name, told.disk.serial) == ("erased", "sdb", "SIM0001")
    assert other.log == []
    assert letters_left(other) == SIZE // 4096


def test_a_policy_that_asks_purge_does_not_fall_back_to_clear(machine: Machine) -> None:
    policy = Policy().sufficient.__class__(nvme="purge")
    drive = nvme(machine, sanicap=frozenset({"block"}), faults=Faults(really_erased=0.0))
    told = erase(on(machine, "nvme0n1", drive), sufficient=policy)
    assert methods(told) == [("nvme_sanitize_block", "failed")]
    assert told.result == "not_erased"


def test_blocks_that_cannot_be_read_afterwards_are_exceptions(machine: Machine) -> None:
    drive = nvme(machine)
    ground = on(machine, "nvme0n1", drive)
    drive.contents.bad = {1000, 1001}
    told = erase(ground)
    assert (told.result, told.reasons) == ("erased_with_exceptions", ("read_errors",))
    assert told.verification
    assert told.verification.unreadable == 2
