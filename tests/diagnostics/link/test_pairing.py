"""Pairing over real TLS: with a server that does its part, and with somebody in between."""

import hashlib
import http.client
import json
import ssl
from urllib.parse import urlsplit

import pytest

from diagnostics import __version__
from diagnostics.link import pairing, settings
from diagnostics.link.client import Client
from diagnostics.link.errors import NoConnection, NotTrusted, TooOld
from diagnostics.link.pairing import NotPrivate, Paired, PairingBroken, PairingOver
from diagnostics.link.trust import Trust
from diagnostics.wire import pairing as wire

TOKEN = "station-token-1"


class Workshop:
    """The server's side: a person types the code, and the certificate seen must be its own."""

    def __init__(self, own_certificate: str) -> None:
        self.own = own_certificate
        self.asked: dict | None = None
        self.standing = {"state": "waiting"}
        self.polls = 0

    def __call__(self, handler, body: bytes) -> None:
        document = json.loads(body)
        if handler.path.endswith("/pairings"):
            self.asked = document
        else:
            assert handler.path.endswith(self.asked["id"])
            secret = hashlib.sha256(document["secret"].encode()).hexdigest()
            assert secret == self.asked["secret_hash"]
            self.polls += 1
        content = json.dumps(self.standing).encode()
        handler.send_response(200)
        handler.send_header("Content-Length", str(len(content)))
        handler.end_headers()
        handler.wfile.write(content)

    def approve(self, typed: str, **changes) -> None:
        key = wire.derive(typed, self.asked["id"])
        seen = self.asked["seen_certificate"]
        assert wire.proof(key, "code") == self.asked["code_mac"]
        assert wire.proof(key, "seen", seen) == self.asked["seen_mac"]
        if seen not in {"", self.own}:
            self.standing = {"state": "refused"}
            return
        self.standing = {
            "state": "approved",
            "hidden_token": wire.hide(key, TOKEN),
            "answer_mac": wire.proof(key, "token", TOKEN, seen),
            "station": "Tafel 3",
            **changes,
        }


@pytest.fixture
def workshop(serve, certificates):
    """A server with a certificate of its own making."""
    server = serve(certificates.own)
    work = Workshop(certificates.fingerprint("own"))
    server.does(work)
    return server, work


@pytest.fixture
def ask():
    pending = []

    def start(address: str, **facts) -> pairing.Pending:
        pending.append(pairing.ask(address, **facts))
        return pending[-1]

    yield start
    for one in pending:
        one.close()


@pytest.mark.parametrize(
    "address",
    [
        "http://192.0.2.1:8000",
        "http://localhost.example",
        "http://128.0.0.1",
        "http://[2001:db8::1]",
    ],
)
def test_nobody_who_reads_along_gets_a_token(address: str, monkeypatch) -> None:
    monkeypatch.setattr(Client, "ask_pairing", lambda *_: pytest.fail("it was asked"))
    with pytest.raises(NotPrivate):
        pairing.ask(address)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_within_one_machine_nobody_reads_along(server, ask, host: str) -> None:
    server.does(work := Workshop(""))
    pending = ask(server.url.replace("127.0.0.1", host))
    work.approve(pending.shown)
    assert pairing.wait(pending, 0).token == TOKEN


def test_a_certificate_of_its_own_making_is_pinned(workshop, ask, certificates) -> None:
    server, work = workshop
    pending = ask(server.url, name="Voorbeeld Boek 14")
    assert pairing.wait(pending, 0) is None
    work.approve(pending.shown.lower())
    assert pairing.wait(pending, 0) == Paired(
        address=server.url,
        token=TOKEN,
        certificate=certificates.fingerprint("own"),
        station="Tafel 3",
    )
    assert (work.asked["name"], work.asked["agent_version"]) == ("Voorbeeld Boek 14", __version__)


def test_with_what_it_gave_the_machine_is_a_station(workshop, ask) -> None:
    server, work = workshop
    pending = ask(server.url)
    work.approve(pending.shown)
    paired = pairing.wait(pending, 0)
    server.answers[:] = []
    server.plays(201, {"state": "new"})
    trust = Trust(fingerprint=paired.certificate)
    with Client(paired.address, trust, paired.token, backoff_s=0) as client:
        assert client.send_report(b"{}").state == "new"
    assert server.requests[-1][1]["Authorization"] == f"Bearer {TOKEN}"


def test_an_issuer_that_is_known_needs_no_pin(serve, certificates, ask) -> None:
    server = serve(certificates.good)
    work = Workshop("")
    server.does(work)
    pending = ask(server.url, authority=certificates.authority_text)
    assert work.asked["seen_certificate"] == ""
    work.approve(pending.shown)
    assert pairing.wait(pending, 0).certificate is None


def test_who_announces_itself_is_proven_by_its_address(serve, certificates, ask) -> None:
    """A good certificate for a name of one's own says nothing about whose server that is."""
    server = serve(certificates.good)
    work = Workshop("")
    server.does(work)
    pending = ask(server.url, authority=certificates.authority_text, announced=True)
    said = work.asked["seen_mac"]
    assert said == wire.seen(pending.key, "", server.url.upper() + "/")
    assert said != wire.seen(pending.key, "", "https://atelier.example")
    assert said != wire.seen(pending.key, "")


def test_nothing_secret_travels_or_is_shown(workshop, ask) -> None:
    server, work = workshop
    pending = ask(server.url)
    work.approve(pending.shown)
    paired = pairing.wait(pending, 0)
    code = wire.tidy(pending.shown)
    sent = b"".join(body for _, _, body in server.requests) + json.dumps(work.standing).encode()
    assert code.encode() not in sent
    assert TOKEN.encode() not in sent
    assert "Authorization" not in {name for _, headers, _ in server.requests for name in headers}
    for secret in (code, pending.shown, pending.secret, TOKEN):
        assert secret not in repr(pending) + repr(paired)


def test_each_pairing_has_a_code_of_its_own(workshop, ask) -> None:
    server, _ = workshop
    first, second = ask(server.url), ask(server.url)
    assert first.shown != second.shown
    assert first.id != second.id


# --- somebody in between: another certificate to the machine, the server behind


class InBetween:
    """Passes everything on to the real server, and may change what comes back."""

    def __init__(self, real: str, change=lambda standing: standing) -> None:
        self.real, self.change = urlsplit(real), change

    def __call__(self, handler, body: bytes) -> None:
        context = ssl._create_unverified_context()
        behind = http.client.HTTPSConnection(self.real.hostname, self.real.port, context=context)
        behind.request("POST", handler.path, body, {"Content-Type": "application/json"})
        standing = json.loads(behind.getresponse().read())
        behind.close()
        content = json.dumps(self.change(standing)).encode()
        handler.send_response(200)
        handler.send_header("Content-Length", str(len(content)))
        handler.end_headers()
        handler.wfile.write(content)


def test_whoever_stands_in_between_is_refused_by_the_server(
    serve, certificates, workshop, ask
) -> None:
    server, work = workshop
    middle = serve(certificates.intruder)
    middle.does(InBetween(server.url))
    pending = ask(middle.url)
    work.approve(pending.shown)
    with pytest.raises(PairingOver) as caught:
        pairing.wait(pending, 0)
    assert caught.value.state == "refused"


def test_an_answer_made_up_in_between_is_found_out(serve, certificates, workshop, ask) -> None:
    server, _work = workshop

    def made_up(standing: dict) -> dict:
        key = wire.derive("00000000", "guess")
        hidden = wire.hide(key, "their-own-token")
        mac = wire.proof(key, "token", "their-own-token", certificates.fingerprint("intruder"))
        return {**standing, "state": "approved", "hidden_token": hidden, "answer_mac": mac}

    middle = serve(certificates.intruder)
    middle.does(InBetween(server.url, made_up))
    pending = ask(middle.url)
    with pytest.raises(PairingBroken, match="in between"):
        pairing.wait(pending, 0)


def test_a_server_that_does_not_compare_certificates_is_found_out(
    serve, certificates, workshop, ask
) -> None:
    """Its proof is about its own certificate, and the machine saw another."""
    server, work = workshop
    middle = serve(certificates.intruder)
    middle.does(InBetween(server.url))
    pending = ask(middle.url)
    work.asked["seen_certificate"] = work.own
    key = wire.derive(pending.shown, pending.id)
    work.standing = {
        "state": "approved",
        "hidden_token": wire.hide(key, TOKEN),
        "answer_mac": wire.proof(key, "token", TOKEN, work.own),
    }
    with pytest.raises(PairingBroken):
        pairing.wait(pending, 0)


def test_whoever_takes_over_later_is_not_spoken_with(workshop, ask, serve, certificates) -> None:
    """The certificate seen at first stays the one for all that follows."""
    server, _ = workshop
    pending = ask(server.url)
    middle = serve(certificates.intruder)
    taken_over = pairing.Client(middle.url, Trust(fingerprint=pending.seen_certificate))
    later = pairing.Pending(
        address=middle.url,
        id=pending.id,
        shown=pending.shown,
        seen_certificate=pending.seen_certificate,
        client=taken_over,
        key=pending.key,
        secret=pending.secret,
    )
    with pytest.raises(NotTrusted), taken_over:
        pairing.wait(later, 0)
    assert middle.requests == []


# --- bad luck


@pytest.mark.parametrize(
    "changes",
    [
        {"hidden_token": ""},
        {"hidden_token": "no hexadecimal"},
        {"hidden_token": "00ff"},
        {"answer_mac": ""},
        {"answer_mac": "é"},
    ],
)
def test_an_answer_that_proves_nothing_is_no_token(workshop, ask, changes) -> None:
    server, work = workshop
    pending = ask(server.url)
    work.approve(pending.shown, **changes)
    with pytest.raises(PairingBroken):
        pairing.wait(pending, 0)


@pytest.mark.parametrize("state", ["refused", "expired"])
def test_a_pairing_that_is_over_says_so(workshop, ask, state) -> None:
    server, work = workshop
    pending = ask(server.url)
    work.standing = {"state": state}
    with pytest.raises(PairingOver, match=state):
        pairing.wait(pending, 0)
    with pytest.raises(PairingOver, match=state):
        ask(server.url)


def test_an_agent_too_old_for_the_server_is_told(serve, certificates) -> None:
    server = serve(certificates.own)
    server.plays(426, {"error": {"code": "agent_too_old", "message": "write a new stick"}})
    with pytest.raises(TooOld, match="new stick"):
        pairing.ask(server.url)


def test_a_server_whose_dates_are_wrong_here_is_not_pinned_for_it(serve, certificates) -> None:
    """Else what is renewed every month would be pinned, as the clock was wrong on that day."""
    server = serve(certificates.expired)
    with pytest.raises(NotTrusted) as caught:
        pairing.ask(server.url, authority=certificates.authority_text)
    assert caught.value.doubt == "dates"
    assert server.requests == []


def test_nobody_there(certificates) -> None:
    with pytest.raises(NoConnection):
        pairing.ask("https://127.0.0.1:1")


def test_a_paired_stick_stays_paired(workshop, ask, stick) -> None:
    server, work = workshop
    stick.put("atelier.txt", "wifi_name = Werkplaats\r\n")
    pending = ask(server.url)
    work.approve(pending.shown)
    paired = pairing.wait(pending, 0)
    told = settings.remember(stick.host, paired.address, paired.token, paired.certificate)
    assert told is None
    found = settings.find(stick.host)
    assert (found.server, found.token) == (server.url, TOKEN)
    assert found.trust == Trust(fingerprint=work.own)
    assert found.wifi[0].name == "Werkplaats"
