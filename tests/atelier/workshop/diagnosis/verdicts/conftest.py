"""The rules that the workshop runs on: the file in config/, not a copy of it."""

from pathlib import Path

import pytest

from atelier.workshop.diagnosis.verdicts import Rules, load_rules

RULES_FILE = Path(__file__).parents[5] / "config" / "verdicts.toml"


@pytest.fixture(scope="session")
def rules_file() -> Path:
    return RULES_FILE


@pytest.fixture(scope="session")
def rules() -> Rules:
    return load_rules(RULES_FILE)
