"""Thresholds of filing as a table and as data."""

from collections.abc import Sequence
from typing import Any

from domain.taxonomy import CATEGORY_ZH
from dossiers.promise import Threshold
from hudang.cli.console import say, table


def show_thresholds(found: Sequence[Threshold]) -> None:
    """Print from which confidence each category is filed alone, and what the calibration papers say of it."""
    heads = (
        say("category", "类别"),
        say("filed from", "自动归档起点"),
        say("promised at most", "承诺错误率"),
        say("calibration papers", "校准文件"),
        say("wrong among these", "其中错误"),
        say("rate at most (95 %)", "错误率上限（95 %）"),
    )
    table(say("Filed without a person", "自动归档的把握"), heads, [_row(one) for one in found])


def threshold_data(found: Sequence[Threshold]) -> list[dict[str, Any]]:
    """The same as plain data; confidence null where all papers of a category go to a person."""
    return [
        {
            "category": one.category,
            "confidence": one.confidence,
            "promise": one.promise,
            "papers": one.papers,
            "wrong": one.wrong,
            "limit": round(one.limit, 6),
            "pooled": one.pooled,
        }
        for one in found
    ]


def _row(one: Threshold) -> Sequence[object]:
    start = say("never", "一律复核") if one.confidence is None else f"{one.confidence:.4f}"
    pooled = say(" (all categories)", "（各类别合计）") if one.pooled else ""
    name = say(one.category.value, CATEGORY_ZH[one.category])
    return name, start, f"{100 * one.promise:.2f} %", f"{one.papers}{pooled}", one.wrong, f"{100 * one.limit:.2f} %"
