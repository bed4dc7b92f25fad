"""What is wrong with the scan of a page, held against DA/T 31-2017 and limits of our own, in plain words and with what to do about it."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from statistics import median

from domain.finding import Severity
from domain.page import QualityFacts
from domain.text import OcrPage

DOUBT = 0.6
"""A character read with less confidence than this (0..1) is in doubt: good pages of the generator hold up to 5 % of them."""

MM = 25.4
ROUNDING = 1.0
"""Resolutions come out of sizes in whole pixels and points: 199.6 dpi is 200."""


class FaultKind(Enum):
    """Stable code; what is wrong and what the operator can do, in English and Chinese: `value` is what was measured."""

    COARSE = (
        "coarse",
        "only {value:.0f} dpi",
        "scan again at {least:.0f} dpi or more",
        "分辨率仅 {value:.0f} dpi",
        "请以 {least:.0f} dpi 以上重新扫描",
    )
    SMALL_TYPE = (
        "small_type",
        "small type at {value:.0f} dpi",
        "better {fine:.0f} dpi",
        "字小而分辨率仅 {value:.0f} dpi",
        "宜用 {fine:.0f} dpi",
    )
    FAINT_TYPE = (
        "faint_type",
        "faint type at {value:.0f} dpi",
        "better {fine:.0f} dpi",
        "字迹淡而分辨率仅 {value:.0f} dpi",
        "宜用 {fine:.0f} dpi",
    )
    LEANING = ("leaning", "leans {value:.1f} degrees", "lay the paper straight", "倾斜 {value:.1f} 度", "请放正")
    BLURRED = (
        "blurred",
        "blurred (edges {value:.2f} mm wide)",
        "clean the glass, lay the paper flat and scan again",
        "模糊（笔画边缘宽 {value:.2f} 毫米）",
        "请擦净玻璃、压平纸张后重新扫描",
    )
    PALE = (
        "pale",
        "pale (contrast {value:.0f} of 255)",
        "scan again darker, in grey or colour",
        "字迹过淡（反差 {value:.0f}/255）",
        "请用灰度或彩色加深后重新扫描",
    )
    CLIPPED = (
        "clipped",
        "{value:.0f} lines cut off at an edge",
        "scan the whole paper again",
        "页边裁掉了 {value:.0f} 行文字",
        "请放全纸张后重新扫描",
    )
    DOUBTFUL = (
        "doubtful",
        "{value:.0%} of the characters in doubt",
        "compare with the paper or scan again",
        "{value:.0%} 的文字识别不可靠",
        "请核对原件或重新扫描",
    )

    def __init__(self, code: str, en: str, mend_en: str, zh: str, mend_zh: str) -> None:
        self.code = code
        self.en = en
        self.mend_en = mend_en
        self.zh = zh
        self.mend_zh = mend_zh


@dataclass(frozen=True, slots=True, kw_only=True)
class PageFacts:
    """What was measured on a page and on its text.

    `skew` in degrees as scanned; `doubtful` is the share of characters (0..1) read with less than DOUBT confidence; `type_height` the
    median height of its words in millimetres, 0 where none were read.
    """

    quality: QualityFacts
    skew: float
    doubtful: float
    type_height: float


UNMEASURED = PageFacts(
    quality=QualityFacts(dpi=0.0, skew_known=False, rotation_known=False, blur=0.0, contrast=0.0, ink=0.0, clipped=0),
    skew=0.0,
    doubtful=0.0,
    type_height=0.0,
)
"""A page that was never read: nothing is known, and nothing is a fault."""


@dataclass(frozen=True, slots=True, kw_only=True)
class QualityLimits:
    """Within these a scan is as it should be; beyond the `trusted_` ones its text cannot be trusted.

    DA/T 31-2017 asks for at least 200 dpi (`least_dpi`), 300 (`fine_dpi`) where type is small or faint, and that nothing leans visibly
    and nothing is cut off. The rest is our rule, set on generated pages made worse step by step until they were misread: `small_type` in
    millimetres (type of 8 points and less), `faint` and `least_contrast` in grey levels of ink against paper, `most_blur` in millimetres of
    an edge, `most_skew` in degrees, `most_doubtful` a share of characters, `most_clipped` text lines that may touch an edge.
    """

    least_dpi: float = 200.0
    fine_dpi: float = 300.0
    small_type: float = 3.1
    faint: float = 70.0
    most_skew: float = 2.0
    most_blur: float = 0.35
    least_contrast: float = 40.0
    most_clipped: int = 0
    most_doubtful: float = 0.06
    trusted_dpi: float = 100.0
    trusted_blur: float = 0.43
    trusted_contrast: float = 22.0
    trusted_clipped: int = 1
    trusted_doubtful: float = 0.12


USUAL = QualityLimits()


@dataclass(frozen=True, slots=True, kw_only=True)
class ScanFault:
    """One fault in words with its figure, and what to do. `severity` ERROR: the page's text cannot be trusted, it wants another scan."""

    kind: FaultKind
    severity: Severity
    en: str
    zh: str
    mend_en: str
    mend_zh: str


def scan_faults(facts: PageFacts, limits: QualityLimits) -> tuple[ScanFault, ...]:
    """The page's faults; a measure that could not be taken (0) is no fault."""
    bounds = {"least": limits.least_dpi, "fine": limits.fine_dpi}
    return tuple(
        ScanFault(
            kind=kind,
            severity=severity,
            en=kind.en.format(value=value),
            zh=kind.zh.format(value=value),
            mend_en=kind.mend_en.format(**bounds),
            mend_zh=kind.mend_zh.format(**bounds),
        )
        for kind, value, severity in _breaches(facts, limits)
    )


def wants_rescan(facts: PageFacts, limits: QualityLimits) -> bool:
    """Whether the page is so bad that its text cannot be trusted."""
    return any(severity is Severity.ERROR for _, _, severity in _breaches(facts, limits))


def doubtful_share(page: OcrPage) -> float:
    """Share of the page's characters that are in doubt, 0..1; a word without confidences of its characters counts by its own."""
    words = [word for line in page.lines for word in line.words]
    each = [confidence for word in words for confidence in word.char_confidence or (word.confidence,) * len(word.text)]
    return sum(confidence < DOUBT for confidence in each) / len(each) if each else 0.0


def type_height(page: OcrPage, dpi: float) -> float:
    """Median height of the words in millimetres, 0 where there are none or the resolution is unknown; a word may run downwards."""
    heights = [min(word.box.height, word.box.width) for line in page.lines for word in line.words]
    return median(heights) * MM / dpi if heights and dpi > 0 else 0.0


def _breaches(facts: PageFacts, limits: QualityLimits) -> Iterator[tuple[FaultKind, float, Severity]]:
    quality, dpi = facts.quality, facts.quality.dpi
    if 0 < dpi <= limits.least_dpi - ROUNDING:
        yield FaultKind.COARSE, dpi, _gravity(grave=dpi <= limits.trusted_dpi - ROUNDING)
    elif 0 < dpi <= limits.fine_dpi - ROUNDING:
        if 0 < facts.type_height < limits.small_type:
            yield FaultKind.SMALL_TYPE, dpi, Severity.NOTE
        if limits.least_contrast <= quality.contrast < limits.faint:
            yield FaultKind.FAINT_TYPE, dpi, Severity.NOTE
    if quality.skew_known and abs(facts.skew) > limits.most_skew:
        yield FaultKind.LEANING, abs(facts.skew), Severity.NOTE
    if quality.blur > limits.most_blur:
        yield FaultKind.BLURRED, quality.blur, _gravity(grave=quality.blur > limits.trusted_blur)
    if 0 < quality.contrast < limits.least_contrast:
        yield FaultKind.PALE, quality.contrast, _gravity(grave=quality.contrast < limits.trusted_contrast)
    if quality.clipped > limits.most_clipped:
        yield FaultKind.CLIPPED, quality.clipped, _gravity(grave=quality.clipped > limits.trusted_clipped)
    if facts.doubtful > limits.most_doubtful:
        yield FaultKind.DOUBTFUL, facts.doubtful, _gravity(grave=facts.doubtful > limits.trusted_doubtful)


def _gravity(*, grave: bool) -> Severity:
    return Severity.ERROR if grave else Severity.WARNING
