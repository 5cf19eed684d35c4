"""Cards answered one by one, on both databases."""

import uuid
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from atelier.devices import faults, history
from atelier.devices.lifecycle import facts
from atelier.devices.models import Device
from atelier.errors import Conflict, Invalid, NotFound
from atelier.stock import ledger, places
from atelier.stock.models import PlaceKind
from atelier.workshop.inspection.checking import service
from atelier.workshop.inspection.checking.models import Checking
from atelier.workshop.inspection.checklists import service as checklists
from atelier.workshop.inspection.checklists.card import read, write
from tests.factories import World, make_ready, tell

GOOD = (("clean", "clean"), ("looks", "none"), ("works", "none"))


def fresh() -> str:
    return str(uuid.uuid4())


@pytest.fixture
def device(session: Session, world: World) -> Device:
    """All but looked at."""
    ready = make_ready(session, world)
    tell(session, world, ready, facts.REPAIRED)
    assert ready.next_step == "check"
    return ready


def give(
    session: Session, world: World, device: Device, key: str, given: str, *parts: str
) -> service.Sheet:
    return service.answer(session, device, key, given, parts, measured={}, actor=world.actor)


def finish(
    session: Session, world: World, device: Device, grade: str = "B", **more: Any
) -> Checking:
    told = {"hardware": None, "measured": {}, "client_id": fresh(), **more}
    return service.finish(session, device, grade, actor=world.actor, **told)


def answer_all(session: Session, world: World, device: Device) -> None:
    for key, given in GOOD:
        give(session, world, device, key, given)


def test_all_good_makes_it_ready(session: Session, world: World, device: Device) -> None:
    answer_all(session, world, device)
    checking = finish(session, world, device)
    assert (device.next_step, device.grade) == ("ready", "B")
    assert (checking.grade, checking.suggested) == ("B", "A")
    assert faults.open_faults(session, device) == []
    event = history.events_of(session, device)[-1]
    assert event.data == {"grade": "B", "suggested": "A", "checking": checking.id}


def test_half_a_list_is_kept_and_a_colleague_goes_on(
    session: Session, world: World, device: Device
) -> None:
    give(session, world, device, "clean", "stains")
    session.commit()
    session.expire_all()
    sheet = service.sheet(session, device, {})
    assert sheet.next is not None
    assert sheet.next.key == "looks"
    with pytest.raises(Conflict):
        finish(session, world, device)
    assert device.next_step == "check"


def test_a_second_answer_takes_the_place_of_the_first(
    session: Session, world: World, device: Device
) -> None:
    give(session, world, device, "looks", "marked", "lid")
    give(session, world, device, "looks.lid", "broken")
    sheet = give(session, world, device, "looks", "none")
    assert [one.key for one in sheet.asked] == ["clean", "looks", "works"]
    assert session.scalar(sa.select(sa.func.count()).select_from(Checking)) == 1


def test_what_is_broken_has_to_be_repaired_and_looked_at_again(
    session: Session, world: World, device: Device
) -> None:
    give(session, world, device, "clean", "clean")
    give(session, world, device, "looks", "marked", "hinge_left", "lid")
    give(session, world, device, "looks.hinge_left", "broken")
    give(session, world, device, "looks.lid", "worn")
    give(session, world, device, "works", "none")
    finish(session, world, device, "C")
    assert device.next_step == "repair"
    hinge, lid = faults.open_faults(session, device)
    assert (hinge.problem, hinge.detail, hinge.blocking) == ("hinge", "hinge_left", True)
    assert (lid.problem, lid.blocking, lid.source) == ("case", False, "check")
    faults.close(session, device, hinge.key, actor=world.actor, client_id=fresh())
    tell(session, world, device, facts.REPAIRED)
    assert device.next_step == "check"
    answer_all(session, world, device)
    finish(session, world, device)
    assert device.next_step == "ready"


def test_what_a_later_check_does_not_see_any_more_is_closed(
    session: Session, world: World, device: Device
) -> None:
    """A slip of the finger costs nothing: the list is opened again, with its answers."""
    other = fresh()
    faults.open(
        session, device, problem="battery", blocking=False, source="person",
        actor=world.actor, client_id=other,
    )  # fmt: skip
    give(session, world, device, "clean", "clean")
    give(session, world, device, "looks", "none")
    give(session, world, device, "works", "marked", "keyboard")
    give(session, world, device, "works.keyboard", "broken")
    finish(session, world, device, "C")
    assert device.next_step == "repair"
    service.again(session, device, actor=world.actor)
    assert service.sheet(session, device, {}).next is None
    give(session, world, device, "works", "none")
    finish(session, world, device, "A")
    assert [one.problem for one in faults.open_faults(session, device)] == ["battery"]
    assert device.next_step == "ready"
    assert [one.grade for one in service.results_of(session, device)] == ["A", "C"]


def test_twice_is_once(session: Session, world: World, device: Device) -> None:
    answer_all(session, world, device)
    client_id = fresh()
    first = finish(session, world, device, client_id=client_id)
    assert finish(session, world, device, client_id=client_id).id == first.id
    checked = [e for e in history.events_of(session, device) if e.kind == facts.CHECKED]
    assert len(checked) == 2  # the one of the factory, and this


@pytest.mark.parametrize(
    ("key", "given", "parts"),
    [
        ("clean", "none", ()),
        ("clean", "", ()),
        ("looks", "marked", ()),
        ("looks", "marked", ("no such part",)),
        ("looks", "clean", ()),
    ],
)
def test_no_answer_to_this_card(
    session: Session, world: World, device: Device, key: str, given: str, parts: tuple[str, ...]
) -> None:
    with pytest.raises(Invalid):
        give(session, world, device, key, given, *parts)


def test_a_card_that_is_not_asked(session: Session, world: World, device: Device) -> None:
    for key in ("looks.lid", "nothing"):
        with pytest.raises(NotFound):
            give(session, world, device, key, "light")


def test_a_grade_there_is_not(session: Session, world: World, device: Device) -> None:
    answer_all(session, world, device)
    with pytest.raises(Invalid):
        finish(session, world, device, "E")


def test_what_is_with_a_borrower_is_not_checked(
    session: Session, world: World, device: Device
) -> None:
    answer_all(session, world, device)
    finish(session, world, device)
    lent = places.virtual(session, world.organisation.id, PlaceKind.LENT)
    ledger.post(session, device, lent, reason="loan", actor=world.actor, client_id=fresh())
    with pytest.raises(Conflict):
        give(session, world, device, "clean", "clean")


def test_an_old_result_keeps_the_questions_it_answered(
    session: Session, world: World, device: Device
) -> None:
    answer_all(session, world, device)
    old = finish(session, world, device)
    shorter = checklists.cards_delivered("laptop")[:1]
    checklists.keep_draft(session, world.organisation.id, "laptop", shorter, actor=world.actor)
    made = checklists.publish(
        session, world.organisation.id, "laptop", actor=world.actor, client_id=fresh()
    )
    assert (old.checklist.version, made.version) == (1, 2)
    tell(session, world, device, facts.REPAIRED)
    assert [card.key for card in service.sheet(session, device, {}).cards] == ["clean"]
    assert [card["key"] for card in old.checklist.cards] == ["clean", "looks", "works"]


def test_who_began_with_the_old_questions_ends_with_them(
    session: Session, world: World, device: Device
) -> None:
    give(session, world, device, "clean", "clean")
    shorter = checklists.cards_delivered("laptop")[:1]
    checklists.keep_draft(session, world.organisation.id, "laptop", shorter, actor=world.actor)
    checklists.publish(
        session, world.organisation.id, "laptop", actor=world.actor, client_id=fresh()
    )
    sheet = service.sheet(session, device, {})
    assert [card.key for card in sheet.cards] == ["clean", "looks", "works"]


def test_a_list_is_published_once_and_back_to_how_it_was_delivered(
    session: Session, world: World
) -> None:
    mine = world.organisation.id
    with pytest.raises(Invalid):
        checklists.publish(session, mine, "tablet", actor=world.actor, client_id=fresh())
    shorter = checklists.cards_delivered("tablet")[:2]
    checklists.keep_draft(session, mine, "tablet", shorter, actor=world.actor)
    assert checklists.cards_of(session, mine, "tablet") == checklists.cards_delivered("tablet")
    client_id = fresh()
    first = checklists.publish(session, mine, "tablet", actor=world.actor, client_id=client_id)
    again = checklists.publish(session, mine, "tablet", actor=world.actor, client_id=client_id)
    assert again.id == first.id
    assert checklists.cards_of(session, mine, "tablet") == shorter
    checklists.keep_draft(
        session, mine, "tablet", checklists.cards_delivered("tablet"), actor=world.actor
    )
    back = checklists.publish(session, mine, "tablet", actor=world.actor, client_id=fresh())
    assert back.delivered
    assert back.cards == write(checklists.cards_delivered("tablet"))
    assert checklists.draft_of(session, mine, "tablet") is None


def test_a_new_delivery_is_a_new_version_where_nobody_has_their_own(
    session: Session, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine = world.organisation.id
    first = checklists.current(session, mine, "screen")
    assert checklists.current(session, mine, "screen").id == first.id
    shorter = checklists.cards_delivered("screen")[:1]
    monkeypatch.setattr(checklists, "cards_delivered", lambda _kind: shorter)
    assert checklists.current(session, mine, "screen").version == 2


def check_keyboard(session: Session, world: World, device: Device, how_bad: str) -> None:
    give(session, world, device, "clean", "clean")
    give(session, world, device, "looks", "none")
    give(session, world, device, "works", "marked", "keyboard")
    give(session, world, device, "works.keyboard", how_bad)
    finish(session, world, device, "C")


def test_what_got_worse_blocks_and_what_is_better_does_not(
    session: Session, world: World, device: Device
) -> None:
    for how_bad, blocks in (("worn", False), ("broken", True), ("worn", False)):
        check_keyboard(session, world, device, how_bad)
        (fault,) = faults.open_faults(session, device)
        assert fault.blocking is blocks
        assert device.next_step == ("repair" if blocks else "ready")


def test_what_is_not_asked_any_more_is_not_mended_by_that(
    session: Session, world: World, device: Device
) -> None:
    check_keyboard(session, world, device, "broken")
    shorter = checklists.cards_delivered("laptop")[:1]
    checklists.keep_draft(session, world.organisation.id, "laptop", shorter, actor=world.actor)
    checklists.publish(
        session, world.organisation.id, "laptop", actor=world.actor, client_id=fresh()
    )
    give(session, world, device, "clean", "clean")
    finish(session, world, device)
    assert [one.problem for one in faults.open_faults(session, device)] == ["keyboard"]
    assert device.next_step == "repair"


@pytest.mark.parametrize("since", [facts.REPAIRED, facts.CAME_IN])
def test_what_was_answered_before_it_changed_is_asked_anew(
    session: Session, world: World, device: Device, since: str
) -> None:
    """Opened again by mistake and left: after the repair nobody looked yet."""
    check_keyboard(session, world, device, "broken")
    service.again(session, device, actor=world.actor)
    assert service.sheet(session, device, {}).next is None
    tell(session, world, device, since)
    sheet = service.sheet(session, device, {})
    assert sheet.next is not None
    assert sheet.next.key == "clean"
    with pytest.raises(Conflict):
        finish(session, world, device)
    answer_all(session, world, device)
    finish(session, world, device)
    assert faults.open_faults(session, device) == []


def test_what_a_card_of_our_own_finds_is_told_in_its_words(
    session: Session, world: World, device: Device
) -> None:
    told = [
        {
            "key": f"own-{number}", "kind": "ask", "picture": "question",
            "text": {"nl": f"Vraag {number}?"},
            "answers": [
                {"key": "a0", "icon": "check", "meaning": "good", "text": {"nl": "Ja"}},
                {"key": "a1", "icon": "x", "meaning": "broken", "text": {"nl": "Nee"}},
            ],
        }
        for number in (1, 2)
    ]  # fmt: skip
    checklists.keep_draft(session, world.organisation.id, "laptop", read(told), actor=world.actor)
    checklists.publish(
        session, world.organisation.id, "laptop", actor=world.actor, client_id=fresh()
    )
    give(session, world, device, "own-1", "a1")
    give(session, world, device, "own-2", "a1")
    finish(session, world, device)
    words = sorted(one.words for one in faults.open_faults(session, device))
    assert words == ["Vraag 1? Nee", "Vraag 2? Nee"]


def test_what_somebody_told_before_is_not_told_twice(
    session: Session, world: World, device: Device
) -> None:
    for problem, blocks in (("keyboard", False), ("hinge", True)):
        faults.open(
            session, device, problem=problem, blocking=blocks, source="person",
            actor=world.actor, client_id=fresh(),
        )  # fmt: skip
    give(session, world, device, "clean", "clean")
    give(session, world, device, "looks", "marked", "hinge_left")
    give(session, world, device, "looks.hinge_left", "broken")
    give(session, world, device, "works", "marked", "keyboard")
    give(session, world, device, "works.keyboard", "broken")
    finish(session, world, device, "C")
    told = {(one.problem, one.detail, one.blocking) for one in faults.open_faults(session, device)}
    # Of two hinges nobody knows which one was meant.
    assert told == {
        ("keyboard", "keyboard", True),
        ("hinge", "", True),
        ("hinge", "hinge_left", True),
    }
