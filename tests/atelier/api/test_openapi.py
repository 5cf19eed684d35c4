"""The description of the API says what the API does."""

import json
import re
from typing import Any

import pytest
from apiflask import APIFlask
from flask.testing import FlaskClient

from tests.atelier.api.conftest import Machine, Post
from tests.reports import body


@pytest.fixture
def spec(client: FlaskClient) -> dict[str, Any]:
    answer = client.get("/api/openapi.json")
    assert (answer.status_code, answer.mimetype) == (200, "application/json")
    return answer.json


def unlike(schema: dict[str, Any], value: Any) -> list[str]:
    """Keys that the schema does not know, and keys that it asks and that are not there."""
    properties = schema.get("properties")
    if not isinstance(value, dict) or properties is None:
        return []
    missing = set(schema.get("required", ())) - set(value)
    inner = [unlike(properties[key], value[key]) for key in set(value) & set(properties)]
    return sorted({*(set(value) - set(properties)), *missing, *(k for keys in inner for k in keys)})


def test_every_reference_leads_somewhere(spec: dict[str, Any]) -> None:
    text = json.dumps(spec)
    used = {part.split('"')[0] for part in text.split('"#/components/schemas/')[1:]}
    assert used
    assert used <= set(spec["components"]["schemas"])


def test_it_describes_what_is_sent(spec: dict[str, Any]) -> None:
    schemas = spec["components"]["schemas"]
    sent = json.loads(body(1))
    assert unlike(schemas["Report"], {k: v for k, v in sent.items() if k != "timings_s"}) == []
    assert unlike(schemas["Disk"], sent["disks"][0]) == []
    assert unlike(schemas["System"], sent["system"]) == []
    assert {"id", "made_at", "agent", "contract", "version"} == set(schemas["Report"]["required"])


def test_it_describes_what_is_answered(spec: dict[str, Any], post: Post) -> None:
    operation = spec["paths"]["/api/agent/v1/reports"]["post"]
    for sent in (body(1), body(1), b"{", body(2).replace(b'"Notebook"', b"1")):
        answer = post(sent)
        described = operation["responses"][str(answer.status_code)]
        reference = described["content"]["application/json"]["schema"]["$ref"]
        schema = spec["components"]["schemas"][reference.rsplit("/", 1)[1]]
        assert unlike(schema, answer.json) == []
    assert operation["security"] == [{"station": []}]
    assert spec["components"]["securitySchemes"]["station"]["scheme"] == "bearer"


def test_no_page_of_ours_is_in_it(spec: dict[str, Any]) -> None:
    assert {path.rsplit("/", 1)[0] for path in spec["paths"]} <= {
        "/api/agent/v1",
        "/api/agent/v1/images/{sha256}",
        "/api/agent/v1/orders/{order_id}",
        "/api/agent/v1/pairings",
    }


def test_it_describes_every_route_of_the_agent(spec: dict[str, Any], app: APIFlask) -> None:
    rules = [rule.rule for rule in app.url_map.iter_rules() if rule.rule.startswith("/api/agent")]
    routes = {re.sub(r"<(?:[^<>]+:)?(\w+)>", r"{\1}", rule) for rule in rules}
    assert routes == set(spec["paths"])


def test_presence_and_words_are_described(spec: dict[str, Any], machine: Machine) -> None:
    schemas = spec["components"]["schemas"]
    order = machine.ordered()
    seen = machine.poll()
    assert unlike(schemas["Presence"], machine.presence()) == []
    assert unlike(schemas["View"], seen.json) == []
    assert unlike(schemas["BenchOrder"], seen.json["orders"][0]) == []
    word = machine.word("running")
    assert unlike(schemas["Word"], word) == []
    assert unlike(schemas["WordTaken"], machine.say(order, word).json) == []
    assert schemas["Disk"] != schemas["BenchDisk"]
