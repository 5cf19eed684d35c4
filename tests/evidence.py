"""Evidence of erasures as agents send it, and an office to make certificates in; made up."""

import json
from dataclasses import replace
from typing import Any

from sqlalchemy.orm import Session

from atelier.devices.models import Device
from atelier.workshop.erasure import keeping
from atelier.workshop.erasure.models import StoredEvidence
from diagnostics.wire import Machine, encode
from diagnostics.wire.erasure import (
    Attempt,
    Canaries,
    Candidate,
    Command,
    Erased,
    Errors,
    Evidence,
    HiddenArea,
    Plan,
    Smart,
    Tool,
    Verification,
)

SIZE = 256_060_514_304
BEGAN, ENDED = "2026-03-02T09:00:00+01:00", "2026-03-02T09:04:47+01:00"
CHOSEN = Candidate(
    method="nvme_sanitize_block",
    level="purge",
    why="sanitize_block",
    suffices=True,
    caveats=("whole_controller",),
)
ERASED = Evidence(
    id="0c3f0d86-3e3c-4b43-9d5f-5d3f3a0b2a11",
    machine=Machine(report_id="r1"),
    boot_id="b1",
    agent_version="0.4.0",
    disk=Erased(
        name="nvme0n1",
        maker="Testmaker",
        model="TM256-NVME-000L7",
        serial="TST4NX0M123456",
        wwn="eui.0025388b91d12345",
        medium="nvme",
        transport="nvme",
        apparent_bytes=SIZE,
        real_bytes=SIZE,
    ),
    hidden_areas=(HiddenArea(kind="amac", state="absent"),),
    plan=Plan(
        name="nvme0n1", medium="nvme", candidates=(CHOSEN,), chosen=CHOSEN, checked_fraction=0.1
    ),
    result="erased",
    level="purge",
    method="nvme_sanitize_block",
    attempts=(Attempt(method="nvme_sanitize_block", outcome="done", started=BEGAN, ended=ENDED),),
    tools=(Tool(name="atelier-agent", version="0.4.0"), Tool(name="nvme-cli", version="2.3")),
    commands=(
        Command(args=("nvme", "sanitize", "/dev/nvme0n1", "-a", "2"), started=BEGAN, status=0),
    ),
    started=BEGAN,
    ended=ENDED,
    duration_s=287.4,
    verification=Verification(
        method="sampled",
        started=BEGAN,
        ended=ENDED,
        fraction=0.1000004,
        bytes_read=25_606_160_384,
        strata=1000,
        samples=2000,
        seed="8f3a0b6c9d2e4f71",
        confidence=0.99995,
        left_over=0.005,
        content="constant",
        mismatches=0,
        unreadable=0,
    ),
    canaries=Canaries(planted=8, hashed=56),
    smart_after=Smart(passed=True, power_on_hours=8123, percentage_used=9),
)
NOT_ERASED = replace(
    ERASED,
    id="0c3f0d86-3e3c-4b43-9d5f-5d3f3a0b2a12",
    result="not_erased",
    level=None,
    reasons=("write_errors", "disk_gone"),
    errors=(Errors(kind="write", count=2, first=(4096, 8192), retries=6),),
    verification=None,
    canaries=None,
)


def store(session: Session, device: Device, evidence: Evidence, **more: Any) -> StoredEvidence:
    """As if the server had judged it so, or as told: how it judges is tried elsewhere."""
    document = json.loads(encode(evidence))
    judged = {
        "result": evidence.result,
        "level": evidence.level,
        "verified": evidence.result == "erased",
        "reasons": list(evidence.reasons),
        **more,
    }
    stored = StoredEvidence(
        organisation_id=device.organisation_id,
        evidence_id=evidence.id,
        device_id=device.id,
        medium=f"serial:{(evidence.disk.serial or '').lower()}",
        document=document,
        sha256=keeping.digest(document),
        **judged,
    )
    session.add(stored)
    session.flush()
    return stored
