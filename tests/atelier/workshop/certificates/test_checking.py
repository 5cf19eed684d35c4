"""What anyone can check: genuine ones pass, also of an old key; a changed or forged one never."""

import base64
import json
import random
from collections.abc import Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy.orm import Session

from atelier.edge import settings
from atelier.errors import Invalid
from atelier.workshop.erasure.certificates import checking, finding, keys, making, pdf
from atelier.workshop.erasure.certificates.checking import BROKEN, UNKNOWN, Verdict
from atelier.workshop.erasure.certificates.issuing import Office
from atelier.workshop.erasure.certificates.models import Certificate, CertificateFile
from atelier.workshop.erasure.models import StoredEvidence
from labels import certificates
from labels.certificates import Speech, encode
from tests import certificates as samples

GENUINE = Verdict(state="genuine", kind="erasure", result="erased", model="TM256-NVME-000L7")


@pytest.fixture
def certificate(issue, stored: StoredEvidence) -> Certificate:
    return issue(stored)


@pytest.fixture
def both(session: Session, certificate: Certificate) -> tuple[bytes, bytes]:
    """The PDF and the JSON, as downloaded."""
    in_dutch = finding.pdf(session, certificate, settings().files, "nl")
    return in_dutch, making.json_file(certificate)


def test_it_is_known_by_its_number_and_by_either_file(
    session: Session, certificate: Certificate, both: tuple[bytes, bytes]
) -> None:
    assert checking.by_number(session, certificate.number) == GENUINE
    assert [checking.by_file(session, file) for file in both] == [GENUINE, GENUINE]


def test_while_a_signature_is_looked_at_nobody_waits(
    session: Session, both: tuple[bytes, bytes]
) -> None:
    """It takes long, and anyone may ask."""
    seen: list[bool] = []

    def aside(work: Callable[[], bool]) -> bool:
        session.commit()
        holds = work()
        seen.append(session.in_transaction())
        return holds

    assert checking.by_file(session, both[0], aside) == GENUINE
    assert seen == [False]


def test_a_certificate_of_a_rotated_key_still_checks(
    session: Session, issue, certificate: Certificate, both: tuple[bytes, bytes], office: Office
) -> None:
    new = keys.make(session, office.keys)
    assert new.key_id != certificate.key_id
    assert checking.by_number(session, certificate.number) == GENUINE
    assert [checking.by_file(session, file) for file in both] == [GENUINE, GENUINE]


@pytest.mark.parametrize("which", [0, 1], ids=["pdf", "json"])
def test_one_changed_byte_fails_wherever_it_is(
    session: Session, both: tuple[bytes, bytes], which: int
) -> None:
    file = both[which]
    for place in random.Random(20261121).sample(range(len(file)), 150):
        changed = bytearray(file)
        changed[place] ^= 1 << (place % 8)
        assert checking.by_file(session, bytes(changed)) == UNKNOWN, place
    for other in (file[:-1], file + b" ", b"", file[::-1], b"x" * (checking.MOST_BYTES + 1)):
        assert checking.by_file(session, other) == UNKNOWN


def test_a_forged_json_fails(session: Session, certificate: Certificate) -> None:
    """The real number and key's name, and a better result signed with the forger's own key."""
    document = json.loads(certificate.document) | {"result": "erased", "level": "purge"}
    signature = Ed25519PrivateKey.generate().sign(encode(document))
    how = {"algorithm": "Ed25519", "key": certificate.key.name}
    forged = {"certificate": document, "signature": {**how, "value": base64.b64encode(signature)}}
    forged["signature"]["value"] = forged["signature"]["value"].decode()
    assert checking.by_file(session, encode(forged) + b"\n") == UNKNOWN


def test_a_forged_pdf_fails(session: Session, certificate: Certificate, tmp_path) -> None:
    """It looks the same and is signed, in the atelier's name, with the forger's own key."""
    forger = keys.make(session, tmp_path / "forger")
    session.rollback()  # it never was a key of ours
    drawn = certificates.pdf(samples.ERASED, Speech("nl", lambda text: text))
    forged = pdf.sign(drawn, forger, issuer="Test-atelier", reason=certificate.number)
    assert checking.by_file(session, forged) == UNKNOWN


def test_books_that_were_tampered_with_are_seen(
    session: Session, certificate: Certificate, both: tuple[bytes, bytes]
) -> None:
    """By somebody with the database itself, past the triggers: the signature is what counts."""
    _without_triggers(session)
    for change in (
        {"result": "not_erased"},
        {"model": "Other"},
        {"document": certificate.document.replace("TST4NX0M", "TST4NX0N")},
        {"signature": base64.b64encode(bytes(64)).decode()},
        {"number": "421703852392"},
    ):
        session.execute(sa.update(Certificate).values(**change))
        session.expire_all()
        number = certificate.number
        assert checking.by_number(session, number) == BROKEN, change
        assert checking.by_file(session, both[0]) == BROKEN
        session.rollback()
        _without_triggers(session)


def test_a_forged_file_that_was_put_in_the_books_fails(
    session: Session, certificate: Certificate, tmp_path
) -> None:
    forger = keys.make(session, tmp_path / "forger")
    session.rollback()
    drawn = certificates.pdf(samples.ERASED, Speech("nl", lambda text: text))
    forged = pdf.sign(drawn, forger, issuer="Test-atelier", reason="x")
    session.add(
        CertificateFile(
            sha256=making.files.digest(forged),
            certificate_id=certificate.id,
            format="pdf",
            language="fr",
            size=len(forged),
        )
    )
    session.flush()
    assert checking.by_file(session, forged) == BROKEN


def test_a_key_signs_only_in_its_own_time(
    session: Session, certificate: Certificate, office: Office
) -> None:
    """Whoever finds an old private key cannot make certificates of today with it."""
    _without_triggers(session)
    keys.make(session, office.keys)
    session.execute(
        sa.update(Certificate).values(issued_at=keys.periods(session)[-1].key.begins_at)
    )
    session.expire_all()
    assert checking.holds(session, certificate)  # at the very moment that it ended
    later = keys.now() + timedelta(hours=1)
    session.execute(sa.update(Certificate).values(issued_at=later))
    session.expire_all()
    assert not checking.holds(session, certificate)


def test_a_number_that_nobody_gave_out_is_unknown(session: Session) -> None:
    assert checking.by_number(session, "4217 0385 2392") == UNKNOWN


@pytest.mark.parametrize("text", ["", "4217", "421703852393", "x" * 50])
def test_what_is_no_number_is_told_so(session: Session, text: str) -> None:
    with pytest.raises(Invalid, match="nummer"):
        checking.by_number(session, text)


def _without_triggers(session: Session) -> None:
    if session.get_bind().dialect.name == "sqlite":
        for action in ("update", "delete"):
            session.execute(sa.text(f"DROP TRIGGER certificate_refuses_{action}"))
    else:
        session.execute(sa.text("ALTER TABLE certificate DISABLE TRIGGER ALL"))
