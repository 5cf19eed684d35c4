"""What the medium was told: server, token, certificate, Wi-Fi, language."""

import ssl
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from diagnostics import files
from diagnostics.link import kernel_line, medium, reading, text_file
from diagnostics.link.address import base
from diagnostics.link.reading import Told, Wifi
from diagnostics.link.sentences import Sentence
from diagnostics.link.trust import Trust
from diagnostics.probes.host import Host

__all__ = ["Settings", "Wifi", "find", "remember"]

NAME = "atelier.txt"
#: Notepad adds ``.txt`` where Windows hides it.
_NAMES = (NAME, "atelier.txt.txt")
_AUTHORITY = "certificate.pem"
_LARGEST = 2**16


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
    text, authority, problems = _on_stick(host)
    in_file = reading.understand(text_file.lines(text), _in_file)
    on_line = reading.understand(kernel_line.lines(host.read("proc/cmdline") or ""), _on_line)
    return _together(in_file, on_line, authority, problems)


def remember(host: Host, server: str, token: str, certificate: str | None) -> Sentence | None:
    """Write a pairing into ``atelier.txt``, keeping the person's own lines.

    None: it is there. Else the sentence says why not; the pairing then lasts until the machine
    goes off.
    """
    values = {"server": server, "token": token, "certificate": certificate or ""}
    try:
        with medium.writing(host) as folder:
            files.sweep(folder)
            path = _file(folder) or folder / NAME
            before = text_file.decode(path.read_bytes()) if path.exists() else ""
            # With the mark, so that Notepad of any age reads the accents in the comments.
            files.write(path, text_file.replace(before, values).encode("utf-8-sig"))
    except medium.MediumError as error:
        return error.sentence
    return None


def _together(
    in_file: Told, on_line: Told, authority: str | None, problems: Iterable[Sentence]
) -> Settings:
    # A token is for one server: it never goes to another that the command line names.
    same = not on_line.server or _is_same(on_line.server, in_file.server)
    found = Settings(
        server=on_line.server or in_file.server,
        token=on_line.token or (in_file.token if same else None),
        certificate=on_line.certificate or (in_file.certificate if same else None),
        authority=authority,
        wifi=(*on_line.wifi, *in_file.wifi),
        language=on_line.language or in_file.language,
        problems=(*problems, *in_file.problems, *on_line.problems),
    )
    return _without_contradiction(found)


def _is_same(one: str, other: str | None) -> bool:
    return other is not None and base(one) == base(other)


def _without_contradiction(found: Settings) -> Settings:
    if not (found.certificate and (found.server or "").startswith("http:")):
        return found
    problem = Sentence(
        "Er is een certificaat opgegeven, maar het adres begint met http://. Schrijf https://."
    )
    return Settings(
        authority=found.authority,
        wifi=found.wifi,
        language=found.language,
        problems=(*found.problems, problem),
    )


def _in_file(number: int, what: Sentence) -> Sentence:
    return Sentence("atelier.txt, regel %s: %s", (str(number), what))


def _on_line(_number: int, what: Sentence) -> Sentence:
    return Sentence("Opstartregel (atelier.…): %s", (what,))


def _on_stick(host: Host) -> tuple[str, str | None, tuple[Sentence, ...]]:
    """The text of the file, the issuer beside it, and what went wrong."""
    try:
        with medium.reading(host) as folder:
            path = _file(folder)
            text = text_file.decode(_beginning(path)) if path else ""
            issuer = _beginning(folder / _AUTHORITY) if (folder / _AUTHORITY).exists() else b""
    except medium.NoMedium:
        return "", None, ()
    except medium.MediumError as error:
        return "", None, (error.sentence,)
    return text, *_authority(issuer)


def _beginning(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(_LARGEST)


def _file(folder: Path) -> Path | None:
    """FAT keeps capitals but does not mind them; neither do we."""
    found = {path.name.casefold(): path for path in folder.iterdir() if path.is_file()}
    return next((found[name] for name in _NAMES if name in found), None)


def _authority(raw: bytes) -> tuple[str | None, tuple[Sentence, ...]]:
    if not raw:
        return None, ()
    try:
        text = raw.decode("ascii")
        ssl.create_default_context(cadata=text)
    except (UnicodeDecodeError, ssl.SSLError):
        wrong = Sentence("certificate.pem is geen certificaat in PEM-vorm. Zet het juiste bestand.")
        return None, (wrong,)
    return text, ()
