"""The table in its final form; the last partition with its filesystem to the end of the disk."""

from diagnostics.imaging.finishing import filesystems, kernel, tables
from diagnostics.imaging.finishing.layout import Layout, Part
from diagnostics.imaging.finishing.numbers import Changes
from diagnostics.imaging.finishing.work import Work
from diagnostics.wire.imaging import Grown


def grow(work: Work, found: Layout, changes: Changes) -> Grown | None:
    """Raises RunError, OSError, NotFinished."""
    part = tables.growing(work, found)
    work.bind()
    if found.table == "gpt":
        tables.write_gpt(work, found, changes, part)
    else:
        tables.write_mbr(work, changes, part)
    kernel.look_again(work)
    return _filesystem(work, found, part) if part else None


def _filesystem(work: Work, found: Layout, part: Part) -> Grown | None:
    """Also where the partition grew before a power cut: its filesystem may not have."""
    before = next(one for one in work.job.manifest.partitions if one.number == part.number)
    after = part.sectors * found.sector_bytes
    if after <= before.size_bytes:
        return None
    return Grown(
        partition=part.number,
        from_bytes=before.size_bytes,
        to_bytes=after,
        filesystem=part.filesystem,
        filesystem_bytes=filesystems.grow(work, part),
    )
