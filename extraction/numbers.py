"""Phones, identity numbers, contract and form numbers, amounts and page numbers, each validated as far as it can be."""

import re
from dataclasses import dataclass, replace
from datetime import date

from domain.fields import PageNumbering
from domain.hanzi import close_gaps, to_int
from extraction.amounts import CAPITAL_AMOUNT, capital_amount

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"
_CODE = r"([A-Za-z0-9\u4e00-\u9fff]{0,6}[(\[〔]?[A-Za-z0-9][A-Za-z0-9()〔〕\[\]·/-]{1,30}号?)"
_CAPITALS = "amount in capitals"
_FORMS: tuple[tuple[str, re.Pattern[str], float], ...] = (
    ("id_number", re.compile(r"(?<![0-9A-Za-z])([1-9][0-9]{16}[0-9Xx])(?![0-9A-Za-z])"), 0.99),
    ("phone", re.compile(r"(?<![0-9A-Za-z])(?:\+?86-?)?(1[3-9][0-9][ -]?[0-9]{4}[ -]?[0-9]{4})(?![0-9])"), 0.97),
    ("phone like", re.compile(r"(?<![0-9A-Za-z|])([1lI|][3-9bBSs][0-9OoIlSsBbZz|〇]{9})(?![0-9A-Za-z|])"), 0.6),
    ("id_number", re.compile(r"(?<![0-9A-Za-z])([A-Z]{1,2}[0-9]{6}\(?[0-9A]\)?)(?![0-9A-Za-z])"), 0.9),
    ("id_number", re.compile(r"(?<![0-9A-Za-z])([A-Z][1289][0-9]{8})(?![0-9A-Za-z])"), 0.95),
    ("phone", re.compile(r"(?<![0-9A-Za-z])(\(?0[1-9][0-9]{1,2}\)?[ -]?[2-9][0-9]{2,3}[ -]?[0-9]{4})(?![0-9])"), 0.9),
    ("phone", re.compile(r"(?:电话|Tel|TEL|手机)(?:号码)?[:;.]? ?((?:\+?85[23][ -]?)?[2-9][0-9]{2,3}[ -]?[0-9]{4})(?![0-9])"), 0.85),
    ("contract_no", re.compile(rf"(?:合同|协议)(?:书)?(?:编号|号码|号)[:;.]?{_CODE}"), 0.95),
    (
        "form_no",
        re.compile(
            rf"(?:(?:工单|派工单?|报修单?|维修单?|投诉单?|受理单?|单据|表单|收据|通知单?|票据|登记|流水|申请)(?:编号|号码|号)|编号|单号|No\.?|NO\.?|№)[:;.]?{_CODE}"
        ),
        0.85,
    ),
    (_CAPITALS, CAPITAL_AMOUNT, 0.9),
    ("amount", re.compile(r"[¥￥] ?([0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]{1,2})?|[0-9]+(?:\.[0-9]{1,2})?)"), 0.95),
    ("amount", re.compile(r"(?<![0-9A-Za-z.])([0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]{1,2})?|[0-9]+(?:\.[0-9]{1,2})?)元"), 0.9),
)
_N = "([0-9]{1,4}|[一二三四五六七八九十]{1,3})"
_PAGE_FORMS = (
    re.compile(rf"第{_N}页?[,/、(]{{0,2}}共{_N}页"),
    re.compile(rf"共{_N}页[,/、(]{{0,2}}第{_N}页"),
    re.compile(r"[Pp](?:age|AGE)[ .]?([0-9]{1,4}) ?(?:of|OF|/) ?([0-9]{1,4})"),
    re.compile(rf"^第{_N}页()$"),
    re.compile(r"^(?:第|页[次码数]?[:.]?|-)? ?([0-9]{1,3}) ?/ ?([0-9]{1,3}) ?[页-]?$"),
    re.compile(r"^[-·•.*~\[<]{1,2} ?([0-9]{1,4}) ?()[-·•.*~\]>]{1,2}$"),
    re.compile(r"^(?:[Pp](?:age)?|页[次码]?[:.]?)[ .]?([0-9]{1,4})()$"),
)
_TOTAL_FIRST = 1
_TAIWAN = "ABCDEFGHJKLMNPQRSTUVXYWZIO"
"""The letters in the order of their codes, from 10."""
_LOOKS_LIKE = str.maketrans("OoIlSsBbZz|〇", "001155862210")
_MOBILE = re.compile("1[3-9][0-9]{9}")
_REAL_DIGITS = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberMention:
    """A number of a kind (`domain.fields.NumberField.kind`); start/end in the text given."""

    kind: str
    value: str
    start: int
    end: int
    confidence: float


def is_id_number(text: str) -> bool:
    """True for an 18-digit identity number with a real birth date and the right check digit (GB 11643-1999)."""
    if not re.fullmatch(r"[1-9][0-9]{16}[0-9Xx]", text):
        return False
    try:
        date(int(text[6:10]), int(text[10:12]), int(text[12:14]))
    except ValueError:
        return False
    total = sum(int(char) * weight for char, weight in zip(text[:17], _WEIGHTS, strict=True))
    return _CHECKS[total % 11] == text[17].upper()


def is_hong_kong_id(text: str) -> bool:
    """True for a Hong Kong identity card number with the right check digit: letters A = 10 … weighted 9 to 2, modulo 11."""
    match = re.fullmatch(r"([A-Z]{1,2})([0-9]{6})\(?([0-9A])\)?", text)
    if match is None:
        return False
    values = [36 if len(match[1]) == 1 else ord(match[1][0]) - 55, ord(match[1][-1]) - 55, *map(int, match[2])]
    total = sum(value * weight for value, weight in zip(values, range(9, 1, -1), strict=True))
    return (total + (10 if match[3] == "A" else int(match[3]))) % 11 == 0


def is_taiwan_id(text: str) -> bool:
    """True for a Taiwan identity or resident number with the right check digit: the letter's two-digit code, weights 1 9 8 … 1 1."""
    if not re.fullmatch(r"[A-Z][1289][0-9]{8}", text):
        return False
    code = _TAIWAN.index(text[0]) + 10
    digits = [code // 10, code % 10, *map(int, text[1:])]
    return sum(digit * weight for digit, weight in zip(digits, (1, 9, 8, 7, 6, 5, 4, 3, 2, 1, 1), strict=True)) % 10 == 0


def find_numbers(text: str) -> tuple[NumberMention, ...]:
    """Numbers of all kinds, in order; an identity number with a wrong check digit is kept at low confidence (a misread digit)."""
    compact = close_gaps(text)
    taken: list[tuple[int, int]] = []
    found: list[NumberMention] = []
    for kind, pattern, confidence in _FORMS:
        for match in pattern.finditer(compact.text):
            start, end = match.span(1) if kind != _CAPITALS else match.span()
            if any(start < last and first < end for first, last in taken):
                continue
            mention = _mention(kind, match, confidence)
            if mention is None:
                continue
            taken.append((start, end))
            first, last = compact.span(start, end)
            found.append(replace(mention, start=first, end=last))
    return tuple(sorted(found, key=lambda mention: mention.start))


def _mention(kind: str, match: re.Match[str], confidence: float) -> NumberMention | None:
    """The number in its stored form, None where the match is none after all; its place is set by the caller."""
    value = match.group(1)
    if kind == _CAPITALS:
        kind, value = "amount", capital_amount(match)
    elif kind == "phone like":
        kind, value = "phone", value.translate(_LOOKS_LIKE)
        if sum(char.isdigit() for char in match.group(1)) < _REAL_DIGITS or not _MOBILE.fullmatch(value):
            return None
    elif kind == "phone":
        value = re.sub(r"[ ()-]", "", value)
    elif kind == "id_number" and not _is_id(value):
        if not value[:1].isdigit():
            return None  # a letter and digits alone may be any code
        confidence = 0.3
    return NumberMention(kind=kind, value=value, start=0, end=0, confidence=confidence) if value else None


def _is_id(text: str) -> bool:
    return is_id_number(text) or is_hong_kong_id(text) or is_taiwan_id(text)


def page_numbering(lines: tuple[str, ...]) -> PageNumbering | None:
    """The page number printed on the paper: 第 n 页 共 m 页 anywhere, bare forms only in the first two and last three lines."""
    edge = {*range(2), *range(len(lines) - 3, len(lines))}
    for index in range(len(lines) - 1, -1, -1):
        text = close_gaps(lines[index].strip()).text
        for number, form in enumerate(_PAGE_FORMS):
            match = form.search(text)
            if match is None or (form.pattern.startswith("^") and index not in edge):
                continue
            first, second = to_int(match.group(1)), to_int(match.group(2)) if match.group(2) else None
            page, total = (second, first) if number == _TOTAL_FIRST else (first, second)
            if page and (total is None or page <= total):
                return PageNumbering(number=page, total=total)
    return None
