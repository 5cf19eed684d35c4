"""What is written into files, and where they lie: nothing here needs a disk."""

import os
from pathlib import Path

import pytest

from diagnostics.imaging.finishing import ids, layout, mentions, own
from diagnostics.imaging.finishing.tree import Tree

OLD, NEW = "0aaf5c2e-1111-4222-8333-444455556666", "99999999-1111-4222-8333-444455556666"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (f"UUID={OLD} /", f"UUID={NEW} /"),
        (f"UUID={OLD.upper()} /", f"UUID={NEW} /"),
        (f'search "{OLD}"\n{OLD}', f'search "{NEW}"\n{NEW}'),
        (f"/dev/disk/by-uuid/{OLD}", f"/dev/disk/by-uuid/{NEW}"),
        (f"{OLD}0", f"{OLD}0"),
        (f"x{OLD}", f"x{OLD}"),
        (f"{OLD}-part", f"{OLD}-part"),
        ("PARTUUID=5eed1234-01,", "PARTUUID=feedbeef-01,"),
        ("PARTUUID=5eed1234-02,", "PARTUUID=feedbeef-02,"),
        ("PARTUUID=5eed1234-011", "PARTUUID=5eed1234-011"),
        ("\udcff " + OLD, "\udcff " + NEW),
        ("nothing of it", "nothing of it"),
    ],
)
def test_numbers_in_a_text(before: str, after: str) -> None:
    names = {OLD: NEW, "5eed1234-01": "feedbeef-01", "5eed1234-02": "feedbeef-02"}
    raw = before.encode(errors="surrogateescape")
    assert mentions.replaced(raw, names) == after.encode(errors="surrogateescape")


def test_without_names_nothing_is_one() -> None:
    assert mentions.replaced(b"text", {}) == b"text"
    assert not mentions.mentions(b"text")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            "127.0.0.1\tlocalhost\n127.0.1.1\told.example old\n",
            "127.0.0.1\tlocalhost\n127.0.1.1\tnew\n",
        ),
        ("127.0.0.1 localhost\n::1 ip6\n", "127.0.0.1 localhost\n127.0.1.1\tnew\n::1 ip6\n"),
        ("127.0.0.1 localhost old\n", "127.0.0.1 localhost new\n127.0.1.1\tnew\n"),
        ("192.0.2.1 older\n127.0.1.1 old\n", "192.0.2.1 older\n127.0.1.1\tnew\n"),
        ("# old\n127.0.1.1 old\n", "# old\n127.0.1.1\tnew\n"),
        ("", "127.0.1.1\tnew\n"),
    ],
)
def test_the_table_of_hosts(before: str, after: str) -> None:
    assert own.hosts(before, "old", "new") == after
    assert own.hosts(after, "new", "new") == after


def test_a_machine_without_a_name_stays_the_local_one() -> None:
    assert own.hosts("127.0.0.1 localhost\n", "localhost", "new").startswith(
        "127.0.0.1 localhost\n"
    )


def test_the_host_name_is_grouped_as_on_the_label() -> None:
    assert own.host_name_of("4217038561") == "atelier-4217-0385-61"


@pytest.mark.parametrize(
    ("words", "bits"),
    [
        ("", 0),
        ("RequiredPartition", 1),
        ("LegacyBIOSBootable", 4),
        ("GUID:60,63", 1 << 60 | 1 << 63),
        ("RequiredPartition NoBlockIOProtocol GUID:59", 1 | 2 | 1 << 59),
    ],
)
def test_attributes_as_sfdisk_says_them(words: str, bits: int) -> None:
    assert layout._attributes(words) == bits


@pytest.mark.parametrize(
    ("disk", "expected"),
    [("sda", "sda2"), ("nvme0n1", "nvme0n1p2"), ("mmcblk0", "mmcblk0p2"), ("loop7", "loop7p2")],
)
def test_the_kernels_names(disk: str, expected: str) -> None:
    assert layout.node(Path("/dev") / disk, 2) == Path("/dev") / expected


def test_numbers_follow_from_order_and_disk() -> None:
    assert ids.new_guid("one", "disk") == ids.new_guid("one", "disk")
    assert ids.new_guid("one", "disk") != ids.new_guid("other", "disk")
    assert ids.new_guid("one", "disk") != ids.new_guid("one", "partition 1")
    assert len(ids.new_serial("one", "disk")) == 8


@pytest.fixture
def tree(tmp_path: Path) -> Tree:
    (tmp_path / "root/etc").mkdir(parents=True)
    return Tree(tmp_path / "root")


def test_links_never_lead_out(tree: Tree, tmp_path: Path) -> None:
    (tmp_path / "outside").write_text("not ours")
    (tree.root / "etc/hostname").symlink_to(tmp_path / "outside")
    (tree.root / "etc/up").symlink_to("../../../../../outside")
    (tree.root / "lib").symlink_to("/etc")
    tree.write("etc/hostname", "name")
    tree.write("etc/up", "up")
    tree.write("lib/deep", "deep")
    assert (tmp_path / "outside").read_text() == "not ours"
    assert tree.read("etc/hostname") == "name"
    assert (tree.root / "outside").read_text() == "up"
    assert (tree.root / "etc/deep").read_text() == "deep"


def test_links_in_a_circle(tree: Tree) -> None:
    (tree.root / "one").symlink_to("two")
    (tree.root / "two").symlink_to("one")
    with pytest.raises(OSError, match="leads round in a circle"):
        tree.read("one")


def test_rights_and_owner_stay(tree: Tree) -> None:
    path = tree.root / "etc/secret"
    path.write_text("old")
    path.chmod(0o640)
    if os.geteuid() == 0:
        os.chown(path, 7, 8)
    before = path.stat()
    tree.write("etc/secret", "new")
    after = path.stat()
    assert path.read_text() == "new"
    assert (after.st_mode, after.st_uid, after.st_gid) == (
        before.st_mode,
        before.st_uid,
        before.st_gid,
    )


def test_programs_and_large_files_are_no_configuration(tree: Tree) -> None:
    (tree.root / "etc/program").write_bytes(b"\0" + OLD.encode())
    (tree.root / "etc/large").write_text(OLD + " " * 2**20)
    (tree.root / "etc/link").symlink_to("text")
    (tree.root / "etc/text").write_text(OLD)
    assert mentions.replace(tree, {OLD: NEW}) == ("etc/text",)
    assert (tree.root / "etc/link").is_symlink()
    assert mentions.left(tree, {OLD: NEW}) == ()
