import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diagnostics import parse_command
from diagnostics.probes.dmi.table import NotDmi
from diagnostics.probes.document import Unreadable

SMART = {"smartctl": {"exit_status": 0}, "device": {"protocol": "ATA"}, "serial_number": "S1"}


def run(kind, *files):
    out = io.StringIO()
    status = parse_command.run(kind, [str(file) for file in files], out)
    return status, [json.loads(line) for line in out.getvalue().splitlines()]


def test_one_document_a_file(tmp_path):
    for name in ("one.json", "two.json"):
        (tmp_path / name).write_text(json.dumps(SMART))
    status, documents = run("smartctl", tmp_path / "one.json", tmp_path / "two.json")
    assert status == 0
    assert [document["file"] for document in documents] == [
        str(tmp_path / "one.json"),
        str(tmp_path / "two.json"),
    ]
    assert documents[0]["kind"] == "smartctl"
    assert documents[0]["result"]["serial"] == "S1"
    assert documents[0]["result"]["health"]["protocol"] == "ata"


def test_a_file_that_cannot_be_read_does_not_stop_the_others(tmp_path):
    (tmp_path / "good").write_text(json.dumps(SMART))
    (tmp_path / "bad").write_bytes(b"\x00\xff" * 99)
    files = [tmp_path / "absent", tmp_path, tmp_path / "bad", tmp_path / "good"]
    status, documents = run("smartctl", *files)
    assert status == 1
    errors = [document.get("error", "") for document in documents]
    assert [bool(error) for error in errors] == [True, True, True, False]
    assert "No such file" in errors[0]
    assert "expected a JSON object" in errors[2]


def test_a_disk_image_is_not_taken_for_a_recording(tmp_path, monkeypatch):
    monkeypatch.setattr(parse_command, "LARGEST_BYTES", 1 << 20)
    (tmp_path / "image").write_bytes(bytes((1 << 20) + 1))
    status, [document] = run("edid", tmp_path / "image")
    assert (status, document["error"]) == (1, "larger than 1 MiB, so not a recording")


def test_control_characters_are_printed_harmlessly(tmp_path):
    (tmp_path / "odd").write_text(json.dumps({**SMART, "serial_number": "\x1b[2J\x00<b>"}))
    out = io.StringIO()
    parse_command.run("smartctl", [str(tmp_path / "odd")], out)
    assert "\x1b" not in out.getvalue()
    assert "\x00" not in out.getvalue()


@pytest.mark.parametrize("kind", sorted(parse_command.PARSERS))
def test_every_kind_refuses_an_empty_file(kind, tmp_path):
    (tmp_path / "empty").touch()
    status, [document] = run(kind, tmp_path / "empty")
    assert (status, bool(document["error"])) == (1, True)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner),
    max_leaves=8,
)
known_keys = st.sampled_from(
    [
        *("smartctl", "device", "protocol", "wwn", "naa", "blockdevices", "name", "size"),
        *("children", "mn", "oacs", "tnvmcap", "hours", "power_on_time", "table", "id", "rm"),
        *("ata_smart_attributes", "nvme_namespaces", "rotation_rate", "raw", "read"),
    ]
)
documents = st.recursive(
    json_values,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(known_keys, inner, max_size=6),
    max_leaves=12,
)
recordings = st.one_of(
    st.binary(max_size=300),
    st.text(max_size=200).map(lambda text: text.encode("utf-8", "surrogatepass")),
    documents.map(lambda document: json.dumps(document).encode()),
)


@given(kind=st.sampled_from(sorted(parse_command.PARSERS)), raw=recordings)
def test_whatever_is_sent_in_gives_a_result_or_an_error(kind, raw):
    try:
        result = parse_command.PARSERS[kind](raw)
    except (Unreadable, NotDmi):
        return
    json.dumps(result)
