"""``atelier image build``: what keeps it from building is said, and nothing is left behind."""

import errno
import os
import shutil
from pathlib import Path
from typing import NamedTuple

import pytest
from apiflask import APIFlask
from click.testing import Result

from atelier.workshop.imaging.building import making
from diagnostics.wire.imaging import Source
from tests import images

RECIPES = Path(__file__).parents[3] / "config" / "images"


class _Usage(NamedTuple):
    total: int
    used: int
    free: int


@pytest.fixture
def store(tmp_path: Path) -> Path:
    return tmp_path / "store"


def build(app: APIFlask, store: Path, *words: str) -> Result:
    told = app.test_cli_runner().invoke(
        args=["image", "build", *words, "--output", str(store), "--recipes", str(RECIPES)]
    )
    assert not store.exists() or not list(store.iterdir())
    return told


def test_an_unknown_recipe(app: APIFlask, store: Path):
    told = build(app, store, "maxi")
    assert told.exit_code == 1
    assert "there is no recipe maxi" in told.output
    assert "basis, kiosk, mini, school, senior" in told.output


def test_only_root_can(app: APIFlask, store: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    told = build(app, store, "mini")
    assert told.exit_code == 1
    assert "is work for root" in told.output
    assert "sudo" in told.output


def test_a_release_that_cannot_be(app: APIFlask, store: Path, monkeypatch: pytest.MonkeyPatch):
    """Said at once, not when all is built."""
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    told = build(app, store, "mini", "--release", "of today")
    assert told.exit_code == 1
    assert "its release has to be digits, letters" in told.output
    assert "Fetching" not in told.output


@pytest.mark.parametrize("full", ["/var/tmp", "the store"])
def test_a_full_disk(app: APIFlask, store: Path, monkeypatch: pytest.MonkeyPatch, full: str):
    """Said before anything is fetched."""
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.delenv("TMPDIR", raising=False)
    real = shutil.disk_usage

    def usage(path: Path) -> _Usage:
        there = str(path).startswith("/var/tmp")
        return _Usage(2**40, 0, 2**20) if there == (full == "/var/tmp") else real(path)

    monkeypatch.setattr(shutil, "disk_usage", usage)
    told = build(app, store, "mini")
    assert told.exit_code == 1
    assert "1 MiB free" in told.output
    assert "Fetching" not in told.output


def test_a_disk_that_gets_full_meanwhile(
    app: APIFlask, store: Path, monkeypatch: pytest.MonkeyPatch
):
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(making, "_make", full)
    told = build(app, store, "mini")
    assert told.exit_code == 1
    assert told.output.startswith("Error: a disk got full while mini was built")


@pytest.mark.parametrize(
    ("manifest", "said"),
    [
        ({"name": "basis"}, "is of the image basis, not mini"),
        ({"source": Source(kind="raw")}, "was not built from a recipe: it was raw"),
    ],
)
def test_a_manifest_of_something_else(
    app: APIFlask, store: Path, tmp_path: Path, manifest: dict[str, object], said: str
):
    built: dict[str, object] = {"source": Source(kind="built", recipe="mini"), **manifest}
    made = images.make(images.some_disk(2**20), **built)
    for name, content in made.files.items():
        (tmp_path / name).write_bytes(content)
    told = build(app, store, "mini", "--from", str(tmp_path / "manifest.json"))
    assert told.exit_code == 1
    assert said in told.output


def test_a_manifest_without_its_packages(app: APIFlask, store: Path, tmp_path: Path):
    made = images.make(images.some_disk(2**20), source=Source(kind="built"))
    (tmp_path / "manifest.json").write_bytes(made.manifest)
    told = build(app, store, "mini", "--from", str(tmp_path / "manifest.json"))
    assert told.exit_code == 1
    assert "packages.json" in told.output


def test_packages_that_are_not_the_manifests(app: APIFlask, store: Path, tmp_path: Path):
    made = images.make(images.some_disk(2**20), source=Source(kind="built"))
    (tmp_path / "manifest.json").write_bytes(made.manifest)
    (tmp_path / "packages.json").write_bytes(made.packages + b" ")
    told = build(app, store, "mini", "--from", str(tmp_path / "manifest.json"))
    assert told.exit_code == 1
    assert "packages.json is not the one that the manifest names" in told.output
