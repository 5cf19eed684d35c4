"""How sure the reading back of a disk makes: never more than its own figures give. Pure."""

import math
from dataclasses import dataclass

from diagnostics.wire.erasure import Evidence, Verification

#: Shares are told in millionths, those that speak for the disk never rounded up.
_MILLION = 1_000_000
#: What is found by comparing it with what was known before, and in no other way.
_COMPARED = frozenset({"random", "mixed"})


@dataclass(frozen=True, kw_only=True)
class Sureness:
    """``fraction`` of the disk was read; ``left_over`` of it is found with ``confidence``."""

    fraction: float
    confidence: float
    left_over: float


def of(evidence: Evidence, check: Verification) -> Sureness:
    size = max(evidence.disk.apparent_bytes, evidence.disk.real_bytes or 0)
    fraction = down(min(check.fraction, check.bytes_read / size if size else 0.0))
    left_over = up(check.left_over)
    if check.method == "full":
        unread = 1 - fraction or (1 / _MILLION if check.unreadable else 0.0)
        left_over = max(left_over, up(unread))
    places = _places(evidence, check)
    most = 1.0 if places is None else 1 - (1 - left_over) ** places
    return Sureness(
        fraction=fraction, confidence=down(min(check.confidence, most)), left_over=left_over
    )


def down(share: float) -> float:
    return math.floor(share * _MILLION + 1e-9) / _MILLION + 0.0


def up(share: float) -> float:
    return -down(-share) + 0.0


def _places(evidence: Evidence, check: Verification) -> int | None:
    """How many places show something; None: every byte does."""
    sampled = check.samples or 0 if check.method == "sampled" else None
    if check.content not in _COMPARED:
        return sampled
    known = evidence.canaries
    compared = known.planted + known.hashed if known else 0
    return compared if sampled is None else min(compared, sampled)
