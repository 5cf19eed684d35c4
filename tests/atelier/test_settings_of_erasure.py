"""[erasure] of the settings: the policy that goes along with every order to erase."""

from typing import Any

import pytest

from atelier import settings
from diagnostics.wire.erasure import Policy


def test_the_defaults_are_those_of_the_contract() -> None:
    assert settings.load().erasure.policy == Policy()


def test_every_setting_reaches_the_policy() -> None:
    chosen = settings.load(
        overrides={
            "erasure": {
                "pattern": "a5",
                "max_errors": 7,
                "ata_enhanced_on_flash": "purge",
                "ata_security": True,
                "stall_s": 60,
                "stalling_models": ["SLOW*"],
                "sufficient": {"nvme": "purge"},
                "checking": {"strata": 10, "samples": 3, "fraction": 0.5, "full": True},
            }
        }
    ).erasure.policy
    assert (chosen.pattern, chosen.max_errors, chosen.stall_s) == ("a5", 7, 60)
    assert (chosen.ata_enhanced_on_flash, chosen.ata_security) == ("purge", True)
    assert chosen.stalling_models == ("SLOW*",)
    assert (chosen.sufficient.nvme, chosen.sufficient.emmc) == ("purge", "clear")
    checking = chosen.checking
    assert (checking.strata, checking.samples, checking.fraction) == (10, 3, 0.5)
    assert checking.full


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"checking": {"fraction": 0}}, "checking.fraction has to be above 0, and 1 at most"),
        ({"checking": {"fraction": 1.5}}, "checking.fraction"),
        ({"checking": {"strata": 0}}, "checking.strata has to be from 1"),
        ({"stall_s": 0}, "stall_s"),
        ({"pattern": "0"}, "pattern has to be whole bytes"),
        ({"max_errors": -1}, "max_errors cannot be below zero"),
        ({"sufficient": {"nvme": "destroy"}}, "erasure.sufficient.nvme"),
        ({"sufficient": {"floppy": "clear"}}, "erasure.sufficient.floppy"),
        ({"ata_enhanced_on_flash": "maybe"}, "erasure.ata_enhanced_on_flash"),
        ({"fracton": 0.1}, "erasure.fracton"),
    ],
)
def test_what_cannot_be_is_an_error_at_the_start(wrong: dict[str, Any], said: str) -> None:
    with pytest.raises(settings.SettingsError, match=said):
        settings.load(overrides={"erasure": wrong})
