"""The agent's evidence, held to the order and to the manifest that we hold ourselves: pure.

The server never takes the agent's word *installed* for it: what was written and read back has to be
all of the image, on the disk and in the machine that were ordered.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal, Protocol

from atelier.bench import belonging
from atelier.bench.belonging import Ordered
from diagnostics.wire import Malformed
from diagnostics.wire.imaging import BLOCK_BYTES, Evidence, Manifest, understand_evidence

ProblemCode = Literal[
    "malformed",  # it cannot be read, or contradicts itself
    "unasked",  # nobody asked for it here
    "other_order",
    "other_machine",
    "other_disk",
    "other_image",
    "other_end",  # the order ended otherwise than the evidence says
    "incomplete",  # it says installed, of less than the image is
    "repeated",  # the same evidence, or the same key, came before for something else
    "late",  # a person had closed the order
]


class Problem(Exception):
    """What came as evidence is none. ``detail`` is in English, for whoever looks into it."""

    def __init__(self, code: ProblemCode, detail: str) -> None:
        super().__init__(f"{code}: {detail}")
        self.code = code
        self.detail = detail


class Order(Ordered, Protocol):
    id: str
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """The image that was ordered, as the server holds it. ``blocks``: of its map, where known."""

    sha256: str
    manifest: Manifest
    blocks: int | None = None


def read(document: Mapping[str, Any]) -> Evidence:
    """Raises Problem."""
    try:
        return understand_evidence(document)
    except Malformed as error:
        raise Problem("malformed", str(error)) from error


def judge(evidence: Evidence, order: Order, asked: Asked) -> None:
    """Raises Problem for evidence that does not hold; else its own result does."""
    _check_thing(evidence, order, asked)
    if (order.state == "done") is not (evidence.result == "installed"):
        raise Problem("other_end", f"the order is {order.state}, the evidence {evidence.result}")
    if evidence.result == "installed":
        for shortfall in _shortfalls(evidence, asked):
            raise Problem("incomplete", shortfall)


def _check_thing(evidence: Evidence, order: Order, asked: Asked) -> None:
    if evidence.order_id != order.id:
        raise Problem("other_order", f"it is about order {evidence.order_id}")
    if trouble := belonging.other_machine(evidence.machine, order):
        raise Problem("other_machine", trouble)
    if trouble := belonging.other_disk(evidence.disk, order):
        raise Problem("other_disk", trouble)
    if evidence.image != asked.sha256:
        raise Problem("other_image", f"{evidence.image} instead of {asked.sha256}")


def _shortfalls(evidence: Evidence, asked: Asked) -> Iterator[str]:
    """Beside what contradicts itself, which reading finds. Its times are no measure: a machine
    whose clock lost its battery goes back years at a power cut.
    """
    written = evidence.bytes_written + evidence.zero_bytes
    if written != asked.manifest.written_bytes:
        yield f"{written} bytes were written, and the image is {asked.manifest.written_bytes}"
    if asked.blocks is not None and evidence.blocks != asked.blocks:
        yield f"it tells of {evidence.blocks} blocks, and the image has {asked.blocks}"
    if evidence.blocks * BLOCK_BYTES < evidence.bytes_written:
        yield f"{evidence.blocks} blocks cannot hold {evidence.bytes_written} bytes"
    size = evidence.disk.size_bytes
    if size is not None and size < asked.manifest.size_bytes:
        yield f"a disk of {size} bytes cannot hold an image of {asked.manifest.size_bytes}"
