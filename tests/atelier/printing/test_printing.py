"""Labels that leave for a printer, on both databases, through real sockets and a real CUPS."""

import uuid
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from atelier.db import some_time_ago
from atelier.errors import Conflict, Invalid, NotFound
from atelier.printing import sending, service
from atelier.printing.models import Printer, PrinterKind, PrintJob
from atelier.printing.sending import NotPrinted
from atelier.printing.service import Details
from labels import layout, modecards
from tests.atelier.printing.conftest import Cups, Port
from tests.factories import World, make_world

TAG = "4217038523"
LABEL = layout.device(TAG, "Lenovo ThinkPad T470")
ZPL = {
    "name": "Zebra",
    "kind": PrinterKind.ZPL,
    "address": "127.0.0.1",
    "size": "62x29",
    "dpi": 203,
}
CUPS = {"name": "Bureau", "kind": PrinterKind.CUPS, "address": "label", "size": "L7163"}
BROTHER = {
    "name": "Brother", "kind": PrinterKind.BROTHER, "address": "127.0.0.1",
    "size": "62", "model": "QL-820NWB",
}  # fmt: skip


def fresh() -> str:
    return str(uuid.uuid4())


def make(session: Session, world: World, **told: Any) -> Printer:
    details = Details(**{**ZPL, **told})
    return service.create(session, world.organisation.id, details, client_id=fresh())


def send(
    session: Session, world: World, printer: Printer, client_id: str | None = None
) -> PrintJob:
    return service.print_labels(
        session, printer, "device:1", [LABEL], actor=world.actor, client_id=client_id or fresh()
    )


def test_a_printer_that_speaks_zpl(session: Session, world: World, port: Port) -> None:
    printer = make(session, world, address=port.address)
    client_id = fresh()
    job = send(session, world, printer, client_id)
    assert (job.state, job.count, job.problem) == ("sent", 1, None)
    assert send(session, world, printer, client_id).id == job.id
    (taken,) = port.wait(1)
    assert taken.startswith(b"^XA")
    assert TAG.encode() in taken


def test_a_brother_gets_a_picture(session: Session, world: World, port: Port) -> None:
    printer = make(session, world, **{**BROTHER, "address": port.address})
    send(session, world, printer)
    (taken,) = port.wait(1)
    assert b"\x1b@" in taken  # begin anew
    assert taken.endswith(b"\x1a")  # print, and feed


def test_a_queue_of_cups_gets_a_pdf(session: Session, world: World, cups: Cups, port: Port) -> None:
    printer = make(session, world, **{**CUPS, "address": f"label@{cups.host}"})
    assert send(session, world, printer).state == "sent"
    (printed,) = port.wait(1)
    assert printed.startswith(b"%PDF-")


def test_a_queue_that_is_not_there(session: Session, world: World, cups: Cups) -> None:
    printer = make(session, world, **{**CUPS, "address": f"other@{cups.host}"})
    with pytest.raises(NotPrinted, match="Deze wachtrij bestaat niet"):
        send(session, world, printer)


def test_a_printer_that_is_off_is_noted_and_may_be_tried_again(
    session: Session, world: World, port: Port
) -> None:
    address = port.address
    port.close()
    printer = make(session, world, address=address)
    client_id = fresh()
    for _ in range(2):
        with pytest.raises(NotPrinted, match="geen antwoord"):
            send(session, world, printer, client_id)
    session.rollback()
    (job,) = session.scalars(sa.select(PrintJob))
    assert job.state == "failed"
    assert "geen antwoord" in (job.problem or "")


def test_killed_while_it_printed_nobody_knows(session: Session, world: World, port: Port) -> None:
    printer = make(session, world, address=port.address)
    client_id = fresh()

    def killed(_work: object) -> None:
        session.commit()
        raise KeyboardInterrupt

    with some_time_ago(timedelta(minutes=2)), pytest.raises(KeyboardInterrupt):
        service.print_labels(
            session, printer, "device:1", [LABEL], actor=world.actor, client_id=client_id,
            aside=killed,
        )  # fmt: skip
    session.rollback()
    with pytest.raises(Conflict, match="niet of dit al gedrukt is"):
        send(session, world, printer, client_id)
    assert port.taken == []


@pytest.mark.parametrize(
    ("told", "field"),
    [
        ({"name": " "}, "name"),
        ({"address": "zebra one"}, "address"),
        ({"address": "/etc/passwd"}, "address"),
        ({"address": "; rm"}, "address"),
        ({"dpi": 600}, "dpi"),
        ({"size": "L7163"}, "size"),
        ({"size": "none"}, "size"),
        ({**BROTHER, "size": "L7163"}, "size"),
        ({**BROTHER, "model": "QL-1"}, "model"),
        ({**BROTHER, "address": "/dev/sda"}, "address"),
        ({**CUPS, "address": "-o raw"}, "address"),
        ({**CUPS, "address": "-d"}, "address"),
    ],
)
def test_what_no_printer_is(
    session: Session, world: World, told: dict[str, Any], field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        make(session, world, **told)
    assert refused.value.field == field


@pytest.mark.parametrize(
    ("kind", "address"),
    [
        (PrinterKind.ZPL, "192.0.2.7"),
        (PrinterKind.ZPL, "zebra.example:9101"),
        (PrinterKind.ZPL, "[2001:db8::7]:9100"),
        (PrinterKind.BROTHER, "/dev/usb/lp0"),
        (PrinterKind.CUPS, "Bureau_1"),
        (PrinterKind.CUPS, "label@print.example:631"),
    ],
)
def test_addresses_that_printers_have(kind: PrinterKind, address: str) -> None:
    assert sending.check_address(kind, f" {address} ") == address


def test_one_name_one_form_and_who_stands_here(session: Session, world: World) -> None:
    client_id = fresh()
    mine = world.organisation.id
    first = service.create(session, mine, Details(**ZPL), client_id=client_id)
    assert service.create(session, mine, Details(**ZPL), client_id=client_id).id == first.id
    with pytest.raises(Conflict):
        make(session, world)
    at_bench = make(session, world, name="Zz", place=world.bench)
    assert [one.id for one in service.offered(session, mine)] == [first.id, at_bench.id]
    assert service.offered(session, mine, world.bench.id)[0].id == at_bench.id
    service.retire(session, first)
    service.retire(session, first)
    assert [one.id for one in service.offered(session, mine)] == [at_bench.id]
    with pytest.raises(NotFound):
        service.get(session, mine, first.id)
    assert make(session, world).name == first.name.removesuffix(f" (weg {first.id})")


def test_a_second_tap_while_it_prints_is_no_question(session: Session, world: World) -> None:
    printer, client_id = make(session, world), fresh()
    states: list[str] = []

    def tap(client_id: str, aside: service.Aside = lambda work: work()) -> PrintJob:
        label = [service.test_label(printer)]
        return service.print_labels(
            session, printer, "test", label, actor=world.actor, client_id=client_id, aside=aside
        )

    tap(client_id, lambda _send: states.append(tap(client_id).state))
    assert states == ["sending"]


def test_others_do_not_see_it(session: Session, world: World) -> None:
    printer = make(session, world)
    theirs = make_world(session, "Ander atelier")
    with pytest.raises(NotFound):
        service.get(session, theirs.organisation.id, printer.id)
    assert service.offered(session, theirs.organisation.id) == []


def test_its_own_test_label_proves_it_until_it_changes(session: Session, world: World) -> None:
    printer, other = make(session, world), make(session, world, name="Andere")
    for code in (TAG, "", service.test_code(other), modecards.code(modecards.PLACE, printer.id)):
        with pytest.raises(Invalid):
            service.prove(session, printer, code)
    service.prove(session, printer, service.test_code(printer))
    assert printer.proved_at is not None
    service.change(session, printer, Details(**{**ZPL, "name": "Nieuwe naam"}))
    assert printer.proved_at is not None
    service.change(session, printer, Details(**{**ZPL, "size": "29x90"}))
    assert printer.proved_at is None


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("lp: Error - The printer or class does not exist.", "Deze wachtrij bestaat niet"),
        ("lp: Error - scheduler not responding.", "De printer geeft geen antwoord"),
        ("lp: Out of paper", "nam het niet aan: Out of paper"),
    ],
)
def test_what_cups_says_is_said_so_that_somebody_can_act(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, said: str, told: str
) -> None:
    program = tmp_path / "lp"
    program.write_text(f"#!/bin/sh\n/bin/cat > /dev/null\necho '{said}' >&2\nexit 1\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(NotPrinted, match=told):
        sending.send(PrinterKind.CUPS, "label", b"%PDF-", "test")
