"""The newest time of any file that a package brought, in seconds since 1970.

It follows from the packages alone: what their scripts made carries the time of the making, and is
not in their lists of checksums.
"""

import sys
from pathlib import Path


def main() -> None:
    newest = 0
    for listed in Path("/var/lib/dpkg/info").glob("*.md5sums"):
        for line in listed.read_text(errors="surrogateescape").splitlines():
            path = Path("/", line.split(maxsplit=1)[1])
            if path.is_file() and not path.is_symlink():
                newest = max(newest, int(path.stat().st_mtime))
    sys.stdout.write(f"{newest}\n")


if __name__ == "__main__":
    main()
