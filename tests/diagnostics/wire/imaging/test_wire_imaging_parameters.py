"""What an order of an image asks."""

from typing import Any

import pytest

from diagnostics.wire import Malformed
from diagnostics.wire.imaging import understand_parameters

A = "a" * 64
ASKED = {
    "image": A,
    "name": "mini",
    "release": "1",
    "over": "erased",
    "tag": "4217038523",
}


def test_parameters_come_through() -> None:
    found = understand_parameters(ASKED | {"multicast": {"port": 9000}})
    assert (found.image, found.over, found.first_boot) == (A, "erased", True)
    assert found.multicast
    assert found.multicast.port == 9000


@pytest.mark.parametrize(
    "changed",
    [
        {"image": "../../etc"},
        {"image": A.upper()},
        {"image": A + "\n"},
        {"tag": "421703852"},
        {"tag": "٤217038523"},
        {"over": "something"},
        {"first_boot": "yes"},
        {"multicast": {"port": "x"}},
    ],
)
def test_parameters_that_make_no_sense(changed: dict[str, Any]) -> None:
    with pytest.raises(Malformed):
        understand_parameters(ASKED | changed)
