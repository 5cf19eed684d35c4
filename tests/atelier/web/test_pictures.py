"""The drawings of cards: whole, and all there that a card can name."""

from xml.etree import ElementTree as ET

from atelier.settings import ROOT
from atelier.web.checking.routes import DRAWN
from atelier.web.checklists.words import PICTURES
from atelier.workshop.inspection import grading
from atelier.workshop.inspection.checklists import delivered

SPRITE = ROOT / "atelier" / "web" / "static" / "pictures" / "cards.svg"


def test_each_drawing_that_a_card_can_name_is_there() -> None:
    found = {each.get("id") for each in ET.parse(SPRITE).getroot()}
    lists = delivered.load(ROOT / "config" / "checklists.toml").values()
    named = {card.picture for cards in lists for card in cards}
    kinds = {"", *DRAWN.values()}
    grades = {f"grade-{grade.lower()}{kind}" for grade in grading.GRADES for kind in kinds}
    assert named <= set(PICTURES)
    assert found == set(PICTURES) | grades
