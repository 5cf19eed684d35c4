"""Whether an image suits a machine: pure, from its manifest and the machine's newest report."""

from collections.abc import Iterator

from atelier.bench.identities import disks_to_order
from atelier.words import N_, Sentence
from diagnostics.report import Disk, Report
from diagnostics.wire.imaging import Manifest

_GB = 10**9
_GIB = 2**30
#: Graphics and firmware take their share of the memory where only the kernel tells how much.
_NEARLY = 0.9
_ON_32_BITS = frozenset({"i386", "i586", "i686"})
#: One of these runs on another, but for its bits.
_PC = _ON_32_BITS | {"x86_64", "amd64"}


def fits(manifest: Manifest, report: Report) -> tuple[Sentence, ...]:
    """Why it does not; empty where it does. What was not measured is no reason."""
    return tuple(_reasons(manifest, report))


def is_large_enough(manifest: Manifest, disk: Disk) -> bool:
    """A disk that does not say how large it is, is not."""
    return (disk.size_bytes or 0) >= disk_needed(manifest)


def disk_needed(manifest: Manifest) -> int:
    """In bytes."""
    return max(manifest.needs.disk_bytes, manifest.size_bytes)


def _reasons(manifest: Manifest, report: Report) -> Iterator[Sentence]:
    yield from _memory(manifest, report)
    yield from _disk(manifest, report)
    if _is_another_kind(manifest.needs.architecture, report.cpu.architecture):
        yield Sentence(N_("Deze software is gemaakt voor een ander soort processor."))
    if report.cpu.bits64 is False and not _runs_on_32_bits(manifest):
        yield Sentence(N_("De processor is te oud: deze software vraagt er een van 64 bits."))
    yield from _start(manifest, report)


def _memory(manifest: Manifest, report: Report) -> Iterator[Sentence]:
    needed = manifest.needs.memory_bytes
    found = report.memory.total_bytes
    if found is not None and found < needed * _NEARLY:
        yield Sentence(
            N_("Te weinig geheugen: %(found)s GB, en deze software vraagt %(needed)s GB."),
            {"found": _rounded(found / _GIB), "needed": _rounded(needed / _GIB)},
        )


def _disk(manifest: Manifest, report: Report) -> Iterator[Sentence]:
    disks = [disk for _name, disk in disks_to_order(report)]
    if not disks or any(is_large_enough(manifest, disk) for disk in disks):
        return
    largest = max(disk.size_bytes or 0 for disk in disks)
    yield Sentence(
        N_("De schijf is te klein: %(found)s GB, en deze software vraagt %(needed)s GB."),
        {"found": _rounded(largest / _GB), "needed": _rounded(disk_needed(manifest) / _GB)},
    )


def _start(manifest: Manifest, report: Report) -> Iterator[Sentence]:
    firmware = report.firmware
    if firmware.secure_boot and not manifest.secure_boot:
        yield Sentence(
            N_("Secure Boot staat aan, en daarmee start deze software niet. Zet het uit.")
        )
    if firmware.boot_mode is None or firmware.boot_mode in manifest.boots:
        return
    if firmware.boot_mode == "uefi":
        yield Sentence(N_("Dit toestel start met UEFI, en deze software alleen met BIOS."))
    else:
        yield Sentence(N_("Dit toestel start met BIOS, en deze software alleen met UEFI."))


def _is_another_kind(wanted: str, found: str | None) -> bool:
    if found is None or {wanted, found} <= _PC:
        return False
    return wanted != found


def _runs_on_32_bits(manifest: Manifest) -> bool:
    return manifest.needs.architecture in _ON_32_BITS


def _rounded(number: float) -> float:
    """As people say it: 3.7 GB, and 16 rather than 16.0."""
    shown = round(number, 1)
    return int(shown) if shown == int(shown) else shown
