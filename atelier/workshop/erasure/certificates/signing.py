"""The signature on a certificate's JSON, made and checked."""

import base64
import binascii

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from atelier.workshop.erasure.certificates.keys import Pair
from atelier.workshop.erasure.certificates.models import SigningKey
from labels.certificates import encode


def sign_json(document: bytes, pair: Pair) -> str:
    """Ed25519 (RFC 8032) over the bytes themselves, in base64."""
    return base64.b64encode(pair.json.sign(document)).decode()


def json_holds(document: bytes, signature: str, key: SigningKey) -> bool:
    public = load_pem_public_key(key.public_key.encode())
    if not isinstance(public, Ed25519PublicKey):
        return False
    try:
        public.verify(base64.b64decode(signature, validate=True), document)
    except (InvalidSignature, binascii.Error):
        return False
    return True


def envelope(document: bytes, signature: str, key_name: str) -> bytes:
    """The JSON file: the certificate as signed, and how. Canonical itself, on one line.

    The signed bytes stand in it as they are: after ``{"certificate":``.
    """
    how = encode({"algorithm": "Ed25519", "key": key_name, "value": signature})
    return b'{"certificate":' + document + b',"signature":' + how + b"}\n"
