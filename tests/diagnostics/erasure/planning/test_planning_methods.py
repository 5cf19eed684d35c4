"""Plan and methods agree: what is offered, the method itself would take on."""

from dataclasses import replace

from hypothesis import given

from diagnostics.erasure.methods import FIRMWARE
from diagnostics.erasure.planning import plan
from diagnostics.wire.erasure import METHODS
from tests.diagnostics.erasure.planning.test_planning_properties import DISKS, POLICIES, every


def test_every_method_but_the_agents_own_is_the_firmwares():
    assert set(FIRMWARE) | {"overwrite"} == set(METHODS)


@every
@given(DISKS, POLICIES)
def test_no_method_is_planned_that_refuses_the_disk(disk, policy):
    for one in plan(replace(disk, boot_medium=False), policy).candidates:
        if one.method != "overwrite":
            support = FIRMWARE[one.method].support(disk)
            assert support, f"{one.method}: {support}"
