"""The required sets (应归档目录) in the company's own file: read and checked, every mistake told, templates, and putting one to use."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from classifiers.company_file import Checker, MistakeError
from domain.household import HOUSEHOLD_ZH, HouseholdKind
from domain.taxonomy import RequiredItem, RequiredSet

_SET_KEYS = {"name", "version", "from", "estates", "item"}
_ITEM_KEYS = {"name", "types", "optional", "when"}
_WHEN = {**{kind.value: kind for kind in HouseholdKind}, **{zh: kind for kind, zh in HOUSEHOLD_ZH.items()}}
_HEAD = re.compile(r"^\s*\[\[\s*(\w+)\s*\]\]")


def read_sets(checker: Checker, data: Mapping[str, Any], codes: frozenset[str]) -> tuple[tuple[RequiredSet, ...], tuple[MistakeError, ...]]:
    """Read all sets of a parsed file; `codes` are its document types. The mistakes come in the file's order, one at most for each line."""
    sets: list[tuple[int, RequiredSet]] = []
    mistakes: list[MistakeError] = []
    for index, row in enumerate(checker.tables(data, "required_set", ""), start=1):
        where = f"required_set[{index}]."
        try:
            head = _head(checker, row, where)
            tables = checker.tables(row, "item", where)
        except MistakeError as mistake:
            mistakes.append(mistake)
            continue
        items: list[RequiredItem] = []
        for number, item in enumerate(tables, start=1):
            try:
                items.append(_item(checker, item, f"{where}item[{number}].", codes))
            except MistakeError as mistake:
                mistakes.append(mistake)
        mistakes += _repeated(checker, items, where)
        sets.append((index, RequiredSet(name=head[0], version=head[1], since=head[2], estates=head[3], items=tuple(items))))
    mistakes += _against_each_other(checker, sets)
    return tuple(each for _, each in sets), tuple(sorted(mistakes, key=lambda mistake: mistake.line))


def _head(checker: Checker, row: Mapping[str, Any], where: str) -> tuple[str, int, date | None, tuple[str, ...]]:
    checker.known_keys(row, _SET_KEYS, where)
    return (
        checker.text(row, "name", where),
        checker.count(row, "version", where),
        checker.day(row, "from", where),
        checker.texts(row, "estates", where, needed=False),
    )


def _item(checker: Checker, item: Mapping[str, Any], where: str, codes: frozenset[str]) -> RequiredItem:
    checker.known_keys(item, _ITEM_KEYS, where)
    types = checker.texts(item, "types", where, needed=True)
    for code in types:
        if code not in codes:
            raise checker.error(f"{where}types", f'"{code}" is no type of this file', f"本文件中没有文件类型“{code}”")
    when = checker.texts(item, "when", where, needed=False)
    for word in when:
        if word not in _WHEN:
            known = ", ".join(HouseholdKind)
            raise checker.error(
                f"{where}when", f'"{word}" is no kind of household; use {known}', f"“{word}”不是住户情况，可用 {'、'.join(_WHEN)}"
            )
    return RequiredItem(
        name=checker.text(item, "name", where),
        types=types,
        optional=checker.flag(item, "optional", where),
        when=tuple(dict.fromkeys(_WHEN[word] for word in when)),
    )


def _repeated(checker: Checker, items: Sequence[RequiredItem], where: str) -> Iterator[MistakeError]:
    for name, count in Counter(item.name for item in items).items():
        if count > 1:
            yield checker.error(f"{where}item", f'"{name}" stands in the list {count} times', f"“{name}”在目录中出现 {count} 次")


def _against_each_other(checker: Checker, sets: Sequence[tuple[int, RequiredSet]]) -> Iterator[MistakeError]:
    """Versions of one name are numbered and begin one after another, and no estate has two sets that begin on the same day."""
    for at, (index, each) in enumerate(sets):
        for _, other in sets[:at]:
            if other.name == each.name:
                yield from _versions(checker, f"required_set[{index}].", each, other)
            elif shared := set(each.estates) & set(other.estates) if each.since == other.since else set():
                named = "、".join(sorted(shared))
                yield checker.error(
                    f"required_set[{index}].estates",
                    f'"{other.name}" is used for {named} from the same day; give this one a later from',
                    f"“{other.name}”同日起已用于 {named}，请为本目录写更晚的 from",
                )


def _versions(checker: Checker, where: str, each: RequiredSet, other: RequiredSet) -> Iterator[MistakeError]:
    if each.version == other.version:
        yield checker.error(
            f"{where}version", f'"{each.name}" has version {each.version} already', f"“{each.name}”已有第 {each.version} 版，请改版本号"
        )
        return
    older, newer = sorted((each, other), key=lambda one: one.version)
    if (newer.since or date.min) <= (older.since or date.min):
        yield checker.error(
            f"{where}from",
            f"version {newer.version} must begin after version {older.version}",
            f"第 {newer.version} 版的起用日期 from 须晚于第 {older.version} 版",
        )


def blocks(text: str) -> tuple[tuple[int, int], ...]:
    """Where each [[required_set]] of a file lies: 0-based first line, and the line behind its last."""
    lines = text.splitlines()
    heads = [(n, found[1]) for n, line in enumerate(lines) if (found := _HEAD.match(line))]
    ends = [n for n, _ in heads[1:]] + [len(lines)]
    return tuple((first, end) for (first, name), end in zip(heads, ends, strict=True) if name == "required_set")


def block_text(text: str, number: int) -> str:
    """The text of the file's set of that number, from 0, without blank lines and comments behind it."""
    first, end = blocks(text)[number]
    lines = text.splitlines()[first:end]
    while lines and (not lines[-1].strip() or lines[-1].lstrip().startswith("#")):
        lines.pop()
    return "\n".join(lines) + "\n"


def with_estates(text: str, number: int, estates: Sequence[str]) -> str:
    """The file's text with the set of that number (from 0) used in these estates; everything else stays to the letter."""
    return _with_line(text, number, "estates", "[" + ", ".join(f'"{_escaped(name)}"' for name in estates) + "]")


def with_first_day(text: str, number: int, day: date) -> str:
    """The same with that first day."""
    return _with_line(text, number, "from", day.isoformat())


def with_version(text: str, number: int, version: int) -> str:
    """The same with that version."""
    return _with_line(text, number, "version", str(version))


def _with_line(text: str, number: int, key: str, value: str) -> str:
    first, end = blocks(text)[number]
    lines = text.splitlines(keepends=True)
    written, stands = f"{key} = {value}\n", re.compile(rf"^\s*{key}\s*=.*$")
    at = next((n for n in range(first + 1, end) if stands.match(lines[n])), None)
    if at is None:
        lines.insert(first + 1, written)
    else:
        lines[at] = written
    return "".join(lines)


def _escaped(name: str) -> str:
    return name.replace("\\", "\\\\").replace('"', '\\"')
