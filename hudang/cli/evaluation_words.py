"""An evaluation as tables."""

from collections.abc import Sequence

from hudang.cli.console import say, table, tell
from measures.calibration import Calibration
from measures.classes import Classes
from measures.figures import Figures, Slice
from measures.mistakes import WRONG_FILING, Mistake
from measures.rate import Rate
from measures.risk import Risk, RiskPoint

CURVE_AT = (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 1.0)
"""Coverages at which the curve is printed; the JSON and the page hold all of it."""


def show(measured: Sequence[Slice], found: Sequence[Mistake]) -> None:
    """Print everything; the figures of all first, then by profile and script."""
    every = measured[0].figures
    table(say("All", "全部"), [say("measure", "指标"), say("value", "数值"), say("of", "数量")], _all(every))
    if len(measured) > 1:
        heads = (
            say("profile", "品质"),
            say("script", "文字"),
            say("documents", "件数"),
            say("page category F1", "页类别 F1"),
            say("page type", "页类型"),
            say("boundary F1", "分件 F1"),
            say("unit precision", "房号准确"),
            say("unit recall", "房号召回"),
            say("owner", "业主"),
            say("date", "日期"),
            say("filing precision", "归档准确"),
            say("coverage", "归档覆盖"),
            say("silent", "漏复核"),
            "ECE",
            "AURC",
        )
        table(say("By profile and script", "按品质与文字"), heads, [_row(one) for one in measured])
    _confusion(say("Pages: true category → read", "页面类别：真值 → 识别"), every.page_category, wrong_only=False)
    _confusion(say("Documents: true category → read", "文件类别：真值 → 识别"), every.document_category, wrong_only=False)
    _confusion(say("Documents: wrong types, true → read", "文件类型错误：真值 → 识别"), every.document_type, wrong_only=True)
    _calibration(every.confidence)
    _risk(every.risk)
    for mistake in found:
        if WRONG_FILING in mistake.kinds:
            where = f"{mistake.corpus} {mistake.true.source}"
            tell(
                f"Filed wrongly: {where} page {mistake.true.page}: {mistake.why}",
                f"归档错误：{where} 第 {mistake.true.page} 页：{mistake.why}",
            )


def percent(rate: Rate) -> str:
    """The share, or a dash where nothing was asked."""
    return f"{100 * rate.share:.1f} %" if rate.total else "–"


def number(value: float | None) -> str:
    """Three decimals, or a dash where there is none."""
    return "–" if value is None else f"{value:.3f}"


def _all(of: Figures) -> list[Sequence[object]]:
    def line(en: str, zh: str, rate: Rate) -> Sequence[object]:
        return say(en, zh), percent(rate), f"{rate.right}/{rate.total}"

    return [
        (say("page category, macro F1", "页面类别，宏平均 F1"), number(of.page_category.macro_f1), of.pages),
        (say("page type, macro F1", "页面文件类型，宏平均 F1"), number(of.page_type.macro_f1), of.pages),
        line("page category", "页面类别", of.page_category.accuracy),
        line("page type", "页面文件类型", of.page_type.accuracy),
        (say("document category, macro F1", "文件类别，宏平均 F1"), number(of.document_category.macro_f1), of.documents),
        (say("document type, macro F1", "文件类型，宏平均 F1"), number(of.document_type.macro_f1), of.documents),
        line("document category", "文件类别", of.document_category.accuracy),
        line("document type", "文件类型", of.document_type.accuracy),
        (say("document boundaries, F1", "分件 F1"), number(of.boundary_f1), of.documents),
        line("unit precision, filed or proposed", "房号准确率（含建议）", of.unit_precision),
        line("unit recall, of fileable", "房号召回率（可归档者）", of.unit_recall),
        line("unit of filed documents", "已归档者房号正确", of.filed_unit),
        line("owner", "业主", of.owner),
        line("date", "日期", of.date),
        line("auto-filing precision", "自动归档准确率", of.filing),
        line("auto-filing coverage, of fileable", "自动归档覆盖率（可归档者）", of.coverage),
        line("filed though a person must see it (must be 0)", "须人工复核却自动归档（应为 0）", of.silent),
        (say("ECE of the confidence", "把握的期望校准误差 ECE"), number(of.confidence.ece), of.confidence.documents),
        (say("area under risk-coverage", "风险-覆盖曲线下面积"), number(of.risk.area), of.confidence.documents),
    ]


def _row(one: Slice) -> Sequence[object]:
    of = one.figures
    return (
        one.profile or say("all", "全部"),
        one.script or say("all", "全部"),
        of.documents,
        number(of.page_category.macro_f1),
        percent(of.page_type.accuracy),
        number(of.boundary_f1),
        percent(of.unit_precision),
        percent(of.unit_recall),
        percent(of.owner),
        percent(of.date),
        percent(of.filing),
        percent(of.coverage),
        f"{of.silent.right}/{of.silent.total}",
        number(of.confidence.ece),
        number(of.risk.area),
    )


def _confusion(title: str, of: Classes, *, wrong_only: bool) -> None:
    rows = [(true, said or say("(none)", "（无）"), count) for true, said, count in of.confusion if not (wrong_only and true == said)]
    if rows:
        table(title, [say("true", "真值"), say("read", "识别"), say("number", "数量")], rows)


def _calibration(of: Calibration) -> None:
    heads = [say("confidence", "把握"), say("mean", "平均"), say("right", "正确"), say("documents", "件数")]
    rows = [(f"{one.lowest:.3f}–{one.highest:.3f}", f"{one.confidence:.3f}", f"{one.right:.3f}", one.documents) for one in of.bins]
    table(say("Reliability: is the confidence kept", "可靠性：把握与实际"), heads, rows)


def _risk(of: Risk) -> None:
    heads = [say("from confidence", "把握不低于"), say("coverage", "覆盖"), say("wrong among these", "其中错误")]
    points: dict[float, RiskPoint] = {}
    for wanted in CURVE_AT:
        point = next((one for one in of.points if one.coverage >= wanted - 1e-9), None)
        if point:
            points[point.confidence] = point
    rows = [(f"{one.confidence:.4f}", f"{100 * one.coverage:.1f} %", f"{100 * one.risk:.2f} %") for one in points.values()]
    table(say("Risk and coverage", "风险与覆盖"), heads, rows)
