"""What a machine tells may be anything: it is kept, and shown as nothing but text."""

import json
import uuid
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from atelier.devices import history
from atelier.people.roles import Role
from atelier.workshop.diagnosis import config
from diagnostics.report import Agent, Battery, Cpu, Problem, encode
from tests.atelier.workshop.diagnosis.conftest import Send
from tests.factories import World, sign_in_as
from tests.reports import a_disk, a_report, a_system, body

NASTY = [
    "\0\0serial\0",
    "\x1b[31mred\x07\x08",
    '<script>alert("x")</script>',
    "\"><img src=x onerror='alert(1)'>",
    "%(name)s %s %d %",
    "{{ 7 * 7 }}",
    "\u202egnirts\u2066",
    "\U000e0041\ufffe\ud7ff",
    "x" * 100_000,
    "'; DROP TABLE device; --",
]


class Tags(HTMLParser):
    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: set[str] = set()
        self.handlers: set[str] = set()
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.add(f"{tag}:{dict(attrs).get('src')}")
        self.handlers |= {name for name, _ in attrs if name.startswith("on")}


def nasty_report(text: str, made: int):
    """Every text of the report is ``text``, and most of what is compared changes each time."""
    report = a_report(1)
    told = f"{text}{made}"
    return replace(
        report,
        agent=Agent(version=told, root=True),
        system=a_system(
            1, maker=text, product=told, version=told, bios_version=told, board_product=told
        ),
        cpu=Cpu(model=told),
        disks=(replace(a_disk(made), model=told, maker=told, firmware=told),),
        batteries=(Battery(name=told, maker=told, model=told, serial=told),),
        problems=(Problem(subsystem=told, kind="failed", message=told, facts=(told,)),),
        timings_s={told: 0.1},
    )


@pytest.mark.parametrize("text", NASTY, ids=range(len(NASTY)))
def test_it_is_kept_and_shown_as_text(
    client: FlaskClient, session: Session, world: World, send: Send, text: str
) -> None:
    first = send(encode(nasty_report(text, 1)))
    second = send(encode(nasty_report(text, 2)))
    device = second.device
    assert device is not None
    assert device is first.device
    stored = json.dumps([e.data for e in history.events_of(session, device)])
    assert "\\u0000" not in stored
    sign_in_as(client, world.accounts[Role.COORDINATOR])
    for address in (f"/devices/{device.id}", "/devices", "/reports"):
        page = client.get(address)
        assert page.status_code == 200
        assert "\0" not in page.text
        tags = Tags(page.text)
        assert not tags.handlers
        assert "img:x" not in tags.found
        assert "script:None" not in tags.found


@pytest.mark.parametrize("text", NASTY[:8], ids=range(8))
def test_a_question_shows_it_as_text(
    client: FlaskClient, world: World, send: Send, text: str
) -> None:
    serial = f"SAME{text}"
    send(body(1, system=a_system(1, serial=serial, maker=text)))
    asked = send(body(2, system=a_system(2, serial=serial, maker=text)))
    assert asked.state == "choice"
    sign_in_as(client, world.accounts[Role.BENCH_WORKER])
    for address in ("/reports", f"/reports/{asked.report.id}"):
        page = client.get(address)
        assert page.status_code == 200
        tags = Tags(page.text)
        assert not tags.handlers
        assert {"img:x", "script:None"}.isdisjoint(tags.found)


def test_ten_megabytes_in_one_serial_are_refused_and_kept(send_bytes, session: Session) -> None:
    sent = send_bytes(body(1, system=a_system(1, serial="y" * 10_000_000)))
    assert sent.error.code == "too_large"
    assert sent.kept.truncated
    assert sent.kept.size > config.limits().max_bytes


def test_a_long_number_identifies_nothing(send: Send) -> None:
    """Cut off it would be equal to another one that begins alike."""
    one = send(body(1, system=a_system(1, serial="y" * 1_000_000 + "1", uuid=None)))
    two = send(body(2, system=a_system(2, serial="y" * 1_000_000 + "2", uuid=None)))
    assert (one.state, two.state) == ("new", "new")


def test_names_of_fields_are_text_as_well(send_bytes, client: FlaskClient, world: World) -> None:
    wrong = json.loads(body(1))
    wrong["timings_s"] = {"<script>\0%(x)s": "late"}
    sent = send_bytes(json.dumps(wrong).encode())
    assert sent.error.field == "timings_s.<script>%(x)s"
    assert sent.error.text % sent.error.values
    sign_in_as(client, world.accounts[Role.COORDINATOR])
    page = client.get("/reports/set-aside")
    assert page.status_code == 200
    assert "&lt;script&gt;%(x)s" in page.text


def test_numbers_at_the_edge_are_kept(send: Send) -> None:
    disk = a_disk(1, size_bytes=2**63 - 1)
    sent = send(body(1, disks=(disk,), memory=replace(a_report().memory, total_bytes=2**62)))
    assert sent.device is not None
    assert sent.device.disk_bytes == 2**63 - 1
    again = replace(a_report(1), id=str(uuid.uuid4()))
    assert send(encode(again)).state == "known"
