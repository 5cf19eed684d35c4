"""What no template may hold."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = sorted((ROOT / "atelier").rglob("*.html"))
SHIPPED = [*TEMPLATES, *(ROOT / "atelier").rglob("*.css"), *(ROOT / "atelier").rglob("*.js")]

FORBIDDEN = {
    "a script in the page": re.compile(r"<script(?![^>]*\ssrc=)", re.IGNORECASE),
    "a style in the page": re.compile(r"<style\b|\sstyle\s*=", re.IGNORECASE),
    "a handler in the page": re.compile(r"\son[a-z]+\s*=\s*[\"'{]", re.IGNORECASE),
    "text past the escaping": re.compile(r"\|\s*safe\b|autoescape\s+false|Markup"),
    "a size that does not grow": re.compile(r"user-scalable|maximum-scale", re.IGNORECASE),
}
ELSEWHERE = re.compile(r"(?:https?:)?//(?!www\.w3\.org/)[a-z0-9-]+\.[a-z]{2,}", re.IGNORECASE)
COMMENT = re.compile(r"/\*.*?\*/|{#.*?#}|^\s*//[^\n]*$", re.DOTALL | re.MULTILINE)
MACRO = re.compile(r"{%-?\s*macro\s+(\w+)")


@pytest.mark.parametrize("what", FORBIDDEN)
def test_no_template_holds(what: str) -> None:
    assert TEMPLATES
    assert {t.name for t in TEMPLATES if FORBIDDEN[what].search(t.read_text())} == set()


def test_nothing_is_fetched_from_elsewhere() -> None:
    found = {
        file.name: ELSEWHERE.findall(_without_comments(file))
        for file in SHIPPED
        if ELSEWHERE.search(_without_comments(file))
    }
    assert found == {}


def test_every_macro_is_used() -> None:
    texts = {template: template.read_text() for template in TEMPLATES}
    everything = "\n".join(texts.values())
    for template, text in texts.items():
        for name in MACRO.findall(text):
            assert len(re.findall(rf"\b{name}\s*\(", everything)) > 1, f"{name} in {template.name}"


def test_every_page_has_a_title_and_one_heading() -> None:
    pages = [t for t in TEMPLATES if 'extends "web/base.html"' in t.read_text()]
    assert pages
    for page in pages:
        text = page.read_text()
        assert "{% block title %}" in text, page.name
        assert "<h1" in text or "{% include" in text or "{% import" in text, page.name


def _without_comments(file: Path) -> str:
    return re.sub(
        r"/\*.*?\*/|{#.*?#}|^\s*//.*?$", "", file.read_text(), flags=re.DOTALL | re.MULTILINE
    )
