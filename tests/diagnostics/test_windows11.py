"""Microsoft's requirements, one by one; processors by the names they give themselves."""

from dataclasses import replace
from typing import Any

import pytest

from diagnostics.report import Cpu, Disk, Firmware, Memory, MemoryModule
from diagnostics.windows11 import judge, processors

GIB = 2**30
CPU = Cpu(
    model="Intel(R) Core(TM) i5-8250U CPU @ 1.60GHz",
    maker="Intel",
    max_mhz=3400,
    cores=4,
    bits64=True,
)
MEMORY = Memory(total_bytes=8 * GIB, modules=(MemoryModule(size_bytes=8 * GIB),))
DISK = Disk(name="sda", size_bytes=256 * 10**9, internal=True)
FIRMWARE = Firmware(boot_mode="uefi", uefi_capable=True, secure_boot=False, tpm_version="2.0")


@pytest.mark.parametrize(
    ("model", "supported"),
    [
        ("Intel(R) Core(TM) i5-8250U CPU @ 1.60GHz", True),
        ("Intel(R) Core(TM) i3-8130U CPU @ 2.20GHz", True),
        ("Intel(R) Core(TM) i7-10510U CPU @ 1.80GHz", True),
        ("Intel(R) Core(TM) i5-1035G1 CPU @ 1.00GHz", True),
        ("11th Gen Intel(R) Core(TM) i5-1135G7 @ 2.40GHz", True),
        ("12th Gen Intel(R) Core(TM) i7-1255U", True),
        ("13th Gen Intel(R) Core(TM) i5-13600K", True),
        ("Intel(R) Core(TM) Ultra 5 125U", True),
        ("Intel(R) Core(TM) 5 120U", True),
        ("Intel(R) Core(TM) i3-N305", True),
        ("Intel(R) Core(TM) m3-8100Y CPU @ 1.10GHz", True),
        ("Intel(R) Core(TM) i5-7200U CPU @ 2.50GHz", False),
        ("Intel(R) Core(TM) i7-6600U CPU @ 2.60GHz", False),
        ("Intel(R) Core(TM) i5-2400S CPU @ 2.50GHz", False),
        ("Intel(R) Core(TM) i5 CPU       M 520  @ 2.40GHz", False),
        ("Intel(R) Core(TM) i3 CPU         550  @ 3.20GH", False),
        ("Intel(R) Xeon(R) CPU E31245 @ 3.30GHz", False),
        ("Intel(R) Core(TM) i7-860 CPU @ 2.80GHz", False),
        ("Intel(R) Core(TM) m3-7Y30 CPU @ 1.00GHz", False),
        ("Intel(R) Core(TM) i5-7Y54 CPU @ 1.20GHz", False),
        ("Intel(R) Core(TM) M-5Y10c CPU @ 0.80GHz", False),
        ("Intel(R) Core(TM)2 Duo CPU     P8600  @ 2.40GHz", False),
        ("Intel(R) Core(TM) i7-7820HQ CPU @ 2.90GHz", None),
        ("Intel(R) Core(TM) i9-7900X CPU @ 3.30GHz", True),
        ("Intel(R) Core(TM) i7-7700HQ CPU @ 2.80GHz", False),
        ("Intel(R) Pentium(R) Silver N5000 CPU @ 1.10GHz", True),
        ("Intel(R) Pentium(R) CPU  N3540  @ 2.16GHz", False),
        ("Intel(R) Pentium(R) CPU 4415U @ 2.30GHz", False),
        ("Intel(R) Pentium(R) Gold G5400 CPU @ 3.70GHz", True),
        ("Intel(R) Celeron(R) N4000 CPU @ 1.10GHz", True),
        ("Intel(R) Celeron(R) N4120 CPU @ 1.10GHz", True),
        ("Intel(R) Celeron(R) J4125 CPU @ 2.00GHz", True),
        ("Intel(R) Celeron(R) N5100 @ 1.10GHz", True),
        ("Intel(R) Celeron(R) CPU  N3060  @ 1.60GHz", False),
        ("Intel(R) Celeron(R) CPU N3350 @ 1.10GHz", False),
        ("Intel(R) Celeron(R) CPU 3865U @ 1.80GHz", False),
        ("Intel(R) Atom(TM) CPU N270   @ 1.60GHz", False),
        ("Intel(R) N100", True),
        ("Intel(R) Xeon(R) CPU E5-2670 v3 @ 2.30GHz", False),
        ("Intel(R) Xeon(R) CPU E3-1505M v5 @ 2.80GHz", False),
        ("Intel(R) Xeon(R) Gold 6130 CPU @ 2.10GHz", True),
        ("Intel(R) Xeon(R) W-2123 CPU @ 3.60GHz", True),
        ("Intel(R) Xeon(R) E-2176M  CPU @ 2.70GHz", None),
        ("Intel(R) Xeon(R) Processor @ 2.50GHz", None),
        ("Snapdragon (TM) 850 @ 2.96 GHz", True),
        ("Common KVM processor", None),
        (None, None),
    ],
)
def test_processors_by_name(model: str | None, supported: bool | None) -> None:
    assert processors.is_supported(Cpu(model=model)) is supported


@pytest.mark.parametrize(
    ("family", "model", "supported"),
    [
        (0x15, 0x70, False),  # A9-9420, Stoney Ridge
        (0x16, 0x30, False),  # A6-6310, Beema
        (0x17, 0x01, False),  # Ryzen 7 1700, Zen
        (0x17, 0x11, False),  # Ryzen 5 2500U, Raven Ridge, Zen
        (0x17, 0x08, True),  # Ryzen 5 2600, Zen+
        (0x17, 0x18, True),  # Ryzen 5 3500U, Picasso, Zen+
        (0x17, 0x20, True),  # Athlon Silver 3050U, Dali
        (0x17, 0x60, True),  # Ryzen 5 4500U, Zen 2
        (0x19, 0x50, True),  # Ryzen 5 5600U, Zen 3
        (0x1A, 0x24, True),  # Zen 5
        (None, None, None),
    ],
)
def test_amd_by_family_and_model(
    family: int | None, model: int | None, supported: bool | None
) -> None:
    cpu = Cpu(maker="AMD", family=family, model_number=model, bits64=True)
    assert processors.is_supported(cpu) is supported


def verdict(**changes: Any) -> tuple[bool | None, list[str], list[str]]:
    """Possible, and the names of what is not met and not known."""
    parts: dict[str, Any] = {"cpu": CPU, "memory": MEMORY, "disks": (DISK,), "firmware": FIRMWARE}
    found = judge(**(parts | changes))
    return (
        found.possible,
        [one.name for one in found.requirements if one.met is False],
        [one.name for one in found.requirements if one.met is None],
    )


def test_a_machine_that_meets_everything() -> None:
    assert verdict() == (True, [], [])


@pytest.mark.parametrize(
    ("changes", "unmet"),
    [
        ({"cpu": replace(CPU, model="Intel(R) Core(TM) i5-7200U CPU")}, ["cpu"]),
        ({"cpu": replace(CPU, max_mhz=800)}, ["cpu_speed"]),
        ({"cpu": replace(CPU, cores=1)}, ["cpu_cores"]),
        ({"cpu": replace(CPU, bits64=False)}, ["cpu", "bits64"]),
        ({"memory": Memory(total_bytes=2 * GIB)}, ["memory"]),
        ({"disks": (replace(DISK, size_bytes=31 * 10**9),)}, ["disk"]),
        ({"firmware": replace(FIRMWARE, uefi_capable=False)}, ["uefi"]),
        ({"firmware": replace(FIRMWARE, tpm_version="1.2")}, ["tpm"]),
        ({"firmware": replace(FIRMWARE, tpm_version=None, tpm_present=False)}, ["tpm"]),
    ],
)
def test_one_requirement_that_is_not_met_is_a_no(changes: Any, unmet: list[str]) -> None:
    assert verdict(**changes)[:2] == (False, unmet)


@pytest.mark.parametrize(
    ("changes", "unknown"),
    [
        ({"memory": Memory(total_bytes=int(3.7 * GIB))}, ["memory"]),
        ({"memory": Memory()}, ["memory"]),
        ({"disks": None}, ["disk"]),
        ({"disks": ()}, ["disk"]),
        ({"disks": (replace(DISK, internal=False),)}, ["disk"]),
        ({"firmware": replace(FIRMWARE, uefi_capable=None)}, ["uefi"]),
        ({"firmware": replace(FIRMWARE, secure_boot=None)}, ["secure_boot"]),
        ({"firmware": replace(FIRMWARE, tpm_version=None)}, ["tpm"]),
    ],
)
def test_what_was_not_measured_stays_unknown(changes: Any, unknown: list[str]) -> None:
    assert verdict(**changes) == (None, [], unknown)


def test_a_no_outweighs_what_is_unknown() -> None:
    assert verdict(memory=Memory(), cpu=replace(CPU, cores=1))[0] is False
