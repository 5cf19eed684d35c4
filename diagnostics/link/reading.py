"""Lines of settings turned into values, each checked; what is wrong becomes a sentence."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from diagnostics.link.address import base
from diagnostics.link.sentences import Sentence, shown
from diagnostics.link.text_file import Line
from diagnostics.link.trust import tidy_fingerprint

#: Says where a problem is: the number of the line, and the problem.
Where = Callable[[int, Sentence], Sentence]

_LANGUAGES: Mapping[str, str] = {
    "nl": "nl", "nederlands": "nl", "fr": "fr", "frans": "fr", "français": "fr", "francais": "fr",
    "en": "en", "engels": "en", "english": "en", "anglais": "en",
}  # fmt: skip
_WIFI = re.compile(r"(wifi\d*)_(name|password)")


@dataclass(frozen=True, slots=True)
class Wifi:
    name: str
    #: Empty: an open network.
    password: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What one place says."""

    server: str | None = None
    token: str | None = field(default=None, repr=False)
    certificate: str | None = None
    language: str | None = None
    wifi: tuple[Wifi, ...] = ()
    problems: tuple[Sentence, ...] = ()


class _Wrong(Exception):
    def __init__(self, sentence: Sentence) -> None:
        super().__init__(str(sentence))
        self.sentence = sentence


def understand(lines: Iterable[Line], where: Where) -> Told:
    """An empty value counts as not given: so the lines of a form may stay."""
    values: dict[str, str] = {}
    wifi: dict[str, dict[str, Line]] = {}
    problems: list[Sentence] = []
    for line in lines:
        try:
            if network := _WIFI.fullmatch(line.key):
                wifi.setdefault(network[1], {})[network[2]] = line
            elif line.value or not line.key:
                values[line.key] = _value(line)
        except _Wrong as wrong:
            problems.append(where(line.number, wrong.sentence))
    return Told(**values, wifi=_networks(wifi, where, problems), problems=tuple(problems))


def _value(line: Line) -> str:
    if not line.key:
        raise _Wrong(Sentence("er staat geen = in. Schrijf bijvoorbeeld: language = nl"))
    if line.key not in _CHECKS:
        raise _Wrong(
            Sentence(
                "“%s” is geen instelling. Gebruik server, token, certificate, wifi_name, "
                "wifi_password of language.",
                (_named(line.key),),
            )
        )
    return _CHECKS[line.key](line.value)


def _named(key: str) -> str:
    """A long one may be a secret that stands where no key is."""
    return shown(key) if len(key) <= 20 else "…"


def _server(text: str) -> str:
    address = text if "://" in text else f"https://{text}"
    try:
        base(address)
    except ValueError:
        raise _Wrong(
            Sentence(
                "“%s” is geen adres. Schrijf bijvoorbeeld: server = https://atelier.example.org",
                (shown(text),),
            )
        ) from None
    return address


def _token(text: str) -> str:
    if not text.isascii() or not text.isprintable() or " " in text:
        raise _Wrong(Sentence("dit is geen token. Neem het over van de pagina Stations."))
    return text


def _certificate(text: str) -> str:
    found = tidy_fingerprint(text)
    if found is None:
        raise _Wrong(
            Sentence("dit is geen vingerafdruk van een certificaat: 64 tekens, 0-9 en a-f.")
        )
    return found


def _language(text: str) -> str:
    found = _LANGUAGES.get(text.casefold())
    if found is None:
        raise _Wrong(Sentence("“%s” is geen taal. Kies nl, fr of en.", (shown(text),)))
    return found


_CHECKS: Mapping[str, Callable[[str], str]] = {
    "server": _server,
    "token": _token,
    "certificate": _certificate,
    "language": _language,
}


def _networks(
    found: Mapping[str, Mapping[str, Line]], where: Where, problems: list[Sentence]
) -> tuple[Wifi, ...]:
    networks = []
    for _, parts in sorted(found.items()):
        try:
            if network := _network(parts):
                networks.append(network)
        except _Wrong as wrong:
            line = parts.get("password") or parts["name"]
            problems.append(where(line.number, wrong.sentence))
    return tuple(networks)


def _network(parts: Mapping[str, Line]) -> Wifi | None:
    name = parts["name"].value if "name" in parts else ""
    password = parts["password"].value if "password" in parts else ""
    if not name and not password:
        return None
    if not name:
        raise _Wrong(Sentence("er is een wifi-wachtwoord, maar geen naam. Vul wifi_name in."))
    if len(name.encode()) > 32 or not name.isprintable():
        raise _Wrong(Sentence("“%s” kan geen naam van een wifi-netwerk zijn.", (shown(name),)))
    if password and not _fits(password):
        raise _Wrong(Sentence("een wifi-wachtwoord heeft 8 tot 63 tekens. Kijk het na."))
    return Wifi(name, password)


def _fits(password: str) -> bool:
    """64 hexadecimal digits are a ready key."""
    if re.fullmatch(r"[0-9a-fA-F]{64}", password):
        return True
    return 8 <= len(password.encode()) <= 63 and password.isprintable()
