"""What a certificate says, from the evidence and from what the workshop knows beside it. Pure.

The result and the level are the server's own judgement of the evidence, never the agent's word.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from atelier.workshop.erasure.certificates import sureness
from diagnostics.wire import erasure as wire
from labels import certificates
from labels.certificates import Person, Source
from labels.certificates.content import Destination, WithoutOrder

#: Of a text that a disk or a person gave, so much is printed. Evidence keeps all of it.
_LONGEST = 160


@dataclass(frozen=True, kw_only=True)
class Head:
    """What is the same for all kinds."""

    number: str
    issued: datetime
    issuer: str
    check_at: str


@dataclass(frozen=True, kw_only=True)
class Around:
    """What the workshop knows of one disk beside its evidence."""

    tag: str | None = None
    device_name: str | None = None
    source: Source = field(default_factory=Source)
    destination: Destination | None = None
    performed_by: Person | None = None
    verified_by: Person | None = None
    accepted: certificates.Acceptance | None = None
    without_order: WithoutOrder | None = None


@dataclass(frozen=True, kw_only=True)
class Judged:
    """``StoredEvidence`` without its row."""

    evidence: wire.Evidence
    result: wire.Result
    level: str | None
    reasons: Sequence[str]
    sha256: str


def erasure(head: Head, judged: Judged, around: Around) -> certificates.Erasure:
    evidence = judged.evidence
    return certificates.Erasure(
        number=head.number,
        issued=told(head.issued),
        issuer=head.issuer,
        check_at=head.check_at,
        result=judged.result,
        level=judged.level,
        reasons=tuple(judged.reasons),
        caveats=_caveats(evidence),
        disk=disk(evidence),
        device=certificates.Device(tag=around.tag, name=around.device_name),
        source=around.source,
        destination=around.destination,
        work=_work(evidence),
        verification=_verification(evidence),
        smart=_smart(evidence.smart_after or evidence.smart_before),
        performed_by=around.performed_by,
        verified_by=around.verified_by,
        accepted=around.accepted,
        without_order=around.without_order,
        evidence_id=evidence.id,
        report_sha256=judged.sha256,
    )


def disk(evidence: wire.Evidence) -> certificates.Disk:
    it = evidence.disk
    return certificates.Disk(
        maker=text(it.maker),
        model=text(it.model),
        serial=text(it.serial),
        wwn=text(it.wwn),
        firmware=text(it.firmware),
        medium=it.medium,
        media_type=text(it.media_type),
        transport=text(it.transport),
        apparent_bytes=it.apparent_bytes,
        real_bytes=it.real_bytes,
        hidden_areas=tuple(
            certificates.HiddenArea(kind=a.kind, state=a.state, hidden_bytes=a.hidden_bytes)
            for a in evidence.hidden_areas
        ),
    )


def text(given: str | None) -> str | None:
    """Without what has no UTF-8, and no longer than can be printed; None for nothing."""
    clean = " ".join((given or "").encode(errors="replace").decode().split())
    return clean[:_LONGEST] or None


def told(at: datetime) -> str:
    return at.isoformat(timespec="seconds")


def _caveats(evidence: wire.Evidence) -> tuple[str, ...]:
    return next((c.caveats for c in evidence.plan.candidates if c.method == evidence.method), ())


def _work(evidence: wire.Evidence) -> certificates.Work:
    return certificates.Work(
        method=evidence.method,
        attempts=tuple(
            certificates.Attempt(method=a.method, outcome=a.outcome, reasons=a.reasons)
            for a in evidence.attempts
        ),
        commands=tuple(_commands(evidence)),
        tools=tuple(
            certificates.Tool(name=text(tool.name) or "?", version=text(tool.version))
            for tool in evidence.tools
        ),
        started=evidence.started,
        ended=evidence.ended,
        duration_s=round(evidence.duration_s, 1),
        bytes_written=evidence.bytes_written,
        passes=evidence.passes,
        fraction=None if evidence.fraction is None else sureness.down(evidence.fraction),
        pattern=text(evidence.pattern),
        errors=tuple(
            certificates.Errors(kind=e.kind, count=e.count, retries=e.retries)
            for e in evidence.errors
        ),
        interruptions=len(evidence.interruptions),
    )


def _commands(evidence: wire.Evidence) -> Iterator[str]:
    """Exactly, but for what no text can hold."""
    for command in evidence.commands:
        yield " ".join(command.args).encode(errors="replace").decode()


def _verification(evidence: wire.Evidence) -> certificates.Verification | None:
    it, known = evidence.verification, evidence.canaries
    if it is None:
        return None
    sure = sureness.of(evidence, it)
    return certificates.Verification(
        method=it.method,
        fraction=sure.fraction,
        bytes_read=it.bytes_read,
        strata=it.strata,
        samples=it.samples,
        seed=text(it.seed),
        confidence=sure.confidence,
        left_over=sure.left_over,
        content=it.content,
        mismatches=it.mismatches,
        unreadable=it.unreadable,
        canaries=None if known is None else known.planted + known.hashed,
        canaries_left=None if known is None else known.planted_left + known.hashed_left,
    )


def _smart(it: wire.Smart | None) -> certificates.Smart | None:
    if it is None:
        return None
    return certificates.Smart(
        passed=it.passed,
        power_on_hours=it.power_on_hours,
        reallocated_sectors=it.reallocated_sectors,
        pending_sectors=it.pending_sectors,
        media_errors=it.media_errors,
        percentage_used=it.percentage_used,
    )
