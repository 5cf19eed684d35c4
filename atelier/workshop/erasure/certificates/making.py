"""From content to signed forms: the JSON, and a PDF in each language."""

from collections.abc import Mapping
from dataclasses import dataclass

from atelier.settings import Files
from atelier.workshop.erasure.certificates import files, signing
from atelier.workshop.erasure.certificates.keys import Pair
from atelier.workshop.erasure.certificates.models import Certificate, CertificateFile
from labels import certificates
from labels.certificates import Content, Speech
from labels.certificates.numbers import format_number


@dataclass(frozen=True, kw_only=True)
class Made:
    """The signed forms of one certificate; ``pdfs``: language to hash and size."""

    document: str
    signature: str
    envelope: bytes
    pdfs: Mapping[str, tuple[str, int]]


def make(content: Content, pair: Pair, speeches: Mapping[str, Speech], where: Files) -> Made:
    """Takes about a tenth of a second a language, and needs no database."""
    from atelier.workshop.erasure.certificates import pdf  # noqa: PLC0415 - slow to load

    document = certificates.canonical(content)
    signature = signing.sign_json(document, pair)
    pdfs = {}
    for language, speech in speeches.items():
        unsigned = certificates.pdf(content, speech)
        reason = format_number(content.number)
        signed = pdf.sign(unsigned, pair, issuer=content.issuer, reason=reason)
        pdfs[language] = (files.keep(where, signed), len(signed))
    return Made(
        document=document.decode(),
        signature=signature,
        envelope=signing.envelope(document, signature, pair.name),
        pdfs=pdfs,
    )


def rows(certificate: Certificate, made: Made) -> list[CertificateFile]:
    json = CertificateFile(
        sha256=files.digest(made.envelope),
        certificate_id=certificate.id,
        format="json",
        language="",
        size=len(made.envelope),
    )
    pdfs = (
        CertificateFile(
            sha256=name,
            certificate_id=certificate.id,
            format="pdf",
            language=language,
            size=size,
        )
        for language, (name, size) in made.pdfs.items()
    )
    return [json, *pdfs]


def json_file(certificate: Certificate) -> bytes:
    return signing.envelope(
        certificate.document.encode(), certificate.signature, certificate.key.name
    )
