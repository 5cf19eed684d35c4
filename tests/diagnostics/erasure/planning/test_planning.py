"""The table of the design, row by row: which method for which medium, to which level."""

from dataclasses import replace
from typing import get_args

import pytest

from diagnostics.erasure import planning
from diagnostics.erasure.planning import Surroundings, Use, medium_of, plan
from diagnostics.report import (
    AtaIdentity,
    Disk,
    DiskHealth,
    MmcIdentity,
    NvmeIdentity,
)
from diagnostics.wire import erasure as wire
from diagnostics.wire.erasure import Checking, Policy, Sufficient
from diagnostics.words import english, french
from tests.diagnostics.erasure.planning.some_disks import (
    EMMC,
    FREE,
    GB,
    HDD,
    NVME,
    SECURITY,
    SSD,
    methods,
)


def test_nvme():
    assert methods(NVME) == [
        ("nvme_sanitize_block", "purge"),
        ("nvme_sanitize_crypto", "purge"),
        ("nvme_format_crypto", "clear"),
        ("nvme_format", "clear"),
        ("nvme_sanitize_overwrite", "clear"),
        ("overwrite", "clear"),
    ]


def test_sata_flash():
    assert methods(SSD) == [
        ("ata_sanitize_block", "purge"),
        ("ata_sanitize_crypto", "purge"),
        ("ata_security_enhanced", "clear"),
        ("ata_sanitize_overwrite", "clear"),
        ("overwrite", "clear"),
    ]


def test_what_enhanced_security_erase_earns_on_flash_is_the_policys_to_say():
    policy = Policy(ata_enhanced_on_flash="purge", ata_security=True)
    assert ("ata_security_enhanced", "purge") in methods(SSD, policy)
    assert ("ata_security", "clear") in methods(SSD, policy)


def test_sata_platters():
    assert methods(HDD) == [
        ("ata_sanitize_overwrite", "purge"),
        ("ata_security_enhanced", "purge"),
        ("ata_sanitize_crypto", "purge"),
        ("overwrite", "clear"),
    ]
    made = plan(replace(HDD, ata=None), Policy(), FREE)
    assert [one.full_check for one in made.candidates] == [True]
    assert made.checked_fraction == 1.0
    assert made.candidates[0].caveats == ("hidden_unknown",)


def test_emmc():
    assert methods(EMMC) == [("mmc_sanitize", "clear"), ("overwrite", "clear")]
    [first, last] = plan(EMMC, Policy(), FREE).candidates
    assert first.caveats == ("boot_areas",)
    assert set(last.caveats) == {"boot_areas", "flash_spare"}


@pytest.mark.parametrize("told", [None, False])
def test_an_emmc_that_lists_half_of_it_is_overwritten(told):
    """The method itself would refuse it."""
    half = MmcIdentity(sanitize=True, secure_erase=told)
    assert methods(replace(EMMC, mmc=half)) == [("overwrite", "clear")]


@pytest.mark.parametrize(
    ("facts", "kind"),
    [
        ({"transport": "usb"}, "usb"),
        ({"transport": "mmc", "internal": False}, "card"),
        ({"transport": "mmc", "internal": None}, "card"),
        ({"transport": "virtio"}, "virtual"),
        ({"transport": "sas"}, "sas"),
        ({"transport": "scsi"}, "sas"),
        ({"transport": None}, "other"),
    ],
)
def test_everything_else_is_overwritten_whatever_it_seems_to_support(facts, kind):
    disk = replace(SSD, nvme=NVME.nvme, mmc=EMMC.mmc, **facts)
    assert medium_of(disk).kind == kind
    assert methods(disk) == [("overwrite", "clear")]


@pytest.mark.parametrize(
    ("facts", "ata", "kind", "turns"),
    [
        ({"rotational": False}, {"solid_state": True}, "sata_ssd", False),
        ({"rotational": True}, {"solid_state": True}, "sata_ssd", False),
        ({"rotational": True}, {"rotation_rpm": 5400, "trim": True}, "sata_hdd", True),
        ({"rotational": True, "rotation_rpm": 7200}, {}, "sata_hdd", True),
        ({"rotational": False, "rotation_rpm": 7200}, {}, "sata_ssd", False),
        ({"rotational": True}, {"trim": True}, "sata_ssd", False),
        # An old disk that does not tell: the kernel supposes that it turns, and we suppose not.
        ({"rotational": True}, {}, "sata_hdd", None),
        ({"rotational": None}, {}, "sata_ssd", None),
    ],
)
def test_whether_it_turns(facts, ata, kind, turns):
    disk = Disk(name="sda", transport="ide", ata=AtaIdentity(model="X", **ata), **facts)
    medium = medium_of(disk)
    assert (medium.kind, medium.turns) == (kind, turns)


def test_a_disk_that_does_not_say_whether_it_turns_is_held_to_the_stricter_of_both_rules():
    unsure = replace(
        HDD, rotation_rpm=None, ata=replace(HDD.ata, rotation_rpm=None, solid_state=None)
    )
    assert dict(methods(unsure)) == {
        "ata_sanitize_block": "purge",
        "ata_sanitize_crypto": "purge",
        "ata_security_enhanced": "clear",
        "ata_sanitize_overwrite": "clear",
        "overwrite": "clear",
    }
    last = plan(unsure, Policy(), FREE).candidates[-1]
    assert last.full_check
    assert {"flash_spare", "rotation_unknown"} <= set(last.caveats)


@pytest.mark.parametrize("told", [False, None])
def test_what_a_disk_does_not_say_it_can_do_it_cannot(told):
    nothing = NvmeIdentity(
        format=told,
        format_crypto=True,
        sanitize_block=told,
        sanitize_crypto=told,
        sanitize_overwrite=told,
    )
    assert methods(replace(NVME, nvme=nothing)) == [("overwrite", "clear")]
    weak = replace(
        SSD.ata,
        security=replace(SECURITY, supported=told),
        sanitize_block=told,
        sanitize_crypto=told,
        sanitize_overwrite=told,
    )
    for disk in (replace(SSD, ata=weak), replace(SSD, ata=None), replace(NVME, nvme=None)):
        assert methods(disk, Policy(ata_security=True)) == [("overwrite", "clear")]
    assert methods(replace(EMMC, mmc=MmcIdentity(sanitize=told))) == [("overwrite", "clear")]
    assert methods(replace(EMMC, mmc=None)) == [("overwrite", "clear")]


def test_a_format_that_destroys_no_key_is_not_offered_as_one_that_does():
    plain = replace(NVME, nvme=NvmeIdentity(format=True, format_crypto=False))
    assert methods(plain) == [("nvme_format", "clear"), ("overwrite", "clear")]


def test_the_first_that_suffices_is_chosen():
    weak = replace(NVME, nvme=NvmeIdentity(format=True))
    assert plan(NVME, Policy(), FREE).chosen.method == "nvme_sanitize_block"
    assert plan(weak, Policy(), FREE).chosen.method == "nvme_format"


def test_a_policy_that_asks_more_than_the_disk_can_leaves_it_to_be_destroyed():
    weak = replace(NVME, nvme=NvmeIdentity(format=True))
    made = plan(weak, Policy(sufficient=Sufficient(nvme="purge")), FREE)
    assert made.chosen is None
    assert [(one.code, one.detail, one.blocking) for one in made.obstacles] == [
        ("no_sufficient_method", "purge", True)
    ]
    assert not any(one.suffices for one in made.candidates)


def test_a_model_that_is_known_to_stall_is_sanitized_only_when_nothing_else_suffices():
    slow = replace(NVME, model="INTEL SSDPEKNW512G8")
    made = plan(slow, Policy(), FREE)
    assert made.chosen.method == "nvme_format_crypto"
    assert [one.method for one in made.candidates][-3:] == [
        "nvme_sanitize_block",
        "nvme_sanitize_crypto",
        "nvme_sanitize_overwrite",
    ]
    assert all("may_stall" in one.caveats for one in made.candidates[-3:])
    strict = plan(slow, Policy(sufficient=Sufficient(nvme="purge")), FREE)
    assert strict.chosen.method == "nvme_sanitize_block"


@pytest.mark.parametrize(
    ("health", "weak"),
    [
        (DiskHealth(passed=False), True),
        (DiskHealth(passed=True, critical_warning=0b1000), True),
        (DiskHealth(passed=True, critical_warning=0b0010), False),
        (DiskHealth(), False),
    ],
)
def test_a_failing_disk(health, weak):
    made = plan(replace(SSD, health=health), Policy(), FREE)
    assert all(("weak_health" in one.caveats) == weak for one in made.candidates)


@pytest.mark.parametrize(
    ("checking", "full", "fraction"),
    [
        (Checking(), False, 0.1),
        (Checking(), True, 1.0),
        (Checking(full=True), False, 1.0),
        (Checking(full_below_bytes=257 * GB), False, 1.0),
        (Checking(fraction=0.5), False, 0.5),
    ],
)
def test_how_much_is_read_back(checking, full, fraction):
    made = plan(SSD, Policy(checking=checking), FREE, full=full)
    assert made.checked_fraction == fraction


def test_the_drives_own_word_on_the_time_it_takes():
    told = {
        one.method: one.expected_s for one in plan(HDD, Policy(ata_security=True), FREE).candidates
    }
    assert told["ata_security_enhanced"] == 2 * 60
    assert told["ata_security"] == 100 * 60
    assert 1000 < told["overwrite"] < 10_000
    made = plan(replace(HDD, ata=None), Policy(), FREE)
    assert made.expected_s == pytest.approx(2 * told["overwrite"])


def test_more_to_read_takes_longer_and_no_size_takes_no_time_that_is_known():
    short, long = (plan(SSD, Policy(), FREE, full=full).expected_s for full in (False, True))
    assert short < long
    assert plan(replace(SSD, size_bytes=None), Policy(), FREE).candidates[-1].expected_s is None


@pytest.mark.parametrize(
    ("table", "codes"),
    [
        (planning.OBSTACLES, wire.ObstacleCode),
        (planning.CAVEATS, wire.Caveat),
        (planning.METHODS, wire.Method),
        (planning.MEDIA, wire.MediumKind),
    ],
)
def test_everything_a_plan_can_say_has_a_sentence_in_three_languages(table, codes):
    assert set(table) == set(get_args(codes))
    for language in (french, english):
        assert set(table.values()) <= set(language.WORDS)


def test_an_obstacle_without_a_detail_asks_for_none():
    """Those whose sentence takes a detail always get one."""
    around = Surroundings(medium=True, uses=(Use(code="swap"),), unread=("x",))
    worst = replace(SSD, transport="usb", serial=None, size_bytes=None, read_only=True)
    for one in plan(worst, Policy(), around).obstacles:
        assert ("%s" in one.sentence) <= (one.detail is not None)
