"""What a register's own columns (居住情况, 是否出租, 装修情况 …) state of the kind of household."""

import re
from collections.abc import Iterable

from domain.hanzi import simplify
from domain.household import HouseholdKind, Statement

_YES = re.compile(r"是|有|已|√|✓|✔|v|y|yes|true|1")
_NO = re.compile(r"否|无|未|没有|×|x|n|no|false|0")
_WORDS: tuple[tuple[re.Pattern[str], dict[HouseholdKind, bool]], ...] = (
    (re.compile(r"(未|无|没有?|不)(曾|再)?(出租|租赁|租|放租)"), {HouseholdKind.LET: False}),
    (re.compile(r"(未|无|没有?)装(修|潢)?|毛坯|清水|待装"), {HouseholdKind.DECORATED: False}),
    (
        re.compile(r"空置|空关|空房|闲置|未入住|无人居?住|vacant|empty"),
        {HouseholdKind.LET: False, HouseholdKind.OWNER_OCCUPIED: False},
    ),
    (re.compile(r"自住|自用|(业主|户主|本人)(入住|居住|使用)|owner"), {HouseholdKind.OWNER_OCCUPIED: True, HouseholdKind.LET: False}),
    (
        re.compile(r"出租|租赁|已租|在租|租住|租用|租客|租户|合租|整租|rented|leased|let"),
        {HouseholdKind.OWNER_OCCUPIED: False, HouseholdKind.LET: True},
    ),
    (re.compile(r"装修|装潢|精装|简装|已装|在装|decorated"), {HouseholdKind.DECORATED: True}),
)
_BOTH = re.compile(r"(部分|一半|半)(出租|自住)|自住.*出租|出租.*自住")


def household_stated(cells: Iterable[tuple[str, str]]) -> tuple[Statement, ...]:
    """Kinds that the cells, each with its column's header, say hold or do not; a cell that says neither is passed over.

    Yes and no are answers to the header (是否出租). 自住 means not let and 出租 not owner-occupied, unless a cell names both.
    """
    found: dict[HouseholdKind, bool] = {}
    for header, cell in cells:
        text = re.sub(r"\s+", "", simplify(cell)).lower()
        found |= _answer(simplify(header), text) or _said(text)
    return tuple(sorted(found.items()))


def _answer(header: str, text: str) -> dict[HouseholdKind, bool]:
    yes = bool(_YES.fullmatch(text))
    if not yes and not _NO.fullmatch(text):
        return {}
    if "装" in header:
        return {HouseholdKind.DECORATED: yes}
    if "租" in header:
        return {HouseholdKind.LET: yes}
    return {HouseholdKind.OWNER_OCCUPIED: yes} if "自住" in header else {}


def _said(text: str) -> dict[HouseholdKind, bool]:
    if _BOTH.search(text):
        return {HouseholdKind.OWNER_OCCUPIED: True, HouseholdKind.LET: True}
    found: dict[HouseholdKind, bool] = {}
    for words, meant in _WORDS:
        if words.search(text):
            found |= {kind: holds for kind, holds in meant.items() if kind not in found}
            text = words.sub("", text)
    return found
