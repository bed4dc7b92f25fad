"""image_quality: pages scanned too coarse, slanted, blurred or pale."""

from checks.linking import Links
from checks.records import CheckOptions, CheckRecords, PageFact, unit_text
from domain.finding import Finding, FindingKind, Severity


def image_quality(records: CheckRecords, links: Links) -> tuple[Finding, ...]:
    """One finding a document with any such page, naming pages and reasons."""
    found = []
    for document in records.documents:
        bad = [(page.page_no, faults) for page in document.pages if (faults := page_faults(page, records.options))]
        if bad:
            found.append(
                Finding(
                    kind=FindingKind.IMAGE_QUALITY,
                    severity=Severity.WARNING,
                    archive_no=document.archive_no,
                    estate=document.estate,
                    unit=unit_text(document.unit),
                    document=document.document,
                    detail="；".join(f"第 {number} 页：{'、'.join(faults)}" for number, faults in bad) + "。",
                    facts="|".join(f"{number}:{','.join(faults)}" for number, faults in bad),
                )
            )
    return tuple(found)


def page_faults(page: PageFact, options: CheckOptions) -> tuple[str, ...]:
    """The page's faults in the operator's words; a measure of 0 means unknown and is no fault."""
    faults = []
    if 0 < page.dpi < options.least_dpi - 1:
        faults.append(f"分辨率 {page.dpi:.0f} dpi 低于 {options.least_dpi:.0f}")
    if abs(page.skew) > options.most_skew:
        faults.append(f"倾斜 {abs(page.skew):.1f} 度")
    if 0 < page.blur < options.least_blur:
        faults.append("模糊")
    if 0 < page.contrast < options.least_contrast:
        faults.append("对比度低")
    return tuple(faults)
