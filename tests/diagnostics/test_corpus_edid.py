"""Every recorded EDID against what edid-decode says of it: in its file, and installed here."""

import math
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from diagnostics.probes import edid
from diagnostics.probes.document import Unreadable
from diagnostics.probes.edid.makers import MAKERS

CORPUS = Path(os.environ.get("ATELIER_CORPUS", Path(__file__).parents[3] / "shared" / "corpus"))
FILES = sorted((CORPUS / "edid").glob("*")) if CORPUS.is_dir() else []

needs_corpus = pytest.mark.skipif(not FILES, reason="no recorded hardware: set ATELIER_CORPUS")

#: Where we leave a field empty, or say more, on purpose.
KNOWN = {
    # A year byte of 0: 1990, four years before EDID existed, is no year.
    ("year", "CMO1428"),
    ("year", "CMO1523"),
    # "160 x 90 mm" on a television set is its aspect ratio.
    ("size", "SAM05CD"),
    # The timing gives another size than the whole centimetres (531 x 297 mm on a panel of 18.5
    # inches, 480 x 270 mm on a laptop, 255 x 255 mm on a wide screen): the centimetres count.
    ("size", "BOE0000"),
    ("size", "BOE0AFC"),
    ("size", "MPI7001"),
    ("size", "SAM0DE2"),
    # The first timing (1280 x 800) is not marked as preferred; the second is the panel's own.
    ("timing", "APP9221"),
}


def search(pattern: str, text: str) -> tuple[str, ...] | None:
    found = re.search(pattern, text)
    return found.groups() if found else None


def decoded(path: Path) -> str:
    """edid-decode's words on the base block."""
    text = path.read_text(encoding="utf-8", errors="replace")
    return text.partition("Block 0, Base EDID:")[2].partition("\nChecksum")[0]


def compare(screen, said):
    """Yields (field, agrees) for every field that edid-decode states."""
    if found := search(r"Structure Version & Revision: ([\d.]+)", said):
        yield "version", screen.edid_version == found[0]
    if found := search(r"Manufacturer: (\w{3})", said):
        yield "maker", screen.maker_id == found[0]
    if found := search(r"\n    Model: (\d+)", said):
        yield "product", screen.product_code == int(found[0])
    if found := search(r"Made in:(?: week \d+ of)? (\d{4})|Model year: (\d{4})", said):
        yield "year", screen.year == int(found[0] or found[1])
    yield "digital", screen.digital == ("Digital display" in said)
    yield from compare_texts(screen, said)
    yield from compare_timing(screen, said)


def compare_texts(screen, said):
    number = search(r"\n    Serial Number: (\d+)", said)
    words = search(r"Display Product Serial Number: '(.*)'", said)
    if words and words[0].strip():
        yield "serial", screen.serial == " ".join(words[0].split())
    elif number and "Product Serial Number: ..." not in said:
        yield "serial", screen.serial == number[0]
    if found := search(r"Display Product Name: '(.*)'", said):
        yield "name", screen.model == " ".join(found[0].split())
    elif texts := re.findall(r"Alphanumeric Data String: '(.*)'", said):
        # We go on behind a byte that is no letter, where edid-decode stops.
        panels = tuple(" ".join(text.split()) for text in texts)
        numbered = any(re.search(r"\d", text) for text in texts)
        yield "panel", screen.model.startswith(panels) if screen.model else not numbered


def compare_timing(screen, said):
    first = search(r"DTD 1: +(\d+)x(\d+)(i?) +([\d.]+) Hz.*[( ](\d+) mm x (\d+) mm\)", said)
    if first:
        pixels = (screen.width_px, screen.height_px) == (int(first[0]), int(first[1]))
        yield "timing", pixels and math.isclose(screen.refresh_hz, float(first[3]), abs_tol=0.0051)
        size = (int(first[4]), int(first[5]))
        if all(size):
            yield "size", (screen.width_mm, screen.height_mm) == size
    elif found := search(r"Maximum image size: (\d+) cm x (\d+) cm", said):
        size = (int(found[0]) * 10, int(found[1]) * 10)
        yield "size", (screen.width_mm, screen.height_mm) == size


def short(path: Path) -> str:
    return path.name.split("__")[2]


@needs_corpus
def test_every_edid_agrees_with_edid_decode(capsys):
    fields, wrong = 0, set()
    for path in FILES:
        screen = edid.parse(path.read_bytes())
        for field, agrees in compare(screen, decoded(path)):
            fields += 1
            if not agrees:
                wrong.add((field, short(path)))
    with capsys.disabled():
        print(f"\nedid: {len(FILES)} files, {fields} fields compared, {len(wrong)} differ")  # noqa: T201 - the figures
    assert wrong == KNOWN
    assert fields > 5 * len(FILES)


@needs_corpus
def test_the_panels_part_number_stands_behind_dells_own():
    [path] = [path for path in FILES if short(path) == "AUO102D"]
    assert edid.parse(path.read_bytes()).model == "4FHP9 B133HAB"


@needs_corpus
def test_the_makers_in_the_corpus_have_names():
    """All but five: a television without a brand, a splitter, a projector, a firm of one screen."""
    ids = {edid.parse(path.read_bytes()).maker_id for path in FILES}
    assert ids - MAKERS.keys() == {"CHR", "DTV", "MPI", "PVT", "XXX"}


@needs_corpus
@pytest.mark.skipif(not shutil.which("edid-decode"), reason="edid-decode is not installed")
@pytest.mark.usefixtures("real_commands")
def test_the_installed_edid_decode_reads_the_same(tmp_path):
    """Our binary, taken from the dump, means to edid-decode what the recording says."""
    for path in FILES[::10]:
        (tmp_path / "edid").write_bytes(edid.hexdump.block_bytes(path.read_bytes()))
        command = ["edid-decode", str(tmp_path / "edid")]
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=10)
        said = done.stdout.partition("Block 0, Base EDID:")[2].partition("\nChecksum")[0]
        screen = edid.parse(path.read_bytes())
        results = dict(compare(screen, said))
        wrong = {(field, short(path)) for field, agrees in results.items() if not agrees}
        assert wrong <= KNOWN
        assert len(results) >= 6


@needs_corpus
def test_a_truncated_recording_is_refused():
    for path in FILES[::10]:
        text = path.read_text(errors="replace")
        start = re.search("00 ?ff ?ff ?ff", text).start()
        with pytest.raises(Unreadable, match="breaks off"):
            edid.parse(text[: start + 150])
