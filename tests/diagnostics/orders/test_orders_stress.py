"""Processor and memory at work: the real stress-ng, and what it would say of a bad machine."""

import contextlib
import os
import shutil
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from diagnostics.orders import Keeper
from diagnostics.orders.executors import sensors, stress
from diagnostics.probes.host import Host
from diagnostics.wire import Word
from tests.diagnostics.conftest import MakeHost
from tests.diagnostics.orders.doubles import FAST, Box, Server, eventually

MIB = 2**20
MEMINFO = "MemTotal: {} kB\nMemFree: 1 kB\nMemAvailable: {} kB\n"

needs_stress_ng = pytest.mark.skipif(
    shutil.which("stress-ng") is None, reason="stress-ng is not installed: see .ci/programs"
)


class Bench:
    def __init__(self, folder: Path) -> None:
        self.box = Box(folder)
        self.server = Server()
        self.keeper = Keeper(
            self.server,
            self.box.host(),
            boot_id=self.box.boot_id,
            journal=None,
            identity=lambda: self.box,
            executors={"stress": stress},
            pace=FAST,
        )

    def memory(self, total_mib: int, free_mib: int) -> None:
        (self.box.root / "proc").mkdir(exist_ok=True)
        text = MEMINFO.format(total_mib * 1024, free_mib * 1024)
        (self.box.root / "proc/meminfo").write_text(text)

    def issue(self, **parameters: Any) -> str:
        order = self.server.issue(self.box.order("stress", parameters=parameters))
        self.keeper.take(self.server.view())
        return order.id

    def end(self, order_id: str) -> Word:
        assert eventually(lambda: self.server.final(order_id)), self.server.known[order_id].states
        final = self.server.final(order_id)
        assert final is not None
        return final


@pytest.fixture
def bench(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Bench]:
    monkeypatch.setattr(stress, "SHORTEST_S", 1)
    made = Bench(tmp_path)
    yield made
    made.keeper.close()


@pytest.fixture
def says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """A stress-ng of our own: a shell script."""

    def make(script: str) -> None:
        folder = tmp_path / "bin"
        folder.mkdir()
        (folder / "stress-ng").write_text(f"#!/bin/sh\n{script}\n")
        (folder / "stress-ng").chmod(0o755)
        monkeypatch.setenv("PATH", f"{folder}:/usr/bin:/bin")

    return make


@needs_stress_ng
@pytest.mark.usefixtures("real_commands")
def test_the_real_one_finds_nothing_wrong_here(bench: Bench) -> None:
    bench.memory(total_mib=1024, free_mib=240)
    order = bench.issue(seconds=2)
    final = bench.end(order)
    assert (final.state, final.reason, final.message) == ("done", None, None)
    assert 2 <= final.result["seconds"] <= 6
    assert final.result["memory_bytes"] == 48 * MIB
    assert (final.result["cpu_errors"], final.result["memory_errors"]) == (0, 0)
    fractions = [word.fraction for word in bench.server.known[order].words.values()]
    assert [one for one in fractions if one is not None and 0 < one < 1]


@needs_stress_ng
@pytest.mark.usefixtures("real_commands")
def test_the_real_one_stops_within_two_seconds(bench: Bench) -> None:
    bench.memory(total_mib=1024, free_mib=240)
    order = bench.issue(seconds=600)
    assert eventually(lambda: bench.server.order(order).state == "running")
    time.sleep(0.5)
    bench.server.change(order, stop=True)
    began = time.monotonic()
    bench.keeper.take(bench.server.view())
    assert bench.end(order).reason == "stopped"
    assert time.monotonic() - began < 2
    assert eventually(lambda: not bench.keeper.running(), 2)


@needs_stress_ng
@pytest.mark.usefixtures("real_commands")
def test_memory_that_runs_out_is_not_called_tested(bench: Bench) -> None:
    """The kernel kills with signal 9 what takes too much; stress-ng then ends with status 0."""
    bench.memory(total_mib=1024, free_mib=300)
    order = bench.issue(seconds=3)
    assert eventually(lambda: biggest(os.getpid()) > 0)
    os.kill(biggest(os.getpid()), signal.SIGKILL)
    final = bench.end(order)
    assert (final.state, final.reason) == ("failed", "error")
    assert "the memory ran out before the end" in (final.message or "")


def biggest(parent: int) -> int:
    """A process below this one that tests memory; 0 when there is none yet."""
    found = 0
    for folder in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            name, told = (
                (folder / "comm").read_text(),
                (folder / "stat").read_text().rpartition(")"),
            )
            if name == "stress-ng-vm\n" and int((folder / "statm").read_text().split()[1]) > 5000:
                ancestors = list(_ancestors(int(told[2].split()[1])))
                found = int(folder.name) if parent in ancestors else found
    return found


def _ancestors(pid: int) -> Iterator[int]:
    while pid > 1:
        yield pid
        pid = int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])


@pytest.mark.usefixtures("real_commands")
def test_errors_are_counted_by_what_had_them(bench: Bench, says: Callable[[str], None]) -> None:
    says(
        "echo 'stress-ng: info:  [7] dispatching hogs: 2 cpu, 2 vm'\n"
        "echo 'stress-ng: fail:  [8] vm: detected 3 bit errors while stressing memory' >&2\n"
        "echo 'stress-ng: fail:  [9] vm: detected 1 bit errors while stressing memory' >&2\n"
        "echo 'stress-ng: fail:  [11] cpu: 1 bit error detected in fft' >&2\n"
        "exit 2"
    )
    final = bench.end(bench.issue(seconds=2))
    assert (final.state, final.reason) == ("failed", "wrong")
    assert (final.result["cpu_errors"], final.result["memory_errors"]) == (1, 2)
    assert "detected 3 bit errors" in (final.message or "")


@pytest.mark.usefixtures("real_commands")
@pytest.mark.parametrize(
    ("script", "message"),
    [
        ("echo 'stress-ng: error: [7] no such option' >&2; exit 1", "ended with status 1"),
        ("kill -9 $$", "ended with status -9"),
    ],
)  # fmt: skip
def test_what_went_wrong_with_it_is_no_verdict_on_the_machine(
    bench: Bench, says: Callable[[str], None], script: str, message: str
) -> None:
    says(script)
    final = bench.end(bench.issue(seconds=2))
    assert (final.state, final.reason) == ("failed", "error")
    assert message in (final.message or "")


@pytest.mark.usefixtures("real_commands")
def test_without_stress_ng_that_is_said(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nonexistent")
    monkeypatch.setattr("diagnostics.run.SYSTEM_FOLDERS", ("/nonexistent",))
    final = bench.end(bench.issue(seconds=2))
    assert (final.reason, final.message) == ("missing_tool", "stress-ng is not installed")


@pytest.mark.parametrize("seconds", [0, -5, 86_401, "60", None, True, 1.5])
def test_a_time_that_is_none_is_refused(bench: Bench, seconds: Any) -> None:
    final = bench.end(bench.issue(seconds=seconds))
    assert (final.state, final.reason) == ("failed", "error")
    assert "seconds has to be from" in (final.message or "")


@pytest.mark.parametrize(
    ("total_mib", "free_mib", "tested_mib"),
    [
        (16_000, 15_000, 13_400),
        (1_024, 300, 108),
        (1_024, 209, 17),
        (1_024, 200, 0),
        (512, 90, 0),
    ],
)
def test_the_rest_of_the_system_keeps_its_memory(
    bench: Bench, total_mib: int, free_mib: int, tested_mib: int
) -> None:
    bench.memory(total_mib, free_mib)
    assert stress.memory_to_test(bench.box.host()) == tested_mib * MIB


def test_without_memory_to_spare_the_processor_is_tested_alone() -> None:
    assert "--vm" not in stress.command(60, 0, 4)
    command = stress.command(60, 400 * MIB, 16)
    assert command[command.index("--vm") + 1] == "4"
    assert command[command.index("--vm-bytes") + 1] == str(400 * MIB)
    assert command[-1] == "60s"


def test_heat_is_the_processors_own(make_host: MakeHost) -> None:
    host = make_host(
        {
            "sys/class/hwmon/hwmon0/name": "coretemp",
            "sys/class/hwmon/hwmon0/temp1_input": "71000",
            "sys/class/hwmon/hwmon0/temp2_input": "74500",
            "sys/class/hwmon/hwmon0/temp3_input": "-273000",
            "sys/class/hwmon/hwmon1/name": "nvme",
            "sys/class/hwmon/hwmon1/temp1_input": "99000",
            "sys/class/thermal/thermal_zone0/type": "acpitz",
            "sys/class/thermal/thermal_zone0/temp": "90000",
        }
    )
    assert sensors.hottest_c(host) == 74.5


def test_heat_from_the_zones_where_there_is_no_sensor(make_host: MakeHost) -> None:
    host = make_host(
        {
            "sys/class/thermal/thermal_zone0/type": "acpitz",
            "sys/class/thermal/thermal_zone0/temp": "61000",
            "sys/class/thermal/thermal_zone1/type": "iwlwifi_1",
            "sys/class/thermal/thermal_zone1/temp": "80000",
        }
    )
    assert sensors.hottest_c(host) == 61


def test_slowing_down_is_counted_once_a_package(make_host: MakeHost) -> None:
    files = {
        f"sys/devices/system/cpu/cpu{cpu}/thermal_throttle/{kind}_throttle_count": count
        for cpu in range(4)
        for kind, count in (("package", "12"), ("core", "5"))
    }
    assert sensors.throttled(make_host(files)) == 12


def test_what_a_machine_does_not_tell_is_absent(make_host: MakeHost) -> None:
    host: Host = make_host({"sys/devices/system/cpu/online": "0-3"})
    assert sensors.hottest_c(host) is None
    assert sensors.throttled(host) is None


@pytest.mark.usefixtures("real_commands")
def test_heat_and_slowing_down_are_in_the_result(bench: Bench, says: Callable[[str], None]) -> None:
    root = bench.box.root
    sensor, counter = (
        root / "sys/class/hwmon/hwmon0",
        root / "sys/devices/system/cpu/cpu0/thermal_throttle",
    )
    for folder in (sensor, counter):
        folder.mkdir(parents=True)
    (sensor / "name").write_text("k10temp")
    (sensor / "temp1_input").write_text("88000")
    (counter / "package_throttle_count").write_text("40")
    says(f"sleep 1; echo 43 > {counter}/package_throttle_count; echo 60000 > {sensor}/temp1_input")
    final = bench.end(bench.issue(seconds=2))
    assert (final.result["hottest_c"], final.result["throttled"]) == (88, 3)
