"""Whatever is sent in place of a presence or a word: a clear refusal, never an accident of ours."""

import json
import random
from typing import Any

import pytest
from sqlalchemy.orm import Session

from atelier import checks
from tests.atelier.api.conftest import Machine

ODD: tuple[Any, ...] = (
    None,
    True,
    -1,
    0,
    2**31,
    2**63,
    -(2**70),
    10**400,
    1.5,
    1e308,
    "",
    "x" * 5000,
    "\0",
    "\ud83d",
    "\u202etxt\n\t",
    "<script>",
    "9999-12-31T23:59:59-14:00",
    "0001-01-01T00:00:00+14:00",
    [],
    [[["a"]]],
    {},
    {"": None},
    {"a": {"b": [1, 2, {"c": "\0"}]}},
    {"seconds": 2**80},
)


def bent(chance: random.Random, document: dict[str, Any]) -> bytes:
    """The document with one to three fields that are something else, or away."""
    for name in chance.sample(sorted(document), chance.randint(1, 3)):
        if chance.random() < 0.1:
            del document[name]
        else:
            document[name] = chance.choice(ODD)
    sent = json.dumps(document)
    if chance.random() < 0.05:
        sent = sent.replace(":", ": 1e999,", 1) if chance.random() < 0.5 else sent[:-3]
    return sent.encode("utf-8", "surrogatepass")


@pytest.mark.parametrize("seed", range(3))
def test_nothing_that_is_sent_breaks_anything(
    session: Session, machine: Machine, seed: int
) -> None:
    chance = random.Random(seed)
    order = machine.ordered()
    machine.poll()
    statuses = set()
    for _ in range(80):
        presence = {**machine.presence(), "wait_s": 0.0}
        for path, document in (
            ("/presence", presence),
            (f"/orders/{order}/words", machine.word("running", fraction=0.1, message="x")),
        ):
            sent = bent(chance, document)
            answer = machine.post(path, sent)
            statuses.add(answer.status_code)
            assert answer.status_code < 500, sent
            assert answer.status_code == 200 or answer.json["error"]["message"]
    assert {200, 404, 422} <= statuses
    assert machine.poll().status_code == 200
    session.rollback()
    assert [findings for _, findings in checks.run(session) if findings] == []
