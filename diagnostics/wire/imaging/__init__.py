"""Imaging as agent and server say it to each other: image, order, evidence, first boot.

An order of kind "image" carries ``Parameters``; its last word ``Evidence``, as its result. It is
*done* when the image is installed: every block written, read back from the disk and the same. The
agent gets the files of an image from ``/images/<hash>/manifest``, ``…/map`` and, by ranges of
bytes, ``…/blocks``. Later the installed system itself says ``FirstBoot``, once.
"""

from diagnostics.wire.imaging.evidence import (
    Evidence,
    Grown,
    Interruption,
    Made,
    ReadBack,
)
from diagnostics.wire.imaging.first_boot import (
    Driverless,
    FirstBoot,
    FirstBootTaken,
    Screen,
)
from diagnostics.wire.imaging.manifest import (
    BLOCK_BYTES,
    MOST_MANIFEST_BYTES,
    MOST_MAP_BYTES,
    UNIT_BYTES,
    VERSION,
    Block,
    Manifest,
    Map,
    Needs,
    Package,
    Packages,
    Partition,
    Source,
    Stretch,
)
from diagnostics.wire.imaging.parameters import (
    Multicast,
    Parameters,
    understand_parameters,
)
from diagnostics.wire.imaging.reading import (
    contradictions,
    understand_evidence,
    understand_first_boot,
    understand_manifest,
    understand_map,
    written_bytes,
)
from diagnostics.wire.imaging.sense import of_naming
from diagnostics.wire.imaging.terms import (
    REASONS,
    Boot,
    Reason,
    Result,
    Role,
    System,
)

__all__ = [
    "BLOCK_BYTES",
    "MOST_MANIFEST_BYTES",
    "MOST_MAP_BYTES",
    "REASONS",
    "UNIT_BYTES",
    "VERSION",
    "Block",
    "Boot",
    "Driverless",
    "Evidence",
    "FirstBoot",
    "FirstBootTaken",
    "Grown",
    "Interruption",
    "Made",
    "Manifest",
    "Map",
    "Multicast",
    "Needs",
    "Package",
    "Packages",
    "Parameters",
    "Partition",
    "ReadBack",
    "Reason",
    "Result",
    "Role",
    "Screen",
    "Source",
    "Stretch",
    "System",
    "contradictions",
    "of_naming",
    "understand_evidence",
    "understand_first_boot",
    "understand_manifest",
    "understand_map",
    "understand_parameters",
    "written_bytes",
]
