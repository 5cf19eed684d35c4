"""What the repository as a whole keeps to."""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LONGEST = 400
TOP = {
    ".ci",
    ".gitignore",
    "LICENSE",
    "Makefile",
    "README.md",
    "alembic.ini",
    "atelier",
    "config",
    "diagnostics",
    "docs",
    "labels",
    "migrations",
    "pyproject.toml",
    "requirements.lock",
    "ruff.toml",
    "setup.cfg",
    "tests",
    "wsgi.py",
}
#: Written in pieces, so that this file does not find itself.
MACHINE = re.compile("/" + r"(?:work|home/\w+|Users/\w+|tmp/\w+)/")
NETWORKS = re.compile(
    "|".join(("cdn" + r"\.", "jsdeliv" + "r", "unpk" + "g", "google" + "apis")), re.IGNORECASE
)


def tracked() -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False, text=True
    )
    if listed.returncode != 0:
        pytest.skip("this is not a git checkout")
    paths = [ROOT / name for name in listed.stdout.split("\0") if name]
    return [path for path in paths if path.is_file()]


def texts() -> list[tuple[Path, str]]:
    found = []
    for path in tracked():
        try:
            found.append((path.relative_to(ROOT), path.read_text()))
        except UnicodeDecodeError:
            continue  # a picture
    return found


def test_the_top_level_is_the_house_that_was_drawn() -> None:
    assert {path.relative_to(ROOT).parts[0] for path in tracked()} <= TOP


def test_no_module_takes_everything() -> None:
    long = {
        str(path): text.count("\n")
        for path, text in texts()
        if path.suffix in {".py", ".js", ".html"} and text.count("\n") > LONGEST
    }
    assert long == {}


def test_nothing_knows_the_machine_it_was_written_on() -> None:
    assert {str(path): MACHINE.findall(t) for path, t in texts() if MACHINE.search(t)} == {}


def test_nothing_comes_from_a_content_network() -> None:
    assert {str(path): NETWORKS.findall(t) for path, t in texts() if NETWORKS.search(t)} == {}


def test_what_is_locked_has_a_hash_and_no_address() -> None:
    lock = (ROOT / "requirements.lock").read_text()
    assert "://" not in lock
    assert "--index-url" not in lock
    pins = re.split(r"\n(?=[a-z])", lock.strip())
    assert len(pins) > 50
    assert [pin.splitlines()[0] for pin in pins if "--hash=sha256:" not in pin] == []


def test_tests_are_found_by_their_folder_alone() -> None:
    assert list((ROOT / "tests").rglob("__init__.py")) == []
