"""What the program of the first boot is told, in a file that root alone can read."""

from dataclasses import dataclass, field

from diagnostics.link.trust import Trust
from diagnostics.wire import Machine, decode
from diagnostics.wire.documents import Malformed

__all__ = ["Malformed", "Settings", "understand"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    #: As the medium had it: ``https://workshop.example``.
    server: str
    #: How the server proves who it is: see ``link.trust.Trust``.
    fingerprint: str | None = None
    authority: str | None = field(default=None, repr=False)
    #: By which the server knows this machine, once.
    key: str = field(repr=False)
    #: Hash of the image that was put on the disk.
    image: str
    #: As the agent knew it. The system tells its own numbers, by which a disk that was moved shows.
    machine: Machine

    @property
    def trust(self) -> Trust:
        return Trust(fingerprint=self.fingerprint, authority=self.authority)


def understand(content: bytes) -> Settings:
    """Raises Malformed."""
    return decode(Settings, content)
