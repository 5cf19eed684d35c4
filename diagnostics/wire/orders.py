"""Orders: what the server asks of one machine, and what the agent says of it.

An order goes issued → accepted → running → done or failed. *Lost* is the server's own word for an
order of which it heard nothing more before its deadline; it is not final, as the agent's later word
still tells what became of it. One that no agent ever took on has failed by then.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, get_args

State = Literal["issued", "accepted", "running", "done", "failed", "lost"]
#: After these nothing changes any more.
FINAL: frozenset[State] = frozenset({"done", "failed"})

Kind = Literal["probe", "stress", "self_test", "erase", "image", "reboot", "power_off"]
KINDS: tuple[Kind, ...] = get_args(Kind)
#: These are about one disk; the others are about the whole machine.
ON_A_DISK: frozenset[Kind] = frozenset({"self_test", "erase", "image"})

#: Why an order failed, where that is more than "it went wrong".
Reason = Literal[
    "other_machine",  # the machine is not the one the order was issued for
    "other_disk",  # no disk here has the identity in the order
    "unknown_kind",  # this agent is too old for it
    "busy",  # the disk or the machine is at work already
    "interrupted",  # the machine went off or was restarted while it ran
    "stopped",  # a person stopped it
    "withdrawn",  # a person took it back before the agent had begun
    "given_up",  # a person closed a lost order
    "not_begun",  # no agent took it on before its deadline (the server says so)
    "unsupported",  # the hardware cannot do it
    "missing_tool",
    "wrong",  # it ran, and found something wrong (a bad disk, bad memory)
    "error",  # anything else; the message says what
]
REASONS: tuple[Reason, ...] = get_args(Reason)


@dataclass(frozen=True, slots=True, kw_only=True)
class Machine:
    """Which machine an order is for, as its report says. Absent: not known then."""

    report_id: str
    uuid: str | None = None
    serial: str | None = None
    board_serial: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Disk:
    """Which disk an order is for, by what is on the disk; a name like ``sda`` is no identity."""

    serial: str | None = None
    wwn: str | None = None
    model: str | None = None
    size_bytes: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    #: Made by whoever issued it (UUID).
    id: str
    #: One of ``KINDS``; text, so that an agent can refuse a kind that is newer than itself.
    kind: str
    machine: Machine
    disk: Disk | None = None
    #: ``stress``: ``seconds``. ``self_test``: ``length``, "short" or "long". ``erase``: as
    #: ``wire.erasure.Parameters``; ``image``: as ``wire.imaging.Parameters``. Others: nothing.
    parameters: Mapping[str, Any] = field(default_factory=dict)
    state: State = "issued"
    #: A person wants it to end now; the agent answers with *failed*, reason *stopped*.
    stop: bool = False
    #: What the server keeps for an agent that starts anew and remembers nothing:
    #: the ``boot_id`` of the first *running* word (None: it never said running),
    started_in: str | None = None
    #: the highest ``number`` of all words so far (the next word's is above it),
    last_number: int | None = None
    #: and the ``checkpoint`` of the last word that had one.
    checkpoint: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """One thing the agent says of an order. Said twice (same ``id``), it counts once."""

    id: str
    state: Literal["accepted", "running", "done", "failed"]
    #: RFC 3339 with an offset, by the machine's own clock.
    at: str
    #: Which start of the machine says so (``Presence.boot_id``).
    boot_id: str
    #: Rises with every word the agent says of one order, over restarts of the agent as well.
    number: int
    fraction: float | None = None
    left_s: float | None = None
    reason: Reason | None = None
    #: In English, for whoever looks into it; the screens say it by kind, state and reason.
    message: str | None = None
    #: What came of it, by kind of order; only with *done* and *failed*. Numbers that could not be
    #: measured are absent.
    #:
    #: - ``stress``: ``seconds`` (of work), ``cpu_errors``, ``memory_errors``, ``memory_bytes``
    #:   (tested), ``hottest_c``, ``throttled`` (times the processor slowed down to cool)
    #: - ``self_test``: ``length``, ``passed``, ``status`` (the drive's own words),
    #:   ``remaining_percent``, ``first_error_lba``, ``hours`` (the drive's age at the test)
    #: - ``probe``: ``report_id`` (of the new report)
    #: - ``erase``: the fields of ``erasure.Evidence``, also when it failed, once anything was begun
    #: - ``image``: the fields of ``imaging.Evidence``, also when it failed, once anything was begun
    #: - any that was stopped or broke off: ``fraction``, as far as it came
    result: Mapping[str, Any] = field(default_factory=dict)
    #: What the agent needs to go on after a restart (small); empty: as it was.
    checkpoint: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class WordTaken:
    """The server's answer to a word: where the order stands now, and whether to stop it."""

    state: State
    stop: bool = False
