"""Addresses of pages, as a machine shows them to a person with a phone."""

from typing import Any

from flask import url_for

from atelier.edge import settings


def link(endpoint: str, **values: Any) -> str:
    """The whole address: at ``site.address``, else where the machine itself reached the server."""
    address = settings().site.address.rstrip("/")
    if address:
        return address + url_for(endpoint, **values)
    return url_for(endpoint, _external=True, **values)
