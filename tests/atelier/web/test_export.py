"""The list of devices as a file: what the page shows, harmless in a spreadsheet."""

import csv
import io

import pytest
from flask.testing import FlaskClient
from openpyxl import load_workbook
from sqlalchemy.orm import Session

from atelier.devices import service
from atelier.devices.models import Device
from atelier.people.roles import Role
from tests.factories import World, make_world, sign_in_as


@pytest.fixture
def device(session: Session, world: World) -> Device:
    made = service.create(
        session, organisation_id=world.organisation.id, kind="laptop", actor=world.actor
    )
    made.model = service.find_or_create_model(session, "HP", "=1+1")
    session.commit()
    return made


def coordinator(client: FlaskClient, session: Session, world: World, language: str) -> FlaskClient:
    account = world.accounts[Role.COORDINATOR]
    account.language = language
    session.commit()
    sign_in_as(client, account)
    return client


def lines(client: FlaskClient) -> list[list[str]]:
    text = client.get("/devices.csv").get_data().decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text), delimiter=";"))


@pytest.mark.usefixtures("device")
@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("nl", ["Laptop", "HP", "'=1+1", "Ontvangen"]),
        ("en", ["Laptop", "HP", "'=1+1", "Intake"]),
        ("fr", ["Ordinateur portable", "HP", "'=1+1", "Réception"]),
    ],
)
def test_a_cell_is_empty_where_nothing_is_known(
    client: FlaskClient, session: Session, world: World, language: str, words: list[str]
) -> None:
    _heads, line = lines(coordinator(client, session, world, language))
    assert [cell for cell in line if cell] == words


def test_a_workbook_says_the_same_as_the_lines(
    client: FlaskClient, session: Session, world: World, device: Device
) -> None:
    coordinator(client, session, world, "en")
    book = load_workbook(io.BytesIO(client.get("/devices.xlsx").get_data()))
    rows = [[str(cell or "") for cell in row] for row in book.active.iter_rows(values_only=True)]
    assert rows == lines(client)
    assert all(cell.data_type != "f" for row in book.active.iter_rows() for cell in row)


def test_another_organisation_gets_none_of_it(
    client: FlaskClient, session: Session, world: World, device: Device
) -> None:
    other = make_world(session, "Ander test-atelier")
    assert len(lines(coordinator(client, session, other, "nl"))) == 1
