from flask.testing import FlaskClient

from atelier.people.roles import Role
from tests.factories import PASSWORD, World


def sign_in(client: FlaskClient, world: World, role: Role, password: str = PASSWORD):
    page = client.get("/sign-in").text
    token = page.split('name="csrf_token" value="')[1].split('"')[0]
    return client.post(
        "/sign-in",
        data={"login": world.accounts[role].login, "password": password, "csrf_token": token},
    )


def test_a_person_signs_in_and_sees_the_first_page(client: FlaskClient, world: World) -> None:
    answer = sign_in(client, world, Role.VOLUNTEER)
    assert answer.status_code == 302
    assert "Test volunteer" in client.get("/").text
