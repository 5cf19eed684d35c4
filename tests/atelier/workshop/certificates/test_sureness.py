"""A certificate is never surer than what was read back, whatever the agent says of it."""

from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from atelier.workshop.erasure.certificates import contents, sureness
from atelier.workshop.erasure.certificates.contents import Around, Head, Judged
from atelier.workshop.erasure.certificates.sureness import Sureness
from diagnostics.wire.erasure import Canaries, Evidence
from tests.evidence import ENDED, ERASED, SIZE

KNOWN = Canaries(planted=32, hashed=32)


def told(canaries: Canaries | None = KNOWN, **changed: Any) -> Evidence:
    assert ERASED.verification is not None
    check = replace(ERASED.verification, **changed)
    return replace(ERASED, verification=check, canaries=canaries)


def sure(evidence: Evidence) -> Sureness:
    assert evidence.verification is not None
    return sureness.of(evidence, evidence.verification)


def full(**changed: Any) -> dict[str, Any]:
    every = {"fraction": 1.0, "bytes_read": SIZE, "confidence": 1.0, "left_over": 0.0}
    return {"method": "full", "strata": None, "samples": None, "seed": None, **every, **changed}


def test_what_holds_stands_as_it_was_told() -> None:
    check = told().verification
    assert check is not None
    found = sure(told())
    assert found.fraction == pytest.approx(check.fraction, abs=1e-6)
    assert found.confidence == pytest.approx(check.confidence, abs=1e-6)
    assert sure(told(**full())) == Sureness(fraction=1.0, confidence=1.0, left_over=0.0)


def test_the_share_is_that_of_the_bytes() -> None:
    assert sure(told(fraction=1.0, bytes_read=SIZE // 4)).fraction == 0.25
    hidden = told(**full())
    hidden = replace(hidden, disk=replace(hidden.disk, real_bytes=2 * SIZE))
    assert sure(hidden).fraction == 0.5


def test_what_was_not_read_may_be_left() -> None:
    half = sure(told(**full(fraction=0.5, bytes_read=SIZE // 2)))
    assert (half.left_over, half.confidence) == (0.5, 1.0)
    assert sure(told(**full(unreadable=3))).left_over == 0.000001
    nothing = replace(told(**full()), disk=replace(ERASED.disk, apparent_bytes=0, real_bytes=None))
    assert sure(nothing) == Sureness(fraction=0.0, confidence=1.0, left_over=1.0)


def test_samples_give_no_more_than_they_can() -> None:
    assert sure(told(samples=1, left_over=0.01, confidence=0.99)).confidence <= 0.01
    assert sure(told(samples=None, confidence=0.99)).confidence == 0.0


@pytest.mark.parametrize("changed", [{}, full()])
@pytest.mark.parametrize("content", ["random", "mixed"])
def test_what_looks_random_shows_something_only_where_it_was_known_before(
    changed: dict[str, Any], content: str
) -> None:
    some = {**changed, "content": content, "confidence": 1.0, "left_over": 0.01}
    assert sure(told(**some)).confidence == pytest.approx(1 - 0.99**64, abs=1e-6)
    assert sure(told(canaries=None, **some)).confidence == 0.0


def test_the_certificate_says_that_and_not_what_the_agent_claims() -> None:
    evidence = told(fraction=1.0, bytes_read=SIZE // 4)
    judged = Judged(evidence=evidence, result="erased", level="purge", reasons=(), sha256="0" * 64)
    issued = datetime.fromisoformat(ENDED)
    head = Head(number="1", issued=issued, issuer="Test", check_at="https://a")
    check = contents.erasure(head, judged, Around()).verification
    assert check is not None
    assert check.fraction == 0.25
