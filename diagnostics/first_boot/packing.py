"""Pack the program of the first boot, and the modules of ours that it needs, into one file."""

import ast
import io
import zipfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path

#: Of the installed system: the first that knows all that the modules are written in.
OLDEST_PYTHON = (3, 10)
_BEGINNING = "diagnostics.first_boot.program"
_OURS = "diagnostics"
_FOLDER = Path(__file__).parents[2]
#: A zip carries dates; with one for all of them, one version of the agent packs one same file.
_DATE = (1980, 1, 1, 0, 0, 0)
_MAIN = f"import sys\nfrom {_BEGINNING} import main\nsys.exit(main())\n"


@cache
def pack() -> bytes:
    """A zip that ``python3 -I`` runs."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        _put(archive, "__main__.py", _MAIN.encode())
        for path in map(_path, modules()):
            if path is not None:
                _put(archive, path.relative_to(_FOLDER).as_posix(), path.read_bytes())
    return packed.getvalue()


@cache
def modules() -> tuple[str, ...]:
    """Names of ours that the program imports, whoever imports them; packages among them."""
    found: set[str] = set()
    waiting = [_BEGINNING]
    while waiting:
        name = waiting.pop()
        if name not in found and _path(name):
            found.add(name)
            waiting += [*_parents(name), *_imported(name)]
    return tuple(sorted(found))


def others() -> frozenset[str]:
    """What they import of elsewhere: the standard library has to have all of it."""
    found = (one.partition(".")[0] for name in modules() for one in _imported(name))
    return frozenset(found) - {_OURS}


def _imported(name: str) -> Iterator[str]:
    """``from a import b`` is a; and a.b, which may be a module as well."""
    path = _path(name)
    tree = ast.parse(path.read_bytes() if path else b"")
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def _parents(name: str) -> Iterator[str]:
    parts = name.split(".")
    return (".".join(parts[:end]) for end in range(1, len(parts)))


def _path(name: str) -> Path | None:
    """None: no module of ours has this name."""
    if name.partition(".")[0] != _OURS:
        return None
    bare = _FOLDER.joinpath(*name.split("."))
    paths = (bare / "__init__.py", bare.with_name(f"{bare.name}.py"))
    return next((path for path in paths if path.is_file()), None)


def _put(archive: zipfile.ZipFile, name: str, content: bytes) -> None:
    archive.writestr(zipfile.ZipInfo(name, _DATE), content, zipfile.ZIP_DEFLATED)
