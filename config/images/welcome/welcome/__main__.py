"""``python3 -m welcome console|window``, as root, once."""

import sys

from welcome.doing import System, take_back


def main(kind: str) -> None:
    system = System()
    if system.is_done:
        return
    take_back(system)
    if kind == "window":
        from welcome.window import show  # noqa: PLC0415 - GTK is there on a desktop only

        show(system)
    else:
        from welcome.console import Console  # noqa: PLC0415

        Console(system).run()


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "console")
