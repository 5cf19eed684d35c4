"""What a run knows of itself: kept over a restart where it has to be, and told as evidence."""

import json
import uuid
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from diagnostics.erasure.verification import Known, known_from
from diagnostics.wire.documents import Malformed, decode
from diagnostics.wire.erasure import (
    METHODS,
    Attempt,
    Canaries,
    Command,
    Errors,
    HiddenArea,
    Interruption,
    Method,
    Smart,
    Verification,
)

#: A server takes no larger checkpoint than 8 KiB; the oldest commands, messages, and interruptions
#: go first.
MOST_BYTES = 7_500


@dataclass(slots=True)
class Record:
    # Kept over a restart:
    id: str
    #: RFC 3339.
    started: str
    #: The start of the machine in which it was last at work.
    boot_id: str
    #: The disk's size as first seen, and as it has to be now.
    apparent_bytes: int
    size_bytes: int
    real_bytes: int | None = None
    #: At work so far, without this start.
    seconds: float = 0.0
    #: The method at work, and since when; None: none yet, or between two.
    method: Method | None = None
    method_started: str | None = None
    #: What the method noted down; empty: it has not begun.
    inner: Mapping[str, Any] = field(default_factory=dict)
    #: The method says that it is done; what is on the disk is still to be read.
    done: bool = False
    known: Known | None = None
    hidden: tuple[HiddenArea, ...] = ()
    #: Hidden areas were looked for.
    looked: bool = False
    attempts: list[Attempt] = field(default_factory=list)
    interruptions: list[Interruption] = field(default_factory=list)
    commands: list[Command] = field(default_factory=list)
    messages: list[str] = field(default_factory=list)
    bytes_written: int = 0

    # Not kept:
    #: As far as the method came, and the whole work.
    fraction: float | None = None
    passes: int = 0
    errors: dict[str, Errors] = field(default_factory=dict)
    verification: Verification | None = None
    canaries: Canaries | None = None
    smart_before: Smart | None = None
    smart_after: Smart | None = None

    def as_json(self, seconds: float) -> dict[str, Any]:
        """At most ``MOST_BYTES`` of JSON, unless the method's own note alone is more."""
        commands, messages = [asdict(one) for one in self.commands], list(self.messages)
        interruptions = [asdict(one) for one in self.interruptions]
        while True:
            note = self._note(seconds, commands, messages, interruptions)
            rows = next((r for r in (commands, messages, interruptions) if len(r) > 1), None)
            if len(json.dumps(note)) <= MOST_BYTES or rows is None:
                return note
            del rows[0]

    def _note(
        self,
        seconds: float,
        commands: list[dict[str, Any]],
        messages: list[str],
        interruptions: list[dict[str, Any]],
    ) -> dict[str, Any]:
        return {
            "id": self.id,
            "started": self.started,
            "boot_id": self.boot_id,
            "apparent": self.apparent_bytes,
            "size": self.size_bytes,
            "real": self.real_bytes,
            "seconds": round(seconds, 1),
            "method": self.method,
            "method_started": self.method_started,
            "inner": dict(self.inner),
            "done": self.done,
            "known": self.known.as_json() if self.known else None,
            "hidden": [asdict(area) for area in self.hidden],
            "looked": self.looked,
            "attempts": [asdict(attempt) for attempt in self.attempts],
            "interruptions": interruptions,
            "commands": commands,
            "messages": messages,
            "written": self.bytes_written,
        }


def new_record(*, started: str, boot_id: str, size_bytes: int) -> Record:
    return Record(
        id=str(uuid.uuid4()),
        started=started,
        boot_id=boot_id,
        apparent_bytes=size_bytes,
        size_bytes=size_bytes,
    )


def record_from(note: Mapping[str, Any]) -> Record | None:
    """Of ``as_json``; None where it is none, or not whole: then all begins anew."""
    try:
        return _record(note)
    except (KeyError, TypeError, ValueError, AttributeError, Malformed):
        return None


def _record(note: Mapping[str, Any]) -> Record:
    method = note["method"]
    if method is not None and method not in METHODS:
        raise ValueError(method)
    return Record(
        id=str(note["id"]),
        started=str(note["started"]),
        boot_id=str(note["boot_id"]),
        apparent_bytes=int(note["apparent"]),
        size_bytes=int(note["size"]),
        real_bytes=None if note["real"] is None else int(note["real"]),
        seconds=float(note["seconds"]),
        method=method,
        method_started=note["method_started"] and str(note["method_started"]),
        inner=dict(note["inner"]),
        done=note["done"] is True,
        known=known_from(note["known"]) if note["known"] else None,
        hidden=tuple(decode(HiddenArea, one) for one in note["hidden"]),
        looked=note["looked"] is True,
        attempts=[decode(Attempt, one) for one in note["attempts"]],
        interruptions=[decode(Interruption, one) for one in note["interruptions"]],
        commands=[decode(Command, one) for one in note["commands"]],
        messages=[str(one) for one in note["messages"]],
        bytes_written=int(note["written"]),
    )
