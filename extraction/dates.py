"""Dates as Chinese papers write them, and which of them is the paper's own."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from domain.hanzi import close_gaps, to_int

EARLIEST = date(1949, 10, 1)
_CN = "〇零一二三四五六七八九十廿卅OoＯ"
_ONES = "一二三四五六七八九十"
_MONTH = f"([0-9]{{1,2}}|[{_ONES}]{{1,3}})月"
_DAY = f"(?:([0-9]{{1,2}}|[{_ONES}廿卅]{{1,4}})[日号曰]?)?"
_YEAR = "(?<![0-9A-Za-z-])((?:19|20)[0-9]{2})"
_FORMS: tuple[tuple[str, re.Pattern[str], float], ...] = tuple(
    (name, re.compile(pattern), confidence)
    for name, pattern, confidence in (
        ("roc", f"(?:中华)?民国 ?([0-9]{{1,3}}|[〇零百{_ONES}]{{1,5}})年{_MONTH}{_DAY}", 0.97),
        ("chinese", f"([二一][{_CN}]{{3}})年{_MONTH}{_DAY}", 0.97),
        ("year", f"(?<![0-9])((?:19|20)[0-9]{{2}})年{_MONTH}{_DAY}", 0.98),
        ("marks", f"{_YEAR}[-./年]([0-9]{{1,2}})[-./月]([0-9]{{1,2}})(?![0-9A-Za-z]|-[0-9])", 0.95),
        ("plain", f"{_YEAR}(0[1-9]|1[0-2])(0[1-9]|[12][0-9]|3[01])(?![0-9A-Za-z-])", 0.7),
        ("short", r"(?<![0-9A-Za-z./-])([0-9]{2})(?:年|[./-])([0-9]{1,2})(?:月|[./-])([0-9]{1,2})日?(?![0-9A-Za-z./-])", 0.75),
        ("month", f"{_YEAR}[-./]([0-9]{{1,2}})()(?![0-9A-Za-z./-]|月)", 0.4),
    )
)


@dataclass(frozen=True, slots=True, kw_only=True)
class DateMention:
    """A date in a text: start/end are offsets in the text given; `whole` is False where no day stands (then the first is taken)."""

    value: date
    start: int
    end: int
    whole: bool
    confidence: float


def find_dates(text: str, *, today: date) -> tuple[DateMention, ...]:
    """Real dates in the text, in order, from 1949 to a year after `today` (terms end in the future); each place read once."""
    compact = close_gaps(text)
    taken: list[tuple[int, int]] = []
    found: list[DateMention] = []
    for name, pattern, confidence in _FORMS:
        for match in pattern.finditer(compact.text):
            start, end = match.start(), match.end()
            value = _value(name, match, today)
            if value is None or any(start < last and first < end for first, last in taken):
                continue
            taken.append((start, end))
            first, last = compact.span(start, end)
            whole = bool(match.group(match.re.groups))
            found.append(DateMention(value=value, start=first, end=last, whole=whole, confidence=confidence if whole else 0.4))
    return tuple(sorted(found, key=lambda mention: mention.start))


def _value(name: str, match: re.Match[str], today: date) -> date | None:
    year, month, day = to_int(match.group(1)), to_int(match.group(2)), to_int(match.group(3)) if match.group(3) else 1
    if year is None or month is None or day is None:
        return None
    if name == "roc":
        year += 1911
    if name == "short":
        year += 2000 if year <= today.year % 100 + 1 else 1900
    return _real(year, month, day, today)


def _real(year: int, month: int, day: int, today: date) -> date | None:
    if not (EARLIEST.year <= year <= today.year + 80 and 1 <= month <= 12 and 1 <= day <= 31):
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def is_own_date(value: date, today: date) -> bool:
    """True where a paper may bear this date: not in the future (a day's grace for time zones), not before 1980."""
    return date(1980, 1, 1) <= value <= today + timedelta(days=1)


def lines_with_dates(lines: tuple[str, ...], today: date) -> Iterator[tuple[int, DateMention]]:
    """Each date with the index of its line."""
    for index, line in enumerate(lines):
        for mention in find_dates(line, today=today):
            yield index, mention
