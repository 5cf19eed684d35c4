"""The files of an image, by ranges, to those who may have them."""

import hashlib

import pytest
from apiflask import APIFlask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from atelier.edge import settings
from atelier.people import tokens
from atelier.people.actor import SYSTEM
from atelier.workshop.imaging import catalogue
from tests import images
from tests.factories import World, make_world
from tests.images import Image


@pytest.fixture
def image(app: APIFlask, session: Session, world: World) -> Image:
    """In the catalogue, and in its folder."""
    made = images.make(images.some_disk(2 * images.MIB, seed=3))
    made.store(settings().imaging.folder)
    catalogue.add(session, world.organisation.id, made.manifest, by=SYSTEM)
    session.commit()
    return made


def get(
    client: FlaskClient, token: str, image: Image | str, part: str = "blocks", **headers: str
) -> TestResponse:
    name = image if isinstance(image, str) else image.sha256
    told = {name.replace("_", "-"): value for name, value in headers.items()}
    return client.get(
        f"/api/agent/v1/images/{name}/{part}",
        headers={"Authorization": f"Bearer {token}", **told},
        buffered=True,
    )


@pytest.mark.parametrize("part", ["manifest", "map", "blocks"])
def test_a_machine_gets_the_files(
    client: FlaskClient, world: World, image: Image, part: str
) -> None:
    answer = get(client, world.token, image, part)
    file = {"manifest": "manifest.json", "map": "map.json"}.get(part, part)
    assert (answer.status_code, answer.data) == (200, image.files[file])
    assert answer.headers["Accept-Ranges"] == "bytes"
    assert answer.headers["Cache-Control"] == "private, max-age=31536000, immutable"
    assert answer.headers["ETag"] == f'"{image.sha256}-{part}"'
    assert "Set-Cookie" not in answer.headers


def test_the_list_of_packages_is_not_for_machines(
    client: FlaskClient, world: World, image: Image
) -> None:
    assert get(client, world.token, image, "packages").status_code == 404
    assert get(client, world.token, image, "..%2f..%2fatelier.db").status_code == 404


@pytest.mark.parametrize(
    ("wanted", "stretch"),
    [
        ("bytes=0-0", slice(0, 1)),
        ("bytes=100-4195", slice(100, 4196)),
        ("bytes=1000-", slice(1000, None)),
        ("bytes=-77", slice(-77, None)),
        ("bytes=5-999999999", slice(5, None)),
    ],
)
def test_a_range_of_it(
    client: FlaskClient, world: World, image: Image, wanted: str, stretch: slice
) -> None:
    answer = get(client, world.token, image, Range=wanted)
    expected, size = image.blocks[stretch], len(image.blocks)
    first = stretch.start % size
    assert (answer.status_code, answer.data) == (206, expected)
    assert answer.headers["Content-Range"] == f"bytes {first}-{first + len(expected) - 1}/{size}"
    assert answer.headers["Content-Length"] == str(len(expected))


@pytest.mark.parametrize("wanted", ["bytes=0-1,5-6", "bytes=9-3", "bits=0-5", "nonsense", "bytes="])
def test_what_is_no_single_range_gets_the_whole(
    client: FlaskClient, world: World, image: Image, wanted: str
) -> None:
    answer = get(client, world.token, image, Range=wanted)
    assert (answer.status_code, answer.data) == (200, image.blocks)


def test_a_range_behind_the_end_is_refused(client: FlaskClient, world: World, image: Image) -> None:
    size = len(image.blocks)
    answer = get(client, world.token, image, Range=f"bytes={size}-")
    assert answer.status_code == 416
    assert answer.json["error"]["code"] == "no_such_range"
    assert answer.json["error"]["expected"] == size


def test_a_range_of_something_else_gets_the_whole(
    client: FlaskClient, world: World, image: Image
) -> None:
    ours = f'"{image.sha256}-blocks"'
    some = {"Range": "bytes=0-9"}
    assert get(client, world.token, image, **some, If_Range=ours).status_code == 206
    assert get(client, world.token, image, **some, If_Range='"another"').status_code == 200
    old = "Sat, 01 Jan 2000 00:00:00 GMT"
    assert get(client, world.token, image, **some, If_Range=old).status_code == 200


def test_what_is_known_is_not_sent_again(client: FlaskClient, world: World, image: Image) -> None:
    answer = get(client, world.token, image, If_None_Match=f'"{image.sha256}-blocks"')
    assert (answer.status_code, answer.data) == (304, b"")


def test_only_the_headers(client: FlaskClient, world: World, image: Image) -> None:
    answer = client.head(
        f"/api/agent/v1/images/{image.sha256}/blocks",
        headers={"Authorization": f"Bearer {world.token}", "Range": "bytes=0-99"},
    )
    assert (answer.status_code, answer.headers["Content-Length"], answer.data) == (206, "100", b"")


def test_not_without_a_token_that_takes_orders(
    client: FlaskClient, session: Session, world: World, image: Image
) -> None:
    _, reporter = tokens.create(
        session,
        organisation_id=world.organisation.id,
        name="Only reports",
        by=None,
        scopes=("reports",),
    )
    session.commit()
    for part in ("manifest", "map", "blocks", "allowed"):
        assert get(client, "atelier_wrong", image, part).status_code == 401
        assert get(client, reporter, image, part).status_code == 403


def test_not_for_another_organisation(
    client: FlaskClient, session: Session, world: World, image: Image
) -> None:
    other = make_world(session, "Another")
    session.commit()
    for part in ("manifest", "map", "blocks", "allowed"):
        assert get(client, other.token, image, part).status_code == 404


def test_a_cache_asks_whether_a_machine_may_have_it(
    client: FlaskClient, world: World, image: Image
) -> None:
    assert get(client, world.token, image, "allowed").status_code == 204
    assert get(client, world.token, "0" * 64, "allowed").status_code == 404


@pytest.mark.parametrize("damage", ["gone", "shorter"])
def test_lost_files_are_told_in_words(
    client: FlaskClient, world: World, image: Image, damage: str
) -> None:
    blocks = settings().imaging.folder / image.sha256 / "blocks"
    if damage == "gone":
        blocks.unlink()
    else:
        blocks.write_bytes(image.blocks[:-1])
    answer = get(client, world.token, image)
    assert answer.status_code == 404
    assert "weg of beschadigd" in answer.json["error"]["message"]
    assert get(client, world.token, image, "manifest").status_code == 200


def test_it_writes_nothing(
    client: FlaskClient, session: Session, world: World, image: Image
) -> None:
    """Not even when the station was seen: on SQLite that could be refused beside a writer."""
    world.station.last_seen_at = None
    session.commit()
    get(client, world.token, image, Range="bytes=0-9")
    session.refresh(world.station)
    assert world.station.last_seen_at is None


def test_with_nginx_before_it_nginx_sends(
    app: APIFlask, client: FlaskClient, world: World, image: Image
) -> None:
    ours = settings().imaging.model_copy(update={"accel": "/images-internal/"})
    app.extensions["atelier"] = settings().model_copy(update={"imaging": ours})
    answer = get(client, world.token, image, Range="bytes=0-9")
    assert (answer.status_code, answer.data) == (200, b"")
    assert answer.headers["X-Accel-Redirect"] == f"/images-internal/{image.sha256}/blocks"
    assert get(client, "atelier_wrong", image).status_code == 401


def test_the_bytes_are_those_that_the_map_names(
    client: FlaskClient, world: World, image: Image
) -> None:
    content = b"".join(
        get(client, world.token, image, Range=f"bytes={at}-{at + 99_999}").data
        for at in range(0, len(image.blocks), 100_000)
    )
    assert hashlib.sha256(content).hexdigest() == image.told.blocks_sha256
