"""What a part is for, as ``wire.imaging.Driverless`` has it."""

from typing import Literal

Kind = Literal["wifi", "network", "sound", "graphics", "bluetooth", "camera", "storage", "other"]
