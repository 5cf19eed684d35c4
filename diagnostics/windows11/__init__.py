"""Can this machine run Windows 11, by Microsoft's requirements, with each reason.

Source: Microsoft, "Windows 11 specifications" and the lists of supported processors beside it.
What was not measured stays None: only a requirement that is clearly not met makes a "no".
"""

from diagnostics.report import Cpu, Disk, Firmware, Memory, Requirement, Windows11
from diagnostics.windows11 import processors

GIB = 2**30
GB = 10**9
#: Memory that graphics and firmware keep to themselves, at the very most.
_KEPT_BACK = 1.5 * GIB


def judge(
    cpu: Cpu, memory: Memory, disks: tuple[Disk, ...] | None, firmware: Firmware
) -> Windows11:
    """``disks`` is None when they could not be read."""
    requirements = (
        _cpu(cpu),
        _cpu_speed(cpu),
        _cpu_cores(cpu),
        _bits64(cpu),
        _memory(memory),
        _disk(disks),
        _uefi(firmware),
        _secure_boot(firmware),
        _tpm(firmware),
    )
    return Windows11(possible=_all(requirements), requirements=requirements)


def _all(requirements: tuple[Requirement, ...]) -> bool | None:
    met = [requirement.met for requirement in requirements]
    if False in met:
        return False
    return None if None in met else True


def _cpu(cpu: Cpu) -> Requirement:
    needed = "Intel Core 8th generation, AMD Zen+, Qualcomm Snapdragon 850, or newer"
    return Requirement(name="cpu", met=processors.is_supported(cpu), found=cpu.model, needed=needed)


def _cpu_speed(cpu: Cpu) -> Requirement:
    return Requirement(
        name="cpu_speed",
        met=_at_least(cpu.max_mhz, 1000),
        found=_said(cpu.max_mhz, "MHz"),
        needed="1000 MHz",
    )


def _cpu_cores(cpu: Cpu) -> Requirement:
    return Requirement(
        name="cpu_cores", met=_at_least(cpu.cores, 2), found=_said(cpu.cores), needed="2"
    )


def _bits64(cpu: Cpu) -> Requirement:
    found = {True: "64", False: "32"}.get(cpu.bits64) if cpu.bits64 is not None else None
    return Requirement(name="bits64", met=cpu.bits64, found=found, needed="64")


def _memory(memory: Memory) -> Requirement:
    found = memory.total_bytes
    shown = None if found is None else f"{found / GIB:.1f} GiB"
    return Requirement(name="memory", met=_has_memory(memory), found=shown, needed="4 GiB")


def _has_memory(memory: Memory) -> bool | None:
    """The modules decide. Without them a kernel that sees 3.7 GiB may well have 4 installed."""
    if memory.total_bytes is None:
        return None
    if memory.modules or memory.total_bytes >= 4 * GIB:
        return memory.total_bytes >= 4 * GIB
    return False if memory.total_bytes + _KEPT_BACK < 4 * GIB else None


def _disk(disks: tuple[Disk, ...] | None) -> Requirement:
    sizes = [disk.size_bytes for disk in disks or () if _counts(disk) and disk.size_bytes]
    largest = max(sizes, default=None)
    return Requirement(
        name="disk",
        met=_at_least(largest, 64 * GB),
        found=None if largest is None else f"{largest / GB:.0f} GB",
        needed="64 GB",
    )


def _counts(disk: Disk) -> bool:
    """Inside the machine, and not what the agent itself was started from on a bench."""
    return disk.internal is not False and not (disk.boot_medium and disk.removable)


def _uefi(firmware: Firmware) -> Requirement:
    return Requirement(
        name="uefi", met=firmware.uefi_capable, found=firmware.boot_mode, needed="uefi"
    )


def _secure_boot(firmware: Firmware) -> Requirement:
    """Being able to is enough; a machine that tells whether it is on, is."""
    on = firmware.secure_boot
    found = None if on is None else ("on" if on else "off")
    return Requirement(
        name="secure_boot", met=None if on is None else True, found=found, needed="capable"
    )


def _tpm(firmware: Firmware) -> Requirement:
    version = firmware.tpm_version
    met = version == "2.0" if version else (False if firmware.tpm_present is False else None)
    found = version or ("none" if firmware.tpm_present is False else None)
    return Requirement(name="tpm", met=met, found=found, needed="2.0")


def _at_least(found: int | None, needed: int) -> bool | None:
    return None if found is None else found >= needed


def _said(number: int | None, unit: str = "") -> str | None:
    return None if number is None else f"{number} {unit}".strip()
