"""The certificate that machines see when they come to this server."""

import hashlib
import re
import ssl
from pathlib import Path

from atelier.errors import Conflict
from atelier.words import N_

_PEM = re.compile(r"-----BEGIN CERTIFICATE-----.+?-----END CERTIFICATE-----", re.DOTALL)


def fingerprint(path: Path) -> str:
    """SHA-256 (hexadecimal) of the first certificate in a PEM file: the server's own.

    Read anew each time, as certificates are renewed. Raises Conflict when it cannot be read.
    """
    try:
        return hashlib.sha256(_der(path.read_text(encoding="ascii", errors="replace"))).hexdigest()
    except (OSError, ValueError) as error:
        raise Conflict(
            N_(
                "De server kan zijn certificaat niet lezen (%(path)s). Vraag de beheerder van de "
                "server om de instelling agents.certificate na te kijken."
            ),
            path=path,
        ) from error


def _der(pem: str) -> bytes:
    found = _PEM.search(pem)
    if found is None:
        raise ValueError("no certificate in it")
    return ssl.PEM_cert_to_DER_cert(found.group())
