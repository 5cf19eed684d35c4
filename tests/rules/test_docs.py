"""The documents say what the screen says, and lead to what there is."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted([ROOT / "README.md", *(ROOT / "docs").glob("*.md")])
QUOTED = re.compile(r"(?<![*\w])\*([A-Z][^*\n]+)\*(?!\*)")
LINK = re.compile(r"\]\((?!https?://)([^)#]+)\)")


@pytest.fixture(scope="module")
def said() -> str:
    """All that templates and code say: on the pages, and on the machine's own screen."""
    files = [
        *(ROOT / "atelier").rglob("*.html"),
        *(ROOT / "atelier").rglob("*.py"),
        *(ROOT / "diagnostics").rglob("*.py"),
    ]
    return "\n".join(file.read_text() for file in files)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_words_of_the_screen_are_quoted_as_they_are(page: Path, said: str) -> None:
    quoted = set(QUOTED.findall(page.read_text()))
    assert {words for words in quoted if f'"{words}"' not in said} == set()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    targets = LINK.findall(page.read_text())
    assert [target for target in targets if not (page.parent / target).exists()] == []


def test_every_target_of_make_is_real() -> None:
    makefile = (ROOT / "Makefile").read_text()
    targets = set(re.findall(r"^([a-z-]+):", makefile, re.MULTILINE))
    named = {
        word
        for page in PAGES
        for word in re.findall(r"(?:^    |`)make ([a-z-]+)", page.read_text(), re.MULTILINE)
    }
    assert named
    assert named <= targets
