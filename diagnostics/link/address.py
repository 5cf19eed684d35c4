"""A server's address, as a person writes it."""

from urllib.parse import urlsplit

API = "/api/agent/v1"


def base(url: str) -> str:
    """Where the API of the server at ``url`` begins. Raises ValueError."""
    bare = url.strip()
    if not _is_address(bare):
        raise ValueError(f"{url!r} is no address: expected something like http://server:8000")
    return bare.rstrip("/").removesuffix("/reports").removesuffix(API) + API


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
