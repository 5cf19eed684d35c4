"""What the screen says at each moment, in each language and on each size of screen."""

import io
from dataclasses import replace

import pytest
import zxingcpp
from PIL import Image
from rich.console import Console

from diagnostics.console import theme
from diagnostics.console.frame import Frame, lay_out
from diagnostics.report import DiskHealth
from diagnostics.resident import menu, state, views
from diagnostics.resident.facts import Facts
from diagnostics.words import LANGUAGES, in_language
from tests.diagnostics.resident.conftest import (
    MOMENTS,
    REPORT,
    SELF_TEST,
    TAG,
    TWELVE,
    UNTAGGED,
    URL,
    facts,
    taken,
)

SIZES = ((80, 24), (80, 25), (100, 37), (170, 48), (240, 67))


def shown(found: Facts, width: int = 100, height: int = 37, offset: int = 0) -> list[str]:
    words = in_language(found.language)
    console = Console(file=io.StringIO(), width=width, theme=theme.THEME)
    screen = state.screen_of(found, words, 0.0)
    frame = Frame(
        around=state.around(found, words),
        body=views.body(screen, words, width),
        keys=screen.keys,
        offset=offset,
    )
    laid = lay_out(console, frame, words, width, height)
    return ["".join(segment.text for segment in line) for line in laid.lines]


def flat(lines: list[str]) -> str:
    return " ".join(" ".join(lines).split())


def said(found: Facts) -> str:
    """Everything the screen says, big letters as words."""
    screen = state.screen_of(found, in_language(found.language), 0.0)
    return f"{screen.heading} {flat(shown(found))}"


@pytest.mark.parametrize("moment", MOMENTS)
def test_at_each_moment_the_screen_says_what_it_is_and_what_to_do(moment: str) -> None:
    found, parts = MOMENTS[moment]
    small = moment == "twelve disks, one silent"
    text = flat(shown(found, 80, 25)) if small else said(found)
    assert [part for part in parts if part not in text] == []


@pytest.mark.parametrize("moment", MOMENTS)
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_it_fits_every_screen_in_every_language(
    moment: str, size: tuple[int, int], language: str
) -> None:
    found = MOMENTS[moment][0]
    lines = shown(replaced(found, language), *size)
    assert len(lines) == size[1]
    assert {len(line) for line in lines} == {size[0]}


def replaced(found: Facts, language: str) -> Facts:
    return replace(found, language=language)


@pytest.mark.parametrize("moment", MOMENTS)
@pytest.mark.parametrize("language", ["fr", "en"])
def test_nothing_of_it_stays_dutch(moment: str, language: str) -> None:
    """But for what the server said, in the language that it was asked in."""
    dutch = state.screen_of(MOMENTS[moment][0], in_language("nl"), 0.0)
    found = replaced(MOMENTS[moment][0], language)
    other = state.screen_of(found, in_language(language), 0.0)
    servers = {"Wis de schijf", "Klaar", "Ontvang het toestel", "Ontvang"}
    if dutch.heading not in servers | {"Kies welk toestel dit is"}:
        assert other.heading != dutch.heading
    for before, after in zip(dutch.keys, other.keys, strict=True):
        assert before.text != after.text


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_code_to_claim_it_is_read_from_every_screen(
    size: tuple[int, int], language: str
) -> None:
    found = facts(taken=REPORT, view=UNTAGGED, language=language)
    halves = {" ": (0, 0), "▀": (1, 0), "▄": (0, 1), "█": (1, 1)}
    rows = [
        [halves.get(char, (0, 0))[half] for char in line]
        for line in shown(found, *size)
        for half in (0, 1)
    ]
    image = Image.new("L", (len(rows[0]), len(rows)))
    image.putdata([0 if dark else 255 for row in rows for dark in row])
    image = image.resize((image.width * 4, image.height * 4), Image.Resampling.NEAREST)
    assert [code.text for code in zxingcpp.read_barcodes(image)] == [URL]


def test_a_very_long_address_is_there_to_type_over() -> None:
    long = "https://atelier.example/" + "x" * 400
    found = facts(taken=REPORT, view=replace(UNTAGGED, url=long))
    typed = long.removeprefix("https://")
    assert typed in "".join(line.strip() for line in shown(found, 80, 24))


@pytest.mark.parametrize("size", SIZES)
def test_the_tag_is_big_wherever_the_machine_is_known(size: tuple[int, int]) -> None:
    text = "\n".join(shown(taken(), *size))
    assert TAG not in text
    assert "█" in text


def test_all_of_twelve_disks_can_be_seen() -> None:
    found = taken(report=TWELVE, details=True)
    pages = " ".join(flat(shown(found, 80, 25, offset)) for offset in range(40))
    assert [letter for letter in "abcdefghijkl" if f"Schijf {letter}" not in pages] == []
    assert "Geen antwoord" in pages


def test_a_good_disk_takes_one_line_and_a_failing_one_says_so() -> None:
    bad = replace(TWELVE.disks[3], health=DiskHealth(passed=False))
    found = taken(report=replace(TWELVE, disks=(*TWELVE.disks[:3], bad)))
    text = flat(shown(found, 80, 25))
    assert "(x) zegt zelf: gaat stuk. Gebruik deze schijf niet meer (Schijf d" in text


def test_server_silence_is_said_only_once_it_lasts() -> None:
    assert "geen antwoord" not in said(taken(away_since=-5.0))
    assert "geen antwoord sinds" in said(taken(away_since=-11.0))


def test_without_a_keyboard_no_key_is_offered() -> None:
    assert menu.keys(taken(has_keys=False), in_language("nl")) == ()


def test_on_somebodys_own_machine_no_key_switches_it_off() -> None:
    names = {key.name for key in menu.keys(taken(medium=False), in_language("nl"))}
    assert names == {menu.CHECK, menu.MEASURE, menu.DETAILS, menu.LANGUAGE, menu.STOP}


def test_while_choosing_a_server_no_other_digit_below_nine_does_anything() -> None:
    names = {key.name for key in menu.keys(facts(reach="choosing"), in_language("nl"))}
    assert names == {menu.LANGUAGE, menu.RESTART, menu.POWER_OFF}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_keys_fit_on_one_line(language: str) -> None:
    last = shown(taken(language=language), 80, 24)[-1]
    assert " 1 " in last
    assert " 0 " in last


def test_every_key_is_in_the_same_place_on_azerty_and_qwerty() -> None:
    moved = set("aqzwm,;:!ù^$*")
    for found, _ in MOMENTS.values():
        names = {key.name for key in menu.keys(found, in_language("nl"))}
        assert not {name.lower() for name in names} & moved - {menu.STOP}


@pytest.mark.parametrize(("language", "next_one"), [("nl", "fr"), ("fr", "en"), ("en", "nl")])
def test_languages_go_round(language: str, next_one: str) -> None:
    assert menu.next_language(language) == next_one


def test_progress_never_says_100_before_the_end() -> None:
    running = (replace(SELF_TEST, fraction=0.9999, left_s=1),)
    text = said(taken(running=running))
    assert "99 %" in text
    assert "nog minder dan 1 min" in text
