"""An agent that is older than this server still understands hears so, whatever it asks."""

from pathlib import Path

import pytest
from apiflask import APIFlask
from flask.testing import FlaskClient

from atelier.api.too_old import is_older
from diagnostics import __version__
from tests.atelier.api.conftest import Post
from tests.conftest import make_app
from tests.factories import World
from tests.reports import body
from tests.rules import translations
from tests.visits import Person


@pytest.fixture(scope="module", autouse=True)
def _translated() -> None:
    translations.compile_all()


@pytest.fixture
def strict(sqlite_template: Path, tmp_path: Path) -> FlaskClient:
    """A server that takes agents from 0.10 on."""
    app = make_app(f"sqlite:///{sqlite_template}", tmp_path, agents={"oldest": "0.10.0"})
    return app.test_client()


@pytest.mark.parametrize(
    ("version", "oldest", "older"),
    [
        ("0.9.9", "0.10.0", True),
        ("0.10", "0.10.0", False),
        ("0.10.0", "0.10", False),
        ("0.10.1-3+dev", "0.10.1", False),
        ("1", "0.10", False),
        ("0.10.0rc1", "0.10.1", True),
        ("", "0.1", True),
        ("unknown", "0.1", True),
        ("9" * 4000, "0.1", False),
    ],
)
def test_which_is_older(version: str, oldest: str, older: bool) -> None:
    assert is_older(version, oldest) is older


@pytest.mark.parametrize(
    ("path", "language", "words"),
    [
        ("/api/agent/v1/reports", "nl", "Maak een nieuwe stick"),
        ("/api/agent/v1/presence", "", "Maak een nieuwe stick"),
        ("/api/agent/v1/pairings", "fr-BE,fr;q=0.9", "clé"),
        ("/api/agent/v1/orders/x/words", "en", "stick"),
    ],
)
def test_it_says_so_before_anything_else(
    strict: FlaskClient, path: str, language: str, words: str
) -> None:
    headers = {"X-Atelier-Agent": "0.9.4", "Accept-Language": language}
    answer = strict.post(path, data=b"{", headers=headers)
    error = answer.json["error"]
    assert (answer.status_code, error["code"], error["expected"]) == (
        426,
        "agent_too_old",
        "0.10.0",
    )
    assert words in error["message"]


@pytest.mark.parametrize("headers", [{}, {"X-Atelier-Agent": "0.10.0"}])
def test_others_get_further(strict: FlaskClient, headers: dict[str, str]) -> None:
    assert strict.post("/api/agent/v1/reports", data=b"{", headers=headers).status_code == 401


def test_people_are_not_agents(strict: FlaskClient) -> None:
    assert strict.get("/sign-in", headers={"X-Atelier-Agent": "0.0.1"}).status_code == 200


def test_the_agent_of_this_repository_is_not_too_old(post: Post) -> None:
    assert post(body(1), X_Atelier_Agent=__version__).status_code == 201


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("fr-BE", "Recevoir l’appareil"),
        ("nl", "Ontvang het toestel"),
        ("xx", "Ontvang het toestel"),
    ],
)
def test_what_is_answered_is_in_the_language_of_the_machine(
    app: APIFlask, world: World, language: str, words: str
) -> None:
    headers = {"Authorization": f"Bearer {world.token}", "Accept-Language": language}
    answer = Person(app)._open("POST", "/api/agent/v1/reports", data=body(1), headers=headers)
    assert answer.json["next_step"]["name"] == words
