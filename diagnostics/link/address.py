"""A server's address, as a person writes it."""

from ipaddress import ip_address
from urllib.parse import urlsplit

API = "/api/agent/v1"


def base(url: str) -> str:
    """Where the API of the server at ``url`` begins. Raises ValueError."""
    bare = url.strip()
    if not _is_address(bare):
        raise ValueError(f"{url!r} is no address: expected something like http://server:8000")
    return bare.rstrip("/").removesuffix("/reports").removesuffix(API) + API


def is_private(url: str) -> bool:
    """Whether nobody on the way can read along: TLS, or no way at all, within this machine."""
    parts = urlsplit(url.strip())
    return parts.scheme == "https" or _is_this_machine(parts.hostname or "")


def _is_this_machine(host: str) -> bool:
    """The name ``localhost`` never leaves the machine (RFC 6761, section 6.3)."""
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def _is_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return False
    named = parts.scheme in {"http", "https"} and bool(parts.hostname) and port != 0
    # A name and password would end up on the screen; a query, in the middle of the address.
    extra = parts.query or parts.fragment or "@" in parts.netloc
    return named and not extra and url.isprintable() and " " not in url
