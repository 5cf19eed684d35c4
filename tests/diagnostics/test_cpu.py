"""Processors, from files made up in the form of ``/proc/cpuinfo``."""

from typing import Any

import pytest

from diagnostics.probes import cpu
from diagnostics.probes.cpu import Raw

THREAD = """\
processor\t: {number}
vendor_id\t: GenuineIntel
cpu family\t: 6
model\t\t: 142
model name\t: Intel(R) Core(TM) i5-8250U CPU @ 1.60GHz
stepping\t: 10
physical id\t: 0
core id\t\t: {core}
flags\t\t: fpu vmx lm pni sse2 sse4_2 popcnt avx2 secret_new_flag
"""
FOUR = "\n".join(THREAD.format(number=n, core=n % 2) for n in range(4))

ARM = """\
processor\t: 0
BogoMIPS\t: 38.40
Features\t: fp asimd aes crc32
CPU implementer\t: 0x41

processor\t: 1
Features\t: fp asimd aes crc32

Hardware\t: Qualcomm Snapdragon 850
Model\t\t: Made Up Board
"""


def test_threads_and_cores_are_counted_apart() -> None:
    found = cpu.parse(Raw(FOUR, "x86_64", max_khz=(3_400_000, 1_600_000)))
    assert (found.sockets, found.cores, found.threads) == (1, 2, 4)
    assert (found.maker, found.family, found.model_number, found.stepping) == ("Intel", 6, 142, 10)
    assert (found.max_mhz, found.bits64, found.virtualisation) == (3400, True, True)
    assert found.features == ("avx2", "popcnt", "sse2", "sse3", "sse4_2")


def test_without_a_governor_the_name_tells_the_speed() -> None:
    assert cpu.parse(Raw(FOUR, "x86_64")).max_mhz == 1600


def test_a_64_bit_processor_under_a_32_bit_kernel() -> None:
    assert cpu.parse(Raw(FOUR, "i686")).bits64 is True
    assert cpu.parse(Raw(FOUR.replace(" lm ", " "), "i686")).bits64 is False


def test_arm_counts_by_topology() -> None:
    found = cpu.parse(Raw(ARM, "aarch64", topology=(("0", "0"), ("0", "1"))))
    assert (found.threads, found.cores, found.model) == (2, 2, None)
    assert (found.bits64, found.features) == (True, ("aes", "asimd", "crc32"))


@pytest.mark.parametrize("text", ["", "\x00", "processor", "flags\t:\n", ":\n\n:"])
def test_nothing_useful_is_nothing_known(text: str) -> None:
    found = cpu.parse(Raw(text, ""))
    assert (found.model, found.cores, found.max_mhz, found.bits64) == (None, None, None, None)


def test_collect_reads_what_the_kernel_shows(make_host: Any) -> None:
    folder = "sys/devices/system/cpu"
    host = make_host(
        {
            "proc/cpuinfo": FOUR,
            f"{folder}/cpu0/cpufreq/cpuinfo_max_freq": "3400000\n",
            f"{folder}/cpu0/topology/physical_package_id": "0\n",
            f"{folder}/cpu0/topology/core_id": "0\n",
            f"{folder}/cpuidle/current_driver": "none",
        }
    )
    raw = cpu.collect(host)
    assert (raw.max_khz, raw.topology) == ((3_400_000,), (("0", "0"),))
    assert cpu.parse(raw).cores == 2
