"""Counts in words."""

from hudang.cli.console import chinese, say, table, tell
from storage.read_models import Counts


def figures(counts: Counts) -> dict[str, int]:
    """Return the counts a program reads."""
    return {
        "scans": counts.scans,
        "stored": counts.stored,
        "pages": counts.pages,
        "filed": counts.filed,
        "review": counts.review,
        "blank": counts.blank,
        "separator": counts.separator,
        "quarantined_pages": counts.quarantined_pages,
        "quarantined_scans": counts.quarantined_scans,
        "duplicates": counts.duplicates,
        "documents": counts.documents,
        "waiting": counts.waiting,
    }


def summary(counts: Counts, *, title: str) -> None:
    """Print where everything went."""
    words = {
        "scans": "扫描件",
        "stored": "不同内容",
        "pages": "页",
        "filed": "已归档页",
        "review": "待复核页",
        "blank": "空白页",
        "separator": "分隔页",
        "quarantined_pages": "隔离页",
        "quarantined_scans": "隔离文件",
        "duplicates": "重复文件",
        "documents": "文件（件）",
        "waiting": "等待页",
    }
    rows = [(words[k] if chinese() else k.replace("_", " "), v) for k, v in figures(counts).items()]
    table(title, [say("what", "项目"), say("number", "数量")], rows)
    if counts.review_documents:
        tell(
            f"{counts.review_documents} documents wait for a person: hudang review list",
            f"{counts.review_documents} 件待人工复核：hudang review list",
        )
    if counts.quarantined_scans or counts.quarantined_pages:
        tell("What could not be read is kept with its reason: hudang quarantine", "无法读取的文件及原因：hudang quarantine")
