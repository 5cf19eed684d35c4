from atelier.devices.models.device import AT_A_BENCH, BENCH_STEPS, Device, DeviceModel
from atelier.devices.models.event import Event
from atelier.devices.models.identifier import DeviceIdentifier
from atelier.devices.models.inspection_plan import InspectionPlan
from atelier.devices.models.photo import Photo
from atelier.devices.models.tag import Tag

__all__ = [
    "AT_A_BENCH",
    "BENCH_STEPS",
    "Device",
    "DeviceIdentifier",
    "DeviceModel",
    "Event",
    "InspectionPlan",
    "Photo",
    "Tag",
]
