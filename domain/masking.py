"""Telephone and identity numbers made safe to show: enough to recognise, not enough to use."""

import re
from collections.abc import Iterator

from domain.hanzi import fold, simplify

_NOT_DIGIT = re.compile(r"\D")
_STARS = "*"
_MOBILE = 11
_LONGEST_SHORT_ID = 12
_IN_CELLS = r"(?<!\S)(?:[\dOoIl|] ){6,}[\dXxOoIl|](?!\S)"
_IDENTITY = r"(?<!\d)[1-9](?: ?\d){5} ?(?:1 ?9|2 ?0)(?: ?\d){2} ?[01] ?\d ?[0-3] ?\d(?: ?\d){3} ?[\dXx](?!\d)"
_HONG_KONG = r"[A-Za-z]{1,2} ?\d{6}(?: \d|(?: ?[(] ?)?[\dA](?: ?[)])?)"
_DIGITS = r"[\dOoIl|]{3,}(?:(?: ?[-.·] ?| )[\dOoIl|]{3,})*[Xx]?"
_IN_TEXT = re.compile(rf"{_IN_CELLS}|{_IDENTITY}|(?<!\d)(?:{_HONG_KONG}|{_DIGITS})(?!\d)")
"""Numbers in folded text: a digit a cell, eighteen digits cut anywhere with a day of birth within, A123456(7), any long run."""
_DAY = re.compile(r"(?:19|20)\d\d[ .·-]?[01]\d[ .·-]?[0-3]\d")
_SIGNS = re.compile(r"[\W_]+")
_LEAST_DIGITS, _LEAST_LONG = 6, 7


def phone_digits(phone: str) -> str:
    """The digits of a phone number in any writing, without +86, +852 and the like: the form in which numbers are compared."""
    digits = _NOT_DIGIT.sub("", phone if phone.isascii() else simplify(phone))
    if len(digits) == _MOBILE + 2:
        return digits.removeprefix("86")
    return digits[3:] if len(digits) == _MOBILE and digits.startswith(("852", "853")) else digits


def mask_phone(phone: str) -> str:
    """Four digits before the last four hidden: 138****5678, 0755****6666; of eight digits the middle four: 91****78."""
    digits = phone_digits(phone)
    return _masked(digits, len(digits) - 8 if len(digits) > 8 else 2, 4 if len(digits) > 8 else 2)


def mask_id(number: str) -> str:
    """The first three and the last four of eighteen characters stay; of shorter numbers (Hong Kong, Taiwan) the first and the last two."""
    return _masked(number, 1, 2) if len(number) <= _LONGEST_SHORT_ID else _masked(number, 3, 4)


def mask_in_text(text: str) -> str:
    """The text with every run of seven and more digits masked, whatever it is; only dates stay.

    It rather hides an amount than shows a number that was read with gaps or with a letter for a digit.
    """
    pieces, at = [], 0
    for first, last in numbers_in(text):
        pieces += [text[at:first], _hidden(text[first:last])]
        at = last
    return "".join((*pieces, text[at:]))


def numbers_in(text: str) -> Iterator[tuple[int, int]]:
    """Yield where the numbers stand that `mask_in_text` masks: start and end of each whole number, in order."""
    return (found.span() for found in _IN_TEXT.finditer(fold(text)) if _tells(found[0]))


def asks_for_number(query: str) -> bool:
    """Whether a query holds such a number, whatever signs part its digits: the index of texts knows none."""
    return any(numbers_in(_SIGNS.sub(" ", fold(query))))


def _tells(run: str) -> bool:
    return not _DAY.fullmatch(run) and len(run) >= _LEAST_LONG and sum(char.isdigit() for char in run) >= _LEAST_DIGITS


def _hidden(run: str) -> str:
    keep = (3, 4) if sum(char.isalnum() for char in run) > _LONGEST_SHORT_ID - 2 else (1, 2)
    return _masked(run, *keep)


def _masked(text: str, first: int, last: int) -> str:
    hidden = len(text) - first - last
    return text[:first] + _STARS * hidden + text[-last:] if hidden > 0 else _STARS * len(text)
