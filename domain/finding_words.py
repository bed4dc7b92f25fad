"""What staff call findings."""

from domain.finding import FindingKind

FINDING_ZH = {
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
}
