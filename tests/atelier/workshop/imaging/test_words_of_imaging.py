"""Each code of imaging has its words."""

from typing import get_args

import pytest

from atelier.workshop.imaging import first_boots, judging, words


@pytest.mark.parametrize(
    ("told", "codes"),
    [
        (words.PROBLEMS, get_args(judging.ProblemCode)),
        (words.BOOT_PROBLEMS, get_args(first_boots.ProblemCode)),
        (words.BOOT_ADVICE, get_args(first_boots.ProblemCode)),
    ],
)
def test_every_code_has_words(told: dict[str, str], codes: tuple[str, ...]) -> None:
    assert set(told) == set(codes)
    assert all(told.values())
