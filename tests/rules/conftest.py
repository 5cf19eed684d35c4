"""One application for all rules: SQLite, with the demo data, so that every page has something."""

from collections.abc import Iterator

import pytest
from apiflask import APIFlask

from atelier.db import db
from tests.demo import demo_app, make_demo


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[APIFlask]:
    application = demo_app(make_demo(tmp_path_factory.mktemp("rules")))
    yield application
    with application.app_context():
        db.engine.dispose()
