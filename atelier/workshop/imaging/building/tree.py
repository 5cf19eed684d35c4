"""The system in a folder, as mmdebstrap makes it of Debian's packages and the parts of a recipe."""

import os
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path

from atelier.workshop.imaging.building import sources
from atelier.workshop.imaging.building.commands import run
from atelier.workshop.imaging.building.errors import BuildError
from atelier.workshop.imaging.building.pins import Pins
from atelier.workshop.imaging.building.recipe import Recipe

_HASTE = "force-unsafe-io"
#: In the new system, while it is made; then it is gone.
_SRV = "srv/image"
_WELCOME = "usr/lib/atelier-welcome"


def make(
    tree: Path,
    recipe: Recipe,
    *,
    mirror: Sequence[str],
    again: Pins | None = None,
) -> int:
    """The newest time that anything in it carries (seconds since 1970).

    ``again``: in these versions. apt follows the recipe then as it did, and remembers the same of
    what was asked for and what came along.
    """
    staged = tree.with_name("staged")
    stage(staged, recipe)
    log = tree.with_name("packages.log")
    command = [*_command(recipe, staged)]
    if again is not None:
        pinned = staged / "pins"
        pinned.write_text(again.preferences())
        command += [f"--setup-hook=copy-in {pinned} /etc/apt/preferences.d"]
    # The kernel's package makes no first stage by itself: one is made at the end.
    env = {"INITRD": "No", "SOURCE_DATE_EPOCH": "0"}
    command += [sources.SUITE, str(tree), "-"]
    run(command, log=log, env=env, stdin="\n".join(mirror) + "\n")
    epoch = int((tree / _SRV / "epoch").read_text())
    shutil.rmtree(tree / _SRV)
    settle(tree, epoch)
    return epoch


def _command(recipe: Recipe, staged: Path) -> Iterator[str]:
    yield from _own_mounts()
    yield from ("mmdebstrap", "--variant=minbase", "--mode=root", "--format=directory")
    yield f"--include={','.join(recipe.packages)}"
    yield from ("--aptopt", f'APT::Install-Recommends "{str(recipe.recommends).lower()}"')
    # Nothing here has to outlive a power cut: half of the time would go into waiting for the disk.
    yield from ("--dpkgopt", _HASTE)
    for pattern in recipe.leave_out:
        yield from ("--dpkgopt", f"path-exclude={pattern}")
    for pattern in recipe.keep:
        yield from ("--dpkgopt", f"path-include={pattern}")
    # Answers before the questions, once debconf itself is there.
    yield f"--essential-hook=copy-in {staged}/srv /"
    yield f'--essential-hook=chroot "$1" debconf-set-selections /{_SRV}/debconf'
    yield f'--customize-hook=chroot "$1" sh /{_SRV}/finish'


def _own_mounts() -> tuple[str, ...]:
    """So that, stopped halfway, none of this machine's folders is left in the tree.

    A container may not allow it; there mmdebstrap does without mounts.
    """
    own = ("unshare", "--mount")
    try:
        run([*own, "true"])
    except BuildError:
        return ()
    return own


def stage(staged: Path, recipe: Recipe) -> None:
    """What goes into the new system beside packages, in the form that ``finish`` expects."""
    shutil.rmtree(staged, ignore_errors=True)
    home = staged / _SRV
    (home / "root").mkdir(parents=True)
    shutil.copy(recipe.folder / "finish", home / "finish")
    shutil.copy(recipe.folder / "newest.py", home / "newest.py")
    (home / "grub-probe").write_text(_probe(recipe))
    (home / "names").write_text(_names(recipe))
    (home / "debconf").write_text("".join(_texts(recipe.parts, "debconf")))
    for number, part in enumerate(recipe.parts):
        if (part / "root").is_dir():
            shutil.copytree(part / "root", home / "root", symlinks=True, dirs_exist_ok=True)
        if (part / "settle").exists():
            shutil.copy(part / "settle", home / f"settle-{number:02}-{part.name}")
    _add_welcome(home / "root", recipe)
    _modes(home / "root")


def _names(recipe: Recipe) -> str:
    told = {
        "ROOT_UUID": recipe.id_of("root"),
        "EFI_UUID": recipe.efi_serial,
        "RECIPE": recipe.name,
        "LANGUAGES": " ".join(recipe.languages),
    }
    return "".join(f"export {name}='{value}'\n" for name, value in told.items())


def _texts(parts: Sequence[Path], name: str) -> Iterator[str]:
    for part in parts:
        if (part / name).exists():
            yield (part / name).read_text()


def _add_welcome(root: Path, recipe: Recipe) -> None:
    source = recipe.folder / "welcome" / "welcome"
    if source.is_dir():
        ignore = shutil.ignore_patterns("__pycache__")
        shutil.copytree(source, root / _WELCOME / "welcome", ignore=ignore)


def _modes(root: Path) -> None:
    """As Debian has them, whatever the umask was of who checked this out."""
    for path in (root, *root.rglob("*")):
        if not path.is_symlink():
            wide = path.is_dir() or path.stat().st_mode & 0o100
            path.chmod(0o755 if wide else 0o644)


#: ``update-grub`` asks it for the disk below; there is none yet.
_PROBE = """\
#!/bin/sh
case "$*" in
    *target=device*) echo /dev/disk/by-uuid/{root} ;;
    *target=fs_uuid*) echo {root} ;;
    *target=partuuid*) echo {partition} ;;
    *target=fs_label*) echo root ;;
    *target=fs*) echo ext2 ;;
    *target=partmap*) echo gpt ;;
    *target=abstraction*) ;;
    *target=*hint*) ;;
    *) exit 1 ;;
esac
"""


def _probe(recipe: Recipe) -> str:
    return _PROBE.format(root=recipe.id_of("root"), partition=recipe.id_of("root-partition"))


def settle(tree: Path, epoch: int) -> None:
    """Away with what is random, or of this machine; no time is later than ``epoch``."""
    (tree / "etc/machine-id").write_text("")
    (tree / "etc/resolv.conf").unlink(missing_ok=True)
    if (tree / "usr/lib/systemd/systemd-resolved").exists():
        (tree / "etc/resolv.conf").symlink_to("../run/systemd/resolve/stub-resolv.conf")
    installed = "".join(f"{line}\n" for line in sources.INSTALLED)
    (tree / "etc/apt/sources.list").write_text(installed)
    _without_haste(tree / "etc/dpkg/dpkg.cfg.d/99mmdebstrap")
    for pattern in _NOT_KEPT:
        for path in tree.glob(pattern):
            _remove(path)
    _same_days(tree / "etc/shadow", epoch)
    for made in _every(tree):
        if made.lstat().st_mtime > epoch:
            os.utime(made, (epoch, epoch), follow_symlinks=False)


#: Made anew by the system that needs them.
_NOT_KEPT = (
    "dev/*",
    "proc/*",
    "run/*",
    "sys/*",
    "tmp/*",
    "tmp/.*",
    "var/tmp/*",
    "root/.*_history",
    "root/.wget-hsts",
    "etc/.pwd.lock",
    "etc/*-",
    "etc/ssh/ssh_host_*",
    "etc/apt/preferences.d/pins",
    "etc/hostid",
    "boot/*.old",
    "var/cache/apt/*.bin",
    "var/cache/apt/archives/*.deb",
    "var/cache/debconf/*-old",
    "var/cache/ldconfig/aux-cache",
    "var/cache/man/*",
    "var/lib/apt/lists/*_*",
    "var/lib/dbus/machine-id",
    "var/lib/dpkg/*-old",
    "var/lib/systemd/random-seed",
    "var/lib/systemd/catalog/database",
    "var/lib/urandom/random-seed",
    "var/lib/ucf/*.[0-9]",
    "var/log/*.log",
    "var/log/apt/*",
)


def _without_haste(options: Path) -> None:
    """At the borrower's, dpkg waits for the disk."""
    if options.exists():
        kept = [line for line in options.read_text().splitlines() if line != _HASTE]
        options.write_text("".join(f"{line}\n" for line in kept))


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink()


def _same_days(shadow: Path, epoch: int) -> None:
    """The day of the last change of each password, which nobody has."""
    rows = [line.split(":") for line in shadow.read_text().splitlines()]
    for row in rows:
        row[2] = str(epoch // 86400)
    shadow.write_text("".join(":".join(row) + "\n" for row in rows))


def _every(tree: Path) -> Iterator[Path]:
    for folder, folders, files in os.walk(tree, topdown=False):
        for name in (*files, *folders):
            yield Path(folder, name)
    yield tree
