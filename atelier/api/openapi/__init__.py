"""The description of the API, from the same dataclasses that check what is sent."""

from apiflask import APIFlask

from atelier.api.openapi import bench, erasures, first_boots, images, pairings, reports
from atelier.api.openapi.parts import ERROR, Document
from atelier.people.guard import public

_SCHEMES: Document = {
    "station": {
        "type": "http",
        "scheme": "bearer",
        "description": "The token of a station; a coordinator makes one on the page Stations.",
    }
}
_NOUNS = (reports, erasures, bench, images, first_boots, pairings)


def init_app(app: APIFlask) -> None:
    app.spec_processor(_complete)
    public(app.view_functions["openapi.spec"])  # marks the view that APIFlask made


def _complete(spec: Document | str) -> Document | str:
    if isinstance(spec, str):  # YAML, which is never asked for
        return spec
    components = spec.setdefault("components", {})
    schemas = components.setdefault("schemas", {})
    schemas["Error"] = ERROR
    components.setdefault("securitySchemes", {}).update(_SCHEMES, **first_boots.security_schemes())
    for noun in _NOUNS:
        schemas.update(noun.components())
        spec.setdefault("paths", {}).update(noun.paths())
    return spec
