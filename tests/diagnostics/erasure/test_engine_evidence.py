"""What the evidence tells, however the disk or the power behaved."""

import base64
from pathlib import Path
from typing import Any

import pytest

from diagnostics.erasure.engine import Run
from diagnostics.erasure.engine.evidence import _version
from diagnostics.probes.host import Host
from diagnostics.wire.erasure import Checking
from tests.diagnostics.conftest import play
from tests.diagnostics.erasure.grounds import Notebook, SimulatedGround, erase, task
from tests.diagnostics.erasure.simulator.ata_drive import AtaDrive, Sanitize
from tests.diagnostics.erasure.simulator.clock import PowerCut
from tests.diagnostics.erasure.simulator.contents import Contents, noise
from tests.diagnostics.erasure.simulator.lies import Faults
from tests.diagnostics.erasure.simulator.machine import Drive, Machine
from tests.diagnostics.erasure.simulator.nvme_drive import NvmeDrive

SIZE = 8 * 2**20
SAMPLED = {"checking": Checking(full_below_bytes=0, strata=20, samples=2, fraction=0.1)}


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


def on(machine: Machine, name: str, drive: Drive, **more: Any) -> SimulatedGround:
    machine.attach(name, drive, **more)
    return SimulatedGround(machine, name)


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("nvme0n1", "nvme sanitize /dev/nvme0 -a 2 -u"),
        ("sda", "hdparm --yes-i-know-what-i-am-doing --sanitize-block-erase /dev/sda"),
    ],
)
def test_the_command_that_erased_it_outlives_a_power_cut(
    machine: Machine, name: str, line: str
) -> None:
    """The drive goes on by itself; the certificate has to tell what told it to."""
    drive = (
        NvmeDrive(machine.clock, contents=Contents(SIZE))
        if name == "nvme0n1"
        else AtaDrive(machine.clock, contents=Contents(SIZE), sanitize=Sanitize(block=True))
    )
    ground, notebook = on(machine, name, drive), Notebook()
    machine.clock.cut_at = machine.clock.seconds + 60
    with pytest.raises(PowerCut):
        erase(ground, notebook)
    machine.power_cut(off_s=3600)
    told = erase(ground, notebook, boot="boot-2")
    assert told.result == "erased"
    assert [one.kind for one in told.interruptions] == ["power_cut"]
    assert line in [" ".join(command.args) for command in told.commands]


def test_what_looks_random_is_sampled_as_was_asked(machine: Machine) -> None:
    """The places that were read are told as read; how sure they make is another figure."""
    drive = NvmeDrive(
        machine.clock, contents=Contents(4 * SIZE), sanicap=frozenset({"crypto"}), format_=False
    )
    told = erase(on(machine, "nvme0n1", drive), **SAMPLED)
    check = told.verification
    assert check
    assert (told.result, check.content) == ("erased", "random")
    assert (check.method, check.strata, check.samples) == ("sampled", 20, 40)


def test_a_spoiled_note_of_what_was_known_proves_nothing(machine: Machine) -> None:
    """What looks random is taken for erased only where it is known what stood there before."""
    drive = NvmeDrive(
        machine.clock,
        contents=Contents(SIZE, fill=noise(7)),
        sanicap=frozenset({"crypto"}),
        format_=False,
        faults=Faults(really_erased=0.0),
    )
    ground, notebook = on(machine, "nvme0n1", drive), Notebook()

    def then(_fraction: float | None) -> None:
        if notebook.note.get("done"):
            raise PowerCut

    notebook.then = then
    with pytest.raises(PowerCut):
        erase(ground, notebook)
    nothing = base64.b64encode(bytes(4 * notebook.note["known"]["count"])).decode()
    notebook.note["known"] |= {"planted": "0", "hashes": nothing}
    notebook.then = lambda _fraction: None
    told = erase(ground, notebook, boot="boot-2")
    assert (told.result, told.method) == ("erased", "overwrite")


def test_a_password_that_stayed_is_taken_off_in_the_end(machine: Machine) -> None:
    """Else the disk is erased, and locked at its next start."""
    drive = AtaDrive(machine.clock, rpm=7200, contents=Contents(SIZE))
    ground, notebook = on(machine, "sda", drive), Notebook()
    drive.faults = Faults(aborts={"SECURITY ERASE UNIT", "SECURITY DISABLE PASSWORD"})

    def then(fraction: float | None) -> None:
        if drive.contents.written_bytes >= SIZE:
            drive.faults.aborts.discard("SECURITY DISABLE PASSWORD")

    notebook.then = then
    told = erase(ground, notebook)
    assert (told.result, told.method) == ("erased", "overwrite")
    assert drive.security.password is None


def test_a_password_that_cannot_be_taken_off_is_told(machine: Machine) -> None:
    drive = AtaDrive(machine.clock, rpm=7200, contents=Contents(SIZE))
    drive.faults = Faults(aborts={"SECURITY ERASE UNIT", "SECURITY DISABLE PASSWORD"})
    told = erase(on(machine, "sda", drive))
    assert drive.security.password == b"atelier"
    assert (told.result, told.method) == ("erased", "overwrite")
    assert "a password stays on the disk" in told.messages[-1]


def test_stopped_in_the_middle_of_it_the_password_is_told(machine: Machine) -> None:
    drive = AtaDrive(machine.clock, rpm=7200, contents=Contents(SIZE))
    ground, notebook = on(machine, "sda", drive), Notebook()

    def then(fraction: float | None) -> None:
        if drive.busy and (fraction or 0) > 0.3:
            raise KeyboardInterrupt

    notebook.then = then
    run = Run(task(), ground, notebook)
    with pytest.raises(KeyboardInterrupt):
        run.run()
    told = run.broken_off("stopped")
    assert told
    assert (told.result, told.level, told.reasons) == ("not_erased", None, ("stopped",))
    assert told.fraction
    assert 0.3 < told.fraction < 0.5
    assert any("the password 'atelier'" in said for said in told.messages)
    assert "--security-set-pass" in [arg for one in told.commands for arg in one.args]


def test_what_an_earlier_try_made_visible_is_erased_too(machine: Machine) -> None:
    """It ended before the kernel was told: that shows less than the disk has, and hides nothing."""
    drive = AtaDrive(machine.clock, rpm=7200, contents=Contents(SIZE), visible=SIZE // 512 - 1024)
    ground = on(machine, "sda", drive)
    drive.visible = drive.native
    told = erase(ground)
    assert (told.result, told.disk.real_bytes) == ("erased", SIZE)
    assert told.verification
    assert told.verification.bytes_read == SIZE


def test_a_disk_that_tells_the_kernel_more_than_it_says_itself_has_evidence(
    machine: Machine,
) -> None:
    """Its own figures contradict each other: neither is sworn to, and it is not called erased."""
    drive = AtaDrive(machine.clock, rpm=7200, contents=Contents(SIZE))
    drive.security.supported = False
    ground = on(machine, "sda", drive)
    drive.visible = drive.native = drive.factory = SIZE // 512 - 1024
    told = erase(ground)
    assert (told.result, told.reasons) == ("not_erased", ("capacity_changed",))
    assert told.disk.real_bytes is None


@pytest.mark.parametrize(
    ("status", "said", "expected"),
    [
        (0, "nvme version 2.3 (git 2.3)", "2.3"),
        (0, "no number", None),
        (1, "unknown option -- error 22", None),
        (-11, "core 7", None),
    ],
)
def test_the_version_of_a_tool_is_what_it_says_when_all_is_well(
    status: int, said: str, expected: str | None
) -> None:
    host = Host(root=Path("/nonexistent"), run=play({"nvme version": (status, said)}))
    assert _version(host, "nvme") == expected
