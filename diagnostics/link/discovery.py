"""Servers that announce themselves on the local network (DNS-SD, ``_atelier._tcp.local.``).

Anybody on the network may announce anything: what is found is only asked to be paired with, and
pairing finds out whether it is the right one.
"""

import re
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from diagnostics.link.address import base
from diagnostics.link.sentences import shown

SERVICE = "_atelier._tcp.local."
_HOST = re.compile(r"[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?|[0-9a-f:]{2,45}")
#: More than any workshop has; less than a screen that nobody reads.
_MOST = 9
#: After the first answer, how long another server gets to say that it is there too.
_OTHERS_S = 1


@dataclass(frozen=True, slots=True, order=True)
class Found:
    #: The workshop's, for the person who chooses between several.
    name: str
    #: Always https.
    url: str


class _Listener:
    """Keeps the names; what stands behind each is asked later, outside of zeroconf's own thread."""

    def __init__(self) -> None:
        self.names: set[str] = set()
        self.first = threading.Event()

    def add_service(self, _zeroconf: Any, _kind: str, name: str) -> None:
        self.names.add(name)
        self.first.set()

    update_service = add_service

    def remove_service(self, _zeroconf: Any, _kind: str, name: str) -> None:
        self.names.discard(name)


def look(timeout_s: float = 3, interfaces: Any = None) -> tuple[Found, ...]:
    """Everyone who answers, sorted; none is trusted by being found. Empty: nobody in that time.

    ``interfaces``: as zeroconf takes them; all of them where none are given.
    """
    import zeroconf  # noqa: PLC0415 - slow to load, and only needed where nobody said the address

    listener = _Listener()
    try:
        with zeroconf.Zeroconf(interfaces or zeroconf.InterfaceChoice.All) as network:
            browser = zeroconf.ServiceBrowser(network, SERVICE, listener=listener)  # type: ignore[arg-type]
            if listener.first.wait(timeout_s):
                time.sleep(min(_OTHERS_S, timeout_s))
            names = sorted(listener.names)[:_MOST]
            infos = [network.get_service_info(SERVICE, name, 1000) for name in names]
            browser.cancel()
    except (OSError, zeroconf.Error):  # no network at all
        return ()
    return tuple(sorted({found for info in infos if info and (found := understand(info))}))


def understand(info: Any) -> Found | None:
    """What one service says of itself; None where that is nothing to go by."""
    text = _text(info.properties)
    url = text.get("url") or _address(info, text.get("path", ""))
    if not sensible(url):
        return None
    return Found(shown(text.get("name") or _bare_name(info.name)), url.rstrip("/"))


def sensible(url: str) -> bool:
    """An https address of a plain host, without anything that could mislead or leak."""
    try:
        base(url)
    except ValueError:
        return False
    parts = urlsplit(url)
    host = (parts.hostname or "").lower()
    return parts.scheme == "https" and url.isascii() and bool(_HOST.fullmatch(host))


def _text(properties: Mapping[Any, Any]) -> dict[str, str]:
    return {
        key.decode("utf-8", "replace").lower(): value.decode("utf-8", "replace")
        for key, value in properties.items()
        if isinstance(key, bytes) and isinstance(value, bytes)
    }


def _address(info: Any, path: str) -> str:
    addresses = info.parsed_addresses()
    host = addresses[0] if addresses else (info.server or "").rstrip(".")
    return f"https://{f'[{host}]' if ':' in host else host}:{info.port}{path}"


def _bare_name(name: str) -> str:
    return name.removesuffix(f".{SERVICE}")
