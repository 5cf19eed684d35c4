"""One image onto one disk in memory: what is told, and what is on the disk then."""

from tests.diagnostics.imaging.imaging import (
    IMAGE_BYTES,
    KEY_SHA256,
    Notebook,
    blank,
    image,
    put,
)


def test_an_image_is_installed() -> None:
    ordered, disk, notebook = image(), blank(), Notebook()
    evidence = put(ordered, disk, notebook)
    assert evidence.result == "installed"
    assert evidence.reasons == ()
    assert ordered.is_on(disk.medium)
    assert evidence.image == ordered.sha256
    assert evidence.first_boot_sha256 == KEY_SHA256
    assert evidence.blocks == evidence.blocks_written == len(ordered.places.blocks)
    assert evidence.bytes_written + evidence.zero_bytes == IMAGE_BYTES
    assert evidence.bytes_fetched == len(ordered.blocks)
    assert notebook.phases == ["writing", "reading", "finishing"]
    assert notebook.fractions == sorted(notebook.fractions)
