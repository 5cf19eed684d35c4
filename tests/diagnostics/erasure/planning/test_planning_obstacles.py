"""What is in the way of an erasure, and what has to be told beforehand."""

from dataclasses import replace

import pytest

from diagnostics.erasure.planning import Surroundings, Use, plan
from diagnostics.report import (
    NvmeIdentity,
)
from diagnostics.wire.erasure import Policy
from tests.diagnostics.erasure.planning.some_disks import (
    FREE,
    GB,
    HDD,
    NVME,
    SECURITY,
    SSD,
)


def test_the_medium_gets_no_plan_at_all():
    for made in (
        plan(replace(SSD, boot_medium=True), Policy(), FREE),
        plan(replace(SSD, boot_medium=True), Policy()),
        plan(SSD, Policy(), Surroundings(medium=True)),
    ):
        assert (made.candidates, made.chosen, made.blocked) == ((), None, True)
        assert [one.code for one in made.obstacles] == ["boot_medium"]


@pytest.mark.parametrize(
    "code", ["mounted", "swap", "raid", "volume", "mapping", "held", "sibling_in_use"]
)
def test_what_is_in_use_is_not_begun(code):
    made = plan(SSD, Policy(), Surroundings(uses=(Use(code=code, detail="x"),)))
    assert made.chosen is None
    assert [(one.code, one.detail, one.blocking) for one in made.obstacles] == [(code, "x", True)]


def test_what_could_not_be_found_out_is_in_the_way():
    made = plan(SSD, Policy(), Surroundings(unread=("no /proc",)))
    assert (made.chosen, made.looked_around) == (None, False)
    assert [one.code for one in made.obstacles] == ["surroundings_unread"]


def test_the_servers_plan_says_that_it_did_not_look():
    assert plan(SSD, Policy()).looked_around is False
    assert plan(SSD, Policy(), FREE).looked_around is True


@pytest.mark.parametrize(
    ("facts", "code", "blocking"),
    [
        ({"read_only": True}, "read_only", True),
        ({"size_bytes": None}, "no_size", True),
        ({"size_bytes": 0}, "no_size", True),
        ({"serial": None}, "no_number", False),
    ],
)
def test_what_the_report_says_of_the_disk(facts, code, blocking):
    made = plan(replace(SSD, **facts), Policy(), FREE)
    assert [(one.code, one.blocking) for one in made.obstacles] == [(code, blocking)]
    assert (made.chosen is None) == blocking


@pytest.mark.parametrize(
    ("facts", "codes"),
    [
        ({"frozen": True}, ["frozen"]),
        ({"enabled": True, "locked": True}, ["locked"]),
        ({"enabled": True}, ["password_set"]),
        (
            {"locked": True, "frozen": True, "count_expired": True},
            ["locked", "frozen", "count_expired"],
        ),
    ],
)
def test_security_states_are_told_and_leave_the_choice(facts, codes):
    disk = replace(SSD, ata=replace(SSD.ata, security=replace(SECURITY, **facts)))
    made = plan(disk, Policy(), FREE)
    assert [one.code for one in made.obstacles] == codes
    assert made.chosen.method == "ata_sanitize_block"
    [enhanced] = [one for one in made.candidates if one.method == "ata_security_enhanced"]
    assert ("sleep_first" in enhanced.caveats) == bool(facts.get("frozen"))
    assert "sets_password" in enhanced.caveats


def test_a_hidden_area_is_told():
    made = plan(HDD, Policy(), Surroundings(real_bytes=HDD.size_bytes + 1024))
    assert [(one.code, one.detail, one.blocking) for one in made.obstacles] == [
        ("hidden_area", "1024", False)
    ]
    unsure = replace(HDD, ata=replace(HDD.ata, hpa=True))
    assert "hidden_unknown" in plan(unsure, Policy(), FREE).candidates[-1].caveats
    known = Surroundings(real_bytes=HDD.size_bytes)
    assert "hidden_unknown" not in plan(unsure, Policy(), known).candidates[-1].caveats


def test_other_namespaces_of_the_controller():
    other = replace(NVME, name="nvme0n2")
    for made in (
        plan(NVME, Policy(), Surroundings(siblings=("nvme0n2",))),
        plan(NVME, Policy(), others=(NVME, other)),
    ):
        told = {one.method: one.caveats for one in made.candidates}
        assert "whole_controller" in told["nvme_sanitize_block"]
        assert "this_namespace" in told["nvme_format"]
        assert "this_namespace" in told["overwrite"]
    alone = plan(NVME, Policy(), others=(NVME, replace(other, nvme=NvmeIdentity(serial="N2"))))
    assert not any("namespace" in caveat for one in alone.candidates for caveat in one.caveats)


def test_a_format_of_every_namespace():
    wide = replace(NVME, nvme=replace(NVME.nvme, erase_everywhere=True))
    made = plan(wide, Policy(), Surroundings(siblings=("nvme0n2",)))
    told = {one.method: one.caveats for one in made.candidates}
    assert told["nvme_format"] == ("whole_controller",)
    assert "this_namespace" in told["overwrite"]


def test_capacity_in_no_namespace():
    loose = replace(NVME, nvme=replace(NVME.nvme, unallocated_bytes=GB))
    told = {one.method: one.caveats for one in plan(loose, Policy(), FREE).candidates}
    assert "unallocated" in told["overwrite"]
    assert "unallocated" in told["nvme_format"]
    assert "unallocated" not in told["nvme_sanitize_block"]


def test_a_disk_of_zones_is_offered_nothing_that_would_be_refused():
    made = plan(replace(HDD, zoned="host-managed"), Policy(), FREE)
    assert (made.candidates, made.chosen) == ((), None)
    assert [one.code for one in made.obstacles if one.blocking] == ["zoned"]


@pytest.mark.parametrize("zoned", [None, "none", "host-aware", "drive-managed"])
def test_a_disk_that_sees_to_its_zones_itself_is_as_any_other(zoned):
    assert plan(replace(HDD, zoned=zoned), Policy(), FREE) == plan(HDD, Policy(), FREE)
