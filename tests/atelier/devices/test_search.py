import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from atelier.devices import search, service
from atelier.devices.identity import SYSTEM_SERIAL, Identifier
from atelier.devices.models import Device
from tests.factories import World, give_tag

MODELS = [
    ("Lenovo", "ThinkPad T470"),
    ("Lenovo", "ThinkPad T480s"),
    ("HP", "EliteBook 840 G5"),
    ("Dell", "Latitude 5490"),
    ("ASUS", "VivoBook X515"),
]


@pytest.fixture
def stock(session: Session, world: World) -> dict[str, Device]:
    """One laptop of each model, by its name."""
    made = {}
    for maker, name in MODELS:
        device = service.create(
            session, organisation_id=world.organisation.id, kind="laptop", actor=world.actor
        )
        device.model = service.find_or_create_model(session, maker, name)
        made[name] = device
    session.flush()
    return made


def names(session: Session, world: World, text: str) -> set[str]:
    found = session.scalars(
        sa.select(Device).where(search.matching(session, world.organisation.id, text))
    )
    return {device.model.name for device in found if device.model}


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("thinkpad", {"ThinkPad T470", "ThinkPad T480s"}),
        ("THINKPAD t470", {"ThinkPad T470"}),
        ("thinpad t470", {"ThinkPad T470"}),
        ("lenvo thinkpad t4", {"ThinkPad T470", "ThinkPad T480s"}),
        ("elitbook", {"EliteBook 840 G5"}),
        ("latitdue 5490", {"Latitude 5490"}),
        ("vivo", {"VivoBook X515"}),
        ("macbook", set()),
        ("thinkpad 840", set()),
        ("", set()),
        ("%", set()),
    ],
)
def test_models_are_found_though_typed_wrongly(
    session: Session, world: World, stock: dict[str, Device], typed: str, found: set[str]
) -> None:
    assert names(session, world, typed) == found


def test_a_serial_is_found_with_letters_confused(
    session: Session, world: World, stock: dict[str, Device]
) -> None:
    serial = Identifier.of(SYSTEM_SERIAL, "5CG8O41PX1")
    assert serial
    service.remember(session, stock["EliteBook 840 G5"], [serial])
    for typed in ("5CG8O41PX1", "5cg8041px1", "5CG8041PXI", "SCG8041PX1"):
        assert names(session, world, typed) == {"EliteBook 840 G5"}, typed


def test_the_first_digits_of_a_tag_are_enough(
    session: Session, world: World, stock: dict[str, Device]
) -> None:
    tag = give_tag(session, stock["ThinkPad T470"], actor=world.actor)
    assert "ThinkPad T470" in names(session, world, tag.number[:5])
    assert "ThinkPad T470" in names(session, world, f"{tag.number[:4]} {tag.number[4:8]}")
