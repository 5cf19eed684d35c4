"""What is asked, changed by a coordinator on a page, on both databases."""

import uuid
from collections.abc import Callable

import sqlalchemy as sa
from sqlalchemy.orm import Session

from atelier.devices.models import Device
from atelier.people.roles import Role
from atelier.workshop.inspection.checklists import editing, service
from atelier.workshop.inspection.checklists.models import Checklist
from tests.factories import World
from tests.visits import Person

SignIn = Callable[[Role], Person]

QUESTION = {
    "nl": "Zit de lader erbij?",
    "picture": "charger",
    "answers-0-nl": "Ja",
    "answers-0-meaning": "good",
    "answers-1-nl": "Nee",
    "answers-1-meaning": "worn",
    "answers-1-problem": "charger",
}


def names(session: Session, world: World, kind: str = "laptop") -> list[str]:
    session.expire_all()
    return [card.key for card in service.cards_of(session, world.organisation.id, kind)]


def test_a_question_of_our_own(
    session: Session, world: World, sign_in: SignIn, device: Device
) -> None:
    coordinator = sign_in(Role.COORDINATOR)
    told = {**QUESTION, "client_id": coordinator.client_id("/checklists/laptop/new/ask")}
    for _ in range(2):  # a double tap
        done = coordinator.post("/checklists/laptop/new/ask", told, follow_redirects=True)
        assert "Je verandert deze lijst." in done.text
    assert names(session, world) == ["clean", "looks", "works"]
    own = editing.new_key(told["client_id"])
    coordinator.post(f"/checklists/laptop/cards/{own}/up", {})
    client_id = coordinator.client_id("/checklists/laptop")
    for _ in range(2):
        done = coordinator.post(
            "/checklists/laptop/publish", {"client_id": client_id}, follow_redirects=True
        )
        assert "Versie 1 geldt vanaf nu." in done.text
    assert names(session, world) == ["clean", "looks", own, "works"]
    worker = sign_in(Role.BENCH_WORKER)
    assert "Zit de lader erbij?" in worker.get(f"/devices/{device.id}/check/{own}").text
    page = coordinator.get(f"/checklists/laptop/cards/{own}").text
    assert 'value="Zit de lader erbij?"' in page


def test_a_drawing_with_fewer_parts(session: Session, world: World, sign_in: SignIn) -> None:
    coordinator = sign_in(Role.COORDINATOR)
    told: dict[str, object] = {
        "nl": "Kijk naar het scherm.",
        "about": "looks",
        "part-looks": ["screen", "frame"],
    }
    # What is ticked where the other question stands is not of this one.
    told |= {"part-works": ["keyboard"], "client_id": str(uuid.uuid4())}
    coordinator.post("/checklists/laptop/cards/looks", told)
    coordinator.post(
        "/checklists/laptop/publish", {"client_id": coordinator.client_id("/checklists/laptop")}
    )
    session.expire_all()
    looks = service.cards_of(session, world.organisation.id, "laptop")[1]
    assert (looks.key, looks.parts) == ("looks", ("screen", "frame"))


def test_moved_removed_thrown_away_and_as_delivered(
    session: Session, world: World, sign_in: SignIn
) -> None:
    coordinator = sign_in(Role.COORDINATOR)
    coordinator.post("/checklists/screen/cards/works/up", {})
    coordinator.post("/checklists/screen/cards/clean/remove", {})
    session.expire_all()
    draft = service.draft_of(session, world.organisation.id, "screen")
    assert draft is not None
    assert [card.key for card in draft] == ["works", "looks"]
    coordinator.post("/checklists/screen/discard", {})
    session.expire_all()
    assert service.draft_of(session, world.organisation.id, "screen") is None
    coordinator.post("/checklists/screen/cards/clean/remove", {})
    coordinator.post("/checklists/screen/restore", {})
    done = coordinator.post(
        "/checklists/screen/publish",
        {"client_id": coordinator.client_id("/checklists/screen")},
        follow_redirects=True,
    )
    assert "Er is niets veranderd aan deze lijst." in done.text
    assert session.scalars(sa.select(Checklist)).all() == []


def test_the_last_card_stays(session: Session, world: World, sign_in: SignIn) -> None:
    coordinator = sign_in(Role.COORDINATOR)
    for key in ("clean", "looks"):
        coordinator.post(f"/checklists/other/cards/{key}/remove", {})
    said = coordinator.post("/checklists/other/cards/works/remove", {}, follow_redirects=True)
    assert "Een lijst heeft minstens één kaart." in said.text


def test_bad_input_keeps_what_was_typed(sign_in: SignIn) -> None:
    coordinator = sign_in(Role.COORDINATOR)
    for change, said in (
        ({"nl": ""}, "Schrijf de zin in het Nederlands."),
        ({"nl": "x" * 200}, "Maak de zin korter."),
        ({"answers-1-nl": ""}, "twee tot 4 antwoorden"),
        ({"answers-0-meaning": "worn"}, "minstens één antwoord dat “Goed” betekent"),
        ({"answers-0-meaning": "odd"}, "Deze lijst is niet volledig."),
    ):
        page = coordinator.post(
            "/checklists/laptop/new/ask", {**QUESTION, "client_id": str(uuid.uuid4()), **change}
        )
        assert page.status_code == 422, change
        assert said in page.text
        assert 'value="charger" checked' in page.text or "checked" in page.text
    told = {"nl": "Leeg", "about": "works", "client_id": str(uuid.uuid4())}
    page = coordinator.post("/checklists/laptop/new/mark", told)
    assert page.status_code == 422
    assert "Kies welke delen" in page.text
    for address in ("/checklists/toaster", "/checklists/laptop/cards/none"):
        assert coordinator.get(address).status_code == 404


def test_only_a_coordinator(sign_in: SignIn) -> None:
    for role in (Role.VOLUNTEER, Role.BENCH_WORKER, Role.DESK):
        assert sign_in(role).get("/checklists").status_code == 403


def test_an_answer_left_out_lends_its_name_to_no_other(
    session: Session, world: World, sign_in: SignIn
) -> None:
    """Two with one name, and what is tapped would be noted as the other."""
    coordinator = sign_in(Role.COORDINATOR)
    client_id = str(uuid.uuid4())
    third = {"answers-2-nl": "Misschien", "answers-2-meaning": "light"}
    told = {**QUESTION, **third, "client_id": client_id}
    coordinator.post("/checklists/laptop/new/ask", told)
    page = f"/checklists/laptop/cards/{editing.new_key(client_id)}"
    coordinator.post(page, {**told, "answers-1-nl": ""})
    coordinator.post(
        page,
        {**QUESTION, "answers-2-nl": "Nieuw", "answers-2-meaning": "light", "client_id": client_id},
    )
    session.expire_all()
    card = (service.draft_of(session, world.organisation.id, "laptop") or ())[-1]
    assert [one.text["nl"] for one in card.answers] == ["Ja", "Nee", "Nieuw"]
    assert len({one.key for one in card.answers}) == 3


def test_what_no_page_offers_is_not_kept(session: Session, world: World, sign_in: SignIn) -> None:
    """A fault that nobody knows would keep every laptop from being graded."""
    coordinator = sign_in(Role.COORDINATOR)
    odd = {"answers-1-problem": "no such", "picture": "a\0b", "answers-0-nl": "J\0a"}
    told = {**QUESTION, **odd, "client_id": str(uuid.uuid4())}
    assert coordinator.post("/checklists/laptop/new/ask", told).status_code == 302
    session.expire_all()
    card = (service.draft_of(session, world.organisation.id, "laptop") or ())[-1]
    assert (card.picture, card.answers[0].text["nl"]) == ("question", "J a")
    assert card.answers[1].problem is None
