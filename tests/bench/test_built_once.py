"""What is built once is built again when its sources are others, and when building failed."""

from pathlib import Path

import pytest

from tests.bench import built_once as module
from tests.bench.built_once import built_once


class Kitchen:
    """Counts how often something was made; ``fails``: the next time it does not succeed."""

    def __init__(self) -> None:
        self.made = 0
        self.fails = False

    def __call__(self) -> str:
        self.made += 1
        if self.fails:
            raise RuntimeError("the oven is cold")
        return f"loaf {self.made}"


@pytest.fixture
def kitchen() -> Kitchen:
    return Kitchen()


@pytest.fixture
def source(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(module, "ROOT", tmp_path)
    path = tmp_path / "recipes" / "bread"
    path.parent.mkdir()
    path.write_text("flour")
    return path


def test_it_is_made_once(source: Path, kitchen: Kitchen, tmp_path: Path):
    answers = {built_once(tmp_path / "built", ("recipes",), kitchen) for _ in range(3)}
    assert answers == {"loaf 1"}


def test_another_content_another_name_and_other_rights_count(
    source: Path, kitchen: Kitchen, tmp_path: Path
):
    def built() -> str:
        return built_once(tmp_path / "built", ("recipes", "alone"), kitchen)

    changes = (
        lambda: source.write_text("rye"),
        lambda: source.rename(source.with_name("rye")),
        lambda: source.with_name("rye").chmod(0o755),
        lambda: (tmp_path / "alone").write_text("a file that is named itself"),
    )
    built()
    for number, change in enumerate(changes, start=2):
        change()
        assert built() == built() == f"loaf {number}"


def test_what_failed_is_made_again(source: Path, kitchen: Kitchen, tmp_path: Path):
    """Also where the sources went back to what was made before: it may be half overwritten."""
    built_once(tmp_path / "built", ("recipes",), kitchen)
    source.write_text("rye")
    kitchen.fails = True
    with pytest.raises(RuntimeError, match="oven"):
        built_once(tmp_path / "built", ("recipes",), kitchen)
    source.write_text("flour")
    kitchen.fails = False
    assert built_once(tmp_path / "built", ("recipes",), kitchen) == "loaf 3"
