"""The recipes of config/images: each complete, and different from the others as promised."""

import json
import shutil
from pathlib import Path

import pytest

from atelier.workshop.imaging.building import BuildError, Recipe, load, names
from atelier.workshop.imaging.building.table import layout

ROOT = Path(__file__).parents[5]
RECIPES = ROOT / "config" / "images"
DESKTOPS = ("basis", "kiosk", "school", "senior")


@pytest.fixture(params=names(RECIPES))
def recipe(request: pytest.FixtureRequest) -> Recipe:
    return load(RECIPES, request.param)


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    return Path(shutil.copytree(RECIPES, tmp_path / "images"))


def test_there_are_those_that_are_promised():
    assert names(RECIPES) == ("basis", "kiosk", "mini", "school", "senior")


def test_each_says_in_three_languages_what_it_is(recipe: Recipe):
    assert set(recipe.titles) == set(recipe.descriptions) == {"nl", "fr", "en"}
    assert recipe.languages == ("nl", "fr", "en")


def test_each_can_start_everywhere_and_stays_up_to_date(recipe: Recipe):
    wanted = {
        "grub-pc-bin",
        "grub-efi-amd64-signed",
        "shim-signed",
        "unattended-upgrades",
        "nftables",
        "linux-image-amd64",
        "python3",
    }
    assert wanted <= set(recipe.packages)


def test_no_package_is_named_twice_and_none_tells_anybody_of_the_borrower(recipe: Recipe):
    assert len(set(recipe.packages)) == len(recipe.packages)
    assert not {"popularity-contest", "apport", "whoopsie"} & set(recipe.packages)


def test_the_root_is_last_so_that_it_can_grow(recipe: Recipe):
    places = layout(recipe)
    assert [one.grows for one in places.all] == [False, False, True]
    ends = [one.start_bytes + one.size_bytes for one in places.all]
    assert ends[:2] == [one.start_bytes for one in places.all[1:]]
    assert ends[2] <= recipe.size_bytes - 2**20


@pytest.mark.parametrize("name", DESKTOPS)
def test_desktops_know_the_hardware_the_languages_and_who_needs_help_to_see(name: str):
    packages = set(load(RECIPES, name).packages)
    assert {"firmware-iwlwifi", "firmware-realtek", "firmware-amd-graphics"} <= packages
    assert {"firefox-esr-l10n-nl", "firefox-esr-l10n-fr", "libreoffice-l10n-nl"} <= packages
    assert {"hunspell-nl", "hunspell-fr", "orca", "onboard", "magnus"} <= packages
    assert {"network-manager", "thunderbird", "libreoffice-writer", "evince"} <= packages


def test_school_has_more_than_basis():
    basis, school = load(RECIPES, "basis"), load(RECIPES, "school")
    assert {"gcompris-qt", "tuxpaint", "tuxmath", "kturtle"} <= set(school.packages)
    assert set(basis.packages) < set(school.packages)
    told = (RECIPES / "parts/school/root/usr/share/atelier/firefox.json").read_text()
    shown = {one.get("name") for one in json.loads(told)["ManagedBookmarks"]}
    assert {"Smartschool", "Bingel", "Google Classroom", "Microsoft 365"} <= shown


def test_each_recipe_is_another(recipe: Recipe):
    others = [load(RECIPES, name) for name in names(RECIPES) if name != recipe.name]
    assert recipe.sha256 not in {one.sha256 for one in others}
    assert recipe.id_of("root") not in {one.id_of("root") for one in others}


def test_the_hash_follows_every_file_and_its_mode(copied: Path):
    before = load(copied, "mini").sha256
    assert before == load(RECIPES, "mini").sha256
    settle = copied / "parts" / "console" / "settle"
    settle.chmod(0o755 if not settle.stat().st_mode & 0o100 else 0o644)
    changed = load(copied, "mini").sha256
    assert changed != before
    (copied / "welcome" / "welcome" / "words.py").write_text("")
    without_words = load(copied, "mini").sha256
    assert without_words != changed
    (copied / "finish").write_text("#!/bin/sh\n")
    assert load(copied, "mini").sha256 not in {changed, without_words}


def test_an_unknown_name_is_told_with_those_that_are_known():
    with pytest.raises(BuildError, match=r"no recipe maxi .*: there are basis, kiosk, mini"):
        load(RECIPES, "maxi")


def test_a_recipe_that_leaves_something_out_says_what(copied: Path):
    (copied / "bare.toml").write_text('parts = ["system"]\nlanguages = ["nl"]\n')
    with pytest.raises(BuildError, match=r"bare says nothing of descriptions, disk, needs, titles"):
        load(copied, "bare")


@pytest.mark.parametrize(
    ("line", "said"),
    [("memory_mb = 512", "needs.memory_mb"), ("size_mb = 1024", "disk.size_mb")],
)
def test_a_recipe_that_leaves_a_size_out_says_which(copied: Path, line: str, said: str):
    mini = copied / "mini.toml"
    mini.write_text(mini.read_text().replace(line, ""))
    with pytest.raises(BuildError, match=f"mini says nothing of {said}"):
        load(copied, "mini")


def test_a_recipe_that_extends_itself_is_told(copied: Path):
    basis = copied / "basis.toml"
    basis.write_text('extends = "kiosk"\n' + basis.read_text())
    with pytest.raises(BuildError, match="kiosk extends itself, by kiosk, basis, kiosk"):
        load(copied, "kiosk")


def test_a_part_that_is_not_there_is_named(copied: Path):
    mini = copied / "mini.toml"
    mini.write_text(mini.read_text().replace('"console"', '"consoles"'))
    with pytest.raises(BuildError, match="the part consoles"):
        load(copied, "mini")


def test_a_recipe_that_is_no_toml_says_where(copied: Path):
    (copied / "mini.toml").write_text("parts = [")
    with pytest.raises(BuildError, match=r"mini cannot be read: Invalid value"):
        load(copied, "mini")
