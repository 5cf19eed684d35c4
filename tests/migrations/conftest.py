"""A database on which migrations go up and down."""

from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from atelier.db import prepare


@pytest.fixture
def connection(database_url: str) -> Iterator[Connection]:
    engine = sa.create_engine(database_url)
    prepare(engine)
    with engine.connect() as connected:
        yield connected
    engine.dispose()
