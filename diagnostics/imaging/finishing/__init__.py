"""Make a disk that an image was written to this machine's own: see ``finish``."""

from diagnostics.imaging.finishing.finish import finish

__all__ = ["finish"]
