"""Binds everything that pages need to an application, in the order in which it must come."""

from apiflask import APIFlask

from atelier.extensions import babel, bootstrap, csrf, login
from atelier.web import (
    assets,
    errors,
    helping,
    icons,
    language,
    navigation,
    offline,
    routes,
    screens,
    security,
    sessions,
    smaller,
    words,
)
from atelier.web.printing import routes as printing


def init_app(app: APIFlask) -> None:
    bootstrap.init_app(app)
    csrf.init_app(app)
    login.init_app(app)
    babel.init_app(app, locale_selector=language.choose)
    for part in (
        sessions,
        screens,
        helping,
        language,
        words,
        assets,
        icons,
        smaller,
        navigation,
        security,
        errors,
        offline,
        printing,
        routes,
    ):
        part.init_app(app)
