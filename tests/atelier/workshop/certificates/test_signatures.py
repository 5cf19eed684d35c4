"""Signatures, checked by others than whoever made them: pyHanko with its own trust, and openssl."""

import asyncio
import base64
import json
import re
import shutil
import subprocess
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from io import BytesIO
from pathlib import Path

import pypdfium2
import pytest
from pyhanko.keys import load_certs_from_pemder_data
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.status import PdfSignatureStatus
from pyhanko_certvalidator import ValidationContext
from sqlalchemy.orm import Session

from atelier.edge import settings
from atelier.workshop.erasure.certificates import finding, keys, making, pdf
from atelier.workshop.erasure.certificates.issuing import Office
from atelier.workshop.erasure.certificates.models import Certificate
from atelier.workshop.erasure.models import StoredEvidence
from labels.certificates import encode


@pytest.fixture
def certificate(issue, stored: StoredEvidence) -> Certificate:
    return issue(stored)


@pytest.fixture
def signed(session: Session, certificate: Certificate) -> bytes:
    return finding.pdf(session, certificate, settings().files, "nl")


def by_pyhanko(signed: bytes, certificate: str) -> PdfSignatureStatus:
    (root,) = load_certs_from_pemder_data(certificate.encode())
    (embedded,) = PdfFileReader(BytesIO(signed)).embedded_signatures
    trust = ValidationContext(trust_roots=[root])
    with ThreadPoolExecutor(max_workers=1) as thread:  # Playwright may keep a loop in this one
        return thread.submit(validate_pdf_signature, embedded, trust).result()


def by_openssl(document: bytes, signature: str, public_key: str, folder: Path) -> bool:
    program = shutil.which("openssl")
    if program is None:
        pytest.skip("no openssl on this machine")
    for name, content in (
        ("certificate.json", document),
        ("signature", base64.b64decode(signature)),
        ("key.pem", public_key.encode()),
    ):
        (folder / name).write_bytes(content)
    command = [program, "pkeyutl", "-verify", "-pubin", "-inkey", "key.pem", "-rawin"]
    command += ["-in", "certificate.json", "-sigfile", "signature"]
    answer = subprocess.run(command, cwd=folder, capture_output=True, check=False)
    return answer.returncode == 0


def test_pyhanko_trusts_the_pdf_as_a_whole(certificate: Certificate, signed: bytes) -> None:
    status = by_pyhanko(signed, certificate.key.certificate)
    assert status.bottom_line
    assert status.coverage.name == "ENTIRE_FILE"
    assert status.docmdp_ok
    assert status.md_algorithm == "sha256"


def test_the_pdf_of_another_key_is_not_trusted(
    session: Session, certificate: Certificate, signed: bytes, office: Office
) -> None:
    other = keys.make(session, office.keys)
    assert not by_pyhanko(signed, other.certificate).bottom_line
    assert not pdf.holds(signed, _row(session).certificate, certificate.issued_at)
    assert pdf.holds(signed, certificate.key.certificate, certificate.issued_at)


def test_a_thread_with_an_event_loop_can_sign_and_check(
    session: Session, issue, stored: StoredEvidence
) -> None:
    async def by_who_has_a_loop() -> bool:
        certificate = issue(stored)
        signed = finding.pdf(session, certificate, settings().files, "nl")
        return pdf.holds(signed, certificate.key.certificate, certificate.issued_at)

    assert asyncio.run(by_who_has_a_loop())


def _row(session: Session) -> keys.SigningKey:
    return keys.periods(session)[-1].key


def test_what_is_added_after_the_signature_is_seen(certificate: Certificate, signed: bytes) -> None:
    page = signed + b"\n% and one more line\n"
    assert not pdf.holds(page, certificate.key.certificate, certificate.issued_at)


def test_a_byte_changed_anywhere_in_the_signed_part_breaks_the_pdf(
    certificate: Certificate, signed: bytes
) -> None:
    """Every 97th byte of it. What lies in the signature itself is known by the file's hash."""
    (embedded,) = PdfFileReader(BytesIO(signed)).embedded_signatures
    first, length, second, rest = (int(n) for n in embedded.byte_range)
    assert (first, second + rest) == (0, len(signed))
    places = [*range(1024, length, 97), *range(second, len(signed), 97)]
    broken = 0
    for place in places:
        changed = bytearray(signed)
        changed[place] ^= 0x01
        try:
            held = pdf.holds(bytes(changed), certificate.key.certificate, certificate.issued_at)
        except Exception:  # noqa: BLE001 - the reader may trip over anything: that is a no too
            held = False
        assert not held, place
        broken += 1
    assert broken > 100


def test_openssl_verifies_the_json(certificate: Certificate, tmp_path: Path) -> None:
    """From the downloaded file, with what it says of itself and the public key alone."""
    file = json.loads(making.json_file(certificate))
    document, how = encode(file["certificate"]), file["signature"]
    assert how["algorithm"] == "Ed25519"
    public = certificate.key.public_key
    assert by_openssl(document, how["value"], public, tmp_path)
    assert not by_openssl(
        document.replace(b"TST4NX0M", b"TST4NX0N"), how["value"], public, tmp_path
    )


def test_the_commands_of_the_document_do_what_they_say(
    certificate: Certificate, tmp_path: Path
) -> None:
    """Those by which the system keeper, or anyone, checks a certificate without this server."""
    if shutil.which("openssl") is None:
        pytest.skip("no openssl on this machine")
    text = (Path(__file__).parents[4] / "docs" / "system-keeper.md").read_text()
    commands = re.findall(r"^ +(python3 -c '.+'|openssl pkeyutl .+)$", text, re.MULTILINE)
    assert len(commands) == 2
    (tmp_path / "key.pem").write_text(certificate.key.public_key)
    said = []
    for file in (
        making.json_file(certificate),
        making.json_file(certificate).replace(b"TST4", b"T"),
    ):
        (tmp_path / "certificaat.json").write_bytes(file)
        answers = [
            subprocess.run(["sh", "-c", command], cwd=tmp_path, capture_output=True, check=False)
            for command in commands
        ]
        assert answers[0].returncode == 0, answers[0].stderr
        said.append(answers[1].returncode)
    assert said == [0, 1]


def test_the_signed_bytes_stand_in_the_file_as_they_are(certificate: Certificate) -> None:
    file = making.json_file(certificate)
    assert file.startswith(b'{"certificate":' + certificate.document.encode() + b',"signature":{')


def test_the_pdf_says_the_hash_of_the_json(signed: bytes, certificate: Certificate) -> None:
    document = pypdfium2.PdfDocument(signed)
    try:
        text = re.sub(r"\s", "", document[0].get_textpage().get_text_range())
    finally:
        document.close()
    assert sha256(certificate.document.encode()).hexdigest() in text
