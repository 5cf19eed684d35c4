"""Rules that hold for every disk that a report can describe, sense or nonsense."""

from dataclasses import replace

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from diagnostics.erasure.planning import Surroundings, Use, plan
from diagnostics.report import AtaIdentity, Disk, MmcIdentity, NvmeIdentity
from diagnostics.wire import decode, encode
from diagnostics.wire.erasure import CRYPTO, LEVELS, MAY_PURGE, MEDIA, Plan, Policy, Sufficient
from tests.diagnostics.test_report_roundtrip import instances

#: Every field of a disk, whatever it says; more often than not able to do everything.
ATAS = st.none() | instances(AtaIdentity)
ABLE = st.just(
    AtaIdentity(model="X", sanitize_block=True, sanitize_crypto=True, sanitize_overwrite=True)
)
DISKS = st.builds(
    lambda disk, ata, nvme, mmc: replace(disk, ata=ata, nvme=nvme, mmc=mmc, smart=None),
    instances(Disk),
    ATAS | ABLE,
    st.none() | instances(NvmeIdentity),
    st.none() | instances(MmcIdentity),
)
POLICIES = st.builds(
    Policy,
    sufficient=st.builds(Sufficient, **{kind: st.sampled_from(LEVELS) for kind in MEDIA}),
    ata_security=st.booleans(),
    ata_enhanced_on_flash=st.sampled_from(LEVELS),
    stalling_models=st.sampled_from([(), ("*",), ("INTEL SSDPEKNW*",)]),
)
USES = st.builds(
    Use,
    code=st.sampled_from(["mounted", "swap", "raid", "volume", "mapping", "held"]),
    detail=st.sampled_from([None, "dm-0"]),
)
AROUND = st.builds(
    Surroundings,
    medium=st.booleans(),
    uses=st.lists(USES, max_size=2).map(tuple),
    siblings=st.sampled_from([(), ("nvme0n2",)]),
    real_bytes=st.none() | st.integers(0, 2**50),
    unread=st.sampled_from([(), ("no /proc",)]),
)
every = settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


@every
@given(DISKS, POLICIES)
def test_only_a_disk_on_its_own_bus_is_told_to_erase_itself(disk, policy):
    prefixes = {one.method.partition("_")[0] for one in plan(disk, policy).candidates}
    allowed = {"sata": "ata", "ide": "ata", "nvme": "nvme", "mmc": "mmc"}.get(disk.transport)
    assert prefixes <= {"overwrite", allowed}
    assert disk.transport != "mmc" or disk.internal is True or prefixes <= {"overwrite"}


@every
@given(DISKS, POLICIES, AROUND)
def test_the_medium_never_gets_a_plan(disk, policy, around):
    made = plan(replace(disk, boot_medium=True), policy, around)
    assert (made.candidates, made.chosen, made.blocked) == ((), None, True)
    if around.medium:
        assert plan(disk, policy, around).candidates == ()


@every
@given(DISKS, POLICIES, AROUND)
def test_nothing_is_chosen_where_anything_blocks_and_all_that_is_chosen_suffices(
    disk, policy, around
):
    made = plan(disk, policy, around)
    in_use = around.medium or around.uses or around.unread or disk.boot_medium or disk.read_only
    assert not (in_use and made.chosen)
    assert made.blocked == any(one.blocking for one in made.obstacles)
    if made.chosen:
        asked = LEVELS.index(policy.sufficient.of(made.medium))
        assert LEVELS.index(made.chosen.level) >= asked
        assert made.chosen in made.candidates
        assert (disk.size_bytes or 0) > 0
    else:
        assert made.blocked


@every
@given(DISKS, POLICIES)
def test_unknown_is_absent(disk, policy):
    """Taking every "not known" for "no" changes no method and no level."""

    def sure(part):
        if part is None:
            return None
        unknown = {name: False for name in _able(part) if getattr(part, name) is None}
        return replace(part, **unknown)

    known = replace(disk, nvme=sure(disk.nvme), mmc=sure(disk.mmc), ata=sure(disk.ata))
    told, retold = (
        [(one.method, one.level) for one in plan(one, policy).candidates] for one in (disk, known)
    )
    assert told == retold


def _able(part):
    return [
        name
        for name in part.__dataclass_fields__
        if name.startswith(("sanitize", "format", "secure"))
    ]


@every
@given(DISKS, POLICIES)
def test_no_level_is_above_what_its_method_may_earn(disk, policy):
    for one in plan(disk, policy).candidates:
        assert one.level == "clear" or one.method in MAY_PURGE
        assert "flash_spare" not in one.caveats or one.level == "clear"


@every
@given(DISKS, POLICIES)
def test_an_overwrite_is_always_left_to_fall_back_to(disk, policy):
    made = plan(replace(disk, boot_medium=False, zoned=None), policy)
    assert sum(one.method == "overwrite" for one in made.candidates) == 1
    assert len({one.method for one in made.candidates}) == len(made.candidates)


@every
@given(DISKS, POLICIES)
def test_a_name_decides_nothing(disk, policy):
    """Neither the kernel's nor the maker's; but for models that the policy itself lists."""
    calm = replace(policy, stalling_models=())
    other = replace(disk, name="nvme9n9", model="QEMU HARDDISK", maker="X", firmware="1")
    assert plan(disk, calm).candidates == plan(other, calm).candidates


@every
@given(DISKS, POLICIES, AROUND)
def test_a_plan_comes_out_of_json_as_it_went_in(disk, policy, around):
    made = plan(disk, policy, around)
    assert decode(Plan, encode(made)) == made
    assert 0 < made.checked_fraction <= 1


@every
@given(DISKS, POLICIES)
def test_a_key_is_destroyed_only_where_the_disk_says_it_has_one(disk, policy):
    for one in plan(disk, policy).candidates:
        if one.method in CRYPTO:
            bits = [
                disk.nvme and disk.nvme.sanitize_crypto,
                disk.nvme and disk.nvme.format_crypto,
                disk.ata and disk.ata.sanitize_crypto,
            ]
            assert True in bits
