from dataclasses import replace

import pytest

from domain.finding import Severity
from domain.page import QualityFacts
from domain.scan_quality import UNMEASURED, USUAL, FaultKind, PageFacts, doubtful_share, scan_faults, type_height, wants_rescan
from domain.text import Box, Line, OcrPage, Word

NOTE, WARNING, ERROR = Severity.NOTE, Severity.WARNING, Severity.ERROR
SHARP = QualityFacts(dpi=200.0, skew_known=True, blur=0.15, contrast=190.0, ink=0.05)
GOOD = PageFacts(quality=SHARP, skew=0.4, doubtful=0.01, type_height=3.8)


def facts(**changed: float) -> PageFacts:
    own = {name: value for name, value in changed.items() if name in {"skew", "doubtful", "type_height"}}
    return replace(GOOD, quality=replace(SHARP, **{name: value for name, value in changed.items() if name not in own}), **own)


@pytest.mark.parametrize(
    ("changed", "kind", "severity"),
    [
        ({"dpi": 150.0}, FaultKind.COARSE, WARNING),
        ({"dpi": 72.0}, FaultKind.COARSE, ERROR),
        ({"type_height": 2.0}, FaultKind.SMALL_TYPE, NOTE),
        ({"contrast": USUAL.least_contrast + 1}, FaultKind.FAINT_TYPE, NOTE),
        ({"skew": -2.5}, FaultKind.LEANING, NOTE),
        ({"blur": USUAL.most_blur + 0.01}, FaultKind.BLURRED, WARNING),
        ({"blur": USUAL.trusted_blur + 0.01}, FaultKind.BLURRED, ERROR),
        ({"contrast": USUAL.least_contrast - 1}, FaultKind.PALE, WARNING),
        ({"contrast": USUAL.trusted_contrast - 1}, FaultKind.PALE, ERROR),
        ({"clipped": USUAL.most_clipped + 1}, FaultKind.CLIPPED, WARNING),
        ({"clipped": USUAL.trusted_clipped + 1}, FaultKind.CLIPPED, ERROR),
        ({"doubtful": USUAL.most_doubtful + 0.01}, FaultKind.DOUBTFUL, WARNING),
        ({"doubtful": USUAL.trusted_doubtful + 0.01}, FaultKind.DOUBTFUL, ERROR),
    ],
)
def test_each_fault_is_named_with_what_to_do(changed: dict[str, float], kind: FaultKind, severity: Severity) -> None:
    [fault] = scan_faults(facts(**changed), USUAL)
    assert (fault.kind, fault.severity) == (kind, severity)
    assert wants_rescan(facts(**changed), USUAL) is (severity is ERROR)
    assert all(text and "{" not in text for text in (fault.en, fault.zh, fault.mend_en, fault.mend_zh))


@pytest.mark.parametrize(
    "changed",
    [
        {},
        {"dpi": 199.4},
        {"dpi": 299.6, "type_height": 1.5},
        {"dpi": 0.0},
        {"skew": 1.9},
        {"skew": 9.0, "skew_known": False},
        {"blur": 0.0, "contrast": 0.0, "type_height": 0.0},
    ],
)
def test_what_is_good_enough_or_unknown_is_no_fault(changed: dict[str, float]) -> None:
    assert scan_faults(facts(**changed), USUAL) == ()


def test_a_page_never_read_has_no_fault() -> None:
    assert scan_faults(UNMEASURED, USUAL) == ()


def word(text: str, *confidences: float, confidence: float = 0.9, height: float = 30.0) -> Word:
    return Word(text=text, box=Box(left=0, top=0, right=200, bottom=height), confidence=confidence, char_confidence=confidences)


def page(*words: Word) -> OcrPage:
    return OcrPage(page_no=1, width=1000, height=1400, lines=tuple(Line(words=(each,)) for each in words), engine="test")


def test_the_share_of_doubtful_characters() -> None:
    assert doubtful_share(page()) == 0.0
    assert doubtful_share(page(word("报修单", 0.9, 0.3, 0.99), word("房号", confidence=0.2))) == pytest.approx(3 / 5)


def test_the_height_of_type() -> None:
    words = (word("报修单", height=20.0), word("房号", height=40.0), word("竖", height=600.0))
    assert type_height(page(*words), 200.0) == pytest.approx(40.0 * 25.4 / 200)
    assert type_height(page(), 200.0) == type_height(page(*words), 0.0) == 0.0
