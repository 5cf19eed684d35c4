"""Documents that a page offers as a PDF, for a printer of the house instead of for the browser."""

from collections.abc import Mapping
from typing import Any

from flask import current_app, request
from werkzeug.exceptions import HTTPException

from atelier.errors import NotFound
from atelier.words import N_

#: Routes that answer with a PDF of A4, or of a card that is printed on it.
DOCUMENTS = frozenset(
    {
        "badges.card",
        "certificates.pdf",
        "erasure.label",
        "imaging.sheet",
        "intake.cards_pdf",
        "loans.agreement",
        "loans.deed",
        "loans.gift_deed",
        "stock.slip",
    }
)
_NOTHING = N_("Dit kan niet gedrukt worden. Open de pagina opnieuw.")
_PDF = "application/pdf"


def of(address: str) -> tuple[str, bytes]:
    """Which document the route at ``address`` makes, and its PDF: for whoever may see that.

    The route itself says who may, and reads the question of this very request (``?lang=``). Raises
    NotFound for an address that has no document, and whatever the route raises.
    """
    endpoint, given = _route(f"/{address}")
    if endpoint not in DOCUMENTS:
        raise NotFound(_NOTHING)
    view = current_app.ensure_sync(current_app.view_functions[endpoint])
    answer = current_app.make_response(view(**given))
    if answer.mimetype != _PDF:
        raise NotFound(_NOTHING)
    return f"{endpoint} {'-'.join(str(value) for value in given.values())}", answer.get_data()


def _route(path: str) -> tuple[str, Mapping[str, Any]]:
    adapter = current_app.url_map.bind_to_environ(request.environ)
    for method in ("GET", "POST"):  # of a badge the code is in the form, not in the address
        try:
            endpoint, given = adapter.match(path, method=method)
        except HTTPException:
            continue
        return str(endpoint), given
    return "", {}
