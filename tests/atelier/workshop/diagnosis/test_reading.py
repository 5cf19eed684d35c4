"""Bytes become a report, or a reason that names the field and what belongs there."""

import gzip
import json
import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from atelier.errors import Invalid, TooLarge
from atelier.workshop.diagnosis import errors
from atelier.workshop.diagnosis.archive import believed
from atelier.workshop.diagnosis.reading import Limits, read, unpack
from tests.reports import body

LIMITS = Limits(max_bytes=200_000, max_plain_bytes=1_000_000)


def document(**changes: Any) -> bytes:
    return json.dumps({**json.loads(body()), **changes}).encode()


def test_a_good_report_is_read_whole() -> None:
    sent = body(3)
    sheet = read(sent, LIMITS)
    assert sheet.plain == sent
    assert sheet.report.system.serial == "PF7QX003"
    assert sheet.made_at.tzinfo is UTC


def test_gzip_is_taken_as_well() -> None:
    sent = body()
    assert read(gzip.compress(sent), LIMITS).plain == sent


def test_what_a_newer_agent_adds_is_no_reason_to_refuse() -> None:
    assert read(document(novelty={"a": [1]}), LIMITS).report.version == 1


@pytest.mark.parametrize(
    ("sent", "code", "field"),
    [
        (b"", "not_json", None),
        (b"{", "not_json", None),
        (b"hello", "not_json", None),
        (b"\xff\xfe{}", "not_json", None),
        (body()[:-40], "not_json", None),
        (body() + b"{}", "not_json", None),
        (b"[" * 100_000, "not_json", None),
        (b'{"a":' * 30_000, "not_json", None),
        (body().replace(b'"test"', b'"\\ud800"'), "not_json", None),
        (b"[]", "wrong_contract", "contract"),
        (b"null", "wrong_contract", "contract"),
        (b'"atelier.report"', "wrong_contract", "contract"),
        (b"{}", "wrong_contract", "contract"),
        (document(contract="other"), "wrong_contract", "contract"),
        (document(version=2), "wrong_version", "version"),
        (document(version="1"), "wrong_version", "version"),
        (document(version=True), "wrong_version", "version"),
        (document(version=None), "wrong_version", "version"),
        (document(id="7"), "wrong_field", "id"),
        (document(id=7), "wrong_field", "id"),
        (document(id=f"{{{uuid.uuid4()}}}"), "wrong_field", "id"),
        (document(made_at="yesterday"), "wrong_field", "made_at"),
        (document(made_at="2026-11-20T10:00:00"), "wrong_field", "made_at"),
        (document(made_at="2026-13-20T10:00:00Z"), "wrong_field", "made_at"),
        (document(made_at="0001-01-01T00:00:00+14:00"), "wrong_field", "made_at"),
        (document(agent={"root": True}), "wrong_field", "agent.version"),
        (document(system=None), "wrong_field", "system"),
        (document(system={"maker": 3}), "wrong_field", "system.maker"),
        (document(disks={}), "wrong_field", "disks"),
        (document(disks=[{"name": "a"}, {"name": 1}]), "wrong_field", "disks[1].name"),
        (
            document(disks=[{"name": "a", "size_bytes": "256"}]),
            "wrong_field",
            "disks[0].size_bytes",
        ),
        (document(memory={"total_bytes": 8.5}), "wrong_field", "memory.total_bytes"),
        (document(memory={"total_bytes": 10**40}), "wrong_field", "memory.total_bytes"),
        (document(timings_s={"cpu": float("nan")}), "wrong_field", "timings_s.cpu"),
        (document(screens=[{"inches": float("inf")}]), "wrong_field", "screens[0].inches"),
        (gzip.compress(body())[:-9], "damaged", None),
        (gzip.compress(body()) + b"more", "damaged", None),
        (b"\x1f\x8bnonsense", "damaged", None),
        (b"x" * 200_001, "too_large", None),
        (gzip.compress(b" " * 1_000_001), "too_large", None),
    ],
)
def test_what_is_refused_says_where_and_why(sent: bytes, code: str, field: str | None) -> None:
    with pytest.raises((Invalid, TooLarge)) as caught:
        read(sent, LIMITS)
    error = caught.value
    assert (error.code, error.field) == (code, field)
    assert error.text % error.values
    assert code == "too_large" or error.values.get("expected")


def test_a_bomb_is_never_unpacked() -> None:
    bomb = gzip.compress(b"\0" * 50_000_000)
    assert len(bomb) < LIMITS.max_bytes
    with pytest.raises(errors.TooLong):
        unpack(bomb, 1_000)


def test_a_clock_that_is_wrong_is_not_believed() -> None:
    received = datetime(2026, 11, 20, 12, tzinfo=UTC)
    factory = datetime(2009, 1, 1, tzinfo=UTC)
    ahead = datetime(2027, 1, 1, tzinfo=UTC)
    friday = datetime(2026, 11, 13, 16, tzinfo=UTC)
    assert believed(factory, received) == received
    assert believed(ahead, received) == received
    assert believed(friday, received) == friday
    # Kept without a network: the clock had begun anew when the medium was built.
    assert believed(friday, received, sure=False) == received
    assert believed(friday, received, friday + timedelta(hours=1), sure=False) == (
        received - timedelta(hours=1)
    )


def test_what_the_machines_clock_said_at_sending_sets_it_right() -> None:
    received = datetime(2026, 11, 20, 12, tzinfo=UTC)
    minute = timedelta(minutes=1)
    for off in (timedelta(hours=-1), timedelta(hours=3), timedelta(days=-6000)):
        sent = received + off
        assert believed(sent - minute, received, sent) == received - minute
    # Set right between making and sending, or running backwards: then the two say nothing.
    factory = datetime(2009, 1, 1, tzinfo=UTC)
    assert believed(factory, received, received) == received
    assert believed(received - minute, received, factory) == received - minute
