"""The number on a label, such as CPM-AVIC-001: company, managing centre, number (seed 002 §4.2.2)."""

from string import Formatter

from domain.box import box_key
from domain.errors import UsageError

FIELDS = frozenset({"company", "centre", "number"})
_DIGITS = 3


def check_template(template: str) -> str:
    """The label number's pattern where it can be used; UsageError where it has other fields than company, centre and number."""
    try:
        parts = [part for part in Formatter().parse(template) if part[1] is not None]
    except ValueError:
        parts = []
    plain = all(field in FIELDS and not spec and not conversion for _text, field, spec, conversion in parts)
    if not plain or "number" not in {part[1] for part in parts}:
        raise UsageError(
            f"label_template {template!r} cannot be used: it may hold {{company}}, {{centre}} and must hold {{number}}.",
            f"label_template“{template}”有误：可含 {{company}}、{{centre}}，必须含 {{number}}。",
        )
    return template


def label_number(template: str, *, company: str, centre: str, box: str) -> str:
    """The number of a box's label; a box that is a number gets three digits at least. `template` as `check_template` passed it."""
    key = box_key(box)
    return template.format(company=company, centre=centre, number=key.zfill(_DIGITS) if key.isdigit() else box)
