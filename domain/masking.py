"""Telephone and identity numbers made safe to show: enough to recognise, not enough to use."""

import re

from domain.hanzi import simplify

_NOT_DIGIT = re.compile(r"\D")
_STARS = "*"
_MOBILE = 11
_LONGEST_SHORT_ID = 12


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


def _masked(text: str, first: int, last: int) -> str:
    hidden = len(text) - first - last
    return text[:first] + _STARS * hidden + text[-last:] if hidden > 0 else _STARS * len(text)
