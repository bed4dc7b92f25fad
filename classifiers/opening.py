"""How likely a page is the first of its document, from its title, page number, clauses and first words."""

import math
import re
from collections.abc import Sequence
from dataclasses import replace

from classifiers.furniture import Furniture
from classifiers.lines import compact
from classifiers.structure import signs
from domain.text import OcrPage

FEATURES = (
    "always",
    "type_title",
    "title_score",
    "plain_title",
    "page_one",
    "later_page",
    "first_clause",
    "later_clause",
    "broken",
    "letterhead",
    "annex",
    "signature",
    "salutation",
    "addressed",
    "parties",
    "form_labels",
    "few_lines_untitled",
)
"""What the weights belong to, in order."""
DEFAULT_WEIGHTS = (-0.6, 1.0, 3.5, 1.2, 3.0, -5.0, 0.0, -2.5, -2.0, 0.5, -2.5, -2.5, 2.5, 1.5, 1.0, 1.0, -0.5)
"""Log-odds before any fitting, our rule: a page number speaks loudest, then a title that names a type."""

_ANNEX = re.compile(r"附[件表录图][一二三四五六七八九十0-9]|附[件表录图]")
_SIGNATURE = re.compile(r"(?:甲方|乙方|丙方|业主|委托人|经办人|承租人|出租人|责任人|申请人|法定代表人){1,2}(?:签字|签名|签章|盖章|代表)")
_SALUTATION = re.compile(
    r"^(?:尊敬的|敬启者|致[^，。]|.{2,24}(?:您好|你好|台鉴|惠鉴|钧鉴|启者))|^.{2,16}(?:公司|经理|主任|管理处|服务中心|业主|先生|女士|领导)$"
)
_HEAD_LINES, _FEW_LINES = 8, 6
_LETTERHEAD = re.compile(r"公司|管理处|服务中心|物业部|业主委员会")


def opening_features(page: OcrPage, title_score: float, title: str, furniture: Furniture, *, label_score: float = 0.0) -> tuple[float, ...]:
    """One number a feature. `title_score` is 0..1 for the best type named; `title` is "" where no heading stands.

    `label_score` 0..4 is that of the form labels of the type that has most of them.
    """
    named = title_score >= 0.3
    top = [compact(line.text) for line in page.lines[:2]]
    marks = signs(replace(page, lines=page.lines[:_HEAD_LINES]))
    return (
        1.0,
        float(named),
        title_score if named else 0.0,
        float(bool(title) and not named),
        float(furniture.number == 1),
        float(furniture.number > 1),
        float(furniture.clause == 1),
        float(furniture.clause > 1),
        float(furniture.broken_start),
        float(any(len(text) <= 24 and _LETTERHEAD.search(text) for text in top)),
        float(bool(top) and bool(_ANNEX.match(top[0]))),
        float(bool(top) and bool(_SIGNATURE.match(top[0]))),
        float(_salutation(page)),
        float(any(mark.startswith("to:") for mark in marks)),
        float(any(mark.startswith("parties:") for mark in marks)),
        min(label_score, 2.0) / 2.0,
        float(len(page.lines) < _FEW_LINES and not named),
    )


def _salutation(page: OcrPage) -> bool:
    """A letter's first words: one of the first three lines greets somebody and ends with a colon."""
    lines = [line.text.strip() for line in page.lines[:3]]
    return any(text.endswith((":", "：", ";", "；")) and _SALUTATION.match(compact(text)) for text in lines)


def starts_document(features: Sequence[float], weights: Sequence[float]) -> float:
    """Probability 0..1: the logistic of the weighted features."""
    odds = sum(value * weight for value, weight in zip(features, weights, strict=True))
    return round(1.0 / (1.0 + math.exp(-max(min(odds, 30.0), -30.0))), 4)
