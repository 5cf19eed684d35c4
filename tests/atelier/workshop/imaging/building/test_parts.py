"""What the parts of images put into a system can at least be read by what reads it there."""

import configparser
import json
import shutil
import subprocess
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path

import pytest

IMAGES = Path(__file__).parents[5] / "config" / "images"


def _first_line(path: Path) -> str:
    with path.open("rb") as file:
        return file.readline(80).decode(errors="replace")


def _files(ending: str = "") -> Iterator[Path]:
    for path in sorted(IMAGES.rglob(f"*{ending}")):
        if path.is_file() and "__pycache__" not in path.parts:
            yield path


def _begins(word: str) -> list[Path]:
    return [path for path in _files() if word in _first_line(path)]


def _id(path: Path) -> str:
    return str(path.relative_to(IMAGES))


@pytest.mark.parametrize("path", _begins("#!/bin/sh"), ids=_id)
def test_shell_scripts(path: Path):
    done = subprocess.run(["sh", "-n", str(path)], check=False, capture_output=True, text=True)
    assert done.stderr == ""


@pytest.mark.parametrize("path", _begins("python3"), ids=_id)
def test_programs(path: Path):
    compile(path.read_text(), str(path), "exec")


@pytest.mark.parametrize("path", list(_files(".json")), ids=_id)
def test_policies(path: Path):
    assert json.loads(path.read_text())


@pytest.mark.parametrize("path", [*_files(".xml"), *_files(".svg")], ids=_id)
def test_settings_of_the_desktop(path: Path):
    ET.parse(path)


@pytest.mark.parametrize(
    "path", [*_files(".desktop"), *_files(".service"), *_files(".network")], ids=_id
)
def test_units_and_starters(path: Path):
    read = configparser.RawConfigParser(strict=False, interpolation=None)
    read.optionxform = str  # type: ignore[assignment,method-assign]
    read.read_string(path.read_text())
    assert read.sections()


def test_what_is_started_by_a_full_path_is_there_and_may_run():
    """Of what these parts bring themselves."""
    in_image = [path for path in _files() if {"root", "settle"} & {*path.parts}]
    told = "".join(path.read_text(errors="replace") for path in in_image)
    brought = {path.name: path for path in _files() if "atelier" in path.parent.name}
    used = {name for name in brought if f"/usr/lib/atelier/{name}" in told}
    assert used >= {"first-session", "access", "public-session", "forget-visitor", "plain-names"}
    assert [name for name in used if not brought[name].stat().st_mode & 0o100] == []


@pytest.mark.skipif(not shutil.which("nft"), reason="nftables is not installed here")
def test_the_firewall():
    rules = IMAGES / "parts/system/root/etc/nftables.conf"
    done = subprocess.run(["nft", "-c", "-f", str(rules)], check=False, capture_output=True)
    assert done.stderr == b""


def test_incoming_is_dropped_but_what_was_asked_for():
    rules = (IMAGES / "parts/system/root/etc/nftables.conf").read_text()
    assert "type filter hook input priority filter; policy drop;" in rules
