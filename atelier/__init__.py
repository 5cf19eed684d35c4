"""Atelier, the web application."""

from inspect import iscoroutinefunction
from pathlib import Path

from apiflask import APIFlask
from werkzeug.middleware.proxy_fix import ProxyFix

from atelier import cli, logs
from atelier import settings as configuration
from atelier.db import db, prepare
from atelier.edge import Atelier
from atelier.settings import Settings
from atelier.web import setup as web


def create_app(settings: Settings | None = None) -> APIFlask:
    """The application, with the given settings or those of the environment."""
    chosen = settings or configuration.load()
    app = Atelier(__name__, static_folder="web/static", template_folder="web/templates")
    app.config.from_mapping(_flask_config(chosen))
    app.extensions["atelier"] = chosen
    if chosen.security.proxies:
        hops = chosen.security.proxies
        proxied = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)
        app.wsgi_app = proxied  # type: ignore[method-assign]
    logs.configure()
    db.init_app(app)
    # The library's second teardown starts an event loop after each request (1 ms) to close
    # asynchronous sessions, which we have none of; and it fails where a loop already runs.
    app.teardown_appcontext_funcs[:] = [
        teardown for teardown in app.teardown_appcontext_funcs if not iscoroutinefunction(teardown)
    ]
    with app.app_context():
        prepare(db.engine)
    web.init_app(app)
    cli.init_app(app)
    return app


def _flask_config(settings: Settings) -> dict[str, object]:
    security = settings.security
    url = settings.database.url
    if url.startswith("sqlite:///") and url != "sqlite:///:memory:":
        path = Path(url.removeprefix("sqlite:///")).absolute()
        path.parent.mkdir(parents=True, exist_ok=True)
        url = f"sqlite:///{path}"
    return {
        # A connection is tried before it is used: PostgreSQL may have been restarted meanwhile.
        # An error of the database is logged without the names and hashes that it was about.
        "SQLALCHEMY_ENGINES": {
            "default": {"url": url, "pool_pre_ping": True, "hide_parameters": True}
        },
        "SECRET_KEY": configuration.secret_key(security),
        "SESSION_COOKIE_SECURE": security.secure_cookies,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        # Which answers start the session's time anew is decided in web.sessions.
        "SESSION_REFRESH_EACH_REQUEST": False,
        "PERMANENT_SESSION_LIFETIME": security.session_minutes * 60,
        "WTF_CSRF_TIME_LIMIT": None,
        # The longest thing anybody may send is a report or a photo; each has its own limit too.
        "MAX_CONTENT_LENGTH": max(settings.reports.max_bytes, settings.files.photo_max_bytes)
        + 100_000,
        "MAX_FORM_MEMORY_SIZE": 1_000_000,
        "BABEL_DEFAULT_LOCALE": settings.locale.language,
        "BABEL_DEFAULT_TIMEZONE": settings.locale.timezone,
        "BABEL_TRANSLATION_DIRECTORIES": "web/translations",
        "BOOTSTRAP_SERVE_LOCAL": True,
        "BOOTSTRAP_ICON_SIZE": None,
        "SEND_FILE_MAX_AGE_DEFAULT": 31_536_000,
        "AUTO_404_RESPONSE": False,
    }
