"""Which server the agent believes: TLS is always verified, by issuer or by a pinned certificate."""

import re
import ssl
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Trust:
    """How a server proves who it is. Neither: by the issuers that the system knows."""

    #: SHA-256 of the server's own certificate, 64 hexadecimal digits; nothing else counts then.
    fingerprint: str | None = None
    #: A further issuer, as PEM: the workshop's own.
    authority: str | None = field(default=None, repr=False)

    def context(self) -> ssl.SSLContext:
        """For a connection. With a fingerprint, whoever connects has to compare it itself."""
        context = ssl.create_default_context()
        if self.authority:
            context.load_verify_locations(cadata=self.authority)
        if self.fingerprint:
            context.check_hostname = False
            context.verify_mode = ssl.CERT_NONE
        return context

    def pool_options(self) -> dict[str, Any]:
        """For ``urllib3.PoolManager``, which compares the fingerprint before it sends a byte."""
        context = self.context()
        # urllib3 compares the name itself then; 1.26 fails on an address in numbers otherwise.
        context.check_hostname = False
        options: dict[str, Any] = {"ssl_context": context}
        if self.fingerprint:
            options |= {"cert_reqs": "CERT_NONE", "assert_fingerprint": self.fingerprint}
        return options


def tidy_fingerprint(text: str) -> str | None:
    """64 hexadecimal digits in lower case; colons and spaces are tolerated. None: it is none."""
    bare = re.sub(r"^sha-?256", "", text.strip().lower()).replace("fingerprint", "")
    digits = re.sub(r"[\s:=]", "", bare)
    return digits if re.fullmatch(r"[0-9a-f]{64}", digits) else None
