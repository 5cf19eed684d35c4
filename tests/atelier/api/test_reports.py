"""POST /api/agent/v1/reports: what the agent is answered."""

import gzip
import uuid

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from atelier.devices import service as devices
from atelier.devices import tags
from atelier.devices.models import Device
from atelier.people import tokens
from atelier.workshop.diagnosis import aside, attaching
from atelier.workshop.diagnosis.models import SetAside, StoredReport
from labels import tags as numbers
from tests.atelier.api.conftest import Post
from tests.factories import World, make_world
from tests.reports import a_system, body


def rows(session: Session, model: type) -> int:
    session.expire_all()
    return session.scalar(sa.select(sa.func.count()).select_from(model)) or 0


def test_new_then_repeated_then_known(post: Post, session: Session, world: World) -> None:
    sent = body(1)
    answer = post(sent)
    assert answer.status_code == 201
    assert answer.json == {
        "state": "new",
        "report": answer.json["report"],
        "device": {"tag": None, "url": answer.json["device"]["url"]},
        "next_step": {
            "key": "receive",
            "name": "Ontvang het toestel",
            "text": "We weten nog niet van wie dit toestel komt.",
        },
    }
    device = session.scalars(sa.select(Device)).one()
    assert answer.json["device"]["url"] == f"http://localhost/devices/{device.id}"
    number = numbers.new()
    tags.claim(session, device, number, actor=world.actor)
    session.commit()
    for again, state in ((sent, "repeated"), (body(1), "known")):
        answer = post(again)
        assert (answer.status_code, answer.json["state"]) == (200, state)
        assert answer.json["device"]["tag"] == numbers.format_tag(number)


def test_compressed_as_the_agent_sends_it(post: Post) -> None:
    assert post(gzip.compress(body(1)), Content_Encoding="gzip").status_code == 201


def test_a_choice_is_an_answer_too(post: Post) -> None:
    post(body(1, system=a_system(1, serial="SAME-7")))
    sent = body(2, system=a_system(2, serial="SAME-7"))
    for _ in range(2):
        answer = post(sent)
        assert (answer.status_code, answer.json["state"]) == (202, "choice")
        assert answer.json["device"] is None
        assert answer.json["next_step"]["key"] == "choose"


@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        (b"{", (400, "not_json", None)),
        (gzip.compress(body())[:-9], (400, "damaged", None)),
        (b"{}", (422, "wrong_contract", "contract")),
        (body().replace(b'"version":1,', b'"version":2,'), (422, "wrong_version", "version")),
        (body().replace(b'"Notebook"', b"[]"), (422, "wrong_field", "system.chassis")),
        (b" " * 4_000_001, (413, "too_large", None)),
        (b" " * 20_000_000, (413, "too_large", None)),
        (gzip.compress(b" " * 40_000_000), (413, "too_large", None)),
    ],
)
def test_a_refusal_is_precise_and_kept(
    post: Post, session: Session, sent: bytes, expected: tuple[int, str, str | None]
) -> None:
    for _ in range(2):
        answer = post(sent)
        error = answer.json["error"]
        assert (answer.status_code, error["code"], error.get("field")) == expected
        assert error["message"]
        assert answer.status_code == 413 or error["expected"]
    kept = session.scalars(sa.select(SetAside)).one()
    assert sent.startswith(aside.original(kept))
    assert kept.truncated == (aside.original(kept) != sent)
    assert rows(session, StoredReport) == rows(session, Device) == 0


def test_a_replayed_id_with_other_bytes(post: Post, session: Session) -> None:
    sent = body(1)
    post(sent)
    answer = post(sent.replace(b"T470", b"T480"))
    assert (answer.status_code, answer.json["error"]["code"]) == (409, "another_report")
    assert rows(session, SetAside) == 1
    assert session.scalars(sa.select(Device)).one().name == "Lenovo ThinkPad T470"


def test_a_token_opens_only_its_own_organisation(post: Post, session: Session) -> None:
    other = make_world(session, "Ander atelier")
    session.commit()
    assert post(body(1)).json["state"] == "new"
    assert post(body(1), token=other.token).json["state"] == "new"
    owners = session.scalars(sa.select(Device.organisation_id)).all()
    assert len(set(owners)) == 2


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer nonsense", "Basic YTpi"])
def test_without_a_token_nothing_is_read_or_kept(
    client, session: Session, world: World, header: str
) -> None:
    answer = client.post("/api/agent/v1/reports", data=b"{", headers={"Authorization": header})
    assert (answer.status_code, answer.json["error"]["code"]) == (401, "not_signed_in")
    assert rows(session, SetAside) == 0


def test_a_withdrawn_token_is_closed(post: Post, session: Session, world: World) -> None:
    tokens.revoke(session, world.station)
    session.commit()
    assert post(body(1)).status_code == 401


def test_no_cookie_and_no_form_token_are_needed(post: Post) -> None:
    answer = post(body(1))
    assert answer.status_code == 201
    assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize("where", ["remember", "forget_parts", "find_or_create_model"])
def test_nothing_half_written(
    post: Post, session: Session, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    """Whatever breaks in the middle, no row stays; the same report goes through afterwards."""

    def broken(*_args: object, **_more: object) -> None:
        raise RuntimeError("the power went")

    sent = body(1)
    with monkeypatch.context() as patch:
        patch.setattr(devices, where, broken)
        answer = post(sent)
        assert (answer.status_code, answer.json["error"]["code"]) == (500, "internal")
    assert rows(session, StoredReport) == rows(session, Device) == rows(session, SetAside) == 0
    assert post(sent).status_code == 201


def test_nothing_half_written_at_the_very_end(
    post: Post, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_args: object, **_more: object) -> None:
        raise RuntimeError("the power went")

    post(body(1))
    with monkeypatch.context() as patch:
        patch.setattr(attaching, "judge", broken)
        assert post(body(1)).status_code == 500
    assert rows(session, StoredReport) == 1
    assert rows(session, Device) == 1


def test_the_report_keeps_its_own_id(post: Post) -> None:
    sent = body(1)
    answer = post(sent)
    assert uuid.UUID(answer.json["report"])
    assert answer.json["report"].encode() in sent
