"""Read evidence strictly: its shape, and that what it claims follows from what it tells.

A document that says *erased* while its own figures say otherwise is refused, whoever made it.
"""

import math
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any

from diagnostics.wire.documents import Malformed, decode
from diagnostics.wire.erasure.evidence import MOST_PLACES, MOST_ROWS, VERSION, Evidence
from diagnostics.wire.erasure.terms import MAY_PURGE

#: A rounded probability may be off by so much.
_ROUNDING = 1e-6
#: Samples are of whole blocks: on a small disk a little less is read than was planned.
_NEARLY = 0.9


def understand(document: bytes | str | Mapping[str, Any]) -> Evidence:
    """Evidence from JSON. Raises Malformed, which names the field and what is wrong with it.

    Unknown fields are left aside, as everywhere on the wire; an unknown code is not.
    """
    evidence = decode(Evidence, document)
    for rule in _RULES:
        for path, trouble in rule(evidence):
            raise Malformed(f"Evidence.{path} {trouble}")
    return evidence


def contradictions(evidence: Evidence) -> tuple[str, ...]:
    """Everything in which the evidence contradicts itself; empty when it is sound.

    For the maker of evidence: with any of these it must not leave as it is.
    """
    return tuple(f"{path} {trouble}" for rule in _RULES for path, trouble in rule(evidence))


Troubles = Iterator[tuple[str, str]]


def _version(evidence: Evidence) -> Troubles:
    if evidence.version != VERSION:
        yield "version", f"cannot be {evidence.version}: this side knows {VERSION}"


def _named(evidence: Evidence) -> Troubles:
    for path in ("id", "boot_id", "agent_version", "disk.name"):
        if not _at(evidence, path):
            yield path, "cannot be empty"
    disk = evidence.disk
    if not (disk.serial or disk.wwn or (disk.model and disk.apparent_bytes)):
        yield "disk", "has neither serial, WWN, nor model and size: it could be any disk"


def _times(evidence: Evidence) -> Troubles:
    spans = [("", evidence.started, evidence.ended)]
    spans += [(f"attempts[{n}].", a.started, a.ended) for n, a in enumerate(evidence.attempts)]
    if check := evidence.verification:
        spans.append(("verification.", check.started, check.ended))
    for path, started, ended in spans:
        begin, end = _moment(started), _moment(ended)
        if begin is None:
            yield f"{path}started", f"is no time with an offset (RFC 3339): {started[:40]!r}"
        elif end is None:
            yield f"{path}ended", f"is no time with an offset (RFC 3339): {ended[:40]!r}"


def _amounts(evidence: Evidence) -> Troubles:
    for path in ("duration_s", "bytes_written", "passes", "disk.apparent_bytes"):
        if not 0 <= _at(evidence, path) < math.inf:
            yield path, "cannot be below zero, or without an end"
    if evidence.fraction is not None and not 0 <= evidence.fraction <= 1:
        yield "fraction", "has to be from 0 to 1"
    real = evidence.disk.real_bytes
    if real is not None and real < evidence.disk.apparent_bytes:
        yield "disk.real_bytes", "cannot be less than what the disk shows"
    for n, errors in enumerate(evidence.errors):
        if errors.count < 0 or errors.retries < 0:
            yield f"errors[{n}]", "cannot count below zero"
        if len(errors.first) > min(errors.count, MOST_PLACES):
            yield f"errors[{n}].first", "tells more places than there are, or than may be told"


def _lengths(evidence: Evidence) -> Troubles:
    for path in ("commands", "attempts", "interruptions", "messages"):
        if len(_at(evidence, path)) > MOST_ROWS:
            yield path, f"has more than {MOST_ROWS} rows"


def _verification(evidence: Evidence) -> Troubles:
    check = evidence.verification
    if check is None:
        return
    for path in ("fraction", "confidence", "left_over"):
        if not 0 <= getattr(check, path) <= 1:
            yield f"verification.{path}", "has to be from 0 to 1"
    for path in ("mismatches", "unreadable", "bytes_read"):
        if getattr(check, path) < 0:
            yield f"verification.{path}", "cannot be below zero"
    if len(check.first_mismatches) > min(max(check.mismatches, 0), MOST_PLACES):
        yield "verification.first_mismatches", "tells more places than there are, or may be told"
    yield from _sampled(evidence) if check.method == "sampled" else _in_full(evidence)


def _sampled(evidence: Evidence) -> Troubles:
    check = evidence.verification
    assert check is not None  # noqa: S101 - its only caller has looked
    if not (check.samples and check.strata and check.seed):
        yield "verification", "was sampled, so it needs strata, samples and seed"
    elif check.confidence > 1 - (1 - min(max(check.left_over, 0), 1)) ** check.samples + _ROUNDING:
        yield "verification.confidence", f"is more than {check.samples} samples can give"


def _in_full(evidence: Evidence) -> Troubles:
    check = evidence.verification
    assert check is not None  # noqa: S101 - its only caller has looked
    # What was found not to be erased, or was stopped, need not be read to its end.
    holds = evidence.result != "not_erased" and not check.unreadable
    if holds and check.bytes_read < _size(evidence):
        yield "verification.bytes_read", "is less than the disk, though it was read in full"


def _result(evidence: Evidence) -> Troubles:
    if evidence.result == "not_erased":
        if evidence.level is not None:
            yield "level", "was not earned: the disk is not erased"
        if not evidence.reasons:
            yield "reasons", "have to say why the disk is not erased"
        return
    yield from _earned(evidence)
    if evidence.result == "erased":
        yield from _flawless(evidence)
    elif not evidence.reasons:
        yield "reasons", "have to say what the exceptions are"


def _earned(evidence: Evidence) -> Troubles:
    """What holds for *erased* and *erased with exceptions* alike."""
    if evidence.level is None or evidence.method is None:
        yield "result", f"is {evidence.result}, so it needs a method and a level"
        return
    if evidence.level == "purge" and evidence.method not in MAY_PURGE:
        yield "level", f"cannot be purge: {evidence.method} earns clear at most"
    if not any(a.method == evidence.method and a.outcome == "done" for a in evidence.attempts):
        yield "attempts", f"do not show that {evidence.method} was done"
    if evidence.method != "overwrite" and not evidence.commands:
        yield "commands", f"do not show how {evidence.method} was done"
    if evidence.verification is None:
        yield "verification", f"is missing, and the result is {evidence.result}"
    elif evidence.verification.mismatches:
        yield "verification.mismatches", f"say that the disk is not {evidence.result}"
    known = evidence.canaries
    if evidence.method != "overwrite" and not (known and known.planted + known.hashed):
        yield "canaries", f"are missing, so nothing shows what {evidence.method} did"
    if known and known.planted_left + known.hashed_left:
        yield "canaries", f"are still there, so the disk is not {evidence.result}"


def _flawless(evidence: Evidence) -> Troubles:
    if evidence.reasons:
        yield "reasons", f"have no place beside a plain erased: {', '.join(evidence.reasons)}"
    if any(errors.count for errors in evidence.errors):
        yield "errors", "say that it is not plainly erased"
    if any(area.state == "left" for area in evidence.hidden_areas):
        yield "hidden_areas", "are left, so it is not plainly erased"
    check, canaries = evidence.verification, evidence.canaries
    if check and (check.unreadable or check.bytes_read <= 0 or check.content == "other"):
        yield "verification", "does not show that the disk is erased"
    if check and (check.confidence <= 0 or check.left_over >= 1):
        yield "verification", "does not show that the disk is erased: it is sure of nothing"
    if check and check.fraction < evidence.plan.checked_fraction * _NEARLY:
        yield "verification.fraction", "is less than was planned"
    if canaries and canaries.unreadable:
        yield "canaries", "could not all be read, so it is not plainly erased"
    if evidence.disk.apparent_bytes <= 0:
        yield "disk.apparent_bytes", "is nothing: a disk without a size was not erased"
    written = evidence.bytes_written >= _size(evidence) and evidence.passes
    if evidence.method == "overwrite" and not written:
        yield "bytes_written", "is less than the disk, though it was overwritten"


_RULES: tuple[Callable[[Evidence], Troubles], ...] = (
    _version,
    _named,
    _times,
    _amounts,
    _lengths,
    _verification,
    _result,
)


def _size(evidence: Evidence) -> int:
    """Of all that there is of the disk."""
    return max(evidence.disk.apparent_bytes, evidence.disk.real_bytes or 0)


def _moment(told: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(told)
    except ValueError:
        return None
    return moment if moment.tzinfo else None


def _at(evidence: Evidence, path: str) -> Any:
    value: Any = evidence
    for name in path.split("."):
        value = getattr(value, name)
    return value
