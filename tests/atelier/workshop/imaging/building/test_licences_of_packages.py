"""Debian's copyright files: which licences they name."""

import pytest

from atelier.workshop.imaging.building.licences import parse

_HEAD = "Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/\n\n"


@pytest.mark.parametrize(
    ("told", "found"),
    [
        ("Files: *\nCopyright: 2020 A\nLicense: GPL-2+\n On Debian systems\n", ("GPL-2+",)),
        ("License: GPL-2+ or Artistic\n", ("Artistic", "GPL-2+")),
        ("License: MIT and BSD-3-clause\n", ("BSD-3-clause", "MIT")),
        ("License: GPL-2+ with OpenSSL exception\n", ("GPL-2+ with OpenSSL exception",)),
        ("License: Expat\n\nFiles: b\nLicense: Expat\n", ("Expat",)),
        ("License: LGPL-2.1+, MPL-1.1\n", ("LGPL-2.1+", "MPL-1.1")),
        ("License: bsd\nLicense: BSD\nLicense: Bsd\n", ("BSD", "Bsd", "bsd")),
        ("License:\n everything follows below\n", ()),
    ],
)
def test_the_machine_readable_form(told: str, found: tuple[str, ...]):
    assert parse(_HEAD + told) == found


def test_prose_names_none():
    assert parse("This package was put together by somebody.\nLicense: GPL\n") == ()
