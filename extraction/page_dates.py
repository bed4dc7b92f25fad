"""The dates of a page, and which of them is the paper's own."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from domain.fields import DateField
from domain.text import Box, Line, OcrPage
from extraction.dates import DateMention, find_dates, is_own_date
from extraction.label_words import Label
from extraction.labels import LabelValue, term_columns
from extraction.places import MENTION, around, box_at

_TERM_BEFORE = re.compile(
    r"(?:至|到|截止|截至|期限|有效期|自|从|起|于|在|请|为|—|~|-|(?:完工|竣工|开工|起租|出生|预约|到期|交付|有效期?)[^,。;]{0,3}:)$"
)
_DEADLINE = re.compile(r"^(?:之前|以前|前)[^台往]")
_TERM_AFTER = re.compile(r"^(?:前|之前|止|起|到期|以前|至|到|内|交付|收楼|入住|-)")
_LEAST_RANK = 0.1
"""A date whose place makes it less likely than this is no paper's own: a deadline."""
_FIRST_DATES = ("签订", "签约", "签署", "报修", "投诉", "申请", "填表", "填写", "受理", "登记", "通知", "委托")
_LATE_DATES = ("回访", "维修", "验收", "签收", "时间")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Rated:
    """A date with how likely its place makes it the paper's own (`rank` 0..1) and how surely it was read."""

    rank: float
    day: date
    box: Box | None
    sure: float

    @property
    def weight(self) -> float:
        """Place before legibility: a date at its label, badly read, goes before a stamp's."""
        return self.rank + 0.25 * self.sure


def paper_dates(page: OcrPage, values: tuple[LabelValue, ...], today: date) -> tuple[DateField, ...]:
    """The paper's own date first (label, else signature block, else the first), the rest as mentions."""
    rated: list[_Rated] = []
    excluded = _term_dates(page, values, today)
    for value in values:
        if value.label is Label.DATE:
            sure = value.confidence
            rated.extend(
                _Rated(rank=_label_rank(value) * mention.confidence, day=mention.value, box=value.box, sure=sure)
                for mention in _dates_of(value, today)
            )
    rated.extend(_dates_in_lines(page, today, excluded))
    own = [entry for entry in rated if entry.rank >= _LEAST_RANK and is_own_date(entry.day, today)]
    best: dict[date, DateField] = {}
    chosen = max(own, key=lambda entry: entry.weight, default=None)
    for entry in sorted(rated, key=lambda entry: -entry.weight):
        role = "document" if chosen is not None and entry.day == chosen.day else MENTION
        best.setdefault(entry.day, DateField(value=entry.day, role=role, box=entry.box, confidence=min(entry.rank * entry.sure, 0.98)))
    return tuple(sorted(best.values(), key=lambda field: (field.role != "document", -field.confidence)))


def _term_dates(page: OcrPage, values: tuple[LabelValue, ...], today: date) -> set[date]:
    """Dates of terms and appointments: beside their labels, and in the columns of tables that such a label heads."""
    texts = [value.value for value in values if value.label is Label.OTHER_DATE] + list(term_columns(page))
    return {mention.value for text in texts for mention in find_dates(text, today=today)}


def _dates_of(value: LabelValue, today: date) -> tuple[DateMention, ...]:
    """The first date of a label's value; one whose day goes on in the cell's next line (6月3 | 0日) is read whole."""
    first = find_dates(value.value, today=today)[:1]
    if value.tail and first and first[0].end >= len(value.value.rstrip()) and not value.value.rstrip().endswith(("日", "号")):
        text = f"{value.value}{value.tail}"
        return find_dates(text, today=today)[:1] or first
    return first


def _label_rank(value: LabelValue) -> float:
    """How surely a label's date is the paper's; one under its label may be a table's first row."""
    word = value.word
    if value.below:
        return 0.55
    if word.startswith(_FIRST_DATES):
        return 1.0
    return 0.9 if word.startswith(_LATE_DATES) else 0.97


def _dates_in_lines(page: OcrPage, today: date, excluded: set[date]) -> Iterable[_Rated]:
    """Dates of the text: one alone on its line near the end is the signature's, others count little and less the later they stand."""
    for index, line in enumerate(page.lines):
        text = line.text
        for mention in find_dates(text, today=today):
            box = box_at(line, mention.start, mention.end)
            rank = _place_score(line, mention, box, late=index >= len(page.lines) * 0.5)
            before, after = around(text, mention.start, mention.end, len(text))
            if _DEADLINE.match(after):
                rank *= 0.2
            elif _TERM_BEFORE.search(before) or _TERM_AFTER.match(after):
                rank *= 0.5
            rank *= mention.confidence * (0.3 if mention.value in excluded else 1.0)
            yield _Rated(rank=rank, day=mention.value, box=box, sure=line.confidence)


def _place_score(line: Line, mention: DateMention, box: Box | None, *, late: bool) -> float:
    """How likely a date is the paper's own by where it stands: alone on a late line is a signature's date."""
    if mention.end - mention.start >= 0.6 * len(line.text.strip()):
        return 0.86 if late else 0.66
    if any(word.box == box and len(word.text.strip()) <= mention.end - mention.start + 2 for word in line.words):
        return 0.5 if late else 0.6
    return 0.42
