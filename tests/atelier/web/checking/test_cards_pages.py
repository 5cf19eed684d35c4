"""The cards of one device, as who works at a bench sees them, on both databases."""

import re
import uuid
from collections.abc import Callable

import sqlalchemy as sa
from sqlalchemy.orm import Session

from atelier.devices import faults, history
from atelier.devices.models import Device
from atelier.people.roles import Role
from atelier.workshop.inspection.checking.models import Checking
from tests.factories import World, make_ready, make_world
from tests.visits import Person

SignIn = Callable[[Role], Person]


def answer(visitor: Person, device: Device, key: str, given: str, *parts: str) -> str:
    """What the next page asks."""
    told = {"answer": given, "part": list(parts)}
    page = visitor.post(f"/devices/{device.id}/check/{key}", told, follow_redirects=True)
    assert page.status_code == 200, page.text
    return heading(page.text)


def heading(page: str) -> str:
    found = re.search(r"<h1>\s*(.*?)\s*</h1>", page, re.DOTALL)
    assert found
    return found.group(1)


def test_from_the_device_to_its_grade_in_five_taps(
    session: Session, sign_in: SignIn, device: Device
) -> None:
    worker = sign_in(Role.BENCH_WORKER)
    page = worker.get(f"/devices/{device.id}").text
    assert f'class="btn-next" href="/devices/{device.id}/check"' in page
    assert heading(worker.get(f"/devices/{device.id}/check").text).startswith("Maak het toestel")
    assert answer(worker, device, "clean", "clean").startswith("Bekijk de buitenkant")
    assert answer(worker, device, "looks", "none").startswith("Probeer het toestel")
    assert answer(worker, device, "works", "none") == "Hoe goed is dit toestel?"
    client_id = worker.client_id(f"/devices/{device.id}/check")
    told = {"grade": "A", "client_id": client_id}
    for _ in range(2):  # a double tap
        done = worker.post(f"/devices/{device.id}/grade", told, follow_redirects=True)
        assert "Nagekeken: klasse A." in done.text
    session.expire_all()
    assert (device.next_step, device.grade) == ("ready", "A")
    assert session.scalar(sa.select(sa.func.count()).select_from(Checking)) == 1


def test_what_is_tapped_on_the_drawing_becomes_a_fault(
    session: Session, sign_in: SignIn, device: Device
) -> None:
    worker = sign_in(Role.BENCH_WORKER)
    answer(worker, device, "clean", "stains")
    assert answer(worker, device, "looks", "marked", "screen").startswith("Scherm: hoe erg")
    answer(worker, device, "looks.screen", "broken")
    answer(worker, device, "works", "none")
    page = worker.get(f"/devices/{device.id}/check").text
    assert "Sporen van gebruik: 1." in page
    assert re.search(r'grade-suggested" name="grade" value="C"', page)
    client_id = worker.client_id(f"/devices/{device.id}/check")
    worker.post(f"/devices/{device.id}/grade", {"grade": "D", "client_id": client_id})
    session.expire_all()
    (fault,) = faults.open_faults(session, device)
    assert (fault.problem, fault.source) == ("screen", "check")
    assert device.next_step == "repair"
    (done,) = session.scalars(sa.select(Checking))
    page = worker.get(f"/checks/{done.id}").text
    assert "het voorstel was C" in page
    assert "Stuk of weg" in page


def test_bad_taps_get_a_sentence_and_lose_nothing(sign_in: SignIn, device: Device) -> None:
    worker = sign_in(Role.BENCH_WORKER)
    answer(worker, device, "clean", "clean")
    for told, said in (
        ({"answer": "marked"}, "Tik eerst aan wat niet goed is."),
        ({}, "Tik op een van de antwoorden."),
        ({"answer": "purple"}, "Tik op een van de antwoorden."),
    ):
        page = worker.post(f"/devices/{device.id}/check/looks", told)
        assert page.status_code == 422
        assert said in page.text
    gone = worker.post(f"/devices/{device.id}/check/none", {"answer": "a"}, follow_redirects=True)
    assert "Deze kaart is er niet meer." in gone.text
    assert heading(gone.text)  # with the card that is asked now
    told = {"grade": "A", "client_id": str(uuid.uuid4())}
    page = worker.post(f"/devices/{device.id}/grade", told)
    assert page.status_code == 422
    assert "Er is nog een kaart open." in page.text
    assert heading(worker.get(f"/devices/{device.id}/check").text).startswith("Bekijk")


def test_a_card_in_the_language_of_the_page(sign_in: SignIn, device: Device) -> None:
    worker = sign_in(Role.BENCH_WORKER)
    worker.post("/language", {"language": "fr"})
    assert heading(worker.get(f"/devices/{device.id}/check").text).startswith("Nettoyez")


def test_again_with_the_same_answers(session: Session, sign_in: SignIn, device: Device) -> None:
    worker = sign_in(Role.BENCH_WORKER)
    for key, given in (("clean", "clean"), ("looks", "none"), ("works", "none")):
        answer(worker, device, key, given)
    client_id = worker.client_id(f"/devices/{device.id}/check")
    worker.post(f"/devices/{device.id}/grade", {"grade": "A", "client_id": client_id})
    page = worker.post(f"/devices/{device.id}/check-again", {}, follow_redirects=True).text
    assert heading(page).startswith("Maak het toestel")
    assert 'value="clean" aria-current="true"' in page
    assert "half gedaan" in worker.get(f"/devices/{device.id}").text


def test_who_may_not(sign_in: SignIn, device: Device) -> None:
    for role in (Role.VOLUNTEER, Role.DESK):
        assert sign_in(role).get(f"/devices/{device.id}/check").status_code == 403


def test_a_device_of_others(session: Session, sign_in: SignIn, device: Device) -> None:
    theirs = make_world(session, "Ander atelier")
    other = make_ready(session, theirs)
    session.commit()
    worker = sign_in(Role.BENCH_WORKER)
    assert worker.get(f"/devices/{other.id}/check").status_code == 404
    assert worker.post(f"/devices/{other.id}/check/clean", {"answer": "clean"}).status_code == 404
    assert len(history.events_of(session, other)) == len(history.events_of(session, device)) - 1


def test_a_result_that_is_not_there(sign_in: SignIn) -> None:
    assert sign_in(Role.BENCH_WORKER).get("/checks/999").status_code == 404


def test_enter_on_a_part_never_says_that_all_is_good(sign_in: SignIn, device: Device) -> None:
    """A browser presses the first button of the form."""
    worker = sign_in(Role.BENCH_WORKER)
    form = worker.get(f"/devices/{device.id}/check/looks").text.split(
        'class="card-plain ask-card"'
    )[1]
    buttons = re.findall(r'<button[^>]*name="answer"[^>]*value="(\w+)"', form)
    assert buttons == ["marked", "none"]


def test_a_phone_is_graded_by_pictures_of_phones(
    session: Session, world: World, sign_in: SignIn
) -> None:
    phone = make_ready(session, world, kind="smartphone")
    session.commit()
    worker = sign_in(Role.BENCH_WORKER)
    for key, given in (
        ("clean", "clean"),
        ("account", "free"),
        ("looks", "none"),
        ("works", "none"),
    ):
        answer(worker, phone, key, given)
    page = worker.get(f"/devices/{phone.id}/check").text
    assert [f"#grade-{grade}-handheld" in page for grade in "abcd"] == [True] * 4
