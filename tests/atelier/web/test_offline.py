"""What a browser asks for by itself to work without a network, and what it may keep."""

import json
import re
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from PIL import Image

from atelier.people.roles import Role
from tests.factories import World, sign_in_as

STATIC = Path(__file__).parents[3] / "atelier" / "web" / "static"


def test_the_worker_knows_each_file_that_pages_load(client: FlaskClient) -> None:
    answer = client.get("/sw.js")
    assert answer.mimetype == "text/javascript"
    told = re.search(r"^const FILES = (.*);$", answer.text, re.MULTILINE)
    assert told
    files = json.loads(told[1])
    for file in files:
        with client.get(file) as found:
            assert found.status_code == 200, file
    names = {file.partition("?")[0].removeprefix("/static/") for file in files}
    scripts = {path.relative_to(STATIC).as_posix() for path in STATIC.glob("js/*.js")}
    assert scripts - names == {"js/sw.js"}


def test_the_app_has_a_name_and_icons_of_the_size_it_says(client: FlaskClient) -> None:
    told = client.get("/manifest.webmanifest")
    assert told.mimetype == "application/manifest+json"
    said = told.get_json(force=True)
    assert (said["scope"], said["display"]) == ("/", "standalone")
    purposes = set()
    for icon in said["icons"]:
        path = STATIC / icon["src"].partition("?")[0].removeprefix("/static/")
        with Image.open(path) as picture:
            width, height = picture.size
        assert icon["sizes"] == f"{width}x{height}"
        purposes.add((width, icon["purpose"]))
    assert purposes == {(192, "any"), (512, "any"), (512, "maskable")}


@pytest.mark.parametrize(
    ("language", "words"),
    [("nl", "Geen netwerk"), ("fr", "Pas de réseau"), ("en", "No network"), ("xx", "Geen netwerk")],
)
def test_the_page_without_a_network_speaks_and_names_nobody(
    client: FlaskClient, language: str, words: str
) -> None:
    page = client.get(f"/offline?language={language}").text
    assert words in page
    assert "data-organisation" not in page


def test_what_is_kept_names_places_and_donors_but_not_who_is_signed_in(
    client: FlaskClient, world: World
) -> None:
    volunteer = world.accounts[Role.VOLUNTEER]
    sign_in_as(client, volunteer)
    page = client.get("/intake/kept").text
    assert world.bench.name in page
    assert volunteer.name not in page
