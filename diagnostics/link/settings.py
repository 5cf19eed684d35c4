"""What the medium was told: server, token, certificate, Wi-Fi, language."""

from dataclasses import dataclass, field

from diagnostics.link.sentences import Sentence
from diagnostics.link.trust import Trust
from diagnostics.probes.host import Host


@dataclass(frozen=True, slots=True)
class Wifi:
    name: str
    #: Empty: an open network.
    password: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Whatever is absent is None; ``problems`` say what could not be understood, and what to do."""

    server: str | None = None
    token: str | None = field(default=None, repr=False)
    #: SHA-256 of the server's certificate, 64 hexadecimal digits.
    certificate: str | None = None
    #: The issuer in ``certificate.pem`` beside the file.
    authority: str | None = field(default=None, repr=False)
    wifi: tuple[Wifi, ...] = ()
    language: str | None = None
    problems: tuple[Sentence, ...] = ()

    @property
    def trust(self) -> Trust:
        return Trust(fingerprint=self.certificate, authority=self.authority)


def find(host: Host) -> Settings:
    """From ``atelier.txt`` on the stick, then the kernel's command line, which wins. Never raises.

    Mounts the stick's data partition for a moment, read-only.
    """
    raise NotImplementedError


def remember(host: Host, server: str, token: str, certificate: str | None) -> Sentence | None:
    """Write a pairing into ``atelier.txt``, keeping the person's own lines.

    None: it is there. Else the sentence says why not; the pairing then lasts until the machine
    goes off.
    """
    raise NotImplementedError
