"""Disks: every one in its own thread, so that a dead one costs seconds and hides nothing else."""

from diagnostics.probes.disks.asking import Answers
from diagnostics.probes.disks.assemble import disk
from diagnostics.probes.disks.finding import LIMIT_S, Found, collect
from diagnostics.report import Disk

__all__ = ["LIMIT_S", "NAME", "Answers", "Found", "collect", "parse"]

NAME = "disks"


def parse(raw: tuple[Found, ...]) -> tuple[Disk, ...]:
    return tuple(disk(found) for found in raw)
