"""What a machine is, in the words of people who handle it. Pure: a report in, a description out."""

from atelier.devices.hardware.description import Description, describe

__all__ = ["Description", "describe"]
