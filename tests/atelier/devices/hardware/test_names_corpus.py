"""Every recorded machine reads as a person would say it."""

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from atelier.devices.hardware import Description, describe
from atelier.devices.identity.makers import makers_differ
from atelier.devices.identity.rubbish import is_placeholder
from diagnostics.probes.dmi import recording
from diagnostics.report import System
from tests.reports import a_report

#: Company forms, marks and fillers that nobody says.
UNSAID = re.compile(
    r"\b(?:inc|corporation|co|ltd|limited|company)\b\.?|\(r\)|\(tm\)|default string|o\.e\.m"
    r"|product name|invalid|_asus|type1",
    re.IGNORECASE,
)


@pytest.fixture(scope="module")
def told(corpus_folder: Path) -> list[tuple[System, Description]]:
    return list(_all(corpus_folder))


@pytest.fixture(scope="module")
def corpus_folder() -> Path:

    folder = Path(os.environ.get("ATELIER_CORPUS", "../shared/corpus")) / "dmidecode"
    if not folder.is_dir():
        pytest.skip(f"no recorded hardware at {folder}; set ATELIER_CORPUS to its folder")
    return folder


def _all(folder: Path) -> Iterator[tuple[System, Description]]:
    for path in sorted(folder.iterdir()):
        found = recording.parse(path.read_bytes())
        report = a_report(
            system=found.system, memory=found.memory, batteries=found.batteries, screens=()
        )
        yield found.system, describe(report)


def test_names_read_well(told: list[tuple[System, Description]]) -> None:
    assert len(told) > 300
    names = [description.name for _, description in told]
    assert [name for name in names if name and (UNSAID.search(name) or is_placeholder(name))] == []
    assert [name for name in names if name and name != " ".join(name.split())] == []
    assert [name for name in names if name and len(name) > 60] == []


def test_the_maker_is_said_once(told: list[tuple[System, Description]]) -> None:
    twice = [
        one.name
        for _, one in told
        if one.maker and one.model and one.model.lower().startswith(one.maker.lower() + " ")
    ]
    assert twice == []


def test_nearly_all_have_a_name(told: list[tuple[System, Description]]) -> None:
    nameless = [system for system, one in told if one.model is None]
    assert len(nameless) <= 3


def test_our_spelling_is_the_maker_that_recognition_sees(
    told: list[tuple[System, Description]],
) -> None:
    """A person's "Hewlett-Packard" and our "HP" must never count as two makers."""
    differing = {
        (system.maker, one.maker) for system, one in told if makers_differ(system.maker, one.maker)
    }
    assert differing <= {("TIMI", "Xiaomi"), ("Notebook", "CLEVO")}


def test_kinds_agree_with_the_folders_of_the_collection(corpus_folder: Path) -> None:
    """Who recorded them sorted them by hand: laptops are laptops, nearly always."""
    wrong = []
    expected = {"Notebook": "laptop", "Convertible": "laptop", "All_In_One": "all_in_one"}
    for path in sorted(corpus_folder.iterdir()):
        kind = expected.get(path.name.split("__")[0])
        found = recording.parse(path.read_bytes())
        report = a_report(system=found.system, batteries=found.batteries, screens=())
        if kind and describe(report).kind != kind:
            wrong.append((path.name, found.system.chassis))
    assert all(chassis in {"Desktop", "Other", None} for _, chassis in wrong), wrong
    assert len(wrong) <= 6, wrong
