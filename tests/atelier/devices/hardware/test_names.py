"""Makers, models and processors as people say them. What machines say is from public recordings."""

import pytest

from atelier.devices.hardware.makers import maker
from atelier.devices.hardware.models import model_of
from atelier.devices.hardware.processors import short_name
from diagnostics.report import System


@pytest.mark.parametrize(
    ("told", "name"),
    [
        ("Dell Inc.", "Dell"),
        ("Hewlett-Packard", "HP"),
        ("HP", "HP"),
        ("ASUSTeK COMPUTER INC.", "ASUS"),
        ("ASUSTeK Computer Inc.", "ASUS"),
        ("LENOVO", "Lenovo"),
        ("Acer, inc.", "Acer"),
        ("Apple Inc.", "Apple"),
        ("SAMSUNG ELECTRONICS CO., LTD.", "Samsung"),
        ("Micro-Star International Co., Ltd.", "MSI"),
        ("FUJITSU CLIENT COMPUTING LIMITED", "Fujitsu"),
        ("FUJITSU SIEMENS", "Fujitsu Siemens"),
        ("Intel(R) Client Systems", "Intel"),
        ("BESSTAR Tech Limited", "BESSTAR Tech"),
        ("TIMI", "Xiaomi"),
        ("ACME COMPUTERS", "Acme Computers"),
        ("Notebook", None),
        ("To Be Filled By O.E.M.", None),
        ("System manufacturer", None),
        ("\0 \t", None),
        (None, None),
    ],
)
def test_maker(told: str | None, name: str | None) -> None:
    assert maker(told) == name


@pytest.mark.parametrize(
    ("system", "name"),
    [
        (System(maker="LENOVO", product="20HES1XX", version="ThinkPad T470"), "ThinkPad T470"),
        (
            System(maker="LENOVO", product="80YH", version="Lenovo ideapad 320-15IKB"),
            "IdeaPad 320-15IKB",
        ),
        (System(maker="LENOVO", product="INVALID", version="Lenovo B560"), "B560"),
        (System(maker="LENOVO", product="C540", version=None), "C540"),
        (System(maker="Dell Inc.", product="Latitude E7470", version="01"), "Latitude E7470"),
        (
            System(maker="Hewlett-Packard", product="HP EliteBook 840 G2", version="A3009DC18303"),
            "EliteBook 840 G2",
        ),
        (System(maker="HP", product="HP EliteBook 840 G7 Notebook PC"), "EliteBook 840 G7"),
        (System(maker="Hewlett-Packard", product=None, board_product="3030"), None),
        (
            System(maker="ASUSTeK COMPUTER INC.", product="VivoBook_ASUSLaptop X512DA_X512DA"),
            "VivoBook X512DA",
        ),
        (
            System(maker="ASUSTeK COMPUTER INC.", product="ROG Zephyrus G14 GA401QM_GA401QM"),
            "ROG Zephyrus G14 GA401QM",
        ),
        (System(maker="ASUS", product="All Series", board_product="B85-PLUS"), "B85-PLUS"),
        (System(maker="Apple Inc.", product="MacBookPro11,1"), "MacBook Pro 11,1"),
        (System(maker="Apple Inc.", product="iMac14,3"), "iMac 14,3"),
        (
            System(maker="MSI", product="MS-7998", board_product="Z170A SLI (MS-7998)"),
            "Z170A SLI",
        ),
        (System(maker="TOSHIBA", product="SATELLITE C50-B"), "Satellite C50-B"),
        (
            System(
                maker="SAMSUNG ELECTRONICS CO., LTD.",
                product="DP700A3D/DM700A3D/DB701A3D/DP700A7D",
            ),
            "DP700A3D",
        ),
        (System(maker="Sony Corporation", product="VPCEB1E1R"), "VAIO VPCEB1E1R"),
        (System(maker="GOOGLE", product="Peppy"), "Chromebook Peppy"),
        (System(maker="HUAWEI", product="NBD-WXX9", family="MateBook D"), "MateBook D NBD-WXX9"),
        (
            System(
                maker="Gigabyte Technology Co., Ltd.",
                product="To be filled by O.E.M.",
                board_product="Z77-D3H",
            ),
            "Z77-D3H",
        ),
        (System(maker="x", product="System Product Name"), None),
        (System(), None),
    ],
)
def test_model(system: System, name: str | None) -> None:
    assert model_of(system) == name


@pytest.mark.parametrize(
    ("told", "name"),
    [
        ("Intel(R) Core(TM) i5-7300U CPU @ 2.60GHz", "Intel Core i5-7300U"),
        ("11th Gen Intel(R) Core(TM) i5-1135G7 @ 2.40GHz", "Intel Core i5-1135G7"),
        ("Intel(R) Core(TM)2 Duo CPU     T7250  @ 2.00GHz", "Intel Core 2 Duo T7250"),
        ("Genuine Intel(R) CPU           T2060  @ 1.60GHz", "Intel T2060"),
        ("Intel(R) Pentium(R) CPU  N3540  @ 2.16GHz", "Intel Pentium N3540"),
        ("Intel(R) Core(TM) Ultra 7 155H", "Intel Core Ultra 7 155H"),
        ("AMD Ryzen 5 PRO 4650U with Radeon Graphics", "AMD Ryzen 5 PRO 4650U"),
        ("AMD Ryzen 7 7840HS w/ Radeon 780M Graphics", "AMD Ryzen 7 7840HS"),
        ("AMD A10-4600M APU with Radeon(tm) HD Graphics", "AMD A10-4600M"),
        ("AMD FX(tm)-4300 Quad-Core Processor", "AMD FX-4300"),
        ("AMD A9-9425 RADEON R5, 5 COMPUTE CORES 2C+3G", "AMD A9-9425"),
        ("AMD Athlon(tm) 64 X2 Dual Core Processor 4000+", "AMD Athlon 64 X2 4000+"),
        ("To Be Filled By O.E.M.", None),
        ("\0", None),
        (None, None),
    ],
)
def test_processor(told: str | None, name: str | None) -> None:
    assert short_name(told) == name
