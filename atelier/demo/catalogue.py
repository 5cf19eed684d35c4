"""Product lines that workshops see often, as the agent would read them."""

from dataclasses import dataclass
from typing import Literal

DiskKind = Literal["ssd", "hdd", "nvme"]


@dataclass(frozen=True, kw_only=True)
class Line:
    """``inches`` is None for what has no screen inside, ``battery_wh`` for what has no battery."""

    maker: str
    product: str
    #: Lenovo writes here the name that people use.
    version: str | None = None
    chassis: str = "Notebook"
    cpu: str
    cores: int
    memory_gb: tuple[int, ...]
    disk: DiskKind
    disk_gb: int
    inches: float | None
    pixels: tuple[int, int] = (1920, 1080)
    battery_wh: int | None
    year: int
    windows11: bool = False


T470 = Line(
    maker="LENOVO", product="20HES0AA00", version="ThinkPad T470", year=2017,
    cpu="Intel(R) Core(TM) i5-7300U CPU @ 2.60GHz", cores=2, memory_gb=(8, 8),
    disk="ssd", disk_gb=256, inches=14.0, battery_wh=24,
)  # fmt: skip
T480 = Line(
    maker="LENOVO", product="20L6S0AA00", version="ThinkPad T480", year=2018,
    cpu="Intel(R) Core(TM) i5-8350U CPU @ 1.70GHz", cores=4, memory_gb=(8,),
    disk="nvme", disk_gb=256, inches=14.0, battery_wh=48, windows11=True,
)  # fmt: skip
L570 = Line(
    maker="LENOVO", product="20J9S0AA00", version="ThinkPad L570", year=2017,
    cpu="Intel(R) Core(TM) i3-7100U CPU @ 2.40GHz", cores=2, memory_gb=(4,),
    disk="hdd", disk_gb=500, inches=15.6, pixels=(1366, 768), battery_wh=48,
)  # fmt: skip
LATITUDE = Line(
    maker="Dell Inc.", product="Latitude 5490", year=2018,
    cpu="Intel(R) Core(TM) i5-8250U CPU @ 1.60GHz", cores=4, memory_gb=(8,),
    disk="ssd", disk_gb=256, inches=14.0, battery_wh=68, windows11=True,
)  # fmt: skip
LATITUDE_OLD = Line(
    maker="Dell Inc.", product="Latitude E6430", year=2012,
    cpu="Intel(R) Core(TM) i5-3320M CPU @ 2.60GHz", cores=2, memory_gb=(2, 2),
    disk="hdd", disk_gb=320, inches=14.0, pixels=(1366, 768), battery_wh=60,
)  # fmt: skip
ELITEBOOK = Line(
    maker="HP", product="HP EliteBook 840 G5", year=2018,
    cpu="Intel(R) Core(TM) i7-8550U CPU @ 1.80GHz", cores=4, memory_gb=(8, 8),
    disk="nvme", disk_gb=512, inches=14.0, battery_wh=50, windows11=True,
)  # fmt: skip
PROBOOK = Line(
    maker="HP", product="HP ProBook 450 G6", year=2019,
    cpu="Intel(R) Core(TM) i5-8265U CPU @ 1.60GHz", cores=4, memory_gb=(8,),
    disk="ssd", disk_gb=256, inches=15.6, battery_wh=45, windows11=True,
)  # fmt: skip
TRAVELMATE = Line(
    maker="Acer", product="TravelMate P259-M", year=2016,
    cpu="Intel(R) Core(TM) i3-6100U CPU @ 2.30GHz", cores=2, memory_gb=(4,),
    disk="hdd", disk_gb=500, inches=15.6, pixels=(1366, 768), battery_wh=41,
)  # fmt: skip
MACBOOK = Line(
    maker="Apple Inc.", product="MacBookAir7,2", year=2015,
    cpu="Intel(R) Core(TM) i5-5250U CPU @ 1.60GHz", cores=2, memory_gb=(8,),
    disk="ssd", disk_gb=128, inches=13.3, pixels=(1440, 900), battery_wh=54,
)  # fmt: skip
OPTIPLEX = Line(
    maker="Dell Inc.", product="OptiPlex 7050", chassis="Desktop", year=2017,
    cpu="Intel(R) Core(TM) i5-7500 CPU @ 3.40GHz", cores=4, memory_gb=(8,),
    disk="ssd", disk_gb=256, inches=None, battery_wh=None,
)  # fmt: skip
THINKCENTRE = Line(
    maker="LENOVO", product="10MUS0AA00", version="ThinkCentre M910q", chassis="Mini PC", year=2017,
    cpu="Intel(R) Core(TM) i5-7500T CPU @ 2.70GHz", cores=4, memory_gb=(8,),
    disk="nvme", disk_gb=256, inches=None, battery_wh=None,
)  # fmt: skip
