"""``atelier.txt``: lines of ``key = value`` that anybody writes in any editor."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

_COMMENTS = ("#", ";", "//")
_SEPARATOR = re.compile("[=:]")
_QUOTES = {'"': '"', "'": "'", "“": "”", "‘": "’", "„": "”", "«": "»"}
_ALIASES: Mapping[str, str] = {
    "address": "server", "adres": "server", "adresse": "server", "serveur": "server",
    "url": "server",
    "sleutel": "token", "jeton": "token",
    "certificaat": "certificate", "certificat": "certificate", "fingerprint": "certificate",
    "vingerafdruk": "certificate", "empreinte": "certificate",
    "taal": "language", "langue": "language",
    "wifi": "wifi_name", "ssid": "wifi_name", "wifi_ssid": "wifi_name",
    "wachtwoord": "wifi_password", "password": "wifi_password", "mot_de_passe": "wifi_password",
}  # fmt: skip
_WIFI_PARTS: Mapping[str, str] = {
    "naam": "name", "nom": "name", "wachtwoord": "password", "mot_de_passe": "password",
}  # fmt: skip
_WIFI = re.compile(r"wifi_?(\d*)_(name|naam|nom|password|wachtwoord|mot_de_passe)")


@dataclass(frozen=True, slots=True)
class Line:
    """One line that is no comment; ``key`` is empty where it has no ``=``."""

    number: int
    key: str
    value: str = field(repr=False)


def decode(raw: bytes) -> str:
    """As Notepad saved it: UTF-8 with or without a mark, "Unicode" (UTF-16), or "ANSI"."""
    if raw[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        return raw.decode("utf-16", "replace")
    if b"\0" in raw[:2]:
        little = raw[1:2] == b"\0"
        return raw.decode("utf-16-le" if little else "utf-16-be", "replace")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("cp1252", "replace")


def lines(text: str) -> Iterator[Line]:
    for number, line in enumerate(text.splitlines(), 1):
        bare = line.strip("\ufeff\0 \t")
        if bare and not bare.startswith(_COMMENTS):
            yield Line(number, *_parts(bare))


def _parts(line: str) -> tuple[str, str]:
    found = _SEPARATOR.search(line)
    if not found:
        return "", line
    return tidy_key(line[: found.start()]), unquote(line[found.end() :])


def tidy_key(key: str) -> str:
    """``Wi-Fi naam`` is ``wifi_name``, ``wachtwoord`` is ``wifi_password``."""
    plain = re.sub(r"[\s_-]+", "_", unquote(key).casefold()).strip("_").replace("wi_fi", "wifi")
    if wifi := _WIFI.fullmatch(plain):
        number, part = wifi.groups()
        return f"wifi{number if number != '1' else ''}_{_WIFI_PARTS.get(part, part)}"
    return _ALIASES.get(plain, plain)


def unquote(text: str) -> str:
    bare = text.strip()
    if len(bare) > 1 and _QUOTES.get(bare[0]) == bare[-1]:
        return bare[1:-1]
    return bare


def replace(text: str, values: Mapping[str, str]) -> str:
    """The same text with these values; the lines of other keys and comments stay as they are.

    A key whose value is empty goes; a key that was not there comes at the end.
    """
    mark = "\r\n" if "\r\n" in text or not text else "\n"
    kept = [line for line in text.splitlines() if not _is_about(line, values)]
    added = [f"{key} = {value}" for key, value in values.items() if value]
    return mark.join([*kept, *added]) + mark


def _is_about(line: str, keys: Mapping[str, str]) -> bool:
    return any(found.key in keys for found in lines(line))
