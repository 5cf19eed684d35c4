"""What each thing that a disk tells comes to."""

from typing import Any

import pytest

from atelier.workshop.diagnosis.verdicts import Level, Rules, Verdict
from atelier.workshop.diagnosis.verdicts.disks import judge_disk
from diagnostics.report import (
    Disk,
    DiskHealth,
    SelfTest,
    SmartAttribute,
)

NAMES = {
    5: "Reallocated_Sector_Ct",
    10: "Spin_Retry_Count",
    187: "Reported_Uncorrect",
    188: "Command_Timeout",
    190: "Airflow_Temperature_Cel",
    196: "Reallocated_Event_Count",
    197: "Current_Pending_Sector",
    198: "Offline_Uncorrectable",
}


def attribute(number: int, raw: int | None = 0, **more: Any) -> SmartAttribute:
    return SmartAttribute(id=number, **{"name": NAMES.get(number, "Unknown"), "raw": raw} | more)


def ata(*attributes: SmartAttribute, rotational: bool | None = True, **more: Any) -> Disk:
    health = DiskHealth(**{"protocol": "ata", "passed": True, "attributes": attributes} | more)
    return Disk(name="sda", model="WDC WD5000LPVX", rotational=rotational, health=health)


def nvme(**told: Any) -> Disk:
    health = DiskHealth(**{"protocol": "nvme", "passed": True, "critical_warning": 0} | told)
    return Disk(name="nvme0n1", model="Made up", rotational=False, health=health)


def words(verdict: Verdict) -> str:
    return "\n".join(reason.nl() for reason in verdict.reasons)


@pytest.mark.parametrize(
    ("number", "raw", "level"),
    [
        (5, 0, Level.GOOD),
        (5, 4, Level.GOOD),
        (5, 5, Level.WORN),
        (5, 16, Level.WORN),
        (5, 17, Level.REPLACE),
        (5, 1_000_000, Level.REPLACE),
        (10, 0, Level.GOOD),
        (10, 1, Level.REPLACE),
        (187, 0, Level.GOOD),
        (187, 1, Level.REPLACE),
        (188, 100, Level.GOOD),
        (188, 101, Level.WORN),
        (188, 60_000, Level.WORN),
        (196, 11, Level.GOOD),
        (196, 12, Level.WORN),
        (196, 28, Level.REPLACE),
        (197, 1, Level.REPLACE),
        (198, 1, Level.REPLACE),
    ],
)
def test_counts_are_weighed_by_failure_rates(
    rules: Rules, number: int, raw: int, level: Level
) -> None:
    assert judge_disk(ata(attribute(number, raw)), (), rules.disk).level is level


@pytest.mark.parametrize("number", [5, 10, 187, 188, 196, 197, 198])
def test_a_packed_value_condemns_no_disk_and_is_told(rules: Rules, number: int) -> None:
    verdict = judge_disk(ata(attribute(number, 53416508262463)), (), rules.disk)
    assert verdict.level is Level.GOOD
    assert f"Waarde {number} van de schijf is geen gewone telling" in words(verdict)


@pytest.mark.parametrize("number", [1, 7, 195, 9, 193])
def test_attributes_that_are_no_counts_of_errors_say_nothing(rules: Rules, number: int) -> None:
    seagate = ata(attribute(number, 199_781_349, name="Raw_Read_Error_Rate"))
    verdict = judge_disk(seagate, (), rules.disk)
    assert (verdict.level, verdict.reasons) == (Level.GOOD, ())


@pytest.mark.parametrize(
    ("words_of_188", "level", "told"),
    [
        ((0, 0, 0), Level.GOOD, ""),
        ((3, 3, 3), Level.GOOD, "3 keer te laat"),
        ((0, 0, 4), Level.WORN, "4 keer te laat"),
        ((4, 4, 4), Level.WORN, "4 keer te laat"),
        ((0, 2, 21), Level.WORN, "21 keer te laat"),
    ],
)
def test_seagate_packs_three_counts_in_188(
    rules: Rules, words_of_188: tuple[int, int, int], level: Level, told: str
) -> None:
    high, middle, low = words_of_188
    packed = attribute(188, high << 32 | middle << 16 | low)
    disk = Disk(
        name="sda",
        model="ST500LT012-1DG142",
        rotational=True,
        health=DiskHealth(protocol="ata", passed=True, attributes=(packed,)),
    )
    verdict = judge_disk(disk, (), rules.disk)
    assert verdict.level is level
    assert told in words(verdict)


def test_three_words_in_the_text_are_packed_whoever_made_the_disk(rules: Rules) -> None:
    packed = attribute(188, 5 << 32 | 5 << 16 | 5, raw_text="5 5 5")
    assert "5 keer te laat" in words(judge_disk(ata(packed), (), rules.disk))


@pytest.mark.parametrize(
    ("number", "raw", "level"),
    [(5, 300, Level.WORN), (196, 300, Level.WORN), (10, 7, Level.GOOD), (187, 1, Level.REPLACE)],
)
def test_flash_retires_blocks_as_part_of_its_work(
    rules: Rules, number: int, raw: int, level: Level
) -> None:
    disk = ata(attribute(number, raw), rotational=False)
    assert judge_disk(disk, (), rules.disk).level is level


def test_a_number_that_means_something_else_on_this_disk_is_left_alone(rules: Rules) -> None:
    crucial = ata(attribute(197, 1, name="Current_Pending_ECC_Cnt"), rotational=False)
    assert judge_disk(crucial, (), rules.disk).level is Level.GOOD


@pytest.mark.parametrize(
    ("number", "when", "level"),
    [
        (5, "now", Level.REPLACE),
        (5, "FAILING_NOW", Level.REPLACE),
        (5, "past", Level.WORN),
        (5, "In_the_past", Level.WORN),
        (5, "-", Level.GOOD),
        (5, "", Level.GOOD),
        (190, "now", Level.WORN),
        (190, "past", Level.GOOD),
    ],
)
def test_the_makers_own_limits(rules: Rules, number: int, when: str, level: Level) -> None:
    disk = ata(attribute(number, 0, when_failed=when))
    assert judge_disk(disk, (), rules.disk).level is level


@pytest.mark.parametrize(
    ("bit", "level"),
    [
        (0, Level.UNKNOWN),
        (1, Level.UNKNOWN),
        (2, Level.GOOD),
        (3, Level.REPLACE),
        (4, Level.REPLACE),
        (5, Level.WORN),
        (6, Level.GOOD),
        (7, Level.REPLACE),
    ],
)
def test_the_exit_status_is_a_bit_mask(rules: Rules, bit: int, level: Level) -> None:
    assert judge_disk(ata(exit_status=1 << bit), (), rules.disk).level is level


def test_bit_two_adds_nothing_to_what_else_is_known(rules: Rules) -> None:
    alone, with_bit = ata(attribute(5, 3)), ata(attribute(5, 3), exit_status=4)
    assert judge_disk(alone, (), rules.disk) == judge_disk(with_bit, (), rules.disk)


def test_bits_four_and_five_give_way_to_the_attribute_that_explains_them(rules: Rules) -> None:
    hot = ata(attribute(190, 0, when_failed="past"), exit_status=1 << 5)
    assert judge_disk(hot, (), rules.disk).level is Level.GOOD


def test_a_disk_that_says_it_fails_is_to_be_replaced(rules: Rules) -> None:
    verdict = judge_disk(ata(attribute(5, 0), passed=False), (), rules.disk)
    assert verdict.level is Level.REPLACE
    assert verdict.headline.nl() == "zegt zelf dat ze stuk gaat"


@pytest.mark.parametrize(
    ("results", "level"),
    [
        ([True, False], Level.GOOD),
        ([None, True, False], Level.GOOD),
        ([None, False, True], Level.REPLACE),
        ([], Level.GOOD),
    ],
)
def test_the_newest_finished_self_test_counts(
    rules: Rules, results: list[bool | None], level: Level
) -> None:
    tests = tuple(SelfTest(kind="Short", passed=passed) for passed in results)
    assert judge_disk(ata(self_tests=tests), (), rules.disk).level is level


@pytest.mark.parametrize(
    ("told", "level", "headline"),
    [
        ({}, Level.GOOD, "meldt geen fouten"),
        ({"percentage_used": 9, "media_errors": 0}, Level.GOOD, "9 % versleten, geen slechte plek"),
        ({"percentage_used": 79}, Level.GOOD, "79 % versleten"),
        ({"percentage_used": 80}, Level.WORN, "80 % versleten"),
        ({"percentage_used": 100}, Level.REPLACE, "100 % versleten"),
        ({"percentage_used": 255}, Level.REPLACE, "255 % versleten"),
        ({"percentage_used": 300}, Level.GOOD, "meldt geen fouten"),
        ({"media_errors": 1}, Level.WORN, "1 leesfout"),
        ({"media_errors": 9}, Level.WORN, "9 leesfouten"),
        ({"media_errors": 10}, Level.REPLACE, "10 leesfouten"),
        ({"available_spare": 100, "available_spare_threshold": 10}, Level.GOOD, ""),
        ({"available_spare": 10, "available_spare_threshold": 10}, Level.GOOD, ""),
        ({"available_spare": 9, "available_spare_threshold": 10}, Level.REPLACE, "reserve is op"),
        ({"available_spare": 100, "available_spare_threshold": 0}, Level.GOOD, ""),
        ({"available_spare": 0, "available_spare_threshold": 0}, Level.UNKNOWN, "reserve is niet"),
        ({"available_spare": 0, "available_spare_threshold": 10}, Level.REPLACE, "reserve is op"),
        ({"available_spare": 101, "available_spare_threshold": 110}, Level.GOOD, ""),
    ],
)
def test_nvme(rules: Rules, told: dict[str, int], level: Level, headline: str) -> None:
    verdict = judge_disk(nvme(**told), (), rules.disk)
    assert verdict.level is level
    assert verdict.headline.nl().startswith(headline)


@pytest.mark.parametrize(
    ("bit", "level", "told"),
    [
        (0, Level.REPLACE, "reserve is bijna op"),
        (1, Level.WORN, "te warm of te koud"),
        (2, Level.REPLACE, "niet meer betrouwbaar"),
        (3, Level.REPLACE, "alleen nog lezen"),
        (4, Level.REPLACE, "bescherming tegen stroomuitval"),
        (5, Level.REPLACE, "blijvend geheugen"),
        (6, Level.REPLACE, "De schijf zegt zelf dat ze stuk is"),
    ],
)
def test_each_warning_bit_has_its_sentence(rules: Rules, bit: int, level: Level, told: str) -> None:
    """Smartctl says "failed" with bit 3 of its status for any of them; the bit says how bad."""
    disk = nvme(critical_warning=1 << bit, passed=False, exit_status=8)
    verdict = judge_disk(disk, (), rules.disk)
    assert verdict.level is level
    assert told in words(verdict)


@pytest.mark.parametrize(
    ("told", "level"),
    [
        ({"grown_defects": 0, "uncorrected_errors": 0}, Level.GOOD),
        ({"grown_defects": 4}, Level.GOOD),
        ({"grown_defects": 5}, Level.WORN),
        ({"grown_defects": 17}, Level.REPLACE),
        ({"uncorrected_errors": 1}, Level.REPLACE),
    ],
)
def test_scsi(rules: Rules, told: dict[str, int], level: Level) -> None:
    disk = Disk(name="sda", rotational=True, health=DiskHealth(protocol="scsi", **told))
    assert judge_disk(disk, (), rules.disk).level is level


@pytest.mark.parametrize(
    ("rotational", "hours", "level"),
    [
        (True, 49_999, Level.GOOD),
        (True, 50_000, Level.WORN),
        (True, 10**9, Level.GOOD),
        (False, 60_000, Level.GOOD),
        (None, 60_000, Level.GOOD),
    ],
)
def test_only_a_rotating_disk_wears_by_the_hour(
    rules: Rules, rotational: bool | None, hours: int, level: Level
) -> None:
    disk = ata(rotational=rotational, power_on_hours=hours)
    assert judge_disk(disk, (), rules.disk).level is level


@pytest.mark.parametrize(
    ("name", "value", "raw", "headline"),
    [
        ("Media_Wearout_Indicator", 91, 0, "9 % versleten"),
        ("Wear_Leveling_Count", 98, 14, "2 % versleten"),
        ("SSD_Life_Left", 100, 74, "26 % versleten"),
        ("SSD_Life_Left", 100, 1, "0 % versleten"),
        ("Media_Wearout_Indicator", 0, 0, "meldt geen fouten"),
        ("Flash_Writes_GiB", 91, 91, "meldt geen fouten"),
    ],
)
def test_what_an_ssd_without_statistics_says_is_left(
    rules: Rules, name: str, value: int, raw: int, headline: str
) -> None:
    disk = ata(attribute(233, raw, name=name, value=value), rotational=False)
    assert judge_disk(disk, (), rules.disk).headline.nl() == headline


@pytest.mark.parametrize(
    ("count", "headline"),
    [
        (0, "geen slechte plekken"),
        (1, "1 slechte plek, dat is nog goed"),
        (3, "3 slechte plekken, dat is nog goed"),
        (300, "300 slechte plekken"),
    ],
)
def test_the_headline_counts_bad_spots(rules: Rules, count: int, headline: str) -> None:
    assert judge_disk(ata(attribute(5, count)), (), rules.disk).headline.nl() == headline


def test_the_rate_behind_it_is_said_once(rules: Rules) -> None:
    verdict = judge_disk(ata(attribute(5, 20), attribute(187, 1)), (), rules.disk)
    rates = [reason.nl() for reason in verdict.reasons if "binnen een jaar" in reason.nl()]
    assert rates == ["Van de schijven met zulke fouten gaat 34 % stuk binnen een jaar."]


def test_the_figures_stand_behind_the_verdict(rules: Rules) -> None:
    disk = ata(attribute(5, 20), power_on_hours=1200, written_bytes=25 * 10**11, temperature_c=33)
    told = judge_disk(disk, (), rules.disk).figures
    shown = {label: (figure.value, figure.unit) for label, figure in told.items()}
    assert shown == {
        "Slechte plekken": (20, ""),
        "Gedraaid": (1200, "h"),
        "Geschreven": (2.5, "TB"),
        "Temperatuur": (33, "°C"),
    }
