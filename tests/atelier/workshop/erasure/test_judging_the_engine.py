"""The engine's own evidence, as the server judges it: both sides reckon the same."""

import json
from pathlib import Path
from typing import Any

import pytest

from atelier.workshop.erasure import judging
from atelier.workshop.erasure.judging import Asked
from diagnostics import wire
from diagnostics.erasure.planning import plan
from diagnostics.report import Disk
from diagnostics.wire.erasure import Checking, Evidence, Parameters, Policy
from tests.diagnostics.erasure.faulty import FaultyDisk
from tests.diagnostics.erasure.grounds import MemoryGround, SimulatedGround, erase
from tests.diagnostics.erasure.simulator.ata_drive import AtaDrive, Sanitize, Security
from tests.diagnostics.erasure.simulator.contents import Contents
from tests.diagnostics.erasure.simulator.machine import Drive, Machine
from tests.diagnostics.erasure.simulator.nvme_drive import NvmeDrive

SIZE = 8 * 2**20
SAMPLED = {"checking": Checking(full_below_bytes=0, strata=10, samples=2, fraction=0.1)}
FOR_EVER = float("inf")


def judged(told: Evidence, disk: Disk, policy: dict[str, Any]) -> judging.Judgement:
    """By way of the wire, with the plan that the server makes of the disk's report."""
    parameters = Parameters(policy=Policy(**policy))
    read = judging.read(json.loads(wire.encode(told)))
    return judging.judge(read, Asked(plan=plan(disk, parameters.policy), parameters=parameters))


def check(told: Evidence, disk: Disk, policy: dict[str, Any]) -> None:
    found = judged(told, disk, policy)
    assert (found.result, found.level) == (told.result, told.level)
    # What could not be read was not read: the server says that as well.
    unread = told.result != "not_erased" and "read_errors" in told.reasons
    assert found.reasons == (*told.reasons, *(("checked_too_little",) if unread else ()))


@pytest.mark.parametrize("policy", [{}, SAMPLED, {"pattern": "A5"}], ids=["full", "sampled", "a5"])
@pytest.mark.parametrize(
    "fault",
    [
        {},
        {"unwritable": {7: FOR_EVER}},
        {"unreadable": {7: FOR_EVER}},
        {"dropped": {7}},
        {"gone_after": 1},
        {"failing_flushes": 99, "volatile": True},
    ],
    ids=str,
)
def test_an_overwrite(fault: dict[str, Any], policy: dict[str, Any]) -> None:
    ground = MemoryGround(FaultyDisk(SIZE, **fault))
    check(erase(ground, **policy), ground.report, policy)


@pytest.mark.parametrize("policy", [{}, SAMPLED], ids=["full", "sampled"])
@pytest.mark.parametrize(
    ("name", "more"),
    [
        ("nvme0n1", {}),
        ("sda", {"sanitize": Sanitize(block=True)}),
        ("sda", {"sanitize": Sanitize(crypto=True)}),
        ("sda", {"security": Security()}),
    ],
)
def test_a_firmware_erase(
    tmp_path: Path, name: str, more: dict[str, Any], policy: dict[str, Any]
) -> None:
    machine = Machine(tmp_path)
    kind: Any = NvmeDrive if name.startswith("nvme") else AtaDrive
    drive: Drive = kind(machine.clock, contents=Contents(SIZE), **more)
    machine.attach(name, drive)
    ground = SimulatedGround(machine, name)
    disk = ground.bind()
    told = erase(ground, **policy)
    assert told.result == "erased"
    check(told, disk, policy)


def test_what_looks_random_afterwards_was_sampled_as_asked(tmp_path: Path) -> None:
    """More places than were known from before: those prove more, and these were read all the same.

    Once the places known were told as those read, and no large disk was plainly erased so.
    """
    policy = {"checking": Checking(full_below_bytes=0)}
    machine = Machine(tmp_path)
    drive = NvmeDrive(
        machine.clock, contents=Contents(2 * SIZE), sanicap=frozenset({"crypto"}), format_=False
    )
    machine.attach("nvme0n1", drive)
    ground = SimulatedGround(machine, "nvme0n1")
    disk = ground.bind()
    told = erase(ground, **policy)
    assert told.verification
    assert (told.verification.method, told.verification.content) == ("sampled", "random")
    check(told, disk, policy)
