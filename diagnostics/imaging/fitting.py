"""Whether an image suits a machine and a disk: before anything is written."""

import os
from dataclasses import dataclass

from diagnostics.probes import memory
from diagnostics.probes.firmware import boot
from diagnostics.probes.host import Host
from diagnostics.wire.imaging import Boot, Manifest, Reason

#: Graphics and firmware keep some of what is built in; what the kernel shows is that much less.
_OF_MEMORY = 0.8
#: Images are made with tables in blocks of this; on a disk with larger ones nothing finds them.
BLOCK_BYTES = 512
_RUNS = {"x86_64": {"x86_64", "i686"}, "i686": {"i686"}, "i586": {"i686"}, "i386": {"i686"}}


class NotSuitable(Exception):
    """Refused before anything was written; the message says what does not fit."""

    def __init__(self, reason: Reason, message: str) -> None:
        super().__init__(message)
        self.reason: Reason = reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Here:
    """A machine; None: not known, and then nothing is refused for it."""

    architecture: str
    memory_bytes: int | None = None
    firmware: Boot | None = None
    secure_boot: bool | None = None


def look(host: Host) -> Here:
    found = boot.collect(host)
    return Here(
        architecture=os.uname().machine,
        memory_bytes=memory.parse(memory.Raw((), host.read("proc/meminfo") or "")).usable_bytes,
        firmware=found.mode,
        secure_boot=boot.secure_boot(found),
    )


def check_machine(manifest: Manifest, here: Here) -> None:
    """Raises NotSuitable."""
    needs = manifest.needs
    if needs.architecture not in _RUNS.get(here.architecture, {here.architecture}):
        _other(f"the image is for {needs.architecture}, and this machine is {here.architecture}")
    if here.memory_bytes is not None and here.memory_bytes < needs.memory_bytes * _OF_MEMORY:
        _other(
            f"the image needs {_gb(needs.memory_bytes)} of memory, "
            f"and this machine has {_gb(here.memory_bytes)}"
        )
    if here.firmware and here.firmware not in manifest.boots:
        _other(
            f"this machine starts by {here.firmware.upper()}, "
            f"and the image only by {' or '.join(manifest.boots).upper()}"
        )
    if here.secure_boot and not manifest.secure_boot:
        _other("Secure Boot is on, and the image does not start with it: switch it off")


def check_disk(manifest: Manifest, size_bytes: int, block_bytes: int) -> None:
    """Raises NotSuitable."""
    least = max(manifest.size_bytes, manifest.needs.disk_bytes)
    if size_bytes < least:
        message = f"the image needs {least} bytes, and the disk has {size_bytes}"
        raise NotSuitable("disk_too_small", message)
    if block_bytes != BLOCK_BYTES:
        _other(f"the disk has blocks of {block_bytes} bytes, and the image is for {BLOCK_BYTES}")


def _other(message: str) -> None:
    raise NotSuitable("other_hardware", message)


def _gb(size: int) -> str:
    return f"{size / 2**30:.1f} GiB"
