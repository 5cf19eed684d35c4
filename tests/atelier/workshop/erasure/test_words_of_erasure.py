"""Each code of plan, evidence and judgement has its words."""

from typing import get_args

import pytest

from atelier.workshop.erasure import words
from atelier.workshop.erasure.judging import Doubt, ProblemCode, Shortfall
from diagnostics.erasure import planning
from diagnostics.wire import erasure


@pytest.mark.parametrize(
    ("told", "codes"),
    [
        (words.MEDIA, erasure.MEDIA),
        (words.METHODS, erasure.METHODS),
        (words.WHY, get_args(erasure.Why)),
        (words.LEVELS, erasure.LEVELS),
        (words.CAVEATS, get_args(erasure.Caveat)),
        (words.OBSTACLES, get_args(erasure.ObstacleCode)),
        (words.RESULTS, get_args(erasure.Result)),
        (words.REASONS, (*get_args(erasure.Reason), *get_args(Shortfall), *get_args(Doubt))),
        (words.PROBLEMS, get_args(ProblemCode)),
    ],
)
def test_every_code_has_words(told: dict[str, str], codes: tuple[str, ...]) -> None:
    assert set(told) == set(codes)
    assert all(told.values())


def test_obstacles_say_what_stands_there_wherever_the_agent_does() -> None:
    for code, sentence in planning.OBSTACLES.items():
        shown = words.OBSTACLES[code] % {"detail": "here"}
        assert "%" not in shown
        # A size is told apart, and what could not be found out is for the log.
        if "%s" in sentence and code not in {"hidden_area", "surroundings_unread"}:
            assert "here" in shown, code
