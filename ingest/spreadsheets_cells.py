"""Cells as clerks fill them, read as text, names, phones, dates, counts and the parts of a unit number."""

import calendar
import re
from datetime import date, datetime, time, timedelta
from functools import lru_cache

from domain.hanzi import NUMERALS, simplify, to_int
from ingest.spreadsheets_table import Cell

_BLANK = re.compile(
    r"[\s　]*(#(N/A|REF!|VALUE!|NAME\?|DIV/0!|NULL!|NUM!)|[-—–_/\\*.·]*|无|空|暂无|未知|不详|待定|n/?a|null|none|nil)[\s　]*", re.IGNORECASE
)
_NO_ONE = re.compile(r"(空置|空房|未售|未租|未卖|待售|自用|自住|未登记|未入住|未收楼|未交房)")
_NO_DATE = re.compile(
    r"(至今|今|现在|现|目前|长期|永久|在住|未交|未交房|未交付|未收楼|未入伙|未入住|未办理?|未定|待交|待通知|空置|持有中|present|now|open)",
    re.IGNORECASE,
)
_SPLIT = re.compile(r"[、,，;；/／|&＆\n\r]+")
_NOTE = re.compile(r"[(（](共有|共同共有|按份共有|业主|户主|产权人|夫妻|夫|妻|配偶|本人|主|次|\d+/\d+|\d+%)[)）]")
_CHINESE_NAME = re.compile(r"[\u3400-\u9fff·\U00020000-\U0002fa1f]+")
_EPOCH = date(1899, 12, 30)
_SERIALS = (10_000, 80_000)
_YMD = re.compile(r"(\d{4}) ?[年./。\-\s] ?(\d{1,2})(?: ?[月./。\-\s] ?(\d{1,2})? ?[日号]?)?(?:[T\s]+\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?")
_COMPACT = re.compile(r"((?:19|20)\d{2})(\d{2})(\d{2})?")
_YEAR = re.compile(r"((?:19|20)\d{2})年?")
_ROC = re.compile(
    rf"(?:中华民国|民国)(\d{{1,3}}|元|[{NUMERALS}]{{1,5}})[年./\-](\d{{1,2}}|[{NUMERALS}]{{1,3}})[月./\-]?(?:(\d{{1,2}}|[{NUMERALS}]{{1,4}})[日号]?)?"
)
_ROC_BARE = re.compile(r"(1\d{2})[年./\-](\d{1,2})(?:[月./\-](\d{1,2})?日?)?")
"""A year of three digits can only be the Republic's."""
_CHINESE_DATE = re.compile(rf"([{NUMERALS}O○]{{4}})年([{NUMERALS}]{{1,3}})月(?:([{NUMERALS}]{{1,4}})[日号]?)?")
_PHONE = re.compile(r"\+?\d[\d\-()（） ]{5,20}\d")
_COUNT = re.compile(r"共?(.{1,6}?)[页张頁張面]?")
_TOKEN = re.compile(r"[A-Z]{0,2}\d{1,6}[A-Z]{0,2}|[A-Z]{1,2}|[东西南北中甲乙丙丁]{1,2}户?")
_SUFFIXES = {
    "building": r"(号?楼|栋|幢|座|号|#|大厦|大楼)",
    "entrance": r"(单元|门|梯|座|号)",
    "floor": r"(楼层|层|楼|F)",
    "room": r"(号?室|号?房|号|户|#)",
}


def to_text(cell: Cell | None) -> str:
    """A cell's text: trimmed, whole numbers without a decimal point, placeholders (无, -, #N/A …) as ""."""
    if isinstance(cell, str):
        return _clean(cell)
    if cell is None or isinstance(cell, bool):
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime | date | time | timedelta):
        return cell.isoformat() if isinstance(cell, datetime | date) else str(cell)
    return _clean(str(cell))


@lru_cache(maxsize=65536)
def _clean(cell: str) -> str:
    text = cell.strip().strip("\ufeff'\u200b")
    return "" if _BLANK.fullmatch(text) else text


def to_names(cell: Cell | None) -> tuple[str, ...]:
    """Joint names in a cell, each once, in order.

    They are divided by 、,;/ and line breaks, and by blanks only where every part is a Chinese name of two to four characters or more
    than one of them; 张 三 is one name with a gap. Remarks such as （共有） are dropped, and so are words for nobody (空置).
    """
    text = _NOTE.sub("", to_text(cell))
    names = [name for part in _SPLIT.split(text) for name in _by_blanks(part.strip())]
    return tuple(dict.fromkeys(name for name in names if name and not _NO_ONE.fullmatch(simplify(name)) and not _BLANK.fullmatch(name)))


def _by_blanks(text: str) -> list[str]:
    parts = text.split()
    if len(parts) < 2 or not all(_CHINESE_NAME.fullmatch(part) for part in parts):
        return [" ".join(parts)]
    if all(2 <= len(part) <= 4 for part in parts):
        return parts
    return ["".join(parts)]


def to_phones(cell: Cell | None) -> tuple[str, ...]:
    """The telephone numbers in a cell, digits with a leading + only."""
    found = (part for piece in _SPLIT.split(simplify(to_text(cell))) for part in _phones_of(piece))
    return tuple(dict.fromkeys(found))


def _phones_of(piece: str) -> list[str]:
    """Two mobile numbers are often parted by a blank only; an area code from its number too."""
    parts = piece.split()
    if len(parts) > 1 and all(len(re.sub(r"\D", "", part)) >= 7 for part in parts):
        return [phone for part in parts for phone in _phones_of(part)]
    return [re.sub(r"[^\d+]", "", match[0]) for match in _PHONE.finditer(piece)]


def to_date(cell: Cell | None, *, last: bool = False) -> date | None:
    """A date as Excel or a clerk writes it; None where the cell is blank or says that there is none.

    Read are Excel dates and serial numbers, 2015-03-01 with - / . or 年月日, 20150301, Chinese numerals, the Republic's years, and
    years or months alone, which mean their first day, with `last` their last. ValueError for anything else.
    """
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    text = re.sub(r"\s+", " ", simplify(to_text(cell))).strip()
    if not text or _NO_DATE.fullmatch(text):
        return None
    if re.fullmatch(r"\d{5}(\.\d+)?", text) and _SERIALS[0] <= float(text) <= _SERIALS[1]:
        return _EPOCH + timedelta(days=int(float(text)))
    year, month, day = _date_parts(text)
    if not 1900 <= year <= 2200:
        raise ValueError
    if month is None:
        month = 12 if last else 1
    if day is None:
        day = calendar.monthrange(year, month)[1] if last else 1
    return date(year, month, day)


def _date_parts(text: str) -> tuple[int, int | None, int | None]:
    compact = text.replace(" ", "")
    for pattern, form in ((_YMD, text), (_COMPACT, text), (_YEAR, text), (_ROC, compact), (_ROC_BARE, compact), (_CHINESE_DATE, compact)):
        found = pattern.fullmatch(form)
        if found:
            year, month, day = (to_int(part.replace("元", "1")) if part else None for part in (*found.groups(), None, None)[:3])
            if year is not None:
                return year + (1911 if pattern in {_ROC, _ROC_BARE} else 0), month, day
    raise ValueError


def to_span(cell: Cell | None) -> tuple[date | None, date | None]:
    """From and to in one cell (2010.1.1至2015.12.31); a single date is the beginning. ValueError as `to_date`."""
    if isinstance(cell, date | float | int):
        return to_date(cell), None
    parts = re.split(r"\s*(?:[至到~～—–]+|\s-\s|--+)\s*", simplify(to_text(cell)), maxsplit=1)
    return to_date(parts[0]), to_date(parts[1], last=True) if len(parts) > 1 else None


def to_count(cell: Cell | None) -> int | None:
    """A number of pages 1..100,000, None where blank; ValueError for anything else."""
    text = _whole(simplify(to_text(cell)).replace(" ", ""))
    if not text:
        return None
    found = _COUNT.fullmatch(text)
    count = to_int(found[1]) if found else None
    if count is None or not 1 <= count <= 100_000:
        raise ValueError
    return count


def _whole(text: str) -> str:
    """A whole number that was saved as text with its decimals (501.0), without them."""
    return re.sub(r"(?<=\d)\.0+$", "", text)


@lru_cache(maxsize=65536)
def to_unit_part(text: str, level: str) -> str | None:
    """One level of a unit number in canonical form (03栋 → 3, 三单元 → 3, A座 → A, 0501室 → 501); None where it is not that simple.

    `level` is building, entrance, floor or room. Source of the form: the rules of unit numbers, 1 to 3 (numerals, zeros, basements).
    """
    folded = _whole(re.sub(r"\s+", "", simplify(text)).upper())
    below = level == "floor" and re.fullmatch(r"(?:负|地下|-|B)(.+?)(层|楼)?", folded)
    if below:
        number = to_int(below[1])
        return None if number is None else f"-{number}"
    core = re.sub(rf"^第?(.+?){_SUFFIXES[level]}?$", r"\1", folded)
    number = None if re.search("[A-Z]", core) else to_int(core)
    if number is not None:
        return str(number)
    if not _TOKEN.fullmatch(core):
        return None
    return re.sub(r"(?<!\d)0+(?=\d)", "", core)
