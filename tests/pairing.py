"""A machine that wants to be paired, as the agent does it."""

import hashlib
import secrets
import uuid
from dataclasses import dataclass, field, replace
from functools import cached_property

from diagnostics.wire import pairing

#: A certificate that a server of a test shows; nobody has its key.
PEM = """\
-----BEGIN CERTIFICATE-----
MIIBiDCCAS+gAwIBAgIUDCUjF3JazEmmh3J0YZbESI54kxowCgYIKoZIzj0EAwIw
GTEXMBUGA1UEAwwOb25seS1mb3ItdGVzdHMwIBcNMjYxMTIxMDUwMjIxWhgPMjEy
NjEwMjgwNTAyMjFaMBkxFzAVBgNVBAMMDm9ubHktZm9yLXRlc3RzMFkwEwYHKoZI
zj0CAQYIKoZIzj0DAQcDQgAEi1sYLhDGh3OOJnOWQcMu/tYPZs242+61C5eV8sZY
UvvQaE/bnixWk/2TRG8soHBLCtzro6NNk5T+++KNiok1XKNTMFEwHQYDVR0OBBYE
FAg6SSVR5+ibRaSBCb+luO9basRkMB8GA1UdIwQYMBaAFAg6SSVR5+ibRaSBCb+l
uO9basRkMA8GA1UdEwEB/wQFMAMBAf8wCgYIKoZIzj0EAwIDRwAwRAIgcf4Z/cW/
Y3o/1SAOWCWBzICWFn+Jo1NxhYzOxsTlyBcCIDI7M+8OpHwkvXmhhoB9Vg4R6lW8
OMVZqCszdVYWH02i
-----END CERTIFICATE-----
"""
#: As ``openssl x509 -noout -fingerprint -sha256`` says it.
FINGERPRINT = "da47086f241a45a96dd4b669645fb98bcf5186c3065c6b263d34676bffaa4c3c"


@dataclass
class Machine:
    seen_certificate: str = ""
    id: str = field(default_factory=lambda: str(uuid.uuid4()))
    code: str = field(default_factory=pairing.new_code)
    secret: str = field(default_factory=secrets.token_hex)

    @cached_property
    def key(self) -> bytes:
        return pairing.derive(self.code, self.id)

    def asked(self, **other: str) -> pairing.Asked:
        """``other``: fields that say something else, as somebody in between would."""
        asked = pairing.Asked(
            id=self.id,
            code_mac=pairing.proof(self.key, "code"),
            seen_certificate=self.seen_certificate,
            seen_mac=pairing.proof(self.key, "seen", self.seen_certificate),
            agent_version="0.1.0",
            name="Testmerk Testtoestel",
            secret_hash=hashlib.sha256(self.secret.encode()).hexdigest(),
        )
        return replace(asked, **other)

    def token(self, standing: pairing.Standing) -> str:
        """The token, once its proof holds."""
        token = pairing.reveal(self.key, standing.hidden_token)
        proof = pairing.proof(self.key, "token", token, self.seen_certificate)
        assert secrets.compare_digest(proof, standing.answer_mac)
        return token
