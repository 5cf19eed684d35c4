"""The contract of imaging: what is not whole, or contradicts itself, is refused with its place."""

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from diagnostics.wire import Disk as WireDisk
from diagnostics.wire import Machine, Malformed, encode
from diagnostics.wire.imaging import (
    BLOCK_BYTES,
    REASONS,
    Evidence,
    FirstBoot,
    Grown,
    Interruption,
    Made,
    Manifest,
    Map,
    Needs,
    Partition,
    ReadBack,
    Source,
    contradictions,
    understand_evidence,
    understand_first_boot,
    understand_manifest,
    understand_map,
    written_bytes,
)
from tests.images import KIB, make, sha256, some_disk

AT = "2026-01-05T08:00:00+01:00"
MACHINE = Machine(report_id="a-report", serial="MADE-UP-1")
PLACES = Map(
    size_bytes=16384,
    blocks=((0, 4096, 0, 100, "a" * 64), (8192, 4096, 100, 50, "b" * 64)),
    zeros=((4096, 4096),),
)


def manifest(places: Map = PLACES, **fields: Any) -> Manifest:
    made = Manifest(
        name="mini",
        release="2026.01.05",
        system="debian",
        needs=Needs(disk_bytes=places.size_bytes),
        boots=("uefi",),
        source=Source(kind="raw"),
        created=AT,
        size_bytes=places.size_bytes,
        written_bytes=written_bytes(places),
        blocks_bytes=sum(row[3] for row in places.blocks),
        blocks_sha256="c" * 64,
        map_bytes=len(encode(places)),
        map_sha256=sha256(encode(places)),
    )
    return replace(made, **fields)


def evidence(**fields: Any) -> Evidence:
    made = Evidence(
        id="some-evidence",
        order_id="an-order",
        machine=MACHINE,
        disk=WireDisk(serial="DISK-1", size_bytes=32768),
        boot_id="boot-1",
        agent_version="1",
        image="a" * 64,
        result="installed",
        started=AT,
        ended=AT,
        duration_s=12.5,
        fraction=1.0,
        blocks=2,
        blocks_written=2,
        bytes_written=8192,
        zero_bytes=4096,
        bytes_fetched=150,
        read_back=ReadBack(started=AT, ended=AT, blocks=2, bytes_read=8192, zero_bytes=4096),
        grown=Grown(partition=2, from_bytes=100, to_bytes=200),
        made=(Made(what="host_name", state="done", value="pc-4217038523"),),
        first_boot_sha256="d" * 64,
        interruptions=(Interruption(kind="network", at=AT),),
    )
    return replace(made, **fields)


def first_boot(**fields: Any) -> FirstBoot:
    made = FirstBoot(
        id="a-boot", image="a" * 64, machine=MACHINE, at=AT, boot_id="boot-2", host_name="pc-1"
    )
    return replace(made, **fields)


# -- manifest -----------------------------------------------------------------------------------


def test_a_manifest_comes_through() -> None:
    raw = encode(manifest())
    assert understand_manifest(raw) == manifest()
    assert understand_manifest(raw, sha256(raw)) == manifest()


def test_a_manifest_that_is_not_the_one_ordered() -> None:
    with pytest.raises(Malformed, match="hash differs"):
        understand_manifest(encode(manifest()), "0" * 64)


def partition(number: int, start: int, size: int, **more: Any) -> Partition:
    return Partition(number=number, start_bytes=start, size_bytes=size, role="root", **more)


@pytest.mark.parametrize(
    ("fields", "path"),
    [
        ({"version": 2}, "version"),
        ({"name": "Mini"}, "name"),
        ({"name": "-mini"}, "name"),
        ({"name": ""}, "name"),
        ({"name": "m" * 41}, "name"),
        ({"name": "mini\n"}, "name"),
        ({"name": "../mini"}, "name"),
        ({"release": "a b"}, "release"),
        ({"release": ""}, "release"),
        ({"boots": ()}, "boots"),
        ({"size_bytes": 0}, "size_bytes"),
        ({"size_bytes": 16385}, "size_bytes"),
        ({"needs": Needs(disk_bytes=16383)}, "needs.disk_bytes"),
        ({"map_sha256": "A" * 64}, "map_sha256"),
        ({"blocks_sha256": "a" * 63}, "blocks_sha256"),
        ({"partitions": (partition(1, 0, 0),)}, "partitions[1]"),
        ({"partitions": (partition(1, 0, 4096), partition(2, 4095, 8))}, "partitions[2]"),
        ({"partitions": (partition(1, 8192, 8193),)}, "partitions"),
        (
            {"partitions": (partition(1, 0, 8, grows=True), partition(2, 8, 8, grows=True))},
            "partitions",
        ),
    ],
)
def test_a_manifest_that_makes_no_sense(fields: dict[str, Any], path: str) -> None:
    with pytest.raises(Malformed, match="Manifest") as told:
        understand_manifest(encode(manifest(**fields)))
    assert f"Manifest.{path} " in str(told.value)


# -- map ----------------------------------------------------------------------------------------


def test_a_map_comes_through() -> None:
    assert understand_map(encode(PLACES), manifest()) == PLACES


def test_a_map_that_is_not_the_manifests() -> None:
    with pytest.raises(Malformed, match="hash differs"):
        understand_map(encode(PLACES) + b" ", manifest())


@pytest.mark.parametrize("name", ["size_bytes", "written_bytes", "blocks_bytes"])
def test_a_manifest_that_counts_otherwise_than_its_map(name: str) -> None:
    wrong = replace(manifest(), **{name: getattr(manifest(), name) + 512})
    with pytest.raises(Malformed, match=name):
        understand_map(encode(PLACES), wrong)


A, B = "a" * 64, "b" * 64


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"version": 2}, "version"),
        ({"blocks": ((4096, 4096, 0, 9, A), (0, 4096, 9, 9, B))}, "ascending"),
        ({"blocks": ((0, 4096, 0, 9, A), (0, 4096, 9, 9, B))}, "ascending"),
        ({"blocks": ((0, 4096, 0, 9, A), (8192, 4096, 8, 9, B))}, "stored"),
        ({"blocks": ((0, 4096, 1, 9, A),)}, "stored"),
        ({"blocks": ((0, 4096, 0, 0, A),)}, "stored"),
        ({"blocks": ((0, 4096, 0, 9, "a"),)}, "SHA-256"),
        ({"blocks": ((0, 8192, 0, 9, A), (4096, 4096, 9, 9, B))}, "overlap"),
        ({"blocks": ((0, 8192, 0, 9, A),), "zeros": ((4096, 4096),)}, "overlap"),
        ({"blocks": (), "zeros": ((0, 0),)}, "overlap"),
        ({"blocks": ((512, 4096, 0, 9, A),), "zeros": ()}, "units"),
        ({"blocks": ((0, 4000, 0, 9, A),), "zeros": ()}, "units"),
        ({"blocks": ((12288, 8192, 0, 9, A),), "zeros": ()}, "beyond"),
        ({"blocks": ((-4096, 4096, 0, 9, A),), "zeros": ()}, "ascending"),
        ({"blocks": ((0, 4096, 0, 9000, A),)}, "stored"),
        (
            {"size_bytes": 2 * BLOCK_BYTES, "blocks": ((0, BLOCK_BYTES + 4096, 0, 9, A),)},
            "more than",
        ),
    ],
)
def test_a_map_that_makes_no_sense(fields: dict[str, Any], says: str) -> None:
    wrong = replace(PLACES, **fields)
    with pytest.raises(Malformed, match=says):
        understand_map(encode(wrong), manifest(wrong))


def test_the_end_of_a_disk_need_not_be_a_whole_unit() -> None:
    places = Map(size_bytes=4608, blocks=((0, 4608, 0, 9, A),))
    assert understand_map(encode(places), manifest(places)) == places


# -- evidence -----------------------------------------------------------------------------------


def test_evidence_comes_through() -> None:
    assert contradictions(evidence()) == ()
    assert understand_evidence(encode(evidence())) == evidence()


@pytest.mark.parametrize("reason", REASONS)
def test_every_reason_goes_with_not_installed(reason: Any) -> None:
    told = evidence(result="not_installed", reasons=(reason,), read_back=None)
    assert understand_evidence(encode(told)) == told
    with pytest.raises(Malformed, match="reasons"):
        understand_evidence(encode(evidence(reasons=(reason,))))


def back(**fields: Any) -> ReadBack:
    return replace(evidence().read_back, **fields)  # type: ignore[type-var]


@pytest.mark.parametrize(
    ("fields", "path"),
    [
        ({"version": 2}, "version"),
        ({"id": ""}, "id"),
        ({"order_id": "o" * 65}, "order_id"),
        ({"image": "x"}, "image"),
        ({"first_boot_sha256": "x"}, "first_boot_sha256"),
        ({"disk": WireDisk(model="Made up")}, "disk"),
        ({"started": "2026-01-05T08:00:00"}, "started"),
        ({"ended": "yesterday"}, "ended"),
        ({"duration_s": -1.0}, "duration_s"),
        ({"bytes_fetched": -1}, "bytes_fetched"),
        ({"messages": ("m",) * 33}, "messages"),
        ({"interruptions": (Interruption(kind="network", at=AT),) * 33}, "interruptions"),
        ({"result": "not_installed"}, "reasons"),
        ({"read_back": None}, "read_back"),
        ({"read_back": back(mismatches=1)}, "read_back"),
        ({"read_back": back(unreadable=1)}, "read_back"),
        ({"read_back": back(blocks=1)}, "read_back.blocks"),
        ({"blocks_written": 1}, "read_back.blocks"),
        ({"blocks": 0, "blocks_written": 0, "read_back": back(blocks=0)}, "read_back.blocks"),
        ({"bytes_written": 4096}, "read_back.bytes_read"),
        ({"zero_bytes": 0}, "read_back.bytes_read"),
    ],
)
def test_evidence_that_contradicts_itself(fields: dict[str, Any], path: str) -> None:
    told = evidence(**fields)
    assert any(one.startswith(f"{path} ") for one in contradictions(told))
    with pytest.raises(Malformed, match="Evidence"):
        understand_evidence(encode(told))


def test_a_duration_without_end_is_none() -> None:
    raw = json.loads(encode(evidence())) | {"duration_s": float("inf")}
    with pytest.raises(Malformed, match="duration_s"):
        understand_evidence(raw)


@settings(deadline=None)
@given(
    blocks=st.integers(0, 3),
    written=st.integers(0, 3),
    read=st.integers(0, 3),
    mismatches=st.integers(0, 1),
    unreadable=st.integers(0, 1),
    reasons=st.lists(st.sampled_from(REASONS), max_size=1),
    proven=st.booleans(),
)
def test_installed_is_only_said_of_all_of_it(
    *,
    blocks: int,
    written: int,
    read: int,
    mismatches: int,
    unreadable: int,
    reasons: list[Any],
    proven: bool,
) -> None:
    told = evidence(
        blocks=blocks,
        blocks_written=written,
        bytes_written=written * 4096,
        reasons=tuple(reasons),
        read_back=back(
            blocks=read, bytes_read=read * 4096, mismatches=mismatches, unreadable=unreadable
        )
        if proven
        else None,
    )
    whole = proven and 0 < blocks == written == read
    sound = whole and not (mismatches or unreadable or reasons)
    assert (contradictions(told) == ()) == sound


# -- first boot ---------------------------------------------------------------------------------


def test_a_first_boot_comes_through() -> None:
    assert understand_first_boot(encode(first_boot())) == first_boot()


@pytest.mark.parametrize(
    ("fields", "path"),
    [
        ({"version": 2}, "version"),
        ({"id": ""}, "id"),
        ({"boot_id": "b" * 65}, "boot_id"),
        ({"image": "A" * 64}, "image"),
        ({"at": "08:00"}, "at"),
        ({"failed_units": ("x.service",) * 65}, "failed_units"),
        ({"sound_cards": ("card",) * 65}, "sound_cards"),
    ],
)
def test_a_first_boot_that_makes_no_sense(fields: dict[str, Any], path: str) -> None:
    with pytest.raises(Malformed, match=f"FirstBoot.{path} "):
        understand_first_boot(encode(first_boot(**fields)))


# -- everything ---------------------------------------------------------------------------------

RUBBISH = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner),
    max_leaves=6,
)
KINDS = {
    "manifest": (manifest, understand_manifest),
    "evidence": (evidence, understand_evidence),
    "first_boot": (first_boot, understand_first_boot),
}


@settings(deadline=None)
@given(st.sampled_from(sorted(KINDS)), st.data())
def test_rubbish_in_any_field_is_malformed_or_harmless(kind: str, data: st.DataObject) -> None:
    make_one, understand = KINDS[kind]
    document = json.loads(encode(make_one()))
    field = data.draw(st.sampled_from(sorted(document)))
    document[field] = data.draw(RUBBISH)
    try:
        found = understand(json.dumps(document).encode())
    except Malformed:
        return
    assert understand(encode(found)) == found


@given(st.binary(max_size=200))
def test_no_bytes_break_the_reader(raw: bytes) -> None:
    for understand in (understand_manifest, understand_evidence, understand_first_boot):
        with pytest.raises(Malformed):
            understand(raw)
    with pytest.raises(Malformed):
        understand_map(raw, manifest(map_sha256=sha256(raw)))


@settings(deadline=None, max_examples=30)
@given(st.integers(1, 40), st.integers(0, 99))
def test_any_image_that_is_made_is_understood(units: int, seed: int) -> None:
    made = make(some_disk(units * 4 * KIB, seed), most_bytes=16 * KIB)
    assert made.places.size_bytes == made.told.size_bytes == units * 4 * KIB
    assert made.told.written_bytes == written_bytes(made.places)
    assert made.is_on(made.disk)
