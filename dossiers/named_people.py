"""Registered people whose names stand on a paper, whatever label stands beside them.

Every company words its forms in its own way, so that a label can be new to us; the name of a registered owner is not. A unit read from the
paper and its owner's name somewhere on it confirm each other as well as a name beside a known label does.
"""

import re
from collections.abc import Iterable, Sequence

from domain.document import UnderstoodPage
from domain.fields import NameField
from domain.hanzi import close_gaps
from domain.names import name_parts, nearly
from domain.register import RegisteredUnit

_SURE = 0.8
"""Confidence in a name that was found by itself."""
_AFTER = "先女小业住户您你台敬系为是的与和及电联身于因在向反同签确手性家阿同号等"
"""What may follow a name of two characters: any other character may be the third of somebody else's name."""


_SHORT = 2
_CHANGE = re.compile("[原前新]业主|转让|过户|继承|赠与|受让|更名")


def people_named(pages: Sequence[UnderstoodPage], units: Iterable[RegisteredUnit]) -> tuple[NameField, ...]:
    """The owners (as applicants, for no label calls them owner) and tenants of these units whose names stand in the pages' text.

    Names of one character and masked ones (张*) are not looked for.
    """
    lines = [close_gaps(line).text for page in pages for line in page.text.splitlines()]
    found: dict[tuple[str, str], NameField] = {}
    for unit in units:
        for tenure in unit.tenures:
            for role, names in (("applicant", tenure.owners), ("tenant", tenure.tenants)):
                for name in (part for whole in names for part in name_parts(whole)):
                    if _stands(name, lines):
                        found.setdefault((name, role), NameField(name=name, role=role, box=None, confidence=_SURE))
    return tuple(found.values())


def slips(read: Iterable[str], found: NameField, pages: Sequence[UnderstoodPage]) -> bool:
    """Whether one of the names read can only be a slip for the registered one found elsewhere on the paper.

    It differs in one character (of two characters in the surname), stands but once, and nothing speaks of a change of owner: a brother or a
    father who holds the unit now would sign too.
    """
    text = "\n".join(close_gaps(line).text for page in pages for line in page.text.splitlines())
    if _CHANGE.search(text):
        return False
    rest = text.replace(found.name, "")
    near = [name for name in read if nearly(name, found.name)]
    if len(found.name) == _SHORT:
        near = [name for name in near if name[1:] == found.name[1:]]
    return any(rest.count(name) <= 1 for name in near)


def _stands(name: str, lines: Sequence[str]) -> bool:
    if not re.fullmatch(r"\w{2,}", name):
        return False
    ends = rf"(?:(?![\u4e00-\u9fff])|(?=[{_AFTER}]))" if len(name) == 2 else ""
    pattern = re.compile(re.escape(name) + ends)
    return any(pattern.search(line) for line in lines)
