"""Programs of a desktop are called by what they are for."""

import importlib.util
from importlib.machinery import SourceFileLoader
from pathlib import Path
from types import ModuleType

import pytest

PROGRAM = Path(__file__).parents[5] / "config/images/parts/desktop/root/usr/lib/atelier/plain-names"
STARTER = """\
[Desktop Entry]
Name=Mozilla Thunderbird
Name[nl]=Mozilla Thunderbird e-mail/nieuws
Comment[nl]=E-mail lezen
GenericName=Mail Client
Exec=/usr/bin/thunderbird %u
Actions=ComposeMessage;

[Desktop Action ComposeMessage]
Name=Write a message
Exec=/usr/bin/thunderbird --compose
"""


@pytest.fixture
def names() -> ModuleType:
    loader = SourceFileLoader("plain_names", str(PROGRAM))
    spec = importlib.util.spec_from_loader("plain_names", loader)
    assert spec
    module = importlib.util.module_from_spec(spec)
    loader.exec_module(module)
    return module


def test_it_says_what_the_program_is_for_in_each_language(names: ModuleType):
    assert names.renamed(STARTER, "Thunderbird", "Mail", "Courrier", "Mail") == (
        "[Desktop Entry]\nName=Mail\nName[nl]=Mail\nName[fr]=Courrier\nGenericName=Thunderbird\n"
        "Exec=/usr/bin/thunderbird %u\nActions=ComposeMessage;\n\n"
        "[Desktop Action ComposeMessage]\nName=Write a message\n"
        "Exec=/usr/bin/thunderbird --compose\n"
    )


def test_the_packages_own_starters_stay(
    names: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    packages, own = tmp_path / "packages", tmp_path / "own"
    packages.mkdir()
    for name in names.NAMES:
        (packages / f"{name}.desktop").write_text(STARTER)
    monkeypatch.setattr(names, "PACKAGES", packages)
    monkeypatch.setattr(names, "OWN", own)
    names.main()
    assert {path.stem for path in own.iterdir()} == set(names.NAMES)
    assert "Name[fr]=Textes\n" in (own / "libreoffice-writer.desktop").read_text()
    assert (packages / "vlc.desktop").read_text() == STARTER
