"""The agent's evidence, held to what was ordered and to the policy: pure.

The server never takes the agent's word *erased* for it. It reckons again, from the figures in the
evidence and from its own plan, and what it comes to is never better than what the agent claims.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from diagnostics.wire import Malformed, decode, erasure
from diagnostics.wire.erasure import CRYPTO, LEVELS, Evidence, Level, Parameters, Plan, Result

ProblemCode = Literal[
    "malformed",  # it cannot be read, or contradicts itself
    "unasked",  # nobody asked for it here
    "other_order",
    "other_machine",
    "other_disk",
    "other_end",  # the order ended otherwise than the evidence says
    "impossible",  # this medium knows no such method
    "repeated",  # the same evidence came before, for something else
    "late",  # a person had closed the order
]

#: Why the server does not follow the agent; beside the agent's own ``wire.erasure.Reason``.
Shortfall = Literal["level_too_low", "checked_too_little", "method_not_allowed", "not_verified"]
#: What a person has to know of evidence that no order carried, before it may count.
Doubt = Literal[
    "clock_alone",  # the machine's own clock alone says that it was after the last use
    "time_unknown",  # and that clock cannot be right
    "before_known",  # it was before we knew the device: nobody here knows what followed
    "other_tag",  # at the machine the tag of another device was typed
    "unnumbered",  # the disk has no number: it was told by model and size
    "order_closed",  # a person had closed its order before it came
]
#: With these nothing shows that it is erased; with the others it is, to less than was asked.
_NOTHING_SHOWN: frozenset[Shortfall] = frozenset({"not_verified"})

#: The first words of methods, and the media that know them.
_FAMILIES: Mapping[str, frozenset[str]] = {
    "nvme": frozenset({"nvme"}),
    "ata": frozenset({"sata_ssd", "sata_hdd"}),
    "mmc": frozenset({"emmc"}),
}
#: What a firmware erase leaves; *mixed* is of these, unless it was a crypto erase.
_REGULAR = frozenset({"constant", "periodic", "mixed"})
_ALL = 1.0
_LONGEST_ID = 64
#: Samples are of whole blocks: on a small disk a little less is read than was planned.
_NEARLY = 0.9


class Problem(Exception):
    """What came as evidence is none. ``detail`` is in English, for whoever looks into it."""

    def __init__(self, code: ProblemCode, detail: str) -> None:
        super().__init__(f"{code}: {detail}")
        self.code = code
        self.detail = detail


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What was asked for, as the server kept it."""

    plan: Plan
    parameters: Parameters

    @classmethod
    def read(cls, plan: Mapping[str, Any], parameters: Mapping[str, Any]) -> "Asked":
        return cls(plan=decode(Plan, plan), parameters=erasure.understand_parameters(parameters))


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    result: Result
    level: Level | None
    verified: bool
    #: Of the agent and of the server, each once; empty exactly when *erased*.
    reasons: tuple[str, ...]


def read(document: Mapping[str, Any]) -> Evidence:
    """Raises Problem."""
    try:
        evidence = erasure.understand(document)
    except Malformed as error:
        raise Problem("malformed", str(error)) from error
    if len(evidence.id) > _LONGEST_ID:
        raise Problem("malformed", f"Evidence.id has more than {_LONGEST_ID} characters")
    return evidence


def judge(evidence: Evidence, asked: Asked) -> Judgement:
    """Raises Problem for a method that this medium cannot know."""
    if evidence.result == "not_erased":
        return Judgement(
            result="not_erased", level=None, verified=False, reasons=_once(evidence.reasons)
        )
    level = earned(evidence, asked.plan)
    short = tuple(_shortfalls(evidence, asked, level))
    return Judgement(
        result=_result(evidence.result, short),
        level=None if set(short) & _NOTHING_SHOWN else level,
        verified=not set(short) & {"not_verified", "checked_too_little"},
        reasons=_once((*evidence.reasons, *short)),
    )


def doubted(judgement: Judgement, doubts: Sequence[str]) -> Judgement:
    """``doubts``: of ``Doubt``. With any it has exceptions, which a person has to accept."""
    if judgement.result == "not_erased" or not doubts:
        return judgement
    return replace(
        judgement,
        result="erased_with_exceptions",
        reasons=_once((*judgement.reasons, *doubts)),
    )


def earned(evidence: Evidence, plan: Plan) -> Level:
    """By our own plan; a method that our report of the disk knows nothing of earns Clear at most.

    Raises Problem.
    """
    family = (evidence.method or "").partition("_")[0]
    if evidence.disk.medium not in _FAMILIES.get(family, {evidence.disk.medium}):
        raise Problem("impossible", f"{evidence.method} on a disk of kind {evidence.disk.medium}")
    planned = next((c.level for c in plan.candidates if c.method == evidence.method), LEVELS[0])
    return min(planned, evidence.level or LEVELS[0], key=LEVELS.index)


def _result(claimed: Result, short: Sequence[Shortfall]) -> Result:
    if set(short) & _NOTHING_SHOWN:
        return "not_erased"
    return "erased_with_exceptions" if short else claimed


def _shortfalls(evidence: Evidence, asked: Asked, level: Level) -> Iterator[Shortfall]:
    policy = asked.parameters.policy
    needed = {policy.sufficient.of(kind) for kind in (evidence.disk.medium, asked.plan.medium)}
    if LEVELS.index(level) < max(map(LEVELS.index, needed)):
        yield "level_too_low"
    if evidence.method == "ata_security" and not policy.ata_security:
        yield "method_not_allowed"
    if not (_content_is_right(evidence, policy.pattern) and _canaries_are_gone(evidence)):
        yield "not_verified"
    if not _enough_was_read(evidence, asked):
        yield "checked_too_little"


def _content_is_right(evidence: Evidence, pattern: str) -> bool:
    check = evidence.verification
    if check is None or check.mismatches:
        return False
    if evidence.method == "overwrite":
        written = (evidence.pattern or "").lower()
        return check.content == "pattern" and written == pattern.lower()
    return check.content in _REGULAR or (check.content == "random" and evidence.method in CRYPTO)


def _canaries_are_gone(evidence: Evidence) -> bool:
    """After a firmware erase: only what was known before shows that it is gone."""
    if evidence.method == "overwrite":
        return True
    known = evidence.canaries
    if known is None or not known.planted + known.hashed:
        return False
    return not (known.planted_left or known.hashed_left)


def _enough_was_read(evidence: Evidence, asked: Asked) -> bool:
    check, wanted = evidence.verification, asked.parameters.policy.checking
    if check is None:
        return False
    size = max(evidence.disk.apparent_bytes, evidence.disk.real_bytes or 0)
    if reads_all(evidence, asked) or check.method == "full":
        return check.method == "full" and check.bytes_read >= size > 0
    if (check.strata or 0) < wanted.strata or (check.samples or 0) < wanted.strata * wanted.samples:
        return False
    return check.bytes_read >= wanted.fraction * size * _NEARLY


def reads_all(evidence: Evidence, asked: Asked) -> bool:
    """Whether the whole disk had to be read back."""
    checking = asked.parameters.policy.checking
    chosen = (c for c in asked.plan.candidates if c.method == evidence.method)
    return (
        asked.parameters.full
        or checking.full
        or checking.fraction >= _ALL
        or evidence.disk.apparent_bytes < checking.full_below_bytes
        or any(candidate.full_check for candidate in chosen)
    )


def _once(reasons: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(reasons))
