"""Who it was that the machine saw: this server, or somebody in between."""

from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from atelier.errors import Conflict
from atelier.people import pairing
from atelier.people.certificate import fingerprint
from atelier.people.models import Station
from diagnostics.wire.pairing import Standing, seen
from tests.atelier.people.pairing_steps import approve, ask, standing
from tests.factories import World
from tests.pairing import FINGERPRINT, PEM, Machine


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    path = tmp_path / "fullchain.pem"
    path.write_text(f"Subject: only for tests\n{PEM}{PEM[:60]}")
    return path


class TestTheCertificateThatTheMachineSaw:
    def test_its_own_is_taken(self, session: Session, world: World, certificate: Path) -> None:
        machine = Machine(seen_certificate=FINGERPRINT)
        ask(session, machine)
        assert approve(session, world, machine.code, certificate=certificate).station
        assert machine.token(standing(session, machine))

    def test_another_is_refused_and_says_so(
        self, session: Session, world: World, certificate: Path
    ) -> None:
        machine = Machine(seen_certificate="ab" * 32)
        ask(session, machine)
        before = session.scalar(sa.select(sa.func.count()).select_from(Station))
        outcome = approve(session, world, machine.code, certificate=certificate)
        assert "zag een ander certificaat" in str(outcome.error)
        assert standing(session, machine) == Standing(state="refused")
        assert session.scalar(sa.select(sa.func.count()).select_from(Station)) == before

    @pytest.mark.parametrize("told", ["", FINGERPRINT])
    def test_somebody_in_between_cannot_say_that_it_was_another(
        self, session: Session, world: World, certificate: Path, told: str
    ) -> None:
        machine = Machine(seen_certificate="ab" * 32)
        ask(session, machine, seen_certificate=told)
        assert approve(session, world, machine.code, certificate=certificate).error
        assert standing(session, machine).state == "refused"

    def test_a_server_that_does_not_know_its_own_says_what_to_set(
        self, session: Session, world: World, certificate: Path
    ) -> None:
        machine = Machine(seen_certificate=FINGERPRINT)
        ask(session, machine)
        with pytest.raises(Conflict, match=r"agents\.certificate"):
            approve(session, world, machine.code)
        with pytest.raises(Conflict, match=r"agents\.certificate"):
            approve(session, world, machine.code, certificate=certificate.with_name("none.pem"))
        assert standing(session, machine).state == "waiting"
        assert approve(session, world, machine.code, certificate=certificate).station

    def test_the_fingerprint_is_that_of_the_first_certificate(self, certificate: Path) -> None:
        assert fingerprint(certificate) == FINGERPRINT

    @pytest.mark.parametrize("text", ["", "no certificate", PEM.replace("MII", "***"), PEM[:80]])
    def test_a_file_that_holds_none(self, certificate: Path, text: str) -> None:
        certificate.write_text(text)
        with pytest.raises(Conflict):
            fingerprint(certificate)


@pytest.mark.parametrize(
    ("announced", "comes"),
    [
        ("https://atelier.example:443/", True),
        ("https://elsewhere.example", False),
        ("https://a:b", False),
        ("", False),
    ],
)
def test_a_server_found_by_itself_is_the_one_at_that_address(
    session: Session, world: World, announced: str, comes: bool
) -> None:
    """In between may stand anybody with a good certificate for a name of their own."""
    machine = Machine()
    ask(session, machine, seen_mac=seen(machine.key, "", "https://atelier.example"))
    outcome = approve(session, world, machine.code, announced=announced)
    assert isinstance(outcome, pairing.Approved) is comes
    assert bool(standing(session, machine).hidden_token) is comes
