"""The edge of a request: one transaction, committed once, or nothing at all."""

from apiflask import APIFlask
from flask import Response, current_app, request
from flask.typing import ResponseReturnValue

from atelier.db import db, writing
from atelier.settings import Settings

_READS = frozenset({"GET", "HEAD", "OPTIONS"})


class Atelier(APIFlask):
    """Commits after the view when it returned, rolls back when it raised."""

    def __init__(self, name: str, *, static_folder: str, template_folder: str) -> None:
        super().__init__(
            name,
            static_folder=static_folder,
            template_folder=template_folder,
            title="Atelier",
            version="1",
            docs_path=None,  # its page would load scripts from elsewhere
            spec_path="/api/openapi.json",
            json_errors=False,
        )

    def full_dispatch_request(self) -> Response:
        """The whole of a request, the page of an error included, reads or writes as one."""
        token = writing.set(request.method not in _READS)
        try:
            return super().full_dispatch_request()
        finally:
            writing.reset(token)

    def dispatch_request(self) -> ResponseReturnValue:
        try:
            response: ResponseReturnValue = super().dispatch_request()
            db.session.commit()
        except BaseException:
            db.session.rollback()
            raise
        return response


def settings() -> Settings:
    """The settings of the running application."""
    chosen: Settings = current_app.extensions["atelier"]
    return chosen
