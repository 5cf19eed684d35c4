"""Evidence and policies that are refused, each with the field and the reason."""

import dataclasses
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from diagnostics.wire import Machine, Malformed, decode, encode
from diagnostics.wire.erasure import (
    MAY_PURGE,
    MEDIA,
    METHODS,
    Attempt,
    Canaries,
    Checking,
    Command,
    Erased,
    Errors,
    Evidence,
    HiddenArea,
    Parameters,
    Plan,
    Policy,
    Sufficient,
    Verification,
    contradictions,
    understand,
    understand_parameters,
)

SIZE = 256 * 10**9
BEGAN, ENDED = "2026-03-02T09:00:00+01:00", "2026-03-02T10:30:00+01:00"
CHECKED = Verification(
    method="sampled",
    started=BEGAN,
    ended=ENDED,
    fraction=0.1,
    bytes_read=SIZE // 10,
    strata=1000,
    samples=2000,
    seed="00ff",
    confidence=0.99,
    left_over=0.01,
    content="pattern",
    mismatches=0,
    unreadable=0,
)
ERASED = Evidence(
    id="e1",
    machine=Machine(report_id="r1"),
    boot_id="b1",
    agent_version="0.1",
    disk=Erased(name="sda", serial="S4XNNF0M", medium="sata_ssd", apparent_bytes=SIZE),
    plan=Plan(name="sda", medium="sata_ssd", checked_fraction=0.1),
    result="erased",
    level="clear",
    method="overwrite",
    attempts=(Attempt(method="overwrite", outcome="done", started=BEGAN, ended=ENDED),),
    started=BEGAN,
    ended=ENDED,
    duration_s=5400,
    bytes_written=SIZE,
    passes=1,
    verification=CHECKED,
)
FIRMWARE = dataclasses.replace(
    ERASED,
    method="nvme_sanitize_block",
    level="purge",
    attempts=(Attempt(method="nvme_sanitize_block", outcome="done", started=BEGAN, ended=ENDED),),
    commands=(Command(args=("nvme", "sanitize"), started=BEGAN, status=0),),
    bytes_written=0,
    passes=0,
    canaries=Canaries(planted=8, hashed=64),
)
FAILED = dataclasses.replace(
    ERASED,
    result="not_erased",
    level=None,
    reasons=("write_errors",),
    errors=(Errors(kind="write", count=2, first=(4096, 8192), retries=6),),
    verification=None,
)
EXCEPTIONS = dataclasses.replace(
    FAILED, result="erased_with_exceptions", level="clear", verification=CHECKED
)
SOUND = [ERASED, FIRMWARE, FAILED, EXCEPTIONS]


def changed(evidence, **fields):
    """``verification__mismatches=1`` reaches into a part."""
    for path, value in fields.items():
        part, _, name = path.partition("__")
        whole = dataclasses.replace(getattr(evidence, part), **{name: value}) if name else value
        evidence = dataclasses.replace(evidence, **{part: whole})
    return evidence


@pytest.mark.parametrize("evidence", SOUND, ids=lambda one: f"{one.result}-{one.method}")
def test_evidence_comes_out_of_json_as_it_went_in(evidence):
    assert contradictions(evidence) == ()
    assert understand(encode(evidence)) == evidence
    assert understand(json.loads(encode(evidence))) == evidence


def test_a_field_of_a_newer_agent_is_left_aside():
    document = json.loads(encode(ERASED)) | {"noise_db": 41}
    assert understand(document) == ERASED


REFUSED = [
    # What *erased* cannot be said with:
    (ERASED, {"verification": None}, "Evidence.verification is missing"),
    (ERASED, {"verification__mismatches": 1}, "mismatches say that the disk is not erased"),
    (ERASED, {"verification__unreadable": 1}, "verification does not show"),
    (ERASED, {"verification__content": "other"}, "verification does not show"),
    (ERASED, {"verification__bytes_read": 0}, "verification does not show"),
    (ERASED, {"verification__fraction": 0.05}, "verification.fraction is less than was planned"),
    (ERASED, {"bytes_written": SIZE - 1}, "bytes_written is less than the disk"),
    (ERASED, {"passes": 0}, "bytes_written is less than the disk"),
    (ERASED, {"reasons": ("stopped",)}, "reasons have no place beside a plain erased: stopped"),
    (ERASED, {"errors": (Errors(kind="read", count=1, first=(0,)),)}, "errors say"),
    (ERASED, {"hidden_areas": (HiddenArea(kind="hpa", state="left"),)}, "hidden_areas are left"),
    (ERASED, {"level": None}, "needs a method and a level"),
    (ERASED, {"level": "purge"}, "level cannot be purge: overwrite earns clear at most"),
    (ERASED, {"attempts": ()}, "attempts do not show that overwrite was done"),
    (ERASED, {"disk__apparent_bytes": 0}, "is nothing: a disk without a size"),
    (
        ERASED,
        {"disk__real_bytes": SIZE + 512, "verification__method": "sampled"},
        "bytes_written is less than the disk",
    ),
    (FIRMWARE, {"commands": ()}, "commands do not show how nvme_sanitize_block was done"),
    (FIRMWARE, {"canaries__planted_left": 1}, "canaries are still there"),
    (FIRMWARE, {"canaries__hashed_left": 1}, "canaries are still there"),
    (FIRMWARE, {"canaries__unreadable": 1}, "canaries could not all be read"),
    (FIRMWARE, {"canaries": None}, "canaries are missing"),
    (FIRMWARE, {"canaries": Canaries()}, "canaries are missing"),
    (ERASED, {"verification__confidence": 0.0}, "verification does not show"),
    (ERASED, {"verification__left_over": 1.0}, "verification does not show"),
    (
        FIRMWARE,
        {
            "disk__real_bytes": SIZE + 512,
            "verification__method": "full",
            "verification__bytes_read": SIZE,
        },
        "bytes_read is less than the disk",
    ),
    (
        FIRMWARE,
        {"attempts": (dataclasses.replace(FIRMWARE.attempts[0], outcome="failed"),)},
        "attempts do not show",
    ),
    # Nor the two others:
    (EXCEPTIONS, {"reasons": ()}, "reasons have to say what the exceptions are"),
    (EXCEPTIONS, {"verification__mismatches": 1}, "is not erased_with_exceptions"),
    (FAILED, {"reasons": ()}, "reasons have to say why the disk is not erased"),
    (FAILED, {"level": "clear"}, "level was not earned"),
    # Figures that cannot be:
    (ERASED, {"version": 2}, "version cannot be 2: this side knows 1"),
    (ERASED, {"id": ""}, "id cannot be empty"),
    (ERASED, {"disk__serial": None}, "it could be any disk"),
    (ERASED, {"started": "yesterday"}, "started is no time with an offset"),
    (ERASED, {"ended": "2026-03-02T10:30:00"}, "ended is no time with an offset"),
    (ERASED, {"verification__ended": "x"}, "verification.ended is no time"),
    (ERASED, {"duration_s": -1.0}, "duration_s cannot be below zero"),
    (ERASED, {"fraction": 1.5}, "fraction has to be from 0 to 1"),
    (ERASED, {"disk__real_bytes": 1}, "disk.real_bytes cannot be less"),
    (ERASED, {"duration_s": float("inf")}, "duration_s cannot be below zero, or"),
    (ERASED, {"verification__confidence": 1.5}, "verification.confidence has to be"),
    (ERASED, {"verification__samples": 200}, "is more than 200 samples can give"),
    (ERASED, {"verification__seed": None}, "needs strata, samples and seed"),
    (ERASED, {"verification__method": "full"}, "bytes_read is less than the disk"),
    (ERASED, {"verification__first_mismatches": (0,)}, "tells more places than there are"),
    (FAILED, {"errors": (Errors(kind="write", count=1, first=(0, 1)),)}, "errors[0].first"),
    (FAILED, {"errors": (Errors(kind="write", count=-1),)}, "errors[0] cannot count below zero"),
    (FAILED, {"messages": ("x",) * 65}, "messages has more than 64 rows"),
]


@pytest.mark.parametrize(("sound", "fields", "why"), REFUSED, ids=lambda one: str(one)[:40])
def test_evidence_that_contradicts_itself_is_refused(sound, fields, why):
    broken = changed(sound, **fields)
    with pytest.raises(Malformed) as refused:
        understand(encode(broken))
    assert why in str(refused.value)
    assert str(refused.value).startswith("Evidence.")
    assert any(why.removeprefix("Evidence.") in one for one in contradictions(broken))


@pytest.mark.parametrize(
    ("field", "value", "why"),
    [
        ("result", "wiped", "Evidence.result cannot be 'wiped'"),
        ("method", "dd", "Evidence.method cannot be 'dd'"),
        ("reasons", ["tired"], "Evidence.reasons[0] cannot be 'tired'"),
        ("bytes_written", "all", "Evidence.bytes_written cannot be 'all'"),
        ("duration_s", True, "Evidence.duration_s cannot be 'True'"),
        ("disk", None, "Evidence.disk cannot be 'None'"),
        ("verification", {"method": "full"}, "Evidence.verification.started is missing"),
    ],
)
def test_another_shape_is_refused(field, value, why):
    document = json.loads(encode(ERASED)) | {field: value}
    with pytest.raises(Malformed) as refused:
        understand(document)
    assert str(refused.value) == why


@pytest.mark.parametrize("field", ["id", "disk", "plan", "result", "started", "ended", "machine"])
def test_a_field_that_is_missing(field):
    document = json.loads(encode(ERASED))
    del document[field]
    with pytest.raises(Malformed, match=f"Evidence.{field} is missing"):
        understand(document)


@pytest.mark.parametrize("raw", [b"", b"[]", b"null", b"{", "erased"])
def test_what_is_no_evidence_at_all(raw):
    with pytest.raises(Malformed):
        understand(raw)


#: Anything that an agent gone wrong may claim about reading back.
CHECKS = st.builds(
    Verification,
    method=st.sampled_from(["full", "sampled"]),
    started=st.just(BEGAN),
    ended=st.just(ENDED),
    fraction=st.floats(0, 1),
    bytes_read=st.integers(0, SIZE),
    strata=st.none() | st.integers(0, 1000),
    samples=st.none() | st.integers(0, 5000),
    seed=st.sampled_from([None, "", "00ff"]),
    confidence=st.floats(0, 1),
    left_over=st.floats(0, 1),
    content=st.sampled_from(["pattern", "constant", "random", "other"]),
    mismatches=st.integers(0, 2),
    unreadable=st.integers(0, 2),
)
FIELDS = {
    "result": st.sampled_from(["erased", "erased_with_exceptions", "not_erased"]),
    "level": st.sampled_from([None, "clear", "purge"]),
    "method": st.sampled_from([None, *METHODS]),
    "reasons": st.sampled_from([(), ("stopped",), ("read_errors", "stopped")]),
    "errors": st.sampled_from([(), (Errors(kind="read", count=1),)]),
    "bytes_written": st.integers(0, SIZE),
    "verification": st.none() | CHECKS,
    "canaries": st.none() | st.builds(Canaries, planted_left=st.integers(0, 1)),
}
CLAIMS = st.builds(
    lambda sound, fields: dataclasses.replace(sound, **fields),
    st.sampled_from(SOUND),
    st.fixed_dictionaries({}, optional=FIELDS),
)


@settings(max_examples=400, deadline=None)
@given(CLAIMS)
def test_whatever_is_understood_as_erased_was_read_back_without_a_fault(claim):
    try:
        told = understand(encode(claim))
    except Malformed:
        return
    assert told == claim
    if told.result == "erased":
        check = told.verification
        assert (check.mismatches, check.unreadable, told.reasons) == (0, 0, ())
        assert check.bytes_read > 0
        assert check.content != "other"
        assert not any(errors.count for errors in told.errors)
        assert told.level == "clear" or told.method in MAY_PURGE
        assert not told.canaries or told.canaries.planted_left == 0
    if told.result == "not_erased":
        assert told.level is None
        assert told.reasons


def test_an_order_needs_no_parameters():
    assert understand_parameters({}) == Parameters()
    assert understand_parameters(encode(Parameters(full=True))) == Parameters(full=True)


@pytest.mark.parametrize(
    ("policy", "why"),
    [
        (Policy(checking=Checking(strata=0)), "policy.checking.strata has to be from 1"),
        (Policy(checking=Checking(samples=0)), "policy.checking.samples has to be from 1"),
        (Policy(checking=Checking(fraction=0)), "policy.checking.fraction has to be above 0"),
        (Policy(checking=Checking(fraction=1.1)), "policy.checking.fraction"),
        (Policy(checking=Checking(full_below_bytes=-1)), "policy.checking.full_below_bytes"),
        (Policy(max_errors=-1), "policy.max_errors"),
        (Policy(stall_s=0), "policy.stall_s"),
        (Policy(pattern=""), "policy.pattern has to be whole bytes"),
        (Policy(pattern="0"), "policy.pattern"),
        (Policy(pattern="zz"), "policy.pattern"),
    ],
)
def test_a_policy_by_which_nothing_would_be_checked_is_refused(policy, why):
    with pytest.raises(Malformed) as refused:
        understand_parameters(encode(Parameters(policy=policy)))
    assert why in str(refused.value)


def test_a_level_for_every_medium():
    assert {field.name for field in dataclasses.fields(Sufficient)} == set(MEDIA)
    assert Sufficient(nvme="purge").of("nvme") == "purge"
    with pytest.raises(Malformed, match=r"Sufficient\.nvme cannot be 'destroy'"):
        decode(Sufficient, {"nvme": "destroy"})


def test_the_largest_evidence_fits_into_an_order():
    """As the server takes results of orders: ``orders.result_max_bytes``."""
    commands = tuple(
        Command(
            args=("hdparm", "--security-erase", "x" * 40, "/dev/sda"), started=BEGAN, said="y" * 200
        )
        for _ in range(64)
    )
    large = changed(FAILED, commands=commands, messages=("z" * 200,) * 64)
    assert len(encode(large)) < 65_536
