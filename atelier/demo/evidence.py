"""Evidence as the agent would give it, for disks that do not exist."""

import json
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Literal

from atelier.bench.models import Order
from atelier.demo.machines import demo_id
from atelier.workshop.erasure.judging import Asked
from atelier.workshop.erasure.models import Request
from diagnostics import wire
from diagnostics.report import Disk
from diagnostics.wire.erasure import (
    CRYPTO,
    Attempt,
    Canaries,
    Command,
    Erased,
    Errors,
    Evidence,
    HiddenArea,
    Method,
    Smart,
    Tool,
    Verification,
)

_MIB = 2**20
#: So much of the disk, left as it was, a sample of 2,000 places finds with 99 % certainty.
_LEFT_OVER = 0.0023
_TOOL = Tool(name="atelier-agent", version="demo")


def flawless(order: Order, request: Request, disk: Disk, ended: datetime) -> Evidence:
    """The method that was planned, done and read back without a fault."""
    asked = Asked.read(request.plan, request.parameters)
    chosen = asked.plan.chosen
    if chosen is None:
        raise ValueError(f"nothing is planned for {disk.name}")
    seconds = asked.plan.expected_s or 600.0
    started = ended - timedelta(seconds=seconds)
    overwritten, size = chosen.method == "overwrite", disk.size_bytes or 0
    return Evidence(
        id=demo_id(f"evidence {order.id}"),
        order_id=order.id,
        tag=request.confirmed_by,
        machine=wire.Machine(
            report_id=order.report_id, uuid=order.machine_uuid, serial=order.machine_serial
        ),
        boot_id=order.boot_id or "demo",
        agent_version="demo",
        disk=_erased(disk, asked, size),
        hidden_areas=(
            (HiddenArea(kind="hpa", state="absent"), HiddenArea(kind="dco", state="absent"))
            if disk.transport == "sata"
            else ()
        ),
        plan=replace(asked.plan, looked_around=True),
        result="erased",
        level=chosen.level,
        method=chosen.method,
        attempts=(
            Attempt(
                method=chosen.method,
                outcome="done",
                started=started.isoformat(),
                ended=(ended - timedelta(seconds=seconds / 4)).isoformat(),
            ),
        ),
        tools=(_TOOL,),
        commands=()
        if overwritten
        else (Command(args=("demo", chosen.method), started=started.isoformat(), status=0),),
        started=started.isoformat(),
        ended=ended.isoformat(),
        duration_s=seconds,
        bytes_written=size if overwritten else 0,
        passes=1 if overwritten else 0,
        fraction=1.0,
        pattern=asked.parameters.policy.pattern if overwritten else None,
        verification=_verification(asked, size, chosen.method, ended, seconds),
        canaries=None if overwritten else Canaries(planted=16, hashed=64),
        smart_before=_smart(disk),
        smart_after=_smart(disk),
    )


def with_bad_sectors(evidence: Evidence) -> Evidence:
    """The same, where two sectors could not be written."""
    size = evidence.disk.apparent_bytes
    errors = Errors(kind="write", count=2, first=(size // 3, size // 3 + 4096), retries=6)
    check = evidence.verification
    return replace(
        evidence,
        result="erased_with_exceptions",
        reasons=("write_errors",),
        errors=(errors,),
        verification=replace(check, method="full", fraction=1.0, bytes_read=size, unreadable=0)
        if check
        else None,
    )


def stopped(evidence: Evidence, fraction: float) -> Evidence:
    """The same, had somebody stopped it there."""
    attempts = tuple(
        replace(one, outcome="stopped", reasons=("stopped",)) for one in evidence.attempts
    )
    return replace(
        evidence,
        result="not_erased",
        level=None,
        reasons=("stopped",),
        attempts=attempts,
        bytes_written=int(evidence.bytes_written * fraction),
        passes=0,
        fraction=fraction,
        verification=None,
        canaries=None,
    )


def as_result(evidence: Evidence) -> dict[str, Any]:
    """As an agent's word carries it."""
    document: dict[str, Any] = json.loads(wire.encode(evidence))
    return document


def _erased(disk: Disk, asked: Asked, size: int) -> Erased:
    return Erased(
        name=disk.name,
        maker=disk.maker,
        model=disk.model,
        serial=disk.serial,
        wwn=disk.wwn,
        firmware=disk.firmware,
        medium=asked.plan.medium,
        media_type=f"{disk.rotation_rpm} rpm" if disk.rotation_rpm else "Solid State Device",
        transport=disk.transport,
        apparent_bytes=size,
        real_bytes=size if disk.transport == "sata" else None,
    )


def _verification(
    asked: Asked, size: int, method: Method, ended: datetime, seconds: float
) -> Verification:
    checking, fraction = asked.parameters.policy.checking, asked.plan.checked_fraction
    full = fraction >= 1
    samples = checking.strata * checking.samples
    return Verification(
        method="full" if full else "sampled",
        started=(ended - timedelta(seconds=seconds / 4)).isoformat(),
        ended=ended.isoformat(),
        fraction=fraction,
        bytes_read=size if full else int(size * fraction) + 2 * _MIB,
        strata=None if full else checking.strata,
        samples=None if full else samples,
        seed=None if full else "de30" * 8,
        confidence=1.0 if full else 1 - (1 - _LEFT_OVER) ** samples,
        left_over=_LEFT_OVER,
        content=_content(method),
        mismatches=0,
        unreadable=0,
    )


def _content(method: Method) -> Literal["pattern", "random", "constant"]:
    if method == "overwrite":
        return "pattern"
    return "random" if method in CRYPTO else "constant"


def _smart(disk: Disk) -> Smart | None:
    health = disk.health
    if health is None:
        return None
    return Smart(
        passed=health.passed,
        power_on_hours=health.power_on_hours,
        power_cycles=health.power_cycles,
        temperature_c=health.temperature_c,
        percentage_used=health.percentage_used,
        media_errors=health.media_errors,
    )
