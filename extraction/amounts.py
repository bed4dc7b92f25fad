"""Amounts of money in capital numerals: 人民币壹万贰仟叁佰元伍角整 (the form that receipts and contracts must bear)."""

import re

_DIGITS = {char: value for value, char in enumerate("零壹贰叁肆伍陆柒捌玖")} | {"〇": 0, "弍": 2, "贰": 2, "叄": 3, "参": 3, "两": 2}
_PLACES = {"拾": 10, "佰": 100, "百": 100, "仟": 1000, "千": 1000}
_GROUPS = {"亿": 100_000_000, "万": 10_000}
_CAPITAL = "零〇壹贰弍叁叄参肆伍陆柒捌玖拾佰百仟千万亿"
CAPITAL_AMOUNT = re.compile(f"([{_CAPITAL}]{{1,24}})[元圆](?:零?(?:([{_CAPITAL}])角)?零?(?:([{_CAPITAL}])分)?)?[整正]?(?![{_CAPITAL}])")
"""A whole amount, folded and without gaps: yuan, jiao, fen."""


def capital_amount(found: re.Match[str]) -> str:
    """The amount as 12300.50, "" where the numerals are no number (a character of it was misread)."""
    yuan = _yuan(found.group(1))
    cents = [_DIGITS.get(part, -1) if part else 0 for part in found.groups()[1:]]
    return "" if yuan is None or -1 in cents else f"{yuan}.{cents[0]}{cents[1]}"


def _yuan(text: str) -> int | None:
    """The value of capital numerals; None where places do not fall or a digit has none."""
    total = section = 0
    digit: int | None = None
    last = 10_000
    for char in text:
        if char in _GROUPS:
            section += digit or 0
            total, section, digit, last = (total + section) * _GROUPS[char] if char == "亿" else total + section * 10_000, 0, None, 10_000
        elif char in _PLACES:
            if _PLACES[char] >= last or (digit is None and (section or char != "拾")):
                return None
            section, last, digit = section + (1 if digit is None else digit) * _PLACES[char], _PLACES[char], None
        elif digit not in (None, 0):
            return None
        else:
            digit = _DIGITS[char]
    return total + section + (digit or 0)
