"""Who is believed: real TLS, with certificates of every kind of wrong."""

import warnings
from datetime import date

import pytest

from diagnostics.link.client import Client
from diagnostics.link.errors import NotTrusted
from diagnostics.link.trust import Trust, tidy_fingerprint
from diagnostics.wire import Presence

PRESENCE = Presence(boot_id="b", report_id="r", agent_version="0")


def poll(server, trust: Trust) -> str:
    server.plays(200, {"version": "4"})
    with Client(server.url, trust, "the-token", backoff_s=0) as client:
        return client.poll(PRESENCE).version


def test_an_issuer_of_ones_own_is_believed(serve, certificates) -> None:
    assert poll(serve(certificates.good), Trust(authority=certificates.authority_text)) == "4"


def test_an_issuer_of_the_system_is_believed(serve, certificates, monkeypatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificates.folder / "ca.crt"))
    assert poll(serve(certificates.good), Trust()) == "4"


@pytest.mark.parametrize("name", ["own", "good", "expired", "elsewhere"])
def test_a_pinned_certificate_is_believed_whatever_it_says(serve, certificates, name) -> None:
    trust = Trust(fingerprint=certificates.fingerprint(name))
    assert poll(serve(getattr(certificates, name)), trust) == "4"


@pytest.mark.parametrize(
    ("name", "doubt"),
    [
        ("own", "unknown_issuer"),
        ("expired", "dates"),
        ("future", "dates"),
        ("elsewhere", "other_name"),
    ],
)
def test_any_other_is_sent_nothing_and_the_reason_is_told(serve, certificates, name, doubt) -> None:
    server = serve(getattr(certificates, name))
    with pytest.raises(NotTrusted, match=r"certificate|match") as caught:
        poll(server, Trust(authority=certificates.authority_text))
    assert caught.value.doubt == doubt
    assert server.requests == []


def test_the_reason_is_told_from_its_beginning(serve, certificates) -> None:
    with pytest.raises(NotTrusted, match=r"127\.0\.0\.1:\d+: .*CERTIFICATE_VERIFY_FAILED. cert"):
        poll(serve(certificates.own), Trust())


def test_a_clock_of_2009_prints_nothing_across_the_screen(serve, certificates, monkeypatch) -> None:
    class Early(date):
        @classmethod
        def today(cls) -> date:
            return cls(2009, 1, 1)

    monkeypatch.setattr("urllib3.connection.datetime.date", Early)
    trust = Trust(authority=certificates.authority_text)
    with warnings.catch_warnings():
        assert poll(serve(certificates.good), trust) == "4"


def test_another_certificate_than_the_pinned_one_is_sent_nothing(serve, certificates) -> None:
    """Not even where its issuer would be believed."""
    server = serve(certificates.good)
    trust = Trust(
        fingerprint=certificates.fingerprint("own"), authority=certificates.authority_text
    )
    with pytest.raises(NotTrusted) as caught:
        poll(server, trust)
    assert caught.value.doubt == "other_certificate"
    assert server.requests == []


def test_a_server_without_tls_is_not_believed(server) -> None:
    server.url = server.url.replace("http:", "https:")
    with pytest.raises(NotTrusted) as caught:
        poll(server, Trust())
    assert caught.value.doubt == "other"
    assert server.requests == []


@pytest.mark.parametrize(
    "text",
    [
        "AB" * 32,
        ":".join(["ab"] * 32),
        "SHA256:" + "ab" * 32,
        "sha256 Fingerprint=" + ":".join(["AB"] * 32),
        " sha-256 " + " ".join(["ab"] * 32) + "\n",
    ],
)
def test_a_fingerprint_is_taken_as_people_copy_it(text: str) -> None:
    assert tidy_fingerprint(text) == "ab" * 32


@pytest.mark.parametrize("text", ["", "ab", "ab" * 20, "zz" * 32, "ab" * 33])
def test_what_is_no_fingerprint(text: str) -> None:
    assert tidy_fingerprint(text) is None
