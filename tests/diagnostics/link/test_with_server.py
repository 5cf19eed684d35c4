"""Both sides for real: this client, over TLS, with the application behind it."""

import shutil
import ssl
import threading
import uuid
from datetime import timedelta
from pathlib import Path

import pytest
from werkzeug.serving import WSGIRequestHandler, make_server

from atelier.db import db
from atelier.people import pairing as server_side
from atelier.people.pairing import Refused as NotPaired
from atelier.people.roles import Role
from atelier.people.throttle import Throttle
from diagnostics.link import pairing, spool
from diagnostics.link.client import Client
from diagnostics.link.errors import NotThere, WrongToken
from diagnostics.link.pairing import PairingOver
from diagnostics.link.trust import Trust
from diagnostics.report import encode
from diagnostics.wire import Presence
from tests.reports import a_report

THROTTLE = Throttle(per_login=3, per_address=30, window=timedelta(minutes=15), secret="test")


@pytest.fixture
def database_url(sqlite_template, tmp_path) -> str:
    """One database is enough here: what differs between two is the server's, and tried there."""
    shutil.copy(sqlite_template, tmp_path / "atelier.db")
    return f"sqlite:///{tmp_path / 'atelier.db'}"


class Quiet(WSGIRequestHandler):
    def log(self, *_) -> None:
        """Silence."""


@pytest.fixture
def address(app, world, certificates):
    """Where the application answers, with a certificate of its own making."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificates.own)
    server = make_server(
        "127.0.0.1", 0, app, threaded=True, ssl_context=context, request_handler=Quiet
    )
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    yield f"https://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


def approve(world, code: str, certificate: Path):
    done = server_side.approve(
        db.session,
        code=code,
        name="Tafel 3",
        by=world.accounts[Role.COORDINATOR],
        client_id=str(uuid.uuid4()),
        address="192.0.2.1",
        throttle=THROTTLE,
        certificate=certificate,
    )
    db.session.commit()
    return done


def test_found_paired_reported_and_on_the_bench(address, world, certificates, tmp_path) -> None:
    pending = pairing.ask(address, name="Voorbeeld Boek 14")
    assert pairing.wait(pending, 0) is None
    approve(world, pending.shown, certificates.own)
    paired = pairing.wait(pending, 5)
    pending.close()
    assert paired.station == "Tafel 3"

    waiting = spool.in_folder(tmp_path / "spool")
    earlier, later = a_report(1), a_report(2)
    waiting.keep(encode(earlier), earlier.id)
    waiting.keep(b'{"contract": "something else"}', "broken")
    trust = Trust(fingerprint=paired.certificate)
    with Client(paired.address, trust, paired.token) as client:
        outcome = waiting.send_all(client)
        assert (outcome.sent, outcome.refused) == (1, 1)
        assert client.send_report(encode(later)).state == "new"
        presence = Presence(boot_id=str(uuid.uuid4()), report_id=later.id, agent_version="0.1.0")
        view = client.poll(presence)
        assert view.version
        with pytest.raises(NotThere) as caught:
            client.poll(Presence(**{**_fields(presence), "report_id": str(uuid.uuid4())}))
        assert caught.value.code == "unknown_report"


def _fields(presence: Presence) -> dict:
    return {name: getattr(presence, name) for name in presence.__slots__}


def test_a_server_that_shows_another_certificate_refuses(address, world, certificates) -> None:
    """As it would where somebody stands in between."""
    pending = pairing.ask(address)
    assert isinstance(approve(world, pending.shown, certificates.good), NotPaired)
    with pytest.raises(PairingOver, match="refused"):
        pairing.wait(pending, 0)
    pending.close()


def test_an_unknown_token_is_told(address, certificates) -> None:
    trust = Trust(fingerprint=certificates.fingerprint("own"))
    with Client(address, trust, "no-such-token") as client, pytest.raises(WrongToken):
        client.send_report(encode(a_report()))
