"""The window of the first start, in a screen of its own (Xvfb), with the system's own GTK."""

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

PYTHON = "/usr/bin/python3"
SIZE = (1366, 768)
_GTK = 'import gi; gi.require_version("Gtk", "3.0"); from gi.repository import Gtk'


def _why_not() -> str | None:
    if not shutil.which("xvfb-run"):
        return "there is no Xvfb here"
    if subprocess.run([PYTHON, "-c", _GTK], check=False, capture_output=True).returncode:
        return f"{PYTHON} has no GTK here"
    return None


pytestmark = pytest.mark.skipif(_why_not() is not None, reason=str(_why_not()))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where one whole run through the window left its pictures."""
    folder = tmp_path_factory.mktemp("welcome")
    screen = f"-screen 0 {SIZE[0]}x{SIZE[1]}x24"
    script = Path(__file__).with_name("window_driven.py")
    command = ["xvfb-run", "--auto-servernum", "-s", screen, PYTHON, str(script), str(folder)]
    done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture(scope="module")
def told(folder: Path) -> dict[str, Any]:
    return json.loads((folder / "told.json").read_text())


def test_it_begins_in_all_languages(told: dict[str, Any]):
    assert "Welkom · Bienvenue · Welcome" in told["language"]
    assert {"Nederlands", "Français", "English"} <= set(told["language"])


def test_enter_goes_on_and_never_switches_off(told: dict[str, Any]):
    assert told["focus"] == ["Nederlands", "Verder", "Entry"]


def test_a_short_password_is_said(told: dict[str, Any]):
    assert "Dat is te kort. Typ 8 tekens of meer." in told["short"]


def test_it_ends_with_an_account(told: dict[str, Any]):
    assert told["done"]
    assert "Klaar!" in told["ready"]
    assert [command[-1] for command, _ in told["ran"] if command[0] == "useradd"] == ["anna"]
    tried = [command for command, _ in told["ran"] if command[0] == "setxkbmap"]
    assert tried[-1] == ["setxkbmap", "-layout", "fr", "-variant", ""]


@pytest.mark.parametrize("name", ["language", "keyboard", "name", "short", "ready"])
def test_it_fills_the_screen_and_shows_a_card(folder: Path, name: str):
    picture = Image.open(folder / f"{name}.png").convert("RGB")
    assert picture.size == SIZE
    white = sum(count for count, colour in picture.getcolors(2**24) or () if colour == (255,) * 3)
    assert 0.08 < white / (SIZE[0] * SIZE[1]) < 0.6
    assert picture.getpixel((5, 5)) == (0x12, 0x3D, 0x4A)
