"""Dates as Chinese papers write them, and which of them is the paper's own."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from domain.hanzi import close_gaps, to_int

EARLIEST = date(1949, 10, 1)
_CN = "〇零一二三四五六七八九十廿卅Oo0Ｏ"
_ONES = "一二三四五六七八九十"
# What an engine makes of digits and of 月 and 日; believed only where the written form leaves no other reading.
_D = "[0-9OoIlSsBbZz|〇]"
_MISREAD = str.maketrans(
    {"O": "0", "o": "0", "〇": "0", "I": "1", "l": "1", "|": "1", "S": "5", "s": "5", "B": "8", "b": "6", "Z": "2", "z": "2"}
)
_MONTH = f"(?P<m>{_D}{{1,2}}|[{_ONES}]{{1,3}})[月用目曰]"
_DAY = f"(?:(?P<d>{_D}{{1,2}}|[{_ONES}廿卅]{{1,4}})(?P<end>[日号曰目])?(?!{_D}))?"
_YEAR = "(?<![0-9A-Za-z-])(?P<y>(?:19|20)[0-9]{2})"
_FORMS: tuple[tuple[str, re.Pattern[str], float], ...] = tuple(
    (name, re.compile(pattern), confidence)
    for name, pattern, confidence in (
        ("roc", f"(?:(?:中?华)?民国|(?<![\u4e00-\u9fff])[民国]) ?(?P<y>{_D}{{1,3}}|[〇零百{_ONES}]{{1,5}})年{_MONTH}{_DAY}", 0.97),
        ("written", f"(?P<y>[二一][{_CN}]{{3}})年{_MONTH}{_DAY}", 0.97),
        ("written", f"(?<![0-9])(?P<y>(?:19|20)[0-9]{{2}})年{_MONTH}{_DAY}", 0.98),
        ("like", f"(?<![0-9A-Za-z|])(?P<y>[12IlZz|]{_D}{{3}})年{_MONTH}{_DAY}", 0.9),
        ("marks", f"{_YEAR}[-./年](?P<m>[0-9]{{1,2}})[-./月](?P<d>[0-9]{{1,2}})(?![0-9A-Za-z|]|-[0-9])", 0.95),
        (
            "like",
            f"(?<![0-9A-Za-z|.-])(?P<y>[12IlZz|][09Oo〇]{_D}{{2}})([-./])(?P<m>{_D}{{1,2}})\\2(?P<d>{_D}{{1,2}})(?![0-9A-Za-z|]|-[0-9])",
            0.85,
        ),
        ("plain", f"{_YEAR}(?P<m>0[1-9]|1[0-2])(?P<d>0[1-9]|[12][0-9]|3[01])(?![0-9A-Za-z-])", 0.7),
        (
            "short",
            r"(?<![0-9A-Za-z./国-])(?P<y>[0-9]{2})(?:年|[./-])(?P<m>[0-9]{1,2})(?:[月目用]|[./-])(?P<d>[0-9]{1,2})[日曰]?(?![0-9A-Za-z./-])",
            0.75,
        ),
        ("month", f"{_YEAR}[-./](?P<m>[0-9]{{1,2}})(?P<d>)(?![0-9A-Za-z./-]|月)", 0.4),
    )
)
_OPEN_DAY = 0.8
"""A day without 日 behind it may have lost a digit."""


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
            whole = bool(match.group("d"))
            found.append(DateMention(value=value, start=first, end=last, whole=whole, confidence=_surely(name, match, confidence)))
    return tuple(sorted(found, key=lambda mention: mention.start))


def _surely(name: str, match: re.Match[str], confidence: float) -> float:
    """The form's confidence, less where the day is left out or open."""
    if not match.group("d"):
        return 0.4
    if name in ("roc", "written", "like") and match.groupdict().get("end", "") is None:
        confidence *= _OPEN_DAY
    return confidence


def _value(name: str, match: re.Match[str], today: date) -> date | None:
    parts = (match.group("y"), match.group("m"), match.group("d"))
    year, month, day = (to_int(part.translate(_MISREAD) if part[:1].isascii() else part) if part else 1 for part in parts)
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
