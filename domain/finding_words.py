"""How findings read in Chinese: kinds, severities, states, places and both sides."""

from domain.finding import Finding, FindingKind, FindingStatus, Severity
from domain.unit_number import UnitNumber
from domain.unit_words import unit_words

KIND_ZH = {
    FindingKind.SCAN_MISSING: "有目录无扫描件",
    FindingKind.PAPER_MISSING: "有扫描件无目录",
    FindingKind.PAGE_COUNT_MISMATCH: "页数不符",
    FindingKind.OWNER_MISMATCH: "业主不符",
    FindingKind.DATE_MISMATCH: "日期不符",
    FindingKind.CATEGORY_MISMATCH: "类别不符",
    FindingKind.UNIT_NOT_IN_REGISTER: "房号不在名册",
    FindingKind.DUPLICATE_ARCHIVE_NO: "档号重复",
    FindingKind.DOCUMENT_MISSING: "应归档文件缺失",
    FindingKind.DUPLICATE_DOCUMENT: "文件重复",
    FindingKind.IMAGE_QUALITY: "影像质量问题",
    FindingKind.REPAIR_WITHOUT_RETURN_VISIT: "维修无回访",
    FindingKind.UNIT_MISMATCH: "房号不符",
    FindingKind.TYPE_MISMATCH: "文件类型不符",
    FindingKind.ARCHIVE_NO_MISMATCH: "档号不符",
    FindingKind.BOX_MISMATCH: "盒号不符",
    FindingKind.BOX_WITHOUT_SCANS: "整盒未扫描",
    FindingKind.NUMBER_GAP: "档号断号",
    FindingKind.DATE_OUTSIDE_TENURE: "日期不在产权期",
    FindingKind.DUPLICATE_ACROSS_DOSSIERS: "一件归入两户",
    FindingKind.NEAR_DUPLICATE_DIFFERS: "近似件登记不一",
    FindingKind.COMPLAINT_WITHOUT_REPLY: "投诉无回复",
}
STATUS_ZH = {
    FindingStatus.OPEN: "未处理",
    FindingStatus.ACCEPTED: "已确认",
    FindingStatus.MENDED: "已整改",
    FindingStatus.WAIVED: "已豁免",
}
SEVERITY_ZH = {Severity.ERROR: "错误", Severity.WARNING: "警告", Severity.NOTE: "提示"}


def box_words(box: str) -> str:
    """A box as staff call it: 盒02 as it is, 02 as 盒 02; "" for none."""
    return box if not box or box[0] in "盒箱第" or box[-1] in "盒箱" else f"盒 {box}"


def where(finding: Finding) -> str:
    """Estate and unit as staff write them; "" where the finding is of neither."""
    unit = unit_words(UnitNumber.parse(finding.unit)) if finding.unit else ""
    return f"{finding.estate} {unit}".strip()


def side(finding: Finding, *, ours: bool) -> str:
    """One side in lines: its name, then every field that it states."""
    name = finding.ours if ours else finding.theirs
    stated = ((each.field, each.ours if ours else each.theirs) for each in finding.sides)
    lines = [f"{field}：{value}" for field, value in stated if value]
    return "\n".join([name, *lines] if name else lines)
