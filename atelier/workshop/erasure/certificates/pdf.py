"""The signature in a certificate's PDF, made and checked.

Imported only where something is signed or checked: pyHanko takes half a second and 40 MB to load.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from functools import partial
from io import BytesIO
from typing import TypeVar

from pyhanko.keys import load_certs_from_pemder_data, load_private_key_from_pemder_data
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import fields, signers
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.registry import SimpleCertificateStore

from atelier.workshop.erasure.certificates.keys import Pair

FIELD = "Atelier"
T = TypeVar("T")


def sign(unsigned: bytes, pair: Pair, *, issuer: str, reason: str) -> bytes:
    """With a PDF signature (PAdES) over all of it, after which nothing may be changed or added."""
    (certificate,) = load_certs_from_pemder_data(pair.certificate.encode())
    signer = signers.SimpleSigner(
        signing_cert=certificate,
        signing_key=load_private_key_from_pemder_data(pair.pdf, passphrase=None),
        cert_registry=SimpleCertificateStore(),  # type: ignore[no-untyped-call]
    )
    how = signers.PdfSignatureMetadata(
        field_name=FIELD,
        md_algorithm="sha256",
        name=issuer,
        reason=reason,
        certify=True,
        subfilter=fields.SigSeedSubFilter.PADES,
        docmdp_permissions=fields.MDPPerm.NO_CHANGES,
    )
    signed = BytesIO()
    writer = IncrementalPdfFileWriter(BytesIO(unsigned))
    _in_a_thread(partial(signers.sign_pdf, writer, how, signer=signer, output=signed))
    return signed.getvalue()


def holds(signed: bytes, certificate: str, at: datetime) -> bool:
    """Whether the key of ``certificate`` (X.509, PEM) signed exactly this file, all of it.

    For files of our own making only: nothing that a stranger sends is given to a reader of PDF.
    """
    (root,) = load_certs_from_pemder_data(certificate.encode())
    try:
        (embedded,) = PdfFileReader(BytesIO(signed)).embedded_signatures
        trust = ValidationContext(trust_roots=[root], moment=at)
        status = _in_a_thread(partial(validate_pdf_signature, embedded, trust))
    except (PdfError, ValueError):
        return False
    # The library lets pass what stands after the last %%EOF.
    first, _length, rest, end = (int(number) for number in embedded.byte_range)
    whole = first == 0 and rest + end == len(signed)
    return bool(whole and status.bottom_line and embedded.signer_cert.dump() == root.dump())


def _in_a_thread(work: Callable[[], T]) -> T:
    """The library starts an event loop, which a thread that has one already refuses."""
    with ThreadPoolExecutor(max_workers=1) as thread:
        return thread.submit(work).result()
