"""A clock that is wrong: real TLS servers that say a date, and a clock that is only played."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from diagnostics.link import clock
from diagnostics.link.clock import Clock, built, mend
from diagnostics.link.trust import Trust

IN_2009 = datetime(2009, 1, 1, tzinfo=UTC)
IN_2099 = datetime(2099, 1, 1, tzinfo=UTC)
NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
BUILT = {"etc/atelier/built": "2026-06-01\n"}


class Played:
    """Starts at a time, and stands still. The machine's own clock is never set here."""

    def __init__(self, at: datetime) -> None:
        self.at = [at]

    def now(self) -> datetime:
        return self.at[-1]

    def set(self, when: datetime) -> None:
        self.at.append(when)


def says(serve, pem, when: datetime):
    server = serve(pem, date=format_datetime(when, usegmt=True))
    server.plays(404)
    return server


@pytest.fixture
def own(certificates) -> Trust:
    return Trust(authority=certificates.authority_text)


@pytest.mark.parametrize("wrong", [IN_2009, IN_2099])
def test_a_wrong_clock_is_set_from_a_server_that_proves_itself(
    serve, certificates, own, make_host, wrong
) -> None:
    server, played = says(serve, certificates.good, NOW), Played(wrong)
    mended = mend(make_host(BUILT), server.url, own, played)
    assert mended.done
    assert played.at == [wrong, NOW]
    assert mended.by == NOW - wrong
    assert f"{wrong:%d/%m/%Y}" in str(mended.sentence)
    assert "21/11/2026 12:00 UTC" in str(mended.sentence)


def test_what_asks_for_the_time_carries_nothing(serve, certificates, own, make_host) -> None:
    server = says(serve, certificates.good, NOW)
    mend(make_host(BUILT), server.url, own, Played(IN_2009))
    ((path, headers, body),) = server.requests
    assert (path, body) == ("/", b"")
    assert set(headers) == {"Host", "Accept-Encoding"}


def test_a_pinned_server_is_believed_by_its_pin(serve, certificates, make_host) -> None:
    server, played = says(serve, certificates.own, NOW), Played(IN_2009)
    trust = Trust(fingerprint=certificates.fingerprint("own"))
    assert mend(make_host(BUILT), server.url, trust, played).done
    assert played.at[-1] == NOW


@pytest.mark.parametrize("name", ["own", "elsewhere"])
def test_a_server_that_does_not_prove_itself_sets_nothing(
    serve, certificates, own, make_host, name
) -> None:
    server, played = says(serve, getattr(certificates, name), NOW), Played(IN_2009)
    mended = mend(make_host(BUILT), server.url, own, played)
    assert (mended.done, played.at) == (False, [IN_2009])
    assert "niet te vertrouwen" in str(mended.sentence)


def test_another_certificate_than_the_pinned_one_sets_nothing(
    serve, certificates, make_host
) -> None:
    server, played = says(serve, certificates.intruder, NOW), Played(IN_2009)
    trust = Trust(fingerprint=certificates.fingerprint("own"))
    assert not mend(make_host(BUILT), server.url, trust, played).done
    assert played.at == [IN_2009]


@pytest.mark.parametrize("name", ["expired", "future"])
def test_a_time_at_which_the_certificate_does_not_count_is_not_taken(
    serve, certificates, own, make_host, name
) -> None:
    """Such as by whoever plays back an old certificate whose key leaked."""
    server, played = says(serve, getattr(certificates, name), NOW), Played(IN_2009)
    mended = mend(make_host(BUILT), server.url, own, played)
    assert (mended.done, played.at) == (False, [IN_2009])
    assert "Vernieuw" in str(mended.sentence)


def test_a_lie_about_the_time_meets_the_certificate(serve, certificates, own, make_host) -> None:
    server, played = says(serve, certificates.good, datetime(2200, 1, 1, tzinfo=UTC)), Played(NOW)
    assert not mend(make_host(BUILT), server.url, own, played).done
    assert played.at == [NOW]


def test_a_certificate_that_counts_only_later_is_believed_then(
    serve, certificates, own, make_host
) -> None:
    """Its dates are held against the server's time: this machine's own says it is not yet valid."""
    later = datetime(2095, 1, 1, tzinfo=UTC)
    server, played = says(serve, certificates.future, later), Played(NOW)
    assert mend(make_host(BUILT), server.url, own, played).done
    assert played.at[-1] == later


def test_a_server_older_than_the_stick_sets_nothing(serve, certificates, own, make_host) -> None:
    server, played = says(serve, certificates.good, NOW - timedelta(days=365)), Played(IN_2009)
    mended = mend(make_host(BUILT), server.url, own, played)
    assert (mended.done, played.at) == (False, [IN_2009])
    assert "klok van de server" in str(mended.sentence)


def test_over_http_that_a_person_wrote_the_time_is_taken(serve, own, make_host) -> None:
    server, played = says(serve, None, NOW), Played(IN_2009)
    assert mend(make_host(BUILT), server.url, own, played).done
    assert played.at[-1] == NOW


@pytest.mark.parametrize("date", ["yesterday", " ", "Sat, 99 Nov 2026 99:00:00 GMT"])
def test_a_date_of_rubbish_sets_nothing(serve, certificates, own, make_host, date) -> None:
    server, played = serve(certificates.good, date=date), Played(IN_2009)
    server.plays(404)
    mended = mend(make_host(BUILT), server.url, own, played)
    assert (mended.done, played.at) == (False, [IN_2009])
    assert "hoe laat" in str(mended.sentence)


def test_nobody_there_sets_nothing(own, make_host) -> None:
    played = Played(IN_2009)
    assert not mend(make_host(BUILT), "https://127.0.0.1:1", own, played).done
    assert played.at == [IN_2009]


def test_a_clock_that_cannot_be_set_is_told(serve, certificates, own, make_host) -> None:
    def refuse(_when) -> None:
        raise PermissionError(1, "Operation not permitted")

    server = says(serve, certificates.good, NOW)
    mended = mend(make_host(BUILT), server.url, own, Clock(now=lambda: IN_2009, set=refuse))
    assert not mended.done
    assert "Operation not permitted" in str(mended.sentence)


@pytest.mark.parametrize(
    ("text", "when"),
    [
        ("2026-06-01", datetime(2026, 6, 1, tzinfo=UTC)),
        ("2026-11-21T12:00:00+00:00", NOW),
        ("2026-11-21T13:00:00+01:00\n", NOW),
        ("", None),
        ("nonsense", None),
    ],
)
def test_when_the_medium_was_built(make_host, text, when) -> None:
    assert built(make_host({"etc/atelier/built": text})) == when


def test_outside_of_a_medium_any_time_is_late_enough(serve, certificates, own, make_host) -> None:
    early = datetime(2021, 1, 1, tzinfo=UTC)
    server, played = says(serve, certificates.good, early), Played(IN_2009)
    assert mend(make_host(), server.url, own, played).done


def test_the_clock_is_the_systems_own() -> None:
    assert abs(Clock().now() - datetime.now(UTC)) < timedelta(seconds=5)
    assert Clock().set is clock._set
