"""What time does by itself, with a real mail server and a real gateway to send by."""

import json
import socket
import threading
import uuid
from collections.abc import Iterator
from datetime import date, timedelta
from email import message_from_bytes, policy
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Message
from apiflask import APIFlask
from sqlalchemy.orm import Session

from atelier import jobs, months, settings
from atelier.db import now
from atelier.devices.lifecycle import READY, facts
from atelier.lending import borrowers, reminders
from atelier.lending.loans import changing, ending
from atelier.lending.models import Loan, Reminder
from atelier.lending.reservations import fulfilling, standing
from atelier.settings import Settings
from atelier.stock import ledger
from tests.atelier.lending.conftest import Ask, Ready
from tests.factories import World, tell
from tests.lent import lend as lent
from tests.lent import register

TODAY = date.today()
DAY = timedelta(days=1)


class Letters(Message):
    """Keeps what comes in."""

    def __init__(self) -> None:
        super().__init__()
        self.came: list[Any] = []

    def handle_message(self, message: Any) -> None:
        self.came.append(message_from_bytes(message.as_bytes(), policy=policy.default))


@pytest.fixture
def mailbox() -> Iterator[tuple[Letters, str]]:
    letters = Letters()
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = found.getsockname()[1]
    controller = Controller(letters, hostname="127.0.0.1", port=port)
    controller.start()
    yield letters, f"127.0.0.1:{port}"
    controller.stop()


@pytest.fixture
def gateway() -> Iterator[tuple[list[Any], str]]:
    came: list[Any] = []

    class Gateway(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            came.append((self.headers["Authorization"], json.loads(body)))
            self.send_response(200 if "refuse" not in self.path else 403)
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Gateway)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield came, f"http://127.0.0.1:{server.server_port}/send"
    server.shutdown()
    server.server_close()


def chosen(mail: str = "", sms: str = "", token: Path | None = None) -> Settings:
    return settings.load(
        overrides={
            "mail": {"server": mail, "security": "none", "sender": "Atelier <a@example.org>"},
            "sms": {"url": sms, "token_file": str(token or "")},
        }
    )


@pytest.fixture
def lend(session: Session, world: World, desk: Any, ready: Ready) -> Any:
    def make(contact: str, *, days: int = 400, language: str = "nl") -> Loan:
        """A loan that began a year ago."""
        device = ready()
        ledger.post(
            session,
            device,
            desk,
            reason="moved",
            actor=world.actor,
            client_id=str(uuid.uuid4()),
        )
        borrower = register(session, desk, contact=contact, language=language)
        due_on = TODAY + days * DAY
        loan = lent(session, desk, device, world.actor, borrower=borrower, due_on=due_on)
        loan.started_at -= timedelta(days=365)
        session.commit()
        return loan

    return make


def test_a_reminder_goes_once_in_the_borrower_s_language(
    session: Session, mailbox: tuple[Letters, str], lend: Any
) -> None:
    letters, address = mailbox
    loan = lend("lener@example.org", days=7, language="fr")
    for _ in range(2):
        jobs.run(session, chosen(address), TODAY)
    (letter,) = letters.came
    assert letter["To"] == "lener@example.org"
    assert "Testpunt" in letter["Subject"]
    said = letter.get_content()
    assert f" {loan.due_on.day} " in said
    assert str(loan.due_on.year) in said
    assert "Breng" not in said
    jobs.run(session, chosen(address), TODAY + 7 * DAY)
    assert len(letters.came) == 2


def test_by_text_message(
    session: Session, gateway: tuple[list[Any], str], lend: Any, tmp_path: Path
) -> None:
    came, address = gateway
    (token := tmp_path / "token").write_text("only for tests\n")
    lend("0470 00 00 00", days=1)
    jobs.run(session, chosen(sms=address, token=token), TODAY)
    ((authorization, body),) = came
    assert authorization == "Bearer only for tests"
    assert body["to"] == "0470 00 00 00"


def test_who_cannot_be_written_to_is_called(session: Session, lend: Any) -> None:
    loan = lend("0470 00 00 00", days=3)
    jobs.run(session, chosen(), TODAY)
    (call,) = reminders.to_call(session, [loan.place_id]).rows
    assert (call.reminder.days, call.loan) == (7, loan)


def test_what_does_not_go_is_tried_again_and_then_called(
    session: Session, gateway: tuple[list[Any], str], lend: Any
) -> None:
    came, address = gateway
    loan = lend("0470 00 00 00", days=3)
    for _ in range(reminders.MOST_TRIES + 2):
        jobs.run(session, chosen(sms=f"{address}/refuse"), TODAY)
    assert len(came) == reminders.MOST_TRIES
    (call,) = reminders.to_call(session, [loan.place_id]).rows
    reminder = call.reminder
    assert reminder.trouble is not None
    assert "403" in reminder.trouble
    assert "0470" not in reminder.trouble


def test_a_mail_server_that_is_away_holds_up_nothing(
    session: Session, mailbox: tuple[Letters, str], lend: Any
) -> None:
    letters, address = mailbox
    lend("lener@example.org", days=3)
    assert jobs.run(session, chosen("127.0.0.1:9"), TODAY)["sent"] == 0
    assert jobs.run(session, chosen(address), TODAY)["sent"] == 1
    assert len(letters.came) == 1


def test_who_brings_it_back_or_keeps_it_longer_hears_nothing(
    session: Session, world: World, mailbox: tuple[Letters, str], lend: Any
) -> None:
    letters, address = mailbox
    back, longer = lend("a@example.org", days=3), lend("b@example.org", days=3)
    jobs.run(session, chosen("127.0.0.1:9"), TODAY)
    ending.write_off(session, back, "lost", actor=world.actor, client_id=str(uuid.uuid4()))
    until = months.add(longer.due_on, 6)
    changing.extend(session, longer, until, actor=world.actor, client_id=str(uuid.uuid4()))
    jobs.run(session, chosen(address), TODAY)
    assert letters.came == []


@pytest.mark.parametrize(
    ("left", "lasted", "step"),
    [(29, 365, None), (28, 365, 28), (20, 365, 28), (7, 365, 7), (0, 365, 0), (-9, 365, 0)],
)
def test_the_step_that_is_reached(left: int, lasted: int, step: int | None) -> None:
    loan = Loan(due_on=TODAY + left * DAY)
    loan.started_at = now() - timedelta(days=lasted)
    assert reminders.due_step(loan, [28, 7, 0], TODAY) == step


def test_a_short_loan_is_not_reminded_on_its_first_day() -> None:
    loan = Loan(due_on=TODAY + 20 * DAY)
    loan.started_at = now()
    assert reminders.due_step(loan, [28, 7, 0], TODAY) is None


def test_what_becomes_ready_is_promised(session: Session, ask: Ask, ready: Ready) -> None:
    reservation = ask()
    ready()
    assert jobs.run(session, chosen(), TODAY)["promised"] == 1
    ((_, _, state),) = standing.units(session, [reservation])[reservation.id]
    assert state == "promised"


def test_the_command(app: APIFlask, session: Session, lend: Any) -> None:
    lend("lener@example.org", days=3)
    done = app.test_cli_runner().invoke(args=["tick"])
    assert done.exit_code == 0, done.output
    assert "planned: 1" in done.output
    assert session.scalar(sa.select(sa.func.count()).select_from(Reminder)) == 1


def test_what_became_overdue_by_itself_is_ready_no_more(
    session: Session, world: World, ready: Ready
) -> None:
    """Nothing happened but time: since yesterday it was kept as ready."""
    late, other = ready(), ready()
    yesterday = (TODAY - DAY).isoformat()
    tell(session, world, late, facts.INSPECTION_DUE, plan="yearly", valid_until=yesterday)
    late.next_step = READY
    session.commit()
    assert jobs.run(session, chosen(), TODAY)["overdue"] == 1
    assert (late.next_step, other.next_step) == ("inspect", READY)
    assert jobs.run(session, chosen(), TODAY)["overdue"] == 0


def test_what_goes_wrong_in_one_part_stops_no_other(
    app: APIFlask,
    session: Session,
    monkeypatch: pytest.MonkeyPatch,
    mailbox: tuple[Letters, str],
    neighbour: Any,
    lend: Any,
    ask: Ask,
    ready: Ready,
) -> None:
    """Nor another organisation, nor what is sent."""
    _, address = mailbox
    lend("lener@example.org", days=3)
    ask()
    ready()
    session.commit()
    expired = []

    def break_down(*_: Any, **__: Any) -> int:
        expired.append(1)
        raise RuntimeError

    monkeypatch.setattr(fulfilling, "expire", break_down)
    done = jobs.run(session, chosen(address), TODAY)
    assert (done["failed"], len(expired)) == (1, 1)
    assert (done["promised"], done["planned"], done["sent"]) == (1, 1, 1)
    told = app.test_cli_runner().invoke(args=["tick"])
    assert told.exit_code == 1
    assert "failed: 1" in told.output


def test_who_was_lent_something_a_moment_ago_is_not_forgotten(
    session: Session, world: World, monkeypatch: pytest.MonkeyPatch, lend: Any
) -> None:
    """It stops nobody else from being forgotten."""
    for contact in ("a@example.org", "b@example.org"):
        loan = lend(contact)
        ending.write_off(session, loan, "lost", actor=world.actor, client_id=str(uuid.uuid4()))
    session.commit()
    real = borrowers.forget
    busy: list[Any] = []

    def forget(session: Session, borrower: Any, **more: Any) -> None:
        if not busy:
            busy.append(borrower)
            reopened = session.scalars(sa.select(Loan).where(Loan.borrower_id == borrower.id)).one()
            reopened.ended_at = reopened.ended_how = reopened.ended_by_id = None
            session.flush()
        real(session, borrower, **more)

    monkeypatch.setattr(borrowers, "forget", forget)
    done = jobs.run(session, chosen(), months.add(TODAY, 60))
    assert (done["forgotten"], done["failed"]) == (1, 0)
    assert busy[0].forgotten_at is None


def test_a_word_that_was_never_finished_is_sent_after_a_while(
    session: Session, mailbox: tuple[Letters, str], lend: Any
) -> None:
    """Whoever was sending it was stopped."""
    letters, address = mailbox
    lend("lener@example.org", days=3)
    jobs.run(session, chosen("127.0.0.1:9"), TODAY)
    (reminder,) = session.scalars(sa.select(Reminder))
    assert reminders.take(session, reminder.id)
    assert jobs.run(session, chosen(address), TODAY)["sent"] == 0
    reminder.taken_at = now() - timedelta(hours=2)
    session.commit()
    assert jobs.run(session, chosen(address), TODAY)["sent"] == 1
    assert len(letters.came) == 1
