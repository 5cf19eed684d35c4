"""A simulated machine under every method's test."""

from pathlib import Path

import pytest

from tests.diagnostics.erasure.simulator.jobs import Bench
from tests.diagnostics.erasure.simulator.machine import Drive, Machine

DONOR = b"private letter"


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


@pytest.fixture
def bench(machine: Machine):
    """``bench("sda", drive)``: the drive in its seat, and an order on it."""

    def make(name: str, drive: Drive, transport: str | None = None, **more) -> Bench:
        machine.attach(name, drive, transport, **more)
        return Bench(machine, name)

    return make
