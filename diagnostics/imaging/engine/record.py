"""What a run knows of itself: kept over a restart where it has to be, and told as evidence."""

import json
import uuid
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Literal, get_args

from diagnostics.wire.documents import Malformed, decode
from diagnostics.wire.imaging import Interruption, ReadBack

#: A server takes no larger checkpoint than 8 KiB; the oldest messages and interruptions go first.
MOST_BYTES = 7_500

Stage = Literal[
    "beginning",  # nothing was written
    "writing",
    "reading",  # all of it is written and flushed
    "finishing",  # and read back, and right
]


@dataclass(slots=True)
class Record:
    # Kept over a restart:
    id: str
    #: Of the image.
    image: str
    #: RFC 3339.
    started: str
    #: The start of the machine in which it was last at work.
    boot_id: str
    stage: Stage = "beginning"
    #: At work so far, without this start.
    seconds: float = 0.0
    #: Of the pieces in the order in which they are written, so many are on the disk.
    done: int = 0
    #: In starts before this one.
    fetched: int = 0
    retries: int = 0
    read_back: ReadBack | None = None
    interruptions: list[Interruption] = field(default_factory=list)
    messages: list[str] = field(default_factory=list)

    #: Not kept: of the whole work, as far as it came.
    fraction: float | None = None

    def is_finishing(self, boot_id: str) -> bool:
        """In this start of the machine, and with what was read back before."""
        return (self.stage, self.boot_id) == ("finishing", boot_id) and self.read_back is not None

    def as_json(self, *, seconds: float, fetched: int, retries: int) -> dict[str, Any]:
        """At most ``MOST_BYTES`` of JSON."""
        note: dict[str, Any] = {
            "id": self.id,
            "image": self.image,
            "started": self.started,
            "boot_id": self.boot_id,
            "stage": self.stage,
            "seconds": round(seconds, 1),
            "done": self.done,
            "fetched": fetched,
            "retries": retries,
            "read_back": asdict(self.read_back) if self.read_back else None,
            "interruptions": [asdict(one) for one in self.interruptions],
            "messages": list(self.messages),
        }
        for rows in (note["messages"], note["interruptions"]):
            while rows and len(json.dumps(note)) > MOST_BYTES:
                del rows[0]
        return note


def new_record(*, image: str, started: str, boot_id: str) -> Record:
    return Record(id=str(uuid.uuid4()), image=image, started=started, boot_id=boot_id)


def record_from(note: Mapping[str, Any], image: str) -> Record | None:
    """Of ``as_json``; None where it is none, or of another image: then all begins anew."""
    try:
        record = _record(note)
    except (KeyError, TypeError, ValueError, AttributeError, Malformed):
        return None
    return record if record.image == image else None


def _record(note: Mapping[str, Any]) -> Record:
    stage = note["stage"]
    if stage not in get_args(Stage):
        raise ValueError(stage)
    return Record(
        id=str(note["id"]),
        image=str(note["image"]),
        started=str(note["started"]),
        boot_id=str(note["boot_id"]),
        stage=stage,
        seconds=float(note["seconds"]),
        done=int(note["done"]),
        fetched=int(note["fetched"]),
        retries=int(note["retries"]),
        read_back=decode(ReadBack, note["read_back"]) if note["read_back"] else None,
        interruptions=[decode(Interruption, one) for one in note["interruptions"]],
        messages=[str(one) for one in note["messages"]],
    )
