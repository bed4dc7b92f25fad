from dataclasses import replace

import pytest

from checks.image_defects import EMPTY, INKED, PicturedPage, image_defects
from domain.acceptance import Check
from domain.page import QualityFacts
from domain.scan_quality import PageFacts, QualityLimits

SHARP = QualityFacts(dpi=300.0, skew_known=True, blur=0.1, contrast=200.0, ink=0.05)
GOOD = PageFacts(quality=SHARP, skew=0.2, doubtful=0.0, type_height=3.7)


def checks(facts: PageFacts, *, blank: bool = False, text: bool = True, limits: QualityLimits | None = None) -> list[Check]:
    page = PicturedPage(subject="page 3", paper="盒1/0001.png [1]", blank=blank, text=text, facts=facts)
    return [defect.check for defect in image_defects([page], limits or QualityLimits())]


@pytest.mark.parametrize(
    ("changed", "check"),
    [
        ({"dpi": 150.0}, Check.RESOLUTION),
        ({"blur": 0.4}, Check.CLEAR),
        ({"contrast": 30.0}, Check.CLEAR),
        ({"clipped": 1}, Check.EDGES),
    ],
)
def test_each_fault_has_its_check(changed: dict[str, float], check: Check) -> None:
    assert checks(GOOD) == []
    assert checks(replace(GOOD, quality=replace(SHARP, **changed))) == [check]


def test_skew_and_resolution_follow_the_settings() -> None:
    assert checks(replace(GOOD, skew=-2.4)) == [Check.SKEW]
    assert checks(replace(GOOD, skew=-2.4), limits=QualityLimits(most_skew=3.0)) == []
    assert checks(GOOD, limits=QualityLimits(least_dpi=400.0)) == [Check.RESOLUTION]


def test_reading_and_small_type_are_no_matter_of_the_picture() -> None:
    assert checks(replace(GOOD, doubtful=0.5)) == []
    assert checks(replace(GOOD, quality=replace(SHARP, dpi=200.0), type_height=2.0)) == []


def test_two_faults_of_one_check_are_one_defect_in_both_words() -> None:
    page = PicturedPage(
        subject="page 3", paper="", blank=False, text=True, facts=replace(GOOD, quality=replace(SHARP, blur=0.4, contrast=30.0))
    )
    [defect] = image_defects([page], QualityLimits())
    assert "模糊" in defect.zh
    assert "过淡" in defect.zh


def test_blank_sides_must_be_blank_and_kept_pages_must_not() -> None:
    empty = replace(GOOD, quality=replace(SHARP, ink=EMPTY / 2))
    assert checks(empty, blank=True, text=False) == []
    assert checks(empty, blank=True, text=True) == [Check.BLANK]
    assert checks(replace(GOOD, quality=replace(SHARP, ink=INKED)), blank=True, text=False) == [Check.BLANK]
    assert checks(empty, text=False) == [Check.BLANK]
    assert checks(empty, text=True) == []
