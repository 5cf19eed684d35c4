"""Hundreds of faults, drawn by seeds. However a disk lies, fails or vanishes, and whenever the
power goes: none is called erased that is not.

What no test of reading can find is left out: a disk that reads as erased and keeps the data where
nothing reaches it; and a hidden area behind a USB bridge, which is told as unknown.
"""

import hashlib
import itertools
import os
import time
from pathlib import Path

import pytest

from diagnostics.erasure.engine import checking, firmware
from tests.diagnostics.erasure.campaign import memory, real, simulated
from tests.diagnostics.erasure.campaign.tally import Case, table
from tests.diagnostics.erasure.loops import why_not

#: Another start gives other cases: ATELIER_CAMPAIGN=1000 for instance.
FIRST = int(os.environ.get("ATELIER_CAMPAIGN", "0"))
OVERWRITES = 400
DRIVES = 125
LOOPS = 60


@pytest.fixture(autouse=True)
def seeds_that_repeat(monkeypatch: pytest.MonkeyPatch) -> None:
    numbers = itertools.count(FIRST)

    def seed() -> str:
        return hashlib.sha256(str(next(numbers)).encode()).hexdigest()[:32]

    monkeypatch.setattr(checking, "new_seed", seed)
    monkeypatch.setattr(firmware, "new_seed", seed)


def judged(name: str, cases: list[Case], capsys: pytest.CaptureFixture[str], began: float) -> None:
    with capsys.disabled():
        print(f"\n{table(name, cases)}\n  in {time.monotonic() - began:.0f} s")  # noqa: T201
    assert [case for case in cases if case.falsely_erased] == []
    assert [case for case in cases if case.falsely_excepted] == []
    assert [case.seed for case in cases if not case.sound] == []
    # A campaign in which nothing goes wrong, or nothing well, shows nothing.
    assert {case.result for case in cases} >= {"erased", "not_erased"}
    assert any(case.left for case in cases)


@pytest.mark.skipif(why_not() is not None, reason=str(why_not()))
@pytest.mark.usefixtures("real_commands")
def test_no_real_device_is_called_erased_that_is_not(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    began = time.monotonic()
    cases = [real.case(seed, tmp_path / str(seed)) for seed in range(FIRST, FIRST + LOOPS)]
    judged("real loop devices", cases, capsys, began)


def test_no_lying_drive_is_called_erased_that_is_not(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    began = time.monotonic()
    cases = [simulated.case(seed, tmp_path / str(seed)) for seed in range(FIRST, FIRST + DRIVES)]
    judged("simulated drives", cases, capsys, began)


def test_no_faulty_disk_is_called_erased_that_is_not(capsys: pytest.CaptureFixture[str]) -> None:
    began = time.monotonic()
    cases = [memory.case(seed) for seed in range(FIRST, FIRST + OVERWRITES)]
    judged("overwrites of faulty disks", cases, capsys, began)
