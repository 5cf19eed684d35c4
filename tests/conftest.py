"""What all tests share: an application on a real database, SQLite and PostgreSQL."""

import asyncio
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from apiflask import APIFlask
from argon2 import PasswordHasher
from argon2.profiles import CHEAPEST
from flask.testing import FlaskClient
from sqlalchemy.engine.default import DefaultDialect
from sqlalchemy.orm import Session
from werkzeug.routing import Rule

from atelier import create_app, settings
from atelier.db import db
from atelier.people import passwords
from atelier.upgrading import migrate
from tests import compiled_once
from tests.factories import World, make_world
from tests.postgres import Cluster, find_binaries


@pytest.fixture(scope="session", autouse=True)
def _cheap_passwords() -> Iterator[None]:
    """Hundreds of accounts are made here; only how hard a hash is differs from real use."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "_hasher", PasswordHasher.from_parameters(CHEAPEST))
        patch.setattr(passwords, "_NOBODY", passwords.make_hash("nobody has this password"))
        yield


@pytest.fixture(scope="session", autouse=True)
def _compiled_once() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(DefaultDialect, "__eq__", compiled_once.alike)
        patch.setattr(DefaultDialect, "__hash__", compiled_once.by_class)
        patch.setattr(Rule, "compile", compiled_once.routes_once())
        yield


@pytest.fixture
def no_loop() -> Iterator[None]:
    """As in a program of its own. Playwright leaves an event loop that says it runs and stands
    still: whoever finds it, as zeroconf does, waits for it in vain.
    """
    left = asyncio._get_running_loop()
    asyncio._set_running_loop(None)
    yield
    asyncio._set_running_loop(left)


@pytest.fixture(scope="session")
def postgres() -> Iterator[Cluster]:
    """A PostgreSQL of the tests' own, on a socket in a folder that goes afterwards."""
    binaries = find_binaries()
    if binaries is None:
        pytest.skip("no PostgreSQL server programs found (Debian package postgresql)")
    with Cluster(binaries, in_memory=True) as cluster:
        yield cluster


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated, empty SQLite database to copy from."""
    path = tmp_path_factory.mktemp("template") / "atelier.db"
    _migrated(f"sqlite:///{path}", path.parent)
    return path


@pytest.fixture(scope="session")
def postgres_template(postgres: Cluster, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The name of a migrated, empty PostgreSQL database to copy from."""
    name = postgres.create()
    _migrated(postgres.url(name), tmp_path_factory.mktemp("template"))
    return name


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """An empty, migrated database: each test that asks runs on both."""
    if request.param == "sqlite":
        path = tmp_path / "atelier.db"
        shutil.copy(request.getfixturevalue("sqlite_template"), path)
        yield f"sqlite:///{path}"
        return
    cluster: Cluster = request.getfixturevalue("postgres")
    name = cluster.create(template=request.getfixturevalue("postgres_template"))
    yield cluster.url(name)
    cluster.drop(name)


@pytest.fixture
def app(database_url: str, tmp_path: Path) -> Iterator[APIFlask]:
    """The application on that database, in an application context."""
    application = make_app(database_url, tmp_path)
    with application.app_context():
        yield application
        db.session.close()
        db.engine.dispose()


@pytest.fixture
def session(app: APIFlask) -> Session:
    return db.session


@pytest.fixture
def world(app: APIFlask, session: Session) -> World:
    """One organisation with places, a person of each role, a donor, and a station."""
    made = make_world(session)
    session.commit()
    return made


@pytest.fixture
def client(app: APIFlask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def corpus() -> Path:
    """The folder of recorded hardware, which is not part of the repository."""
    folder = Path(os.environ.get("ATELIER_CORPUS", "../shared/corpus"))
    if not folder.is_dir():
        pytest.skip(f"no recorded hardware at {folder}; set ATELIER_CORPUS to its folder")
    return folder


def make_app(url: str, folder: Path, **more: object) -> APIFlask:
    """An application for tests; ``more``: sections of settings, laid over these."""
    chosen = settings.load(
        overrides={
            "database": {"url": url},
            "files": {"folder": str(folder / "files")},
            "imaging": {"folder": str(folder / "images")},
            "security": {"secret_key": "only-for-tests", "secure_cookies": False},
            "health": {"disk_free_min_bytes": 0},
            **more,
        }
    )
    application = create_app(chosen)
    application.jinja_env.bytecode_cache = compiled_once.TEMPLATES
    with application.app_context():
        db.engine.update_execution_options(compiled_cache=compiled_once.STATEMENTS)
    application.config.update(TESTING=True, PROPAGATE_EXCEPTIONS=False)
    return application


def _migrated(url: str, folder: Path) -> None:
    application = make_app(url, folder)
    with application.app_context():
        migrate()
        db.engine.dispose()  # the last connection folds SQLite's log into the file
