"""The application with the demo data, for tests that need something on every page."""

from pathlib import Path

from apiflask import APIFlask

from atelier import create_app, settings
from atelier.db import db
from atelier.demo import fill
from atelier.upgrading import migrate


def demo_app(folder: Path) -> APIFlask:
    """On the SQLite database and the files in ``folder``."""
    return create_app(
        settings.load(
            overrides={
                "database": {"url": f"sqlite:///{folder / 'demo.db'}"},
                "files": {"folder": str(folder / "files")},
                "imaging": {"folder": str(folder / "images")},
                "security": {"secret_key": "only-for-tests", "secure_cookies": False},
                "health": {"disk_free_min_bytes": 0},
                "demo": {"enabled": True},
            }
        )
    )


def make_demo(folder: Path) -> Path:
    """Fills ``folder`` with a database and files of the demo, to copy from."""
    app = demo_app(folder)
    with app.app_context():
        migrate()
        fill(db.session)
        db.session.commit()
        db.session.close()
        db.engine.dispose()  # the last connection folds SQLite's log into the file
    return folder
