"""What makes an installed Linux this machine's own: its name, its number, its keys."""

import re
from collections.abc import Iterator

from diagnostics.imaging.finishing.tree import Tree
from diagnostics.imaging.finishing.work import Work

_MACHINE_ID = "etc/machine-id"
_DBUS_ID = "var/lib/dbus/machine-id"
#: systemd's own word for "never started": whoever made the image wants its first start to do all
#: that a first start can do. Kept.
_NEVER_STARTED = frozenset({"", "uninitialized"})
#: Drawn at random once, and the same in every copy of an image.
_DRAWN_ONCE = (
    "var/lib/systemd/random-seed",
    "var/lib/systemd/credential.secret",
    "var/lib/NetworkManager/secret_key",
)
_SSH = "etc/ssh"
_SERVERS = ("usr/sbin/sshd", "usr/bin/sshd")
_KEYS_UNIT = "atelier-ssh-keys.service"
_UNITS = "etc/systemd/system"
_MAKE_KEYS = """\
[Unit]
Description=Make the keys of the SSH server of this machine
ConditionPathExistsGlob=!/etc/ssh/ssh_host_*_key
Before=ssh.service sshd.service

[Service]
Type=oneshot
ExecStart=/usr/bin/ssh-keygen -A

[Install]
WantedBy=multi-user.target
"""


def host_name_of(tag: str) -> str:
    """Grouped as the label on the machine has it: ``atelier-4217-0385-61``."""
    return f"atelier-{tag[:4]}-{tag[4:8]}-{tag[8:]}"


def give_host_name(work: Work, tree: Tree) -> None:
    name = host_name_of(work.job.parameters.tag)
    before = (tree.read("etc/hostname") or "").strip()
    tree.write("etc/hostname", name + "\n")
    tree.write("etc/hosts", hosts(tree.read("etc/hosts") or "", before, name))
    work.tell("host_name", "done", value=name)


def hosts(text: str, before: str, name: str) -> str:
    """``/etc/hosts`` with the new name for the old one, on a line of its own: 127.0.1.1."""
    lines = [_renamed(line, before, name) for line in text.splitlines()]
    if not any(line.split()[:1] == ["127.0.1.1"] for line in lines):
        lines.insert(_after_localhost(lines), f"127.0.1.1\t{name}")
    return "\n".join(lines) + "\n"


def _renamed(line: str, before: str, name: str) -> str:
    words = line.split()
    if words[:1] == ["127.0.1.1"]:
        return f"127.0.1.1\t{name}"
    if not before or before == "localhost" or line.lstrip().startswith("#"):
        return line
    return re.sub(rf"(?<!\S){re.escape(before)}(?!\S)", name, line)


def _after_localhost(lines: list[str]) -> int:
    places = [number for number, line in enumerate(lines, 1) if line.startswith("127.0.0.1")]
    return places[0] if places else 0


def forget_machine_id(work: Work, tree: Tree) -> None:
    """An empty file: systemd makes a number and keeps it, without doing over a whole first start.

    "uninitialized" would have it set every service to the maker's preference and ask questions on
    the console (machine-id(5), "First Boot Semantics"): not where the maker settled that.
    """
    before = tree.read(_MACHINE_ID)
    if before is not None and before.strip() not in _NEVER_STARTED:
        tree.write(_MACHINE_ID, "", mode=0o444)
    if tree.own(_DBUS_ID).parent.is_dir() and not tree.own(_DBUS_ID).is_symlink():
        tree.link(_DBUS_ID, "/etc/machine-id")
    for name in _DRAWN_ONCE:
        tree.remove(name)
    work.tell("machine_id", "done", value="made at its first start")


def forget_ssh_keys(work: Work, tree: Tree) -> None:
    keys = tree.matching(_SSH, "ssh_host_*_key*")
    for name in keys:
        tree.remove(f"{_SSH}/{name}")
    if not any(tree.exists(path) for path in _SERVERS):
        why = None if keys else "there is no SSH server, and there are no keys of one"
        work.tell("ssh_keys", "done" if keys else "kept", why=why)
        return
    enable(tree, _KEYS_UNIT, _MAKE_KEYS)
    work.tell("ssh_keys", "done", value="made at its first start")


def enable(tree: Tree, name: str, unit: str) -> None:
    """Put a unit of systemd in, to be started with every start."""
    tree.write(f"{_UNITS}/{name}", unit, mode=0o644)
    tree.link(f"{_UNITS}/multi-user.target.wants/{name}", f"/{_UNITS}/{name}")


def is_linux(tree: Tree) -> bool:
    """Whether a whole system stands here, and not only its /boot or its /home."""
    release = ("etc/os-release", "usr/lib/os-release")
    return tree.exists("etc/fstab") and any(tree.is_file(name) for name in release)


def reasons_to_keep(tree: Tree) -> Iterator[str]:
    """Why the filesystems of a system that starts from here keep their numbers, in English."""
    if tree.exists("usr/lib/dracut") or tree.exists("usr/bin/dracut"):
        yield "its first stage was made by dracut, which waits for them by these"
