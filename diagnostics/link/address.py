"""A server's address, as a person writes it."""

from urllib.parse import urlsplit

API = "/api/agent/v1"


def base(url: str) -> str:
    """Where the API of the server at ``url`` begins. Raises ValueError."""
    parts = urlsplit(url.strip())
    if parts.scheme not in {"http", "https"} or not parts.hostname or not _port_fits(url):
        raise ValueError(f"{url!r} is no address: expected something like http://server:8000")
    bare = url.strip().rstrip("/").removesuffix("/reports").removesuffix(API)
    return bare + API


def _port_fits(url: str) -> bool:
    try:
        port = urlsplit(url.strip()).port
    except ValueError:
        return False
    return port is None or port > 0
