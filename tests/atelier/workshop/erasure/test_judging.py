"""The server reckons again: what it comes to is never better than what the agent claims."""

from dataclasses import asdict, replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atelier.workshop.erasure import judging
from atelier.workshop.erasure.judging import Asked, Problem
from diagnostics import wire
from diagnostics.erasure.planning import plan
from diagnostics.report import Disk
from diagnostics.wire.erasure import (
    LEVELS,
    METHODS,
    Attempt,
    Canaries,
    Checking,
    Command,
    Erased,
    Evidence,
    Method,
    Parameters,
    Policy,
    Sufficient,
    Verification,
    contradictions,
)
from tests.erasures import can_sanitize
from tests.reports import a_disk

SIZE = 256_060_514_304
AT = "2026-11-21T10:00:00+01:00"
SAMPLED = Verification(
    method="sampled",
    started=AT,
    ended=AT,
    fraction=0.1,
    bytes_read=SIZE // 10 + 2**21,
    strata=1000,
    samples=2000,
    seed="ab",
    confidence=0.98,
    left_over=0.002,
    content="constant",
    mismatches=0,
    unreadable=0,
)
FULL = replace(
    SAMPLED, method="full", bytes_read=SIZE, fraction=1.0, strata=None, samples=None, seed=None
)
RESULTS = ("not_erased", "erased_with_exceptions", "erased")


def asked(disk: Disk | None = None, *, full: bool = False, **policy: Any) -> Asked:
    parameters = Parameters(policy=Policy(**policy), full=full)
    return Asked(
        plan=plan(disk or can_sanitize(), parameters.policy, full=full), parameters=parameters
    )


def evidence(method: Method = "nvme_sanitize_block", **fields: Any) -> Evidence:
    overwritten = method == "overwrite"
    check = replace(SAMPLED, content="pattern") if overwritten else SAMPLED
    told = Evidence(
        id="1",
        order_id="2",
        machine=wire.Machine(report_id="3"),
        boot_id="4",
        agent_version="1",
        disk=Erased(name="nvme0n1", serial="S", medium="nvme", apparent_bytes=SIZE),
        plan=asked().plan,
        result="erased",
        level="clear" if overwritten else "purge",
        method=method,
        attempts=(Attempt(method=method, outcome="done", started=AT, ended=AT),),
        commands=(Command(args=("nvme",), started=AT),),
        started=AT,
        ended=AT,
        duration_s=60.0,
        bytes_written=SIZE if overwritten else 0,
        passes=1 if overwritten else 0,
        pattern="00" if overwritten else None,
        verification=check,
        canaries=None if overwritten else Canaries(planted=16, hashed=16),
    )
    return replace(told, **fields)


def test_what_is_flawless_is_erased() -> None:
    found = judging.judge(evidence(), asked())
    assert found == judging.Judgement(result="erased", level="purge", verified=True, reasons=())
    overwritten = judging.judge(evidence("overwrite"), asked(a_disk()))
    assert (overwritten.result, overwritten.level) == ("erased", "clear")


def test_the_evidence_of_these_tests_is_sound() -> None:
    """Or they would try what the strict reader has refused before."""
    assert contradictions(evidence()) == ()
    assert contradictions(evidence("overwrite", plan=asked(a_disk()).plan)) == ()
    assert judging.read(asdict(evidence())) == evidence()


@pytest.mark.parametrize(
    ("told", "wanted", "result", "reason"),
    [
        # Read back to less than was asked.
        (
            {"verification": replace(SAMPLED, bytes_read=SIZE // 100)},
            asked(),
            "erased_with_exceptions",
            "checked_too_little",
        ),
        (
            {"verification": replace(SAMPLED, strata=10)},
            asked(),
            "erased_with_exceptions",
            "checked_too_little",
        ),
        (
            {"verification": replace(SAMPLED, samples=1999)},
            asked(),
            "erased_with_exceptions",
            "checked_too_little",
        ),
        ({}, asked(full=True), "erased_with_exceptions", "checked_too_little"),
        (
            {},
            asked(checking=Checking(full=True)),
            "erased_with_exceptions",
            "checked_too_little",
        ),
        (
            {},
            asked(checking=Checking(full_below_bytes=SIZE + 1)),
            "erased_with_exceptions",
            "checked_too_little",
        ),
        (
            {"verification": replace(FULL, bytes_read=SIZE - 1)},
            asked(),
            "erased_with_exceptions",
            "checked_too_little",
        ),
        # What is read is not what this method leaves.
        (
            {"verification": replace(SAMPLED, content="random")},
            asked(),
            "not_erased",
            "not_verified",
        ),
        (
            {"verification": replace(SAMPLED, content="other")},
            asked(),
            "not_erased",
            "not_verified",
        ),
        ({"verification": replace(SAMPLED, mismatches=1)}, asked(), "not_erased", "not_verified"),
        ({"verification": None}, asked(), "not_erased", "not_verified"),
        # A firmware erase of which nothing was known before.
        ({"canaries": None}, asked(), "not_erased", "not_verified"),
        ({"canaries": Canaries()}, asked(), "not_erased", "not_verified"),
        (
            {"canaries": Canaries(planted=16, planted_left=1)},
            asked(),
            "not_erased",
            "not_verified",
        ),
        (
            {"canaries": Canaries(hashed=16, hashed_left=1)},
            asked(),
            "not_erased",
            "not_verified",
        ),
        # Less than the policy asks.
        (
            {"level": "clear"},
            asked(sufficient=Sufficient(nvme="purge")),
            "erased_with_exceptions",
            "level_too_low",
        ),
    ],
)
def test_where_the_server_does_not_follow(
    told: dict[str, Any], wanted: Asked, result: str, reason: str
) -> None:
    found = judging.judge(evidence(**told), wanted)
    assert found.result == result
    assert reason in found.reasons


def test_a_method_that_our_report_knows_nothing_of_earns_clear_at_most() -> None:
    """QEMU's disks take a format that they say they cannot do."""
    found = judging.judge(evidence(), asked(a_disk()))
    assert (found.result, found.level) == ("erased", "clear")
    strict = asked(a_disk(), sufficient=Sufficient(nvme="purge"))
    found = judging.judge(evidence(), strict)
    assert (found.result, found.reasons) == ("erased_with_exceptions", ("level_too_low",))


def test_the_stricter_of_both_media_counts() -> None:
    """The agent says that it is another kind of disk, of which less is asked."""
    wanted = asked(sufficient=Sufficient(nvme="purge"))
    told = evidence("overwrite", disk=replace(evidence().disk, medium="usb"))
    assert "level_too_low" in judging.judge(told, wanted).reasons


@pytest.mark.parametrize(
    ("method", "medium"),
    [
        ("ata_sanitize_block", "nvme"),
        ("nvme_sanitize_block", "sata_ssd"),
        ("nvme_format", "usb"),
        ("mmc_sanitize", "card"),
        ("ata_security_enhanced", "usb"),
    ],
)
def test_no_medium_is_erased_by_what_it_cannot_know(method: Method, medium: Any) -> None:
    told = evidence(method, disk=replace(evidence().disk, medium=medium))
    with pytest.raises(Problem) as problem:
        judging.judge(told, asked())
    assert problem.value.code == "impossible"


def test_plain_security_erase_only_where_the_policy_says_so() -> None:
    disk = replace(evidence().disk, medium="sata_ssd")
    told = evidence("ata_security", level="clear", disk=disk)
    assert judging.judge(told, asked()).reasons == ("method_not_allowed",)
    assert judging.judge(told, asked(ata_security=True)).result == "erased"


def test_another_pattern_than_was_asked_shows_nothing() -> None:
    found = judging.judge(evidence("overwrite", pattern="ff"), asked(a_disk()))
    assert (found.result, found.level) == ("not_erased", None)


def test_after_a_crypto_erase_random_content_is_right() -> None:
    random = replace(SAMPLED, content="random")
    told = evidence("nvme_sanitize_crypto", verification=random)
    assert judging.judge(told, asked()).result == "erased"


def test_platters_are_read_in_full_after_an_overwrite() -> None:
    disk = a_disk(transport="sata", rotational=True, rotation_rpm=5400)
    told = evidence("overwrite", disk=replace(evidence().disk, medium="sata_hdd"))
    assert judging.judge(told, asked(disk)).reasons == ("checked_too_little",)
    read = replace(told, verification=replace(FULL, content="pattern"))
    assert judging.judge(read, asked(disk)).result == "erased"


def test_the_reasons_of_the_agent_stay() -> None:
    told = evidence(result="erased_with_exceptions", reasons=("write_errors",))
    found = judging.judge(told, asked(full=True))
    assert found.result == "erased_with_exceptions"
    assert found.reasons == ("write_errors", "checked_too_little")
    assert judging.judge(evidence(result="not_erased", reasons=("stopped",)), asked()) == (
        judging.Judgement(result="not_erased", level=None, verified=False, reasons=("stopped",))
    )


@pytest.mark.parametrize(
    "broken",
    [
        {"version": 2},
        {"id": "x" * 65},
        {"id": ""},
        {"attempts": []},
        {"commands": []},
        {"reasons": ["stopped"]},
        {"method": "magic"},
        {"started": "yesterday"},
        {"disk": {}},
    ],
)
def test_what_cannot_be_read_or_contradicts_itself_is_refused(broken: dict[str, Any]) -> None:
    with pytest.raises(Problem) as problem:
        judging.read({**asdict(evidence()), **broken})
    assert problem.value.code == "malformed"


checks = st.builds(
    replace,
    st.sampled_from([SAMPLED, FULL, replace(SAMPLED, content="pattern")]),
    content=st.sampled_from(["pattern", "constant", "periodic", "random", "mixed", "other"]),
    mismatches=st.integers(0, 1),
    unreadable=st.integers(0, 1),
    bytes_read=st.sampled_from([0, SIZE // 100, SIZE // 10, SIZE]),
    strata=st.sampled_from([None, 1, 1000]),
    samples=st.sampled_from([None, 2, 2000]),
)


@given(
    result=st.sampled_from(RESULTS),
    method=st.sampled_from(METHODS),
    level=st.sampled_from(LEVELS),
    medium=st.sampled_from(["nvme", "sata_ssd", "sata_hdd", "usb"]),
    check=st.none() | checks,
    canaries=st.none()
    | st.builds(Canaries, planted=st.integers(0, 2), planted_left=st.integers(0, 1)),
    needed=st.sampled_from(LEVELS),
)
def test_never_better_than_claimed(
    *,
    result: Any,
    method: Method,
    level: Any,
    medium: Any,
    check: Verification | None,
    canaries: Canaries | None,
    needed: Any,
) -> None:
    told = evidence(
        method,
        result=result,
        level=level,
        disk=replace(evidence().disk, medium=medium),
        verification=check,
        canaries=canaries,
    )
    wanted = asked(sufficient=Sufficient(**{medium: needed, "nvme": needed}))
    try:
        found = judging.judge(told, wanted)
    except Problem:
        return
    assert RESULTS.index(found.result) <= RESULTS.index(result)
    assert found.level is None or LEVELS.index(found.level) <= LEVELS.index(level)
    if found.result == "erased":
        assert check is not None
        assert (check.mismatches, found.verified, found.reasons) == (0, True, ())
        assert LEVELS.index(found.level or "clear") >= LEVELS.index(needed)
